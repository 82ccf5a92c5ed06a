"""Registry of format readers by file extension, and re-reading of stored records."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from itertools import chain
from pathlib import PurePosixPath

from archive.text.charset import NO_HINT, CharsetHint, UnreadableText
from archive.text.formats.jats.jats import read_jats
from archive.text.formats.json_documents import MAX_JSON_BYTES, read_json
from archive.text.formats.namespaces import local
from archive.text.formats.neighbour_pictures import MAX_NOTE, Beside, nothing_beside
from archive.text.formats.posts.atom import read_atom
from archive.text.formats.posts.rss import is_wordpress_export, read_rss
from archive.text.formats.records import BINARY, Guide, Opener, Record, refused, split_origin, without_repeats
from archive.text.formats.tables.csv_table import read_csv
from archive.text.formats.tables.json_lines import read_json_lines
from archive.text.formats.tables.row_reader import article_of_stored, is_stored_row
from archive.text.formats.tables.workbook import MAX_WORKBOOK_BYTES, read_workbook
from archive.text.formats.web_pages.page_preparation import MAX_PAGE_BYTES
from archive.text.formats.web_pages.web_page import read_page
from archive.text.formats.word.word import MAX_WORD_BYTES, read_word
from archive.text.formats.wordpress.wordpress import read_wordpress
from archive.text.formats.xml_records import BadXML, root_name
from archive.text.formats.xml_vocabularies import vocabulary_of
from archive.text.headers.article_reader import ReadArticle
from archive.text.headers.publication_facts import PublicationNames
from archive.text.problems import Problem

MAX_EXPORT_BYTES = 2 << 30  # exports are read record by record, so this bounds time, not memory


@dataclass(frozen=True, slots=True)
class Format:
    """Format: its name for people, the maximum size of its files, and its reader."""

    name: str
    max_bytes: int
    read: Callable[[Opener, Guide], Iterator[Record | Problem]]
    holds_several: bool = False


def _read_page(open_file: Opener, guide: Guide) -> Iterator[Record]:
    read = read_page(_all_bytes(open_file, MAX_PAGE_BYTES + MAX_NOTE * guide.is_stored), guide)
    yield Record("", None, read.stored, read.charset.name, read.article, read.charset)


def _read_word(open_file: Opener, guide: Guide) -> Iterator[Record]:
    content = _all_bytes(open_file, MAX_WORD_BYTES)
    yield Record("", None, content, BINARY, read_word(content, guide.names))


def _all_bytes(open_file: Opener, limit: int) -> bytes:
    with open_file() as stream:
        return stream.read(limit + 1)  # one byte more, so that the reader can tell that there are too many


def _read_xml(open_file: Opener, guide: Guide) -> Iterator[Record | Problem]:
    """Read an XML export in the format of its root element."""
    try:
        with open_file() as stream:
            root_tag = root_name(stream)
    except BadXML as error:
        yield refused(error.reason, error.remedy, error.line)
        return
    root = local(root_tag)
    if known := vocabulary_of(root_tag):
        yield refused(f"This is {known[0]}; it is not read.", known[1])
        return
    items = _reader_of_root(root, open_file)(open_file, guide)
    first = next(items, None)
    if first is None:
        yield refused(
            f"This XML, whose outermost element is <{root[:40]}>, holds no articles that are known.",
            "Export it as WXR from WordPress (Tools, Export), as a feed (RSS, Atom) or as JATS XML.",
        )
        return
    yield from chain([first], items)


def _reader_of_root(root: str, open_file: Opener) -> Callable[[Opener, Guide], Iterator[Record | Problem]]:
    if root == "feed":
        return read_atom
    if root in ("rss", "RDF"):
        return read_wordpress if is_wordpress_export(open_file) else read_rss
    return read_jats


PAGE = Format("web page", MAX_PAGE_BYTES, _read_page)
WORD = Format("Word document", MAX_WORD_BYTES, _read_word)
TABLE = Format("table", MAX_EXPORT_BYTES, read_csv, holds_several=True)
WORKBOOK = Format("workbook", MAX_WORKBOOK_BYTES, read_workbook, holds_several=True)
LINES = Format("JSON Lines", MAX_EXPORT_BYTES, read_json_lines, holds_several=True)
XML = Format("XML export", MAX_EXPORT_BYTES, _read_xml, holds_several=True)
JSON = Format("JSON export", MAX_JSON_BYTES, read_json, holds_several=True)

TABLES = (TABLE, WORKBOOK, LINES)  # whose columns are mapped

FORMATS = {
    ".html": PAGE,
    ".htm": PAGE,
    ".xhtml": PAGE,
    ".docx": WORD,
    ".csv": TABLE,
    ".tsv": TABLE,
    ".xlsx": WORKBOOK,
    ".xlsm": WORKBOOK,
    ".jsonl": LINES,
    ".ndjson": LINES,
    ".json": JSON,
    ".xml": XML,
    ".atom": XML,
    ".rss": XML,
}


def format_of(path: str) -> Format | None:
    """Return the format of a file, by its extension; None for plain texts and unknown ones."""
    return FORMATS.get(PurePosixPath(path).suffix.casefold())


def read_records(path: str, open_file: Opener, guide: Guide) -> Iterator[Record | Problem]:
    """Read a file of one of the formats lazily, record by record.

    Yields records, whose articles have problems of their own, and problems of the file as a whole: an error means
    that it cannot be read, or not beyond its line; records before that are valid. A record with the id of an earlier
    one is refused. Never raises for the content of the file. Raises KeyError for a path without a format.
    """
    reader = FORMATS[PurePosixPath(path).suffix.casefold()].read
    try:
        yield from without_repeats(reader(open_file, guide))
    except UnreadableText as unreadable:
        yield refused(unreadable.reason, unreadable.remedy, unreadable.line)


def read_stored(
    origin: str,
    stored: bytes,
    names: PublicationNames,
    beside: Beside = nothing_beside,
    charset: CharsetHint = NO_HINT,
) -> ReadArticle:
    """Read a stored record that came from `origin` ("export.csv#17", "page.html").

    `beside` returns the files that lie beside it now. Raises ValueError if it cannot be read any more.
    """
    path, record = split_origin(origin)
    found = format_of(path)
    guide = Guide(names, is_stored=True, beside=beside, charset=charset)
    if record and (found in TABLES or (found is JSON and is_stored_row(stored))):
        return article_of_stored(stored, guide)
    for item in read_records(path, partial(io.BytesIO, stored), guide):
        if isinstance(item, Record):
            return item.article
        if item.severity == "error":
            raise ValueError(item.reason)
    raise ValueError(f"the stored content of {origin} holds no article")
