"""EPUB 3.3 of articles: a book with cover, contents, texts, footnotes and pictures (https://www.w3.org/TR/epub-33/).

`epubcheck` finds nothing to say about the books of the tests. Metadata tells what a reader with a screen reader can
expect (https://www.w3.org/TR/epub-a11y-11/).
"""

from __future__ import annotations

import datetime
import io
import re
import textwrap
import uuid
import zipfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from html import escape
from itertools import groupby
from urllib.parse import quote

from django.conf import settings
from django.template.loader import render_to_string
from django.utils.safestring import SafeString
from lxml import etree
from lxml.html import HtmlElement, fragment_fromstring

from archive.exports.articles.record import ArticleRecord
from archive.models.catalogue.picture import folder_of
from archive.text.date_words import date_in_words
from archive.text.languages import is_right_to_left, language_attributes
from archive.text.markup.footnotes import NOTEREF, linked_both_ways
from archive.text.markup.pictures import FORMATS, PictureAddress, pictures_in, read_address

MAX_ARTICLES = 500
"""Articles of a book: longer ones are slow on readers' devices, and are held in memory here."""
PICTURE_WIDTH = 960
"""Pictures are taken in this width where they are wider, which fills a tablet's column."""
EPUB_TYPE = "{http://www.idpf.org/2007/ops}type"
_BAD_ESCAPE = re.compile(r"%(?![0-9A-Fa-f]{2})")
# Years before this cannot be written into a zip file.
_ZIP_TIME = (1980, 1, 1, 0, 0, 0)


@dataclass(frozen=True, slots=True)
class _Chapter:
    """An article as a document of the book."""

    one: ArticleRecord
    file: str
    language: SafeString
    place: str
    markup: SafeString
    pictures: tuple[PictureAddress, ...]


@dataclass(frozen=True, slots=True)
class _Book:
    """What is said of a book as a whole: `part` is its place in the publication, "Vol. 1, No. 115"."""

    title: str
    part: str
    identifier: str
    date: str
    creators: tuple[str, ...]
    publication: str


def of_article(records: Iterable[ArticleRecord]) -> Iterator[bytes]:
    """Yield the book of one article."""
    found = list(records)
    for one in found[:1]:
        creators = tuple(name.signed for name in one.authors)
        yield _written(
            _Book(one.title, one.article.designation, one.permanent, one.iso_date, creators, one.publication), found[:1]
        )


def of_issue(records: Iterable[ArticleRecord]) -> Iterator[bytes]:
    """Yield the book of an issue's articles, in their order."""
    found = list(records)
    for one in found[:1]:
        designation = one.article.issue.designation
        title = f"{one.publication}, {designation}"
        book = _Book(title, designation, one.issue_page, one.iso_date, (), one.publication)
        yield _written(book, found)


def of_list(records: Iterable[ArticleRecord]) -> Iterator[bytes]:
    """Yield the book of any articles, in their order: of a volume, an author, a search; the first `MAX_ARTICLES`."""
    found = [one for one, _ in zip(records, range(MAX_ARTICLES), strict=False)]
    volumes = {(one.publication, one.article.issue.volume_shown) for one in found}
    addresses = " ".join(one.permanent for one in found)
    if len(volumes) == 1 and all(volumes.copy().pop()):
        publication, part = volumes.pop()
        book = _Book(f"{publication}, {part}", part, addresses, "", (), publication)
    else:
        authors = set.intersection(*({name.signed for name in one.authors} for one in found)) if found else set()
        names = tuple(sorted(authors))
        title = f"{settings.SITE_NAME}: {len(found):,} article{'' if len(found) == 1 else 's'}"
        book = _Book(title, ", ".join(names), addresses or "none", "", names, "")
    yield _written(book, found)


def _written(book: _Book, found: Sequence[ArticleRecord]) -> bytes:
    files = {_path(one.page): f"article-{one.article.pk}.xhtml" for one in found}
    files |= {_path(one.permanent): file for one, file in zip(found, list(files.values()), strict=True)}
    chapters = [_chapter(one, files) for one in found]
    pictures = list(dict.fromkeys(picture for chapter in chapters for picture in chapter.pictures))
    languages = list(dict.fromkeys(one.language for one in found)) or ["en"]
    context = {
        "book": book,
        "identifier": _identifier(book.identifier),
        "site": settings.SITE_NAME,
        "chapters": chapters,
        "issues": _by_issue(chapters),
        "languages": languages,
        "modified": _moment([one.article.changed for one in found]),
        "pictures": [{"file": _file_of(each), "type": FORMATS[each.format]} for each in pictures],
        "from_right": is_right_to_left(languages[0]),
        "cover_lines": _wrapped(book.title, 20)[:9],
    }
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as book_file:
        _add(book_file, "mimetype", b"application/epub+zip", zipfile.ZIP_STORED)  # first, and as it is
        for path, template in _DOCUMENTS.items():
            _add(book_file, path, render_to_string(f"epub/{template}", context).encode())
        for chapter in chapters:
            page = render_to_string("epub/article.xhtml", {"chapter": chapter, "one": chapter.one})
            _add(book_file, f"EPUB/{chapter.file}", page.encode())
        for each in pictures:
            _add(book_file, f"EPUB/{_file_of(each)}", _content_of(each), zipfile.ZIP_STORED)
    return content.getvalue()


