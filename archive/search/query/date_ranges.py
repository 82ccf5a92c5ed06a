"""Ranges of days in short forms: as queries have them (2004-10..2005-01) and as readers read them (October 2004 to
…).
"""

from __future__ import annotations

import calendar
import datetime
from collections.abc import Callable


def iso_span(first: datetime.date | None, last: datetime.date | None) -> str:
    """Return the shortest ISO form of a range.

    Forms: "2004", "2004-10", "2004-10-23", "2004-10..2005-01", "2004..", "..2006-05-01".
    Either day may be None (open), not both.
    """
    first_text, last_text = _ends(first, last, _iso)
    return first_text if first_text == last_text else f"{first_text}..{last_text}"


def span_in_words(first: datetime.date | None, last: datetime.date | None) -> str:
    """Return a range for readers: "23 October 2004", "October 2004", "October 2004 to January 2005", "2004 and
    later".
    """
    first_text, last_text = _ends(first, last, _in_words)
    if last is None:
        return f"{first_text} and later"
    if first is None:
        return f"{last_text} and earlier"
    return first_text if first_text == last_text else f"{first_text} to {last_text}"


def _ends(
    first: datetime.date | None, last: datetime.date | None, write: Callable[[datetime.date, str], str]
) -> tuple[str, str]:
    """Return both ends in the one precision that loses nothing."""
    if (first is None or (first.month, first.day) == (1, 1)) and (last is None or (last.month, last.day) == (12, 31)):
        precision = "year"
    elif (first is None or first.day == 1) and (last is None or last.day == _days_in_month(last)):
        precision = "month"
    else:
        precision = "day"
    return (write(first, precision) if first else ""), (write(last, precision) if last else "")


def _days_in_month(day: datetime.date) -> int:
    return calendar.monthrange(day.year, day.month)[1]


def _iso(day: datetime.date, precision: str) -> str:
    return day.isoformat()[: {"year": 4, "month": 7, "day": 10}[precision]]


def _in_words(day: datetime.date, precision: str) -> str:
    month = calendar.month_name[day.month]
    return {"year": f"{day.year}", "month": f"{month} {day.year}", "day": f"{day.day} {month} {day.year}"}[precision]
