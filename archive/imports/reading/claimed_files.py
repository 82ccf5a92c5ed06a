"""Files that belong to a table: those that its rows name are read with them, and are no articles of their own.

So a draft in the table, or a post for those who pay, does not come in by its file.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import PurePosixPath

from archive.imports.reading.column_mapping import table_columns
from archive.imports.reading.files import FoundFile, Root, UnreadableFile
from archive.imports.reading.format_records import STREAM_ERRORS
from archive.imports.reading.incoming_article import ImportRejected
from archive.imports.reading.neighbour_files import place_of
from archive.text.formats.records import Guide
from archive.text.formats.registry import TABLES, read_records
from archive.text.formats.tables.columns import Columns
from archive.text.formats.tables.row_files import is_substack
from archive.text.headers.publication_facts import PublicationNames
from archive.text.problems import Problem

_SUBSTACK_POSTS = re.compile(r"posts/[^/]+\.html?", re.I)
# Who subscribes, and who opened which mail: private, and no articles.
_SUBSTACK_LISTS = re.compile(r"(?:posts/[^/]+\.(?:delivers|opens)|(?:email_list|subscribers?)[^/]*)\.csv", re.I)


@dataclass(slots=True)
class ClaimedFiles:
    """Files that the tables of a root name, and the folders of Substack's exports in it."""

    named: set[str] = field(default_factory=set)
    substack_folders: list[str] = field(default_factory=list)

    def is_with_table(self, path: str) -> bool:
        """Return whether a file comes in with the row of a table that names it."""
        return path in self.named

    def why_skipped(self, path: str) -> Problem | None:
        """Return why a file of an export of Substack is left out; None for others."""
        for folder in self.substack_folders:
            below = path.removeprefix(f"{folder}/") if folder else path
            if folder and below == path:
                continue
            if _SUBSTACK_LISTS.fullmatch(below):
                return Problem(None, "Left out: a list of subscribers, or of mail sent to them.", "It is private.")
            if _SUBSTACK_POSTS.fullmatch(below):
                what = "Left out: posts.csv does not name it, so nothing says that it is published."
                return Problem(None, what, "Export it again, or import this page alone.")
        return None


def claimed_files(root: Root, columns_of: Callable[[FoundFile], Columns]) -> ClaimedFiles:
    """Return the files that the tables of a root name; only tables with a column for that are read through.

    `columns_of` returns the mapping of a table's columns; it may raise `ImportRejected`, which is reported when the
    table itself is read.
    """
    claimed = ClaimedFiles()
    for file in root.files():
        if file.format not in TABLES:
            continue
        try:
            columns = columns_of(file)
            names = table_columns(file)
            if is_substack(names):
                claimed.substack_folders.append(str(PurePosixPath(file.path).parent).removeprefix("."))
            if "file" in columns.mapping(names).values() or is_substack(names):
                _read_names(file, root, columns, claimed)
        except (ImportRejected, UnreadableFile, *STREAM_ERRORS):
            continue  # reported when the table itself is read
    return claimed


def _read_names(file: FoundFile, root: Root, columns: Columns, claimed: ClaimedFiles) -> None:
    folder = str(PurePosixPath(file.path).parent)

    def beside(address: str, limit: int) -> None:
        if place := place_of(folder, root, address):
            claimed.named.add(place)

    for _ in read_records(file.path, file.open, Guide(PublicationNames([]), columns, beside=beside)):
        pass
