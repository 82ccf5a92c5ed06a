"""Dates of citations in words."""

from __future__ import annotations

import calendar
import datetime
import re
from dataclasses import dataclass

from archive.models import Citation
from archive.pages.rendering.formatting import day_in_words, month_in_words
from archive.text.dates import Precision

_RANGE = re.compile(r"[-–—]|\b(?:through|to|till|until)\b")


@dataclass(frozen=True, slots=True)
class CitedDays:
    """The date of a citation: in words, and machine-readable ("2004-10-23", "2004-10"; "" for several days).

    `around` is a range for `cited:` in a search, which finds who cites then: the week of a day, Monday to
    Sunday, else the days themselves; "" where the year is unknown.
    """

    words: str
    machine: str = ""
    around: str = ""


def cited_days(citation: Citation) -> CitedDays | None:
    """Return the days of a citation; None where it gives none.

    "23 October 2004"; "18–20 July 2002" for a range or two consecutive days; "October 18, 28, 2004" for separate days,
    as printed, since only the first and the last are stored; "October 2004", "2004"; as printed where the year is
    unknown.
    """
    first, last = citation.first_day, citation.last_day
    if first is None or last is None:
        return CitedDays(citation.date_text) if citation.date_text else None
    if citation.precision in (Precision.MONTH, Precision.YEAR):
        words, machine = _months(first, last, citation.precision)
        return CitedDays(words, machine, machine or f"{first}..{last}")
    if first == last:
        return CitedDays(day_in_words(first), first.isoformat(), _week_of(first))
    if (last - first).days == 1 or not citation.date_text or _RANGE.search(citation.date_text):
        return CitedDays(_range(first, last), around=f"{first}..{last}")
    year = "" if str(last.year) in citation.date_text else f", {last.year}"
    return CitedDays(f"{citation.date_text}{year}", around=f"{first}..{last}")


def _week_of(day: datetime.date) -> str:
    """Return the days from Monday to Sunday, without those that no calendar has (year 1, year 9999)."""
    first = max(day.toordinal() - day.weekday(), datetime.date.min.toordinal())
    last = min(day.toordinal() - day.weekday() + 6, datetime.date.max.toordinal())
    return f"{datetime.date.fromordinal(first)}..{datetime.date.fromordinal(last)}"


def _months(first: datetime.date, last: datetime.date, precision: str) -> tuple[str, str]:
    """Return months or years in words, and machine-readable for a single one."""
    by_month = precision == Precision.MONTH
    start = month_in_words(first.year, first.month if by_month else None)
    end = month_in_words(last.year, last.month if by_month else None)
    if start == end:
        return start, first.isoformat()[: 7 if by_month else 4]
    if first.year == last.year:
        start = calendar.month_name[first.month]
    return (f"{start} – {end}" if by_month else f"{start}–{end}"), ""


def _range(first: datetime.date, last: datetime.date) -> str:
    """Return a range of days: "18–20 July 2002", "28 June – 2 July 2002", "30 December 2002 – 2 January 2003"."""
    if (first.year, first.month) == (last.year, last.month):
        return f"{first.day}–{day_in_words(last)}"
    start = f"{first.day} {calendar.month_name[first.month]}" if first.year == last.year else day_in_words(first)
    return f"{start} – {day_in_words(last)}"
