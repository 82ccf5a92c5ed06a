"""CSV export, safe to open in a spreadsheet, line by line."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator, Sequence

# Spreadsheets take a cell with such a beginning for a formula, and run it.
_FORMULA_SIGNS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


class _Line:
    """File-like object whose `write` returns the text."""

    def write(self, text: str) -> str:
        return text


def csv_lines(fields: Sequence[str], rows: Iterable[Sequence[object]]) -> Iterator[str]:
    """Yield a table as lines of CSV (RFC 4180), after a UTF-8 byte order mark, with column names first.

    Texts that a spreadsheet would run as formulas get an apostrophe in front: "=1+1" → "'=1+1".
    """
    writer = csv.writer(_Line())
    yield "\ufeff" + writer.writerow(fields)
    for row in rows:
        yield writer.writerow([safe_cell(value) for value in row])


def safe_cell(value: object) -> str:
    """Return a value as a cell that no spreadsheet runs; None is an empty one."""
    text = "" if value is None else str(value).replace("\x00", "")
    return f"'{text}" if isinstance(value, str) and text.lstrip(" ").startswith(_FORMULA_SIGNS) else text
