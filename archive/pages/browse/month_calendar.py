"""Month grids: calendars of the days on which issues appeared."""

from __future__ import annotations

import calendar
import datetime
from collections.abc import Iterable
from dataclasses import dataclass

from django.urls import reverse

from archive.models import Issue, Publication
from archive.text.dates import Precision

# With fewer days than this in a year (a monthly, a quarterly), twelve month grids would be nearly empty.
MIN_DAYS_A_YEAR = 16


@dataclass(frozen=True, slots=True)
class Day:
    """A day of a month grid: its number (0 outside the month), its address, and its issues in words."""

    number: int
    address: str = ""
    meaning: str = ""


@dataclass(frozen=True, slots=True)
class MonthGrid:
    """A month: its name, its address ("" without issues), and its weeks, from Monday."""

    name: str
    address: str
    weeks: list[list[Day]]


def months_of(publication: Publication, year: int, issues: Iterable[Issue]) -> list[MonthGrid]:
    """Return twelve month grids for a daily publication, none for others. `issues` are those of the year."""
    by_day = _by_day(issues)
    if len(by_day) < MIN_DAYS_A_YEAR:
        return []
    for on_the_day in by_day.values():
        for issue in on_the_day:
            issue.publication = publication
    return [_month_grid(publication, year, month, by_day) for month in range(1, 13)]


def days_of(year: int, month: int, issues: Iterable[Issue]) -> list[list[Day]]:
    """Return the weeks of a month, its days with links to their issues; none where no issue has a known day."""
    by_day = _by_day(issues)
    return _weeks(year, month, by_day) if by_day else []


def _by_day(issues: Iterable[Issue]) -> dict[datetime.date, list[Issue]]:
    by_day: dict[datetime.date, list[Issue]] = {}
    for issue in issues:
        if issue.date and issue.date_precision == Precision.DAY:
            by_day.setdefault(issue.date, []).append(issue)
    return by_day


def _month_grid(publication: Publication, year: int, month: int, by_day: dict[datetime.date, list[Issue]]) -> MonthGrid:
    weeks = _weeks(year, month, by_day)
    has_issues = any(day.address for week in weeks for day in week)
    address = reverse("month", args=[publication.slug, year, month]) if has_issues else ""
    return MonthGrid(calendar.month_name[month], address, weeks)


def _weeks(year: int, month: int, by_day: dict[datetime.date, list[Issue]]) -> list[list[Day]]:
    return [
        [_day(number, by_day.get(datetime.date(year, month, number), []) if number else []) for number in week]
        for week in calendar.monthcalendar(year, month)
    ]


def _day(number: int, issues: list[Issue]) -> Day:
    """Return a day with a link to its issue, the first where it has several."""
    if not issues:
        return Day(number)
    return Day(number, issues[0].get_absolute_url(), ", ".join(issue.designation for issue in issues))
