"""Columns of a table and the fields that they fill: by name, or as a `columns.toml` says."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from archive.text.formats.tables.column_names import AUTHOR_PARTS, field_by_name, strength
from archive.text.headers.header_labels import LABELS
from archive.text.headers.publication_status import Statement, is_flag_name, is_status_name
from archive.text.toml import BadTOML, read_toml

COLUMNS_FILE = "columns.toml"
MAX_TOML_CHARACTERS = 100_000
MAX_COLUMNS = 500

STATUS = "status"  # the field of all columns with publication status
SEVERAL = ("authors", "topics", STATUS, *AUTHOR_PARTS)  # fields that several columns may fill
FIELDS = frozenset(LABELS.values()) | {"id", "body", "file", STATUS, *AUTHOR_PARTS}


class BadColumns(ValueError):
    """Unusable `columns.toml`: the error (`str()`), and what to do about it (`remedy`)."""

    def __init__(self, reason: str, remedy: str) -> None:
        super().__init__(reason)
        self.reason = reason
        self.remedy = remedy


@dataclass(frozen=True, slots=True)
class Columns:
    """Mapping of columns given by a person.

    `given` has the field for a column's name ("" to leave it out), `values` the text of a field in every record.
    """

    given: Mapping[str, str] = field(default_factory=dict)
    values: Mapping[str, str] = field(default_factory=dict)

    def field_of(self, name: str) -> str | None:
        """Return the field that a column fills: "Headline" → "title", "Author 2" → "authors"; "" to leave it out.

        None for an unknown column.
        """
        key = column_key(name)
        if key in self.given:
            return self.given[key]
        if found := field_by_name(key, frozenset(SEVERAL)):
            return found
        return STATUS if is_status_name(name) else None

    def mapping(self, names: Iterable[str]) -> dict[str, str | None]:
        """Return the field of each column. A second column for a single-valued field is unknown (None).

        If there are several dates, one that may be a boolean ("published") is the status; so is a further date column
        whose name is a status name.
        """
        found = {name: self.field_of(name) for name in names}
        strengths = {name: 3 if column_key(name) in self.given else strength(column_key(name)) for name in found}
        best: dict[str | None, int] = {}
        for name, each in found.items():
            best[each] = max(best.get(each, 0), strengths[name])
        fields: dict[str, str | None] = {}
        has_date = any(each == "date" and not is_flag_name(name) for name, each in found.items())
        for name, each in found.items():
            is_other_date = has_date and is_flag_name(name) and column_key(name) not in self.given
            wanted = STATUS if each == "date" and is_other_date else each
            is_taken = wanted in fields.values() and wanted not in ("", *SEVERAL)
            is_weaker = wanted in ("date", "authors") and strengths[name] < best[wanted] > 1 - (wanted == "date")
            fields[name] = (STATUS if is_status_name(name) else None) if is_taken or is_weaker else wanted
        return fields

    def statements(self, row: Mapping[str, list[str]], mapped: Mapping[str, str | None], line: int) -> list[Statement]:
        """Return a row's statements of publication status: its status columns, and dates that may be in the future.

        If a person mapped a column to the date, a missing or unknown value of it is no error.
        """
        return [
            Statement(name, tuple(row[name]), line, hint=field == "date" and column_key(name) in self.given)
            for name, field in mapped.items()
            if name in row and (field == STATUS or (field == "date" and is_status_name(name)))
        ]


NO_COLUMNS = Columns()


def column_key(name: str) -> str:
    """Normalise a column's name: "Issue_No." → "issue no"."""
    spaced = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", name.replace("_", " ").replace("-", " "))
    return " ".join(spaced.casefold().split()).strip(" .:*#")


def read_columns_toml(text: str) -> Columns:
    """Read a `columns.toml`.

    ```toml
    [columns]
    "Heading of the piece" = "title"
    "Remarks of the typist" = ""      # left out on purpose
    [values]
    publication = "Narrows Weekly"
    ```

    Fields: publication, volume, number, date, title, authors, topics, url, standfirst, caption, language, status,
    body, file, id, and the parts of one author's name.

    Raises BadColumns for broken TOML, unknown fields and values that are not text.
    """
    if len(text) > MAX_TOML_CHARACTERS:
        raise BadColumns(f"{COLUMNS_FILE} is too long.", f"{MAX_TOML_CHARACTERS:,} characters are the most.")
    try:
        document = read_toml(text)
    except BadTOML as error:
        raise BadColumns(
            f"{COLUMNS_FILE} is not TOML: {str(error)[:200]}.", "Correct the line; put names in quotation marks."
        ) from error
    if unknown := sorted(set(document) - {"columns", "values"}):
        raise BadColumns(
            f"{COLUMNS_FILE} has “{unknown[0][:40]}”, which is not known.", "Its tables are [columns] and [values]."
        )
    given = {column_key(name): value for name, value in _texts(document, "columns").items()}
    values = _texts(document, "values")
    for name in [*(value for value in given.values() if value), *values]:
        if name not in FIELDS:
            raise BadColumns(
                f"{COLUMNS_FILE} names a field “{name[:40]}”, which there is not.",
                f"The fields are {', '.join(sorted(FIELDS))}.",
            )
    return Columns(given, values)


def _texts(document: dict[str, object], table: str) -> dict[str, str]:
    found = document.get(table, {})
    if not isinstance(found, dict) or not all(isinstance(value, str) for value in found.values()):
        raise BadColumns(f"[{table}] in {COLUMNS_FILE} holds something other than texts.", 'Write "Name" = "title".')
    return found
