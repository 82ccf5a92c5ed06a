"""Output of format readers: records, each an article with its id in the file, and problems of the whole file."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field, replace
from typing import BinaryIO

from archive.text.charset import NO_HINT, Charset, CharsetHint
from archive.text.formats.neighbour_pictures import Beside, nothing_beside
from archive.text.formats.tables.columns import NO_COLUMNS, Columns
from archive.text.headers.article_reader import NO_ISSUE, NO_PUBLICATION, NO_TEXT, ReadArticle
from archive.text.headers.publication_facts import PublicationNames
from archive.text.numbering.habits import NO_NUMBER, NO_VOLUME
from archive.text.problems import Problem

MAX_RECORDS = 200_000
MAX_RECORD_CHARACTERS = 5_000_000  # of one record with its markup; the same as of one text file
MAX_ID = 200

BINARY = "binary"  # the encoding of stored content that is not text

Opener = Callable[[], BinaryIO]  # opens a file at its beginning


@dataclass(frozen=True, slots=True)
class Guide:
    """Context for reading a file: the names of publications, the mapping of its columns, and its encoding.

    `is_stored` is for content stored by an earlier import, which judged already whether it is public. `beside` returns
    the bytes of a file by its address relative to this one, or None.
    """

    names: PublicationNames
    columns: Columns = NO_COLUMNS
    is_stored: bool = False
    beside: Beside = nothing_beside
    charset: CharsetHint = NO_HINT


@dataclass(frozen=True, slots=True)
class Record:
    """One article of a file.

    `id` is its id there, "" for a file of one article. `stored` are bytes from which the same reader makes the same
    article again (the file itself, or this record cut out of it), in `encoding`. `line` is where it begins, None for
    files without lines. `charset` says how the encoding of the file was found, where its reader had to.
    """

    id: str
    line: int | None
    stored: bytes
    encoding: str
    article: ReadArticle
    charset: Charset | None = None


@dataclass(slots=True)
class LeftOut:
    """Counter of the items that a reader leaves out of a file by design, for one report."""

    counts: dict[str, list[str]] = field(default_factory=dict)
    remedies: dict[str, str] = field(default_factory=dict)

    def add(self, what: str, which: str = "", remedy: str = "") -> None:
        """Count an item of a kind; `remedy` is for kinds with a remedy of their own."""
        self.counts.setdefault(what, []).append(which)
        self.remedies.setdefault(what, remedy)

    def problems(self, remedy: str) -> Iterator[Problem]:
        """Yield a warning for each kind, such as "Left out: drafts (3: post-5, post-9, post-12)."."""
        for what, which in self.counts.items():
            named = [name for name in dict.fromkeys(which) if name]
            shown = f": {', '.join(named[:5])}{', …' if len(named) > 5 else ''}" if named else ""
            own = self.remedies.get(what) or remedy
            yield Problem(None, f"Left out: {what} ({len(which):,}{shown}).", own)


def origin_path(path: str, record_id: str) -> str:
    """Return an article's origin: the file's path, and after # its id there: "export.xml#post-123"."""
    return f"{path}#{record_id}" if record_id else path


_ORIGIN = re.compile(r"(?P<path>.+\.(?:csv|tsv|xlsx|xlsm|jsonl|ndjson|json|xml|atom|rss))#(?P<id>.+)", re.I | re.S)


def split_origin(origin: str) -> tuple[str, str]:
    """Split an origin: "export.xml#post-123" → ("export.xml", "post-123"); ("001.txt", "") for others."""
    match = _ORIGIN.fullmatch(origin)
    return (match["path"], match["id"]) if match else (origin, "")


_BLANKS = re.compile(r"[\s\x00-\x1f\x7f]+")


def record_id(text: str) -> str:
    """Normalise an id for an origin: without blanks, and cut to MAX_ID with a digest that keeps it unique."""
    name = _BLANKS.sub("-", text.strip())
    if len(name) <= MAX_ID:
        return name
    return f"{name[: MAX_ID - 17]}~{hashlib.sha256(name.encode()).hexdigest()[:16]}"


def refused(reason: str, remedy: str, line: int | None = None) -> Problem:
    """Return a problem that keeps a record, or the whole file, out of the archive."""
    return Problem(line, reason, remedy, "error")


def refused_record(name: str, line: int | None, reason: str, remedy: str) -> Record:
    """Return a record that cannot be read, with its one error."""
    return Record(name, line, b"", "utf-8", ReadArticle(problems=[refused(reason, remedy, line)]))


def without_repeats(items: Iterable[Record | Problem]) -> Iterator[Record | Problem]:
    """Pass records on, with an error for one that repeats an id, or exceeds MAX_RECORDS."""
    lines: dict[str, int | None] = {}
    for item in items:
        if isinstance(item, Problem) or not item.id:
            yield item
        elif item.id in lines:
            where = f" in line {lines[item.id]}" if lines[item.id] else ""
            yield refused_record(
                item.id,
                item.line,
                f"A record{where} above has the same id, “{item.id}”; that one was read.",
                "Give each record an id of its own, or leave one of the two out.",
            )
        elif len(lines) >= MAX_RECORDS:
            yield refused(
                f"The file has more than {MAX_RECORDS:,} records; the rest was not read.",
                "Split the file, and import the parts.",
                item.line,
            )
            return
        else:
            lines[item.id] = item.line
            yield item


def with_remedies(
    article: ReadArticle, *, no_issue: str = "", no_text: str = "", no_field: str = "", line: int | None = None
) -> ReadArticle:
    """Replace the remedies for a missing issue or text, and for a field of the issue alone, by those of this format.

    `no_field` has "{}" for the name of the field: publication, volume, issue. With the `line` of a record, problems
    without a line in it get that.
    """
    fields = {NO_PUBLICATION: "publication", NO_VOLUME: "volume", NO_NUMBER: "issue"}
    remedies = {reason: no_field.format(name) for reason, name in fields.items()} if no_field else {}
    remedies |= {NO_ISSUE: no_issue, NO_TEXT: no_text}
    article.problems = [
        replace(
            problem,
            line=max(problem.line or 1, line) if line else problem.line,
            remedy=remedies.get(problem.reason) or problem.remedy,
        )
        for problem in article.problems
    ]
    return article
