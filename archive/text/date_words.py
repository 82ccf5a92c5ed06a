"""Dates in words, as pages and lists show them."""

from __future__ import annotations

import calendar
import datetime

from archive.text.dates import PartialDate, Precision, read_date

# `calendar`'s own lists call the system for every name.
_MONTHS, _DAYS = tuple(calendar.month_name), tuple(calendar.day_name)


def date_in_words(date: PartialDate | None, *, weekday: bool = False) -> str:
    """Return a partial date in words; "" for none.

    "26 October 2004" ("Tuesday, 26 October 2004" with its weekday), "week of 3 June 2013", "October 2004", "2004"; an
    inferred one is "on or after 26 October 2004 (inferred)". The printed form is used where it says more: "Winter
    2004/05".
    """
    if date is None:
        return ""
    day = day_in_words(date.first)
    if date.precision is Precision.INFERRED:
        return f"on or after {day} (inferred)"
    if date.precision is Precision.DAY:
        return f"{_DAYS[date.first.weekday()]}, {day}" if weekday else day
    if date.precision is Precision.WEEK:
        return f"week of {day}"
    if date.text and read_date(date.text) is None:
        return date.text
    return month_in_words(date.first.year, date.first.month if date.precision is Precision.MONTH else None)


def day_in_words(day: datetime.date) -> str:
    """Return "26 October 2004"."""
    return f"{day.day} {_MONTHS[day.month]} {day.year}"


def month_in_words(year: int, month: int | None) -> str:
    """Return "October 2004", or "2004" without a month."""
    return f"{_MONTHS[month]} {year}" if month else str(year)


def iso_date(date: PartialDate) -> str:
    """Return the date to its precision in a form of ISO 8601: "2004-10-26", "2004-W43", "2004-10", "2004"."""
    if date.precision is Precision.WEEK:
        year, week, _ = date.first.isocalendar()
        return f"{year:04d}-W{week:02d}"
    return date.first.isoformat()[: {Precision.YEAR: 4, Precision.MONTH: 7}.get(date.precision, 10)]