_DOCUMENTS = {
    "META-INF/container.xml": "container.xml",
    "EPUB/package.opf": "package.opf",
    "EPUB/nav.xhtml": "nav.xhtml",
    "EPUB/cover.xhtml": "cover.xhtml",
    "EPUB/cover.svg": "cover.svg",
    "EPUB/book.css": "book.css",
}


def _add(book_file: zipfile.ZipFile, path: str, content: bytes, method: int = zipfile.ZIP_DEFLATED) -> None:
    entry = zipfile.ZipInfo(path, _ZIP_TIME)
    entry.compress_type = method
    entry.external_attr = 0o644 << 16
    book_file.writestr(entry, content)


def _chapter(one: ArticleRecord, files: Mapping[str, str]) -> _Chapter:
    pictures = tuple(each for each in pictures_in(one.article.body) if _has_file(each))
    date = date_in_words(one.article.partial_date) if one.article.date_beside else ""
    return _Chapter(
        one,
        f"article-{one.article.pk}.xhtml",
        SafeString(f'{language_attributes(one.language)} xml:lang="{escape(one.language)}"'),
        ", ".join(filter(None, (one.article.designation, date))),
        SafeString(_xhtml(one, files, set(pictures))),  # sanitised when it was stored
        pictures,
    )


def _xhtml(one: ArticleRecord, files: Mapping[str, str], pictures: set[PictureAddress]) -> str:
    """Return the body as XHTML: links to articles of the book lead within it, all others have full addresses."""
    if not one.article.body.strip():
        return ""
    root = fragment_fromstring(linked_both_ways(one.article.body), create_parent="div")
    for picture in list(root.iter("img")):
        _set_picture(picture, pictures)
    for link in root.iter("a"):
        if address := link.get("href"):
            link.set("href", _target(address, one.page, files))
        if link.get("role") == NOTEREF:
            link.set(EPUB_TYPE, "noteref")
    etree.cleanup_namespaces(root, top_nsmap={"epub": "http://www.idpf.org/2007/ops"})
    pieces = (etree.tostring(child, encoding="unicode", method="xml") for child in root)
    return (root.text or "") + "".join(pieces)


def _set_picture(picture: HtmlElement, pictures: set[PictureAddress]) -> None:
    """Have a picture show the book's own file; one whose files are gone is left out."""
    address = read_address(picture.get("src", ""))
    if address is None or address not in pictures:
        picture.drop_tree()
        return
    picture.set("src", _file_of(address))
    for name in ("srcset", "sizes", "loading", "decoding", "width", "height"):
        picture.attrib.pop(name, None)


def _target(address: str, page: str, files: Mapping[str, str]) -> str:
    if address.startswith("#"):
        return address
    address = quote(_BAD_ESCAPE.sub("%25", address), safe="%/:=&?~#+!$,;'@()*[]")  # people's addresses have blanks
    scheme, _, rest = page.partition("://")
    path, hash_mark, anchor = address.removeprefix(f"{scheme}://{rest.partition('/')[0]}").partition("#")
    if path in files:
        return f"{files[path]}{hash_mark}{anchor}"
    return f"{scheme}://{rest.partition('/')[0]}{address}" if address.startswith("/") else address


def _path(address: str) -> str:
    """Return the path of a full address: "https://host/edm/v1/" → "/edm/v1/"."""
    return "/" + address.partition("://")[2].partition("/")[2]


def _name_of(picture: PictureAddress) -> str:
    return f"{PICTURE_WIDTH}.{picture.format}" if picture.width > PICTURE_WIDTH else picture.name


def _file_of(picture: PictureAddress) -> str:
    return f"pictures/{picture.digest}.{picture.format}"


def _has_file(picture: PictureAddress) -> bool:
    return (folder_of(picture.digest) / _name_of(picture)).is_file()


def _content_of(picture: PictureAddress) -> bytes:
    return (folder_of(picture.digest) / _name_of(picture)).read_bytes()


def _by_issue(chapters: Sequence[_Chapter]) -> list[tuple[str, list[_Chapter]]]:
    """Return the chapters by issue, for a book of several: [("Harbour Letter, Vol. 1, No. 7", […])]."""
    groups = groupby(chapters, key=lambda chapter: str(chapter.one.article.issue))
    found = [(name, list(group)) for name, group in groups]
    return found if len(found) > 1 else []


def _identifier(text: str) -> str:
    """Return a URN of an address, or of many: the same for the same book."""
    return f"urn:uuid:{uuid.uuid5(uuid.NAMESPACE_URL, text)}"


def _moment(changes: Sequence[datetime.datetime]) -> str:
    """Return the last change, so that the same texts make the same book."""
    last = max(changes, default=datetime.datetime.fromtimestamp(0, datetime.UTC))
    return last.astimezone(datetime.UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _wrapped(text: str, width: int) -> list[str]:
    """Return a text in lines of at most so many characters, for a cover."""
    return textwrap.wrap(text, width)
