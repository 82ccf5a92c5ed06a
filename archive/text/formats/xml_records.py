"""XML records: streams elements with their lines from files of any size, with protection against hostile XML."""

from __future__ import annotations

import html.entities
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass
from pyexpat import XMLParserType
from typing import IO, BinaryIO, cast
from xml.etree.ElementTree import Element, ParseError, TreeBuilder

from defusedxml.common import DefusedXmlException, EntitiesForbidden
from defusedxml.ElementTree import DefusedXMLParser

from archive.text.formats.records import MAX_RECORD_CHARACTERS

MAX_DEPTH = 200  # nested elements; JATS with tables in lists in sections has about 30
MAX_ELEMENTS = 200_000  # in one record
_CHUNK = 64 * 1024
_MAX_SILENT_CHUNKS = 80  # 5 MB without a tag or text: one endless tag or comment, which the parser holds in memory
_CONTROLS = bytes([*range(9), 0x0B, 0x0C, *range(0x0E, 0x20)])
_UTF16_MARKS = (b"\xff\xfe", b"\xfe\xff", b"<\x00", b"\x00<")
# Named entities of HTML or of a DTD, which is not read: "&nbsp;", "&eacute;".
_NAMED = {name.removesuffix(";"): text for name, text in html.entities.html5.items() if name.endswith(";")}


class BadXML(ValueError):
    """XML that cannot be read further: the reason, what to do about it, and the line."""

    def __init__(self, reason: str, remedy: str, line: int | None) -> None:
        super().__init__(reason)
        self.reason = reason
        self.remedy = remedy
        self.line = line


@dataclass(frozen=True, slots=True)
class Found:
    """Element with the line where it begins. `element` is None for one that is too large to read."""

    element: Element | None
    line: int


class Records:
    """Iterator over the outermost elements with the wanted names, in order, with one in memory at a time.

    Names have the form of ElementTree ("item", "{http://…}author"); "{*}article" is a name in any namespace. Control
    characters, which are invalid in XML but occur in exports, are removed and counted in `controls`. `started` is the
    number of elements begun so far. Iterating raises BadXML for broken or truncated XML, declared entities, and
    nesting beyond MAX_DEPTH.
    """

    def __init__(self, stream: IO[bytes], wanted: Collection[str]) -> None:
        self.stream = stream
        self.target = _Target(wanted)
        self.controls = 0

    def __iter__(self) -> Iterator[Found]:
        parser = DefusedXMLParser(target=self.target, forbid_dtd=False, forbid_entities=True, forbid_external=True)
        parser.entity.update(_NAMED)
        self.target.expat = parser.parser
        is_utf16, silent = None, 0
        while chunk := self.stream.read(_CHUNK):
            is_utf16 = chunk.startswith(_UTF16_MARKS) if is_utf16 is None else is_utf16
            cleaned = chunk if is_utf16 else chunk.translate(None, _CONTROLS)
            self.controls += len(chunk) - len(cleaned)
            before = self.target.events
            yield from self._fed(parser, cleaned)
            silent = 0 if self.target.events > before else silent + 1
            if silent > _MAX_SILENT_CHUNKS:
                raise BadXML("It has a tag or comment of more than 5 MB.", "Take it out.", self.target.line)
        yield from self._fed(parser, None)

    @property
    def started(self) -> int:
        return self.target.started

    def _fed(self, parser: DefusedXMLParser, chunk: bytes | None) -> Iterator[Found]:
        """Yield the elements that end in a chunk; for a broken chunk, those before the error."""
        try:
            _guarded(parser, chunk)
        except BadXML:
            yield from self.target.take()
            raise
        yield from self.target.take()


@dataclass(frozen=True, slots=True)
class _Reading:
    """Stream that a function reads."""

    read: Callable[[int], bytes]


def root_name(stream: BinaryIO) -> str:
    """Return the name of the root element, in the form of ElementTree; nothing behind it is read.

    Raises BadXML if it cannot be read.
    """
    records = Records(stream, ())
    read = stream.read
    records.stream = cast("BinaryIO", _Reading(lambda size: b"" if records.target.root else read(size)))
    try:
        for _ in records:
            break
    except BadXML:
        if not records.target.root:
            raise
    return records.target.root


