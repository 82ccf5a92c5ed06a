"""A page's text in pieces: what stands in one paragraph, cell, item or heading, with the elements that hold it.

Every judgement about a page, what is boilerplate and what the article, is one about its pieces. They are read once,
so that the length of any element is a subtraction, however deeply elements are nested.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable
from dataclasses import dataclass, field
from itertools import accumulate

from lxml import etree
from lxml.html import HtmlElement

PROSE, LONG_PROSE = 40, 100  # characters of a piece that is no label, and of one that is a paragraph for sure

_INLINE = frozenset(
    ("a", "abbr", "acronym", "b", "bdi", "bdo", "big", "cite", "code", "data", "del", "dfn", "em", "font", "i", "img",
     "ins", "kbd", "label", "mark", "nobr", "picture", "q", "rp", "rt", "ruby", "s", "samp", "small", "span", "strike",
     "strong", "sub", "sup", "svg", "time", "tt", "u", "var", "wbr")
)  # fmt: skip
# The text inside these is not for readers, or not text.
SILENT = frozenset(
    ("script", "style", "noscript", "template", "head", "title", "iframe", "object", "embed", "svg", "canvas", "math",
     "video", "audio", "select", "option", "textarea")
)  # fmt: skip
HEADINGS = frozenset(("h1", "h2", "h3", "h4", "h5", "h6"))
_HEADER = re.compile(r"\bPublication\s*:.{0,200}\bVol(?:ume|\.)", re.I | re.S)
_SENTENCE_ENDS = (".", "!", "?", "…", "”", "»", '"', "。", "؟", "।", ":", "’", ")")


@dataclass(slots=True, eq=False)
class Piece:
    """Piece of a page's text: its place among the pieces, the innermost block that holds it, and its text.

    `linked` counts the characters of it inside links. `places` are its parts in the tree: of an element, its text
    (False) or what stands behind it (True). `is_boilerplate`, `is_main` and `is_seconded` are what the judges say:
    the names of elements, the density of prose, and the second opinion.
    """

    number: int
    holder: HtmlElement
    text: str
    linked: int
    places: list[tuple[HtmlElement, bool]] = field(repr=False)
    is_boilerplate: bool = False
    is_main: bool = False
    is_seconded: bool = False

    @property
    def is_heading(self) -> bool:
        return self.holder.tag in HEADINGS

    def is_prose(self, length: int = PROSE) -> bool:
        """Return whether it is text of a length, most of it not in links."""
        return len(self.text) >= length and self.linked < 0.4 * len(self.text)

    def is_paragraph(self) -> bool:
        """Return whether it is a paragraph for sure: long, with few links, and ended as a sentence is."""
        return (
            len(self.text) >= LONG_PROSE
            and self.linked < 0.3 * len(self.text)
            and self.text.rstrip().endswith(_SENTENCE_ENDS)
        )

    def clear(self) -> None:
        """Take its text out of the tree."""
        for element, is_behind in self.places:
            if is_behind:
                element.tail = None
            else:
                element.text = None


class PageText:
    """The pieces of a page in order, and which of them each block holds."""

    def __init__(self, body: HtmlElement) -> None:
        self.pieces: list[Piece] = []
        self._spans: dict[HtmlElement, tuple[int, int]] = {}
        _Reader(self.pieces, self._spans).read(body)
        self._headers = [piece.number for piece in self.pieces if _HEADER.search(piece.text)]
        self.measure()

    def measure(self) -> None:
        """Sum up lengths anew, after pieces were judged."""
        kept = [(piece, 0 if piece.is_boilerplate else len(piece.text)) for piece in self.pieces]
        self._lengths = _sums(length for _, length in kept)
        self._linked = _sums(0 if piece.is_boilerplate else piece.linked for piece, _ in kept)
        self._paragraphs = _sums(length if piece.is_paragraph() else 0 for piece, length in kept)
        self._seconded = _sums(len(piece.text) if piece.is_seconded else 0 for piece, _ in kept)

    def span(self, element: HtmlElement) -> tuple[int, int]:
        """Return the number of the first piece in a block, and that of the first behind it; (0, 0) for others."""
        return self._spans.get(element, (0, 0))

    def inside(self, element: HtmlElement) -> list[Piece]:
        start, end = self.span(element)
        return self.pieces[start:end]

    def has_header(self, element: HtmlElement) -> bool:
        """Return whether a block holds a line such as "Publication: Narrows Weekly Volume: 5 Issue: 22"."""
        start, end = self.span(element)
        return bisect_left(self._headers, start) < bisect_left(self._headers, end)

    def length(self, element: HtmlElement) -> int:
        """Return the characters of an element's text, without boilerplate."""
        return self._sum(self._lengths, element)

    def linked(self, element: HtmlElement) -> int:
        return self._sum(self._linked, element)

    def paragraphs(self, element: HtmlElement) -> int:
        """Return the characters of the paragraphs in an element."""
        return self._sum(self._paragraphs, element)

    def seconded(self, element: HtmlElement) -> int:
        """Return the characters in an element that the second opinion takes for the article's."""
        return self._sum(self._seconded, element)

    def _sum(self, sums: list[int], element: HtmlElement) -> int:
        start, end = self.span(element)
        return sums[end] - sums[start]


