"""Formatting of numbers and lists in words."""

from __future__ import annotations

import datetime

from archive.models import Issue
from archive.text.date_words import date_in_words, day_in_words, iso_date, month_in_words

__all__ = [
    "counted",
    "date_in_words",
    "day_in_words",
    "designation_of",
    "machine_date",
    "month_in_words",
    "names_in_words",
    "span_in_words",
]

# For `<time datetime>` and citations.
machine_date = iso_date


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


def designation_of(volume: int | None, number: str, date: datetime.date | None, precision: str) -> str:
    """Return the designation of an issue that was not loaded as a row: "Vol. 1, No. 115"."""
    return Issue(volume=volume, number=number, date=date, date_precision=precision).designation