def _guarded(parser: DefusedXMLParser, chunk: bytes | None) -> None:
    """Feed the parser, with None at the end of the file; convert every error to BadXML."""
    line = parser.parser.CurrentLineNumber
    try:
        if chunk is None:
            parser.close()
        else:
            parser.feed(chunk)
    except BadXML:
        raise
    except EntitiesForbidden as error:
        raise BadXML(
            f"It declares an entity, “{str(error.name)[:40]}”, as attacks on readers of XML do.",
            "Export it again without a document type that declares entities.",
            parser.parser.CurrentLineNumber,
        ) from error
    except DefusedXmlException as error:
        raise BadXML(
            "It refers to another file or address, which is not read.",
            "Export it again as one file that needs no other.",
            parser.parser.CurrentLineNumber,
        ) from error
    except ParseError as error:
        raise _broken(error, chunk is None) from error
    except (LookupError, ValueError) as error:
        raise BadXML(f"Its encoding is not known ({str(error)[:100]}).", "Export it again as UTF-8.", line) from error


def _broken(error: ParseError, at_end: bool) -> BadXML:
    line = error.position[0]
    if at_end:
        return BadXML("The file is cut off: its XML ends before it is complete.", "Export or copy it again.", line)
    what = str(error).partition(":")[0]
    if "unbound prefix" in what:
        remedy = 'Declare it in the outermost element, as exports do: xmlns:wp="http://wordpress.org/export/1.2/".'
        return BadXML("It uses a prefix, such as “wp:”, of a namespace that it does not declare.", remedy, line)
    if "invalid token" in what:
        what += ", often a character in another encoding than the file says, or a bare & or <"
    return BadXML(f"This is no well-formed XML ({what}).", "Correct the line, or export the file again.", line)


class _Target:
    """Parser target that builds the wanted elements only."""

    def __init__(self, wanted: Collection[str]) -> None:
        self.wanted = frozenset(wanted)
        self.expat: XMLParserType | None = None
        self.root = ""
        self.events = self.started = self.depth = self.outer_depth = self.elements = self.characters = 0
        self.line = 1
        self.builder: TreeBuilder | None = None
        self.is_inside = False
        self.done: list[Found] = []

    @property
    def current_line(self) -> int:
        return self.expat.CurrentLineNumber if self.expat else 1

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        self.events += 1
        self.started += 1
        self.depth += 1
        self.root = self.root or tag
        if self.depth > MAX_DEPTH:
            line = self.current_line
            raise BadXML(f"It nests more than {MAX_DEPTH} elements inside one another.", "Export it again.", line)
        if not self.is_inside and self.is_wanted(tag):
            self.is_inside, self.outer_depth = True, self.depth
            self.elements = self.characters = 0
            self.builder, self.line = TreeBuilder(), self.current_line
        if self.is_inside:
            self.elements += 1
            self.count(sum(len(value) for value in attributes.values()))
            if self.builder:
                self.builder.start(tag, attributes)

    def is_wanted(self, tag: str) -> bool:
        return tag in self.wanted or f"{{*}}{tag.rpartition('}')[2]}" in self.wanted

    def count(self, characters: int) -> None:
        """Stop building an element that exceeds the limits; the elements after it are read."""
        self.characters += characters
        if self.characters > MAX_RECORD_CHARACTERS or self.elements > MAX_ELEMENTS:
            self.builder = None

    def data(self, text: str) -> None:
        self.events += 1
        if self.is_inside:
            self.count(len(text))
            if self.builder:
                self.builder.data(text)

    def end(self, tag: str) -> None:
        self.events += 1
        if self.is_inside:
            if self.builder:
                self.builder.end(tag)
            if self.depth == self.outer_depth:
                self.done.append(Found(self.builder.close() if self.builder else None, self.line))
                self.builder, self.is_inside = None, False
        self.depth -= 1

    def close(self) -> None:
        """Do nothing; called by the parser at the end of the file."""

    def take(self) -> list[Found]:
        done, self.done = self.done, []
        return done
