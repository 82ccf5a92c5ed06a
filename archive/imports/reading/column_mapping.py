"""By which columns a table is read: as a person chose for this import, as a columns.toml says, or as chosen before.

A choice is remembered by the set of names that the columns have, in any order, and holds wherever such a table comes
again, on the desk and on the command line.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Collection, Mapping
from dataclasses import dataclass

from django.utils import timezone

from archive.imports.reading.files import FoundFile, Root, UnreadableFile
from archive.imports.reading.format_records import BREAKS_OFF, columns_beside
from archive.models import ColumnMapping
from archive.text.formats.registry import LINES, TABLE
from archive.text.formats.tables.columns import NO_COLUMNS, Columns, column_key
from archive.text.formats.tables.table_preview import peek_columns
from archive.text.headers.publication_status import is_status_name

BY_NAME, BY_FILE, BY_MEMORY, BY_CHOICE = "names", "columns.toml", "remembered", "chosen"


@dataclass(frozen=True, slots=True)
class Table:
    """A table as the desk shows it: `fields` has the field that each column fills ("" where it is not used)."""

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
    """What tells the same set of columns again: ["Title", "No_"] and ["no", "TITLE"] have the same."""
    keys = sorted({column_key(name) for name in names})
    if any(map(is_status_name, names)):
        # What was remembered before such columns were read has them as not used, which nobody decided.
        keys.append("(with status)")
    return hashlib.sha256(json.dumps(keys).encode()).hexdigest()


def columns_for(
    file: FoundFile, root: Root, given: Columns | None, chosen: Mapping[str, Columns] | None = None
) -> Columns:
    """The columns that a file of records is read by. Raises `Refused` for a columns.toml that cannot be used.

    `given` is what the command names for all tables; `chosen` what a person chose in this import, by fingerprint.
    """
    if given is not None:
        return given
    if file.format not in (TABLE, LINES):
        return columns_beside(file, root)
    return _choice(file, root, chosen or {})[0]


def table_of(file: FoundFile, root: Root, chosen: Mapping[str, Columns] | None = None) -> Table | None:
    """How the columns of a table are read, to be shown; None for files that have none.

    Raises `Refused` for a columns.toml that cannot be used.
    """
    if file.format not in (TABLE, LINES):
        return None
    columns, read_by, peeked = _choice(file, root, chosen or {})
    if peeked is None:
        return None
    fields = {name: field or "" for name, field in columns.mapping(peeked.names).items()}
    publication = columns.values.get("publication", "")
    return Table(file.path, peeked.names, peeked.samples, fields, publication, fingerprint(peeked.names), read_by)


def _choice(file: FoundFile, root: Root, chosen: Mapping[str, Columns]):
    try:
        peeked = peek_columns(file.open, is_lines=file.format is LINES)
    except (UnreadableFile, *BREAKS_OFF):
        peeked = None  # whoever reads the whole file says what is wrong
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
    """Columns by the field of each name; `publication` is for tables in which no column says it."""
    given = {column_key(name): field for name, field in fields.items()}
    values = {"publication": publication} if publication and "publication" not in fields.values() else {}
    return Columns(given, values)


def remember(names: list[str], fields: Mapping[str, str], publication: str = "") -> ColumnMapping:
    """Remember how the columns of these names are read, in place of what was remembered before."""
    mapping, _ = ColumnMapping.objects.update_or_create(
        fingerprint=fingerprint(names),
        defaults={"names": names, "fields": dict(fields), "publication": publication, "used": timezone.now()},
    )
    return mapping
