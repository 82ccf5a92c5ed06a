"""Partial dates: days, months and years as printed, with the precision to which they are known."""

from __future__ import annotations

import calendar
import datetime
import re
from dataclasses import dataclass
from enum import StrEnum

MONTH_NUMBERS: dict[str, int] = {
    name.casefold(): number
    for names in (calendar.month_name, calendar.month_abbr)
    for number, name in enumerate(names)
    if name
} | {"sept": 9}

# Longest names first, so that "June" is not matched as "Jun". "May" is both a name and its abbreviation.
MONTH_PATTERN = r"(?:" + "|".join(sorted(MONTH_NUMBERS, key=len, reverse=True)) + r")\b\.?"


class Precision(StrEnum):
    """Precision of a date; INFERRED dates come from evidence (the latest day cited), not from print."""

    DAY = "day"
    WEEK = "week"
    MONTH = "month"
    YEAR = "year"
    INFERRED = "inferred"


@dataclass(frozen=True, slots=True)
class PartialDate:
    """Date with a precision: the first day that it may mean, its precision, and the text it was read from."""

    first: datetime.date
    precision: Precision
    text: str = ""

    @property
    def last(self) -> datetime.date:
        """Return the last day that it may mean: "October 2004" → 31 October 2004."""
        match self.precision:
            case Precision.YEAR:
                return datetime.date(self.first.year, 12, 31)
            case Precision.WEEK:
                return self.first + datetime.timedelta(days=6 - self.first.weekday())
            case Precision.MONTH:
                return self.first.replace(day=calendar.monthrange(self.first.year, self.first.month)[1])
            case _:
                return self.first

    @property
    def calendar_day(self) -> datetime.date:
        """Return the day whose year and month it is listed under: the Thursday of a week, as ISO 8601 counts weeks.

        The week of 30 December 2013 is the first of 2014, and listed in January.
        """
        if self.precision is Precision.WEEK:
            return self.first + datetime.timedelta(days=3 - self.first.weekday())
        return self.first


_WEEKDAY = r"(?:(?:mon|tues|wednes|thurs|fri|satur|sun)day,?\s+)?"
# No periodical is older; other years are slips of the hand, and have no pages.
YEARS = range(1600, 2201)
# An embargo may last for ever: "2999-12-31".
ANY_YEAR = range(1, 10_000)
# Of moments, which are shown in another zone than they are stored in, so that a day more or less must be a date too.
MOMENT_YEARS = range(2, 9_999)
_FORMS = (
    re.compile(
        rf"{_WEEKDAY}(?P<month>{MONTH_PATTERN})\s+(?P<day>\d{{1,2}})(?:st|nd|rd|th)?,?\s+(?P<year>\d{{4}})", re.I
    ),
    re.compile(
        rf"{_WEEKDAY}(?P<day>\d{{1,2}})(?:st|nd|rd|th)?\s+(?P<month>{MONTH_PATTERN}),?\s+(?P<year>\d{{4}})", re.I
    ),
    re.compile(r"(?P<year>\d{4})-(?P<month>\d{1,2})-(?P<day>\d{1,2})"),
    re.compile(rf"(?P<month>{MONTH_PATTERN}),?\s+(?P<year>\d{{4}})", re.I),
    re.compile(r"(?P<year>\d{4})-(?P<month>\d{2})"),
    re.compile(r"(?P<year>\d{4})"),
)


def read_date(text: str, years: range = YEARS) -> PartialDate | None:
    """Read a whole string as a date with a year that a periodical can be of, or one of others; None for any other text.

    Forms: "March 20, 2008", "Thursday, 20 March 2008", "2008-03-20", "March 2008", "2008-03", "2008".
    """
    text = text.strip().rstrip(".").strip()
    for form in _FORMS:
        if match := form.fullmatch(text):
            return _partial_date(match.groupdict(), text, years)
    return None


def _partial_date(parts: dict[str, str], text: str, years: range) -> PartialDate | None:
    year, month, day = parts["year"], parts.get("month"), parts.get("day")
    if int(year) not in years:
        return None
    try:
        if month is None:
            return PartialDate(datetime.date(int(year), 1, 1), Precision.YEAR, text)
        first = datetime.date(int(year), month_number(month), int(day or 1))
    except ValueError:  # "February 30", year 0: printed, but not in the calendar
        return None
    return PartialDate(first, Precision.DAY if day else Precision.MONTH, text)


def month_number(name: str) -> int:
    """Return the number of a month by its name, abbreviation or number: "Sept." → 9. Raises ValueError for others."""
    name = name.strip().rstrip(".").casefold()
    if name.isdigit():
        return int(name)
    if name not in MONTH_NUMBERS:
        raise ValueError(f"not a month: {name!r}")
    return MONTH_NUMBERS[name]
