"""Parses the values of year:, volume:, issue:, date: and cited: as ranges of numbers or days."""

from __future__ import annotations

import datetime
import re

from archive.search.fields import BY_QUERY_NAME, Kind
from archive.search.query.query_tree import Range
from archive.text.dates import read_date
from archive.text.names.normalisation import DOUBLE_QUOTES
from archive.text.numbering.roman import roman_number

RANGE_FIELDS = frozenset(name for name, field in BY_QUERY_NAME.items() if field.kind is Kind.NUMBER)
"""Fields of numbers and days only. An issue's "number" may be any text (3–4, Supplement), or a range."""

FORMS = {name: BY_QUERY_NAME[name].examples for name in RANGE_FIELDS}
DAYS = frozenset(name for name in RANGE_FIELDS if BY_QUERY_NAME[name].is_day)

_ELLIPSIS = re.compile(r"\s*(?:\.{2,3}|…)\s*")
# Between whole years and between volumes a dash means a range. Within a date it separates year and month, and an issue
# may be called 3–4.
_DASH_BETWEEN = {
    "year": re.compile(r"(?<=\d{4})[-–](?=\d{4}\Z)"),
    "date": re.compile(r"(?<=\A\d{4})[-–](?=\d{4}\Z)"),
    "cited": re.compile(r"(?<=\A\d{4})[-–](?=\d{4}\Z)"),
    "volume": re.compile(r"(?<=\d)[-–](?=\d)"),
}
_YEAR = re.compile(r"[1-9][0-9]{3}")
_NUMBER = re.compile(r"[0-9]{1,5}")
_QUOTES = str.maketrans("", "", DOUBLE_QUOTES)
_Bounds = tuple[int, int] | tuple[datetime.date, datetime.date]


def read_range(name: str, text: str, span: tuple[int, int] = (0, 0)) -> Range | None:
    """Parse a value as a range of its field; None for other values.

    Forms: "2004", "2004..2006", "2004–2006", "2004..", "..2006", "2004-10..2005-01", "2004/10/23", "March 2008", "IX".
    Three dots equal two, quotation marks are ignored, and a reversed range is corrected. An issue's value is a range
    only with dots in it.
    """
    ends = _ELLIPSIS.split(text.translate(_QUOTES).strip())
    if len(ends) == 1 and name in _DASH_BETWEEN:
        ends = _DASH_BETWEEN[name].split(ends[0])
    if len(ends) > 2 or not any(ends) or (name == "issue" and len(ends) == 1):
        return None
    bounds = [_read_bounds(name, end) if end else None for end in ends]
    if any(end and bound is None for end, bound in zip(ends, bounds, strict=True)):
        return None
    first, last = bounds[0], bounds[-1]
    if first and last and first > last:  # type: ignore[operator]  # both are of days, or both of numbers
        first, last = last, first
    return Range(name, first[0] if first else None, last[1] if last else None, span)


def _read_bounds(name: str, text: str) -> _Bounds | None:
    if name in DAYS:
        date = read_date(re.sub(r"[-/](\d)(?!\d)", r"-0\1", text).replace("/", "-"))
        return (date.first, date.last) if date else None
    if name == "volume" and (number := roman_number(text)):
        return number, number
    form = _YEAR if name == "year" else _NUMBER
    return (int(text), int(text)) if form.fullmatch(text) else None