def block_text(element: HtmlElement) -> str:
    """Return the text of one element, its blocks and lines separated by blanks."""
    return " ".join(piece.text for piece in PageText(element).pieces)


def _sums(values: Iterable[int]) -> list[int]:
    return [0, *accumulate(values)]


class _Reader:
    """Reader of the pieces below a body: a walk that ends a piece at the start and end of every block."""

    def __init__(self, pieces: list[Piece], spans: dict[HtmlElement, tuple[int, int]]) -> None:
        self.pieces = pieces
        self.spans = spans
        self.places: list[tuple[HtmlElement, bool]] = []
        self.texts: list[str] = []
        self.linked = 0
        self.blocks: list[HtmlElement] = []
        self.links = 0

    def read(self, body: HtmlElement) -> None:
        skipped = 0
        for event, element in etree.iterwalk(body, events=("start", "end")):
            if event == "start" and skipped:
                skipped += 1
            elif event == "start":
                skipped = self._start(element)
            elif skipped > 1:
                skipped -= 1
            else:
                self._end(element, is_silent=bool(skipped))
                skipped = 0
                if element is not body:
                    self._add(element.tail, element, is_behind=True)

    def _start(self, element: HtmlElement) -> int:
        """Take an element's start; return 1 for one whose content is no text."""
        if element.tag not in _INLINE and element.tag != "br":
            self._finish()
            self.blocks.append(element)
            self.spans[element] = (len(self.pieces), len(self.pieces))
        if element.tag in SILENT:
            return 1
        self.links += element.tag == "a"
        if element.tag == "br":
            self.texts.append(" ")
        self._add(element.text, element, is_behind=False)
        return 0

    def _end(self, element: HtmlElement, *, is_silent: bool) -> None:
        self.links -= element.tag == "a" and not is_silent
        if self.blocks and self.blocks[-1] is element:
            self._finish()
            self.blocks.pop()
            self.spans[element] = (self.spans[element][0], len(self.pieces))

    def _add(self, text: str | None, element: HtmlElement, *, is_behind: bool) -> None:
        if text:
            self.texts.append(text)
            self.places.append((element, is_behind))
            self.linked += len(" ".join(text.split())) if self.links else 0

    def _finish(self) -> None:
        text = " ".join("".join(self.texts).split())
        if text and self.blocks:
            piece = Piece(len(self.pieces), self.blocks[-1], text, self.linked, self.places)
            self.pieces.append(piece)
        self.texts, self.places, self.linked = [], [], 0
