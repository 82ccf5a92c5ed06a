"""Registry of the formats of articles: each is declared once, with its name, suffix, type, and what it can describe.

A format appears at the address of every row that it describes, in that page's `<link rel="alternate">` and under
“Download” there. To add one, write a module beside this and a line here.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from enum import Flag, auto

from archive.exports.articles import bibtex, csl, documents, epub, json_document, ris, signposting
from archive.exports.articles.record import ArticleRecord
from archive.exports.jats import article_xml, issue_xml, issue_zip

Writer = Callable[[Iterable[ArticleRecord], Callable[[str], str]], Iterable[str | bytes]]
"""Writes records piece by piece; the second argument makes a URL with host of a path."""


MAX_LISTED = 5_000
"""Articles of a list; a longer one ends there, and says so."""


class Describes(Flag):
    """What a format is of: one article, the articles of an issue, or any list of articles."""

    ARTICLE = auto()
    ISSUE = auto()
    LIST = auto()


@dataclass(frozen=True, slots=True)
class Format:
    """Format of articles. `suffix` follows the page's address ("ris"); `is_file` has browsers store it.

    `holds_text` tells those that are the article from those that describe it, `is_for_people` what is under “Download”.
    `most` is how many articles it takes, None as many as a list or search gives.
    """

    suffix: str
    name: str
    content_type: str
    describes: Describes
    write: Writer
    is_file: bool = True
    holds_text: bool = False
    is_for_people: bool = True
    most: int | None = None

    def of(self, kind: Describes) -> bool:
        """Return whether it describes rows of a kind."""
        return bool(self.describes & kind)


@dataclass(frozen=True, slots=True)
class RowFormat:
    """Format of a publication, author, topic or source itself, with what is listed under it by page."""

    suffix: str
    name: str
    content_type: str
    is_for_people: bool = True


def _plain(writer: Callable[[Iterable[ArticleRecord]], Iterator[str | bytes]]) -> Writer:
    return lambda records, absolute: writer(records)


def _jats(records: Iterable[ArticleRecord], absolute: Callable[[str], str]) -> Iterator[str]:
    for one in records:
        yield article_xml(one.article, one.article.byline(), list(one.article.topics.all()), absolute)


def _jats_set(records: Iterable[ArticleRecord], absolute: Callable[[str], str]) -> Iterator[str]:
    rows = ((one.article, one.article.byline(), list(one.article.topics.all())) for one in records)
    yield issue_xml(rows, absolute)


def _jats_zip(records: Iterable[ArticleRecord], absolute: Callable[[str], str]) -> Iterator[bytes]:
    rows = ((one.article, one.article.byline(), list(one.article.topics.all())) for one in records)
    yield issue_zip(rows, absolute)


def _linkset(records: Iterable[ArticleRecord], absolute: Callable[[str], str]) -> Iterator[str]:
    return signposting.linkset(records, data_formats())


ARTICLE, ISSUE, LIST = Describes.ARTICLE, Describes.ISSUE, Describes.LIST
UTF8 = "; charset=utf-8"
EPUB = "application/epub+zip"

FORMATS: tuple[Format, ...] = (
    Format("ris", "RIS", "application/x-research-info-systems" + UTF8, ARTICLE | ISSUE | LIST, _plain(ris.ris)),
    Format("bib", "BibLaTeX", "application/x-bibtex" + UTF8, ARTICLE | ISSUE | LIST, _plain(bibtex.bibtex)),
    Format("csl.json", "CSL-JSON", "application/vnd.citationstyles.csl+json" + UTF8, ARTICLE | ISSUE | LIST,
           _plain(csl.csl_json)),
    Format("json", "JSON", "application/json" + UTF8, ARTICLE, _plain(json_document.article_json), is_file=False),
    Format("json", "JSON", "application/json" + UTF8, ISSUE, _plain(json_document.list_json), is_file=False),
    Format("xml", "JATS", "application/xml" + UTF8, ARTICLE, _jats, is_file=False,
           holds_text=True),
    Format("xml", "JATS", "application/xml" + UTF8, ISSUE, _jats_set, is_file=False),
    Format("jats.zip", "JATS, a file an article", "application/zip", ISSUE, _jats_zip),
    Format("txt", "Plain text", "text/plain" + UTF8, ARTICLE | ISSUE, _plain(documents.plain_text), is_file=False,
           holds_text=True),
    Format("md", "Markdown", "text/markdown" + UTF8, ARTICLE | ISSUE, _plain(documents.markdown), holds_text=True),
    Format("html", "HTML", "text/html" + UTF8, ARTICLE | ISSUE, _plain(documents.html), holds_text=True),
    Format("epub", "EPUB", EPUB, ARTICLE, _plain(epub.of_article), holds_text=True),
    Format("epub", "EPUB", EPUB, ISSUE, _plain(epub.of_issue), holds_text=True),
    Format("epub", "EPUB", EPUB, LIST, _plain(epub.of_list), holds_text=True, most=epub.MAX_ARTICLES),
    Format(signposting.LINKSET, "Links", "application/linkset+json", ARTICLE | ISSUE, _linkset, is_file=False,
           is_for_people=False),
)  # fmt: skip

ROW_JSON = RowFormat("json", "JSON", "application/json" + UTF8)

SUFFIXES = tuple(dict.fromkeys(one.suffix for one in FORMATS))


def formats_of(kind: Describes) -> list[Format]:
    """Return the formats that describe rows of a kind, in the order of the registry."""
    return [one for one in FORMATS if one.of(kind)]


def find_format(suffix: str, kind: Describes) -> Format | None:
    """Return the format with a suffix that describes rows of a kind; None for none."""
    return next((one for one in FORMATS if one.suffix == suffix and one.of(kind)), None)


def data_formats() -> list[signposting.DataFormat]:
    """Return the formats of an article as typed links tell of them."""
    return [
        signposting.DataFormat(one.suffix, one.content_type.partition(";")[0], one.holds_text)
        for one in formats_of(ARTICLE)
    ]
