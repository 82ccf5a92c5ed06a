"""Column mapping of a table: chosen for this import, by a columns.toml, or chosen for an earlier import.

A choice is stored by the set of column names, in any order, and applies to every later table with them, in the admin
and on the command line.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Collection, Mapping
from dataclasses import dataclass

from django.utils import timezone

from archive.imports.reading.files import FoundFile, Root, UnreadableFile
from archive.imports.reading.format_records import STREAM_ERRORS, columns_beside
from archive.models import ColumnMapping
from archive.text.formats.registry import TABLES
from archive.text.formats.tables.columns import NO_COLUMNS, Columns, column_key
from archive.text.formats.tables.table_preview import peek_columns
from archive.text.headers.publication_status import is_status_name

BY_NAME, BY_FILE, BY_MEMORY, BY_CHOICE = "names", "columns.toml", "remembered", "chosen"


@dataclass(frozen=True, slots=True)
class Table:
    """Table for display: `fields` has the field that each column fills ("" if it is not used)."""

    file: str
    names: list[str]
    samples: dict[str, list[str]]
    fields: dict[str, str]
    publication: str
    fingerprint: str
    read_by: str

    def as_json(self) -> dict[str, object]:
        return {name: getattr(self, name) for name in self.__dataclass_fields__}


def fingerprint(names: Collection[str]) -> str:
    """Return the key of a set of columns: ["Title", "No_"] and ["no", "TITLE"] have the same."""
    keys = sorted({column_key(name) for name in names})
    if any(map(is_status_name, names)):
        # Mappings stored before status columns were read have them as not used, which nobody decided.
        keys.append("(with status)")
    return hashlib.sha256(json.dumps(keys).encode()).hexdigest()


def columns_for(
    file: FoundFile, root: Root, given: Columns | None, chosen: Mapping[str, Columns] | None = None
) -> Columns:
    """Return the column mapping for a file of records. Raises `ImportRejected` for an unusable columns.toml.

    `given` is the command's, for all tables; `chosen` are a person's in this import, by fingerprint.
    """
    if given is not None:
        return given
    if file.format not in TABLES:
        return columns_beside(file, root)
    return _choice(file, root, chosen or {})[0]


def table_of(file: FoundFile, root: Root, chosen: Mapping[str, Columns] | None = None) -> Table | None:
    """Return a table with its column mapping, for display; None for files without columns.

    Raises `ImportRejected` for an unusable columns.toml.
    """
    if file.format not in TABLES:
        return None
    columns, read_by, peeked = _choice(file, root, chosen or {})
    if peeked is None:
        return None
    fields = {name: field or "" for name, field in columns.mapping(peeked.names).items()}
    publication = columns.values.get("publication", "")
    return Table(file.path, peeked.names, peeked.samples, fields, publication, fingerprint(peeked.names), read_by)


def table_columns(file: FoundFile) -> list[str]:
    """Return the names of a table's columns; [] if they cannot be read."""
    try:
        peeked = peek_columns(file.open, file.path)
    except (UnreadableFile, *STREAM_ERRORS):
        return []
    return peeked.names if peeked else []


def _choice(file: FoundFile, root: Root, chosen: Mapping[str, Columns]):
    try:
        peeked = peek_columns(file.open, file.path)
    except (UnreadableFile, *STREAM_ERRORS):
        peeked = None  # the reader of the whole file reports the error
    key = fingerprint(peeked.names) if peeked else ""
    if key in chosen:
        return chosen[key], BY_CHOICE, peeked
    beside = columns_beside(file, root)
    if beside is not NO_COLUMNS:
        return beside, BY_FILE, peeked
    remembered = ColumnMapping.objects.filter(fingerprint=key).first() if key else None
    if remembered is not None:
        return columns_of(remembered.fields, remembered.publication), BY_MEMORY, peeked
    return NO_COLUMNS, BY_NAME, peeked


def columns_of(fields: Mapping[str, str], publication: str = "") -> Columns:
    """Return columns by the field of each name; `publication` is for tables without a column for it."""
    given = {column_key(name): field for name, field in fields.items()}
    values = {"publication": publication} if publication and "publication" not in fields.values() else {}
    return Columns(given, values)


def remember(names: list[str], fields: Mapping[str, str], publication: str = "") -> ColumnMapping:
    """Store the mapping of columns with these names, replacing an earlier one."""
    mapping, _ = ColumnMapping.objects.update_or_create(
        fingerprint=fingerprint(names),
        defaults={"names": names, "fields": dict(fields), "publication": publication, "used": timezone.now()},
    )
    return mapping
