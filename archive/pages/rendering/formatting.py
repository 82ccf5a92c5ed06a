"""Formatting of dates, numbers and lists in words."""

from __future__ import annotations

import calendar
import datetime

from archive.models import Issue
from archive.text.dates import PartialDate, Precision, read_date

# `calendar`'s own lists call the system for every name.
_MONTHS, _DAYS = tuple(calendar.month_name), tuple(calendar.day_name)


def date_in_words(date: PartialDate | None, *, weekday: bool = False) -> str:
    """Return a partial date in words; "" for none.

    "26 October 2004" ("Tuesday, 26 October 2004" with its weekday), "October 2004", "2004"; an inferred one is "on or
    after 26 October 2004 (inferred)". The printed form is used where it says more: "Winter 2004/05".
    """
    if date is None:
        return ""
    day = day_in_words(date.first)
    if date.precision is Precision.INFERRED:
        return f"on or after {day} (inferred)"
    if date.precision is Precision.DAY:
        return f"{_DAYS[date.first.weekday()]}, {day}" if weekday else day
    if date.text and read_date(date.text) is None:
        return date.text
    return month_in_words(date.first.year, date.first.month if date.precision is Precision.MONTH else None)


def day_in_words(day: datetime.date) -> str:
    """Return "26 October 2004"."""
    return f"{day.day} {_MONTHS[day.month]} {day.year}"


def month_in_words(year: int, month: int | None) -> str:
    """Return "October 2004", or "2004" without a month."""
    return f"{_MONTHS[month]} {year}" if month else str(year)


def machine_date(date: PartialDate) -> str:
    """Return the date for `<time datetime>` and citations, to its precision: "2004-10-26", "2004-10", "2004"."""
    length = {Precision.YEAR: 4, Precision.MONTH: 7}.get(date.precision, 10)
    return date.first.isoformat()[:length]


def counted(number: int, one: str, many: str = "") -> str:
    """Return "1 issue", "1,204 issues"."""
    return f"{number:,} {one if number == 1 else many or one + 's'}"


def span_in_words(first: int | None, last: int | None) -> str:
    """Return "1996–2008", "1996" for a single year, "" for none."""
    if first is None or last is None:
        return ""
    return str(first) if first == last else f"{first}–{last}"


def names_in_words(names: list[str]) -> str:
    """Return names as a list in words: "A", "A and B", "A, B and C"."""
    return " and ".join(filter(None, [", ".join(names[:-1]), *names[-1:]]))


def volume_and_number(volume: int, number: str) -> str:
    """Return the designation of an issue that was not loaded as a row: "Vol. 1, No. 115"."""
    return Issue(volume=volume, number=number).designation
