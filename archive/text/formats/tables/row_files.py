"""Files that rows of a table name in place of a text: a text, web page or Word document beside the table."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import partial
from pathlib import PurePosixPath

from archive.text.charset import UnreadableText, decode
from archive.text.formats.neighbour_pictures import Beside, local_path
from archive.text.formats.posts.post import Post, article_of_post
from archive.text.formats.records import Guide
from archive.text.formats.tables.columns import column_key
from archive.text.formats.value_parsing import fill_gaps
from archive.text.formats.web_pages.page_preparation import page_text
from archive.text.formats.web_pages.web_page import read_page
from archive.text.formats.word.word import MAX_WORD_BYTES, read_word
from archive.text.formats.word.word_pictures import MAX_PICTURE_BYTES
from archive.text.headers.article_reader import ReadArticle, complete, read_article
from archive.text.headers.header_fields import Head
from archive.text.problems import Problem

_PAGES, _TEXTS, _WORD = (".html", ".htm", ".xhtml"), (".txt", ".text", ".md", ".markdown", ".mdown", ".mdx"), (".docx",)
READ_SUFFIXES = (*_TEXTS, *_PAGES, *_WORD)
_WHOLE_PAGE = re.compile(r"<(?:!doctype|html|head|body)\b", re.I)
_FIELDS = ("publication", "volume", "number", "date", "authors", "topics", "url", "standfirst", "caption", "language",
           "elocation")  # fmt: skip
# Columns of Substack's posts.csv; the text of a post is beside it, in a file of its id.
_SUBSTACK = frozenset(("post id", "post date", "is published", "audience"))
_POSTS = frozenset(("", "newsletter", "podcast", "video"))  # the types of what everybody may read
_SUBSCRIBE = re.compile(
    r'<div class="(?:subscription-widget|subscribe-widget|paywall-jump)[^>]{0,500}>.{0,5000}?</form>(?:\s*</div>){0,5}',
    re.S,
)


@dataclass(slots=True)
class RowFile:
    """File that a row names: the address in the table, and its bytes (None where it does not exist)."""

    address: str
    content: bytes | None


def addresses_of_row(fields: Mapping[str, list[str]], row: Mapping[str, list[str]]) -> list[str]:
    """Return the addresses of the files with a row's text; [] for a row with a text of its own.

    A cell may name several, separated by semicolons or bars, of which the first in a known format is read. Substack's
    tables name none: the text of post "123.toll" is posts/123.toll.html.
    """
    if any(text.strip() for text in fields.get("body", [])):
        return []
    named = [part.strip() for text in fields.get("file", []) for part in re.split(r"[;|\n]", text) if part.strip()]
    if not named and is_substack(row):
        ids = next((values for name, values in row.items() if column_key(name) == "post id"), [])
        named = [f"posts/{each.strip()}.html" for each in ids if each.strip()]
    return sorted(named, key=lambda each: PurePosixPath(each).suffix.casefold() not in READ_SUFFIXES)


def is_substack(names: Mapping[str, object] | list[str]) -> bool:
    """Return whether a table with these columns is Substack's posts.csv."""
    return {column_key(name) for name in names} >= _SUBSTACK


def why_no_post(row: Mapping[str, list[str]], line: int) -> Problem | None:
    """Return why a row of Substack's table is left out; None for posts.

    A page ("About"), a thread of comments, a mail to subscribers ("adhoc_email") are none, nor is any other type.
    """
    kinds = [values[0].strip() for name, values in row.items() if column_key(name) == "type"]
    if is_substack(row) and kinds and kinds[0].casefold() not in _POSTS:
        return Problem(
            line, f"Left out: its type is “{kinds[0][:20]}”, and it is no post.", "Add it by hand if it belongs here."
        )
    return None


def file_of_row(addresses: list[str], beside: Beside) -> RowFile | None:
    """Return the first of some files that lies beside the table; without any, the first, which does not exist."""
    for address in addresses:
        if (content := beside(address, MAX_WORD_BYTES)) is not None:
            return RowFile(address, content)
    return RowFile(addresses[0], None) if addresses else None


def article_of_file(file: RowFile, head: Head, line: int, guide: Guide) -> ReadArticle:
    """Read the article of a row from its file; the row's own fields, in `head`, go before the file's.

    Pictures beside the file are taken in; they are noted at the end of a page's content, in place, so that what is
    stored of it gives the same article without them.
    """
    if file.content is None:
        what = f"The file “{file.address[:120]}”, which the row names, does not lie beside the table."
        head.refuse(line, what, "Put it there, in the folder or zip file that is imported, or correct its name.")
        return complete(ReadArticle(), head)
    try:
        found = _read(file, file.content, head, replace(guide, beside=_beside(file, guide.beside)))
    except UnreadableText as unreadable:
        head.refuse(line, f"{file.address[:120]}: {unreadable.reason}", unreadable.remedy)
        return complete(ReadArticle(), head)
    spare = Head(head.names)
    for name in _FIELDS:
        setattr(spare, name, getattr(found, name))
    spare.publication = found.publication_as_printed
    spare.title = found.title or ""
    kept = [each for each in found.problems if each.severity == "warning" or not found.body_html]
    spare.problems = [
        Problem(line, f"{file.address[:120]}: {each.reason}", each.remedy, each.severity) for each in kept
    ]
    if head.title and spare.title and spare.title.casefold() != head.title.casefold():
        head.warn(line, f"{name} has another title, “{spare.title[:80]}”.", "That of the row was kept.")
    head.title = head.title or spare.title
    fill_gaps(head, spare)
    article = ReadArticle(body_html=found.body_html, body_paragraphs=found.body_paragraphs, pictures=found.pictures)
    article = complete(article, head)
    article.unpublished = article.unpublished or found.unpublished
    return article


def _beside(file: RowFile, beside: Beside) -> Beside:
    """Return a reader of files by their addresses relative to a file that a row names."""
    folder = posixpath.dirname(file.address.replace("\\", "/"))
    return lambda address, limit: beside(posixpath.join(folder, address), limit)


def _read(file: RowFile, content: bytes, head: Head, guide: Guide) -> ReadArticle:
    """Read a file by its ending. A text or part of a page without a header is all text. Raises UnreadableText."""
    suffix = PurePosixPath(file.address).suffix.casefold()
    if suffix in _WORD:
        return read_word(content, head.names)
    if suffix in _PAGES:
        text = page_text(content).text
        if _WHOLE_PAGE.search(text[:2_000]):
            page = read_page(content, guide)
            file.content = page.stored
            return page.article
        body = _SUBSCRIBE.sub("", text) if "widget" in text else text
        return article_of_post(Post("", title=head.title, body=body), 1, Guide(head.names))
    if suffix in _TEXTS:
        text, is_markdown = decode(content).text, suffix not in (".txt", ".text")
        find = partial(_picture, guide.beside) if is_markdown else None
        found = read_article(text, publications=head.names, markdown=is_markdown, find_picture=find)
        if is_markdown or found.volume is not None or found.number is not None or not head.title:
            return found
        return article_of_post(Post("", title=head.title, body=text, is_text=True), 1, Guide(head.names))
    raise UnreadableText(
        f"The file is in no format that a row can name ({', '.join(READ_SUFFIXES)}).", "Save its text as one of these."
    )


def _picture(beside: Beside, address: str) -> bytes | None:
    """Return the picture that Markdown names, beside its file; None for none, and for one that is too large."""
    path = local_path(address)
    content = beside(path, MAX_PICTURE_BYTES) if path else None
    return content if content is not None and len(content) <= MAX_PICTURE_BYTES else None
