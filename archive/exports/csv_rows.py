"""Tables as CSV, safe to open in a spreadsheet, a line at a time."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator, Sequence

# A spreadsheet takes a cell that begins so for a formula, and runs it.
_FORMULA_SIGNS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


class _Line:
    """A file that gives back what is written to it."""

    def write(self, text: str) -> str:
        return text


def csv_lines(fields: Sequence[str], rows: Iterable[Sequence[object]]) -> Iterator[str]:
    """A table as lines of CSV (RFC 4180), the names of its columns first, behind a mark that it is UTF-8.

    Texts that a spreadsheet would run as formulas begin with an apostrophe: "=1+1" → "'=1+1".
    """
    writer = csv.writer(_Line())
    yield "\ufeff" + writer.writerow(fields)
    for row in rows:
        yield writer.writerow([safe_cell(value) for value in row])


def safe_cell(value: object) -> str:
    """A value as a cell that no spreadsheet runs; None is an empty one."""
    text = "" if value is None else str(value).replace("\x00", "")
    return f"'{text}" if isinstance(value, str) and text.lstrip(" ").startswith(_FORMULA_SIGNS) else text
