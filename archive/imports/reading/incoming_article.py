"""Incoming articles: bytes to text, text to fields, with checks of the limits of columns."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, replace
from pathlib import PurePosixPath
from urllib.parse import urlsplit

from archive.imports.reading.files import MARKDOWN_SUFFIXES, FoundFile, Root, UnreadableFile
from archive.imports.reading.missing_pictures import without_missing_pictures
from archive.imports.reading.neighbour_files import files_beside
from archive.imports.reading.report import error
from archive.text.charset import NO_HINT, Charset, CharsetHint, Decoded, UnreadableText, decode
from archive.text.dates import PartialDate
from archive.text.formats.neighbour_pictures import nothing_beside
from archive.text.formats.records import split_origin
from archive.text.formats.registry import format_of, read_stored
from archive.text.headers.article_reader import ReadArticle, read_article
from archive.text.headers.header_detection import publication_at_head
from archive.text.headers.header_fields import is_visible
from archive.text.headers.import_facts import NO_FACTS, ImportFacts
from archive.text.headers.publication_facts import PublicationNames
from archive.text.markdown.markdown import FindPicture
from archive.text.problems import Problem

MAX_TITLE, MAX_NAME, MAX_TOPIC, MAX_URL, MAX_PATH, MAX_LANGUAGE, MAX_ELOCATION = 500, 200, 120, 500, 500, 35, 40


class ImportRejected(Exception):
    """A file that is not imported, with the problem to report."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(problem.reason)
        self.problem = problem


@dataclass(slots=True)
class IncomingArticle:
    """File as received and as read; `facts` are those of its folders, with which it was completed, and `issue_date` is
    the date to give its issue.
    """

    path: str
    content: bytes
    sha256: str
    encoding: str
    article: ReadArticle
    facts: ImportFacts = NO_FACTS
    issue_date: PartialDate | None = None
    charset: Charset | None = None  # how the encoding of the file was found, where it had to be


def incoming_from_file(
    file: FoundFile,
    names: PublicationNames,
    hint: CharsetHint = NO_HINT,
    find_picture: FindPicture | None = None,
) -> IncomingArticle:
    """Read a file. Raises `ImportRejected` if it cannot be read as text."""
    try:
        content = file.read()
        return incoming_from_stored(file.path, content, names, hint, find_picture)
    except (UnreadableFile, UnreadableText) as unreadable:
        line = getattr(unreadable, "line", None)
        raise ImportRejected(error(unreadable.reason, unreadable.remedy, line)) from unreadable


def incoming_from_stored(
    path: str,
    content: bytes,
    names: PublicationNames,
    hint: CharsetHint = NO_HINT,
    find_picture: FindPicture | None = None,
    root: Root | None = None,
) -> IncomingArticle:
    """Read bytes as an article: of a text, or the stored bytes of a record. Raises `UnreadableText`.

    `find_picture` returns the pictures beside a text, `root` has the files beside a record.
    """
    if format_of(split_origin(path)[0]):
        return _incoming_record(path, content, names, hint, root)
    decoded = _decoded(content, names, hint)
    article = read_article(decoded.text, publications=names, markdown=is_markdown(path), find_picture=find_picture)
    if is_markdown(path):
        article = without_missing_pictures(article)
    article.problems[:0] = decoded.problems
    sha256 = hashlib.sha256(content).hexdigest()
    return IncomingArticle(path, content, sha256, decoded.encoding, article, charset=decoded.charset)


def is_markdown(path: str) -> bool:
    return PurePosixPath(path).suffix.casefold() in MARKDOWN_SUFFIXES


def _decoded(content: bytes, names: PublicationNames, hint: CharsetHint) -> Decoded:
    """Decode a text; where its letters leave a choice, the language of the publication in its header counts."""
    known = names.language_of(publication_at_head(content, names))
    with_language = replace(hint, language=known or hint.language)
    return decode(content, with_language)


def _incoming_record(
    path: str, stored: bytes, names: PublicationNames, hint: CharsetHint, root: Root | None
) -> IncomingArticle:
    beside = files_beside(split_origin(path)[0], root) if root else nothing_beside
    try:
        article = without_missing_pictures(read_stored(path, stored, names, beside, hint))
    except ValueError as failure:
        raise UnreadableText(
            f"The stored content of {path} can no longer be read: {failure}", "Let the file win with --overwrite."
        ) from failure
    return IncomingArticle(path, stored, hashlib.sha256(stored).hexdigest(), "", article)


def check_values(incoming: IncomingArticle) -> None:
    """Raise `ImportRejected` for what the columns of the database would not take: too long values, empty names.

    A dry run checks it as the import does, so that both say the same.
    """
    article = incoming.article
    if not all(map(is_visible, [*article.authors, *article.topics])):
        raise ImportRejected(error("An author or a topic has no name", "Give each a name, or leave it out."))
    bounds = [("title", article.title or "", MAX_TITLE), ("address (URL)", article.url, MAX_URL)]
    bounds += [("author's name", name, MAX_NAME) for name in article.authors]
    bounds += [("topic", name, MAX_TOPIC) for name in article.topics]
    bounds += [("path", incoming.path, MAX_PATH), ("language", article.language, MAX_LANGUAGE)]
    bounds.append(("elocation-id", article.elocation, MAX_ELOCATION))
    for what, value, longest in bounds:
        if len(value) > longest:
            reason = f"The {what} has {len(value):,} characters ({value[:40]}…)"
            raise ImportRejected(error(reason, f"{longest} are the most. Perhaps a line end is missing after it."))


def safe_url(article: ReadArticle) -> str:
    """Return the article's URL if it is on the web, else ""."""
    try:
        parts = urlsplit(article.url)
    except ValueError:
        return ""
    return article.url if parts.scheme in ("http", "https") and parts.netloc else ""
