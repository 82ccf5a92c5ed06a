"""Years of cited days: from the printed text, the issue's date, or the distribution of the article's days."""

from __future__ import annotations

import calendar
import datetime
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from archive.text.citations.dates.days import CitedDay, CitedDays
from archive.text.citations.types import Setting
from archive.text.dates import ANY_YEAR, Precision

# A cited day may be this far after the issue's date (misprints, backdated issues) and still be of the issue's year.
_AHEAD = datetime.timedelta(days=21)
# Days in these months at either end of a year are close to each other, not eleven months apart.
_TURN_AUTUMN, _TURN_SPRING = 10, 3
_LEAP_YEAR = 2000


@dataclass(frozen=True, slots=True)
class Years:
    """Facts from which the year of a day without one is derived."""

    year: int | None
    latest: datetime.date | None
    last_years_from: tuple[int, int] | None
    day_first: bool | None = None

    @classmethod
    def of_article(cls, setting: Setting, all_days: Iterable[CitedDays]) -> Years:
        """Derive from an article's setting and all the days that it cites."""
        days = [day for cited in all_days for day in cited.days]
        issued = setting.issue_date
        inferred = issued is not None and issued.precision is Precision.INFERRED
        year = issued.first.year if issued and not inferred else setting.year
        latest = None
        if issued and issued.precision in (Precision.DAY, Precision.WEEK, Precision.MONTH):
            latest = issued.last
        turn = None if latest else _last_years_from(days, year, setting.early)
        return cls(year, latest, turn, _day_first(days, setting))

    def in_order(self, day: CitedDay) -> CitedDay:
        """Return a day with month and day in the article's order of numbers, as far as that is known."""
        if not day.either_order or self.day_first is None:
            return day
        if self.day_first:
            return replace(day, month=day.day, day=day.month, either_order=False)
        return replace(day, either_order=False)

    def of(self, day: CitedDay) -> int | None:
        """Return the year of a day; None if neither the day nor the issue gives it."""
        if day.year is not None or self.year is None or day.month is None:
            return day.year
        if self.last_years_from and (day.month, day.day or 1) >= self.last_years_from:
            return self.year - 1
        first = _date(self.year, day.month, day.day or 1)
        if self.latest and first and first - self.latest > _AHEAD:
            return self.year - 1
        return self.year


def _day_first(days: Sequence[CitedDay], setting: Setting) -> bool | None:
    """Return the order of "5/6/2004": as others of the article show ("23/5/2004"), else as in its publication."""
    shown = {day.is_day_first for day in days if day.is_day_first is not None}
    return shown.pop() if len(shown) == 1 else setting.style.day_first


def _last_years_from(days: Sequence[CitedDay], year: int | None, early: bool) -> tuple[int, int] | None:
    """Return the month and day from which on days are last year's, for an article of the turn of the year.

    In the circle of the year, the days of one article leave one wide gap. Where January's follow closely on
    December's and the gap begins in January, February or March, the article was written then, and December was last
    year's.
    """
    if early:
        return _TURN_AUTUMN + 1, 1
    seen = sorted({(d.month, d.day or 1) for d in days if d.month and (d.year is None or d.year == year)})
    if len(seen) < 2 or seen[0][0] > _TURN_SPRING or seen[-1][0] <= _TURN_AUTUMN:
        return None
    ordinals = [_ordinal(*day) for day in seen]
    gaps = [ordinals[i + 1] - ordinals[i] for i in range(len(ordinals) - 1)]
    widest = max(range(len(gaps)), key=gaps.__getitem__)
    turn = ordinals[0] + 366 - ordinals[-1]
    if gaps[widest] <= turn or seen[widest][0] > _TURN_SPRING or seen[widest + 1][0] < _TURN_AUTUMN:
        return None
    return seen[widest + 1]


def _ordinal(month: int, day: int) -> int:
    return sum(calendar.monthrange(_LEAP_YEAR, earlier)[1] for earlier in range(1, month)) + day


def resolve_days(cited: CitedDays, years: Years) -> tuple[list[datetime.date], Precision | None]:
    """Return the calendar days of a group of printed days, in printed order, and their precision.

    A month or year gives its first and last day; a range its first and last. The list is empty where the year cannot
    be known, or the calendar has no such day. "December 30–January 2" in a January issue begins last year.
    """
    found: list[datetime.date] = []
    precision = None
    for printed in cited.days:
        day = years.in_order(printed)
        first, last, exact = _first_and_last(day, years)
        if first is None:
            continue
        if day.ends_range and found and day.year is None and first < found[-1]:
            if following := _date(first.year + 1, first.month, first.day):
                first = last = following
            else:  # 29 February is in this year alone, so that the range began in the last
                found = [each.replace(year=each.year - 1) for each in found]
        found.append(first)
        if last is not None and last != first:
            found.append(last)
        precision = exact
    return found, precision


def _first_and_last(day: CitedDay, years: Years) -> tuple[datetime.date | None, datetime.date | None, Precision | None]:
    year = years.of(day)
    if year is None or year not in ANY_YEAR:
        return None, None, None
    if day.month is None:
        return datetime.date(year, 1, 1), datetime.date(year, 12, 31), Precision.YEAR
    if day.day is None:
        last = calendar.monthrange(year, day.month)[1]
        return datetime.date(year, day.month, 1), datetime.date(year, day.month, last), Precision.MONTH
    exact = _numeric_order(day, year, years) or _date(year, day.month, day.day)
    return exact, exact, Precision.DAY


def _numeric_order(day: CitedDay, year: int, years: Years) -> datetime.date | None:
    """Resolve "5/6/2004", month first, unless only the day-first reading is close to the issue's date."""
    if not day.either_order or not (day.month and day.day):
        return None
    month_first, day_first = _date(year, day.month, day.day), _date(year, day.day, day.month)
    latest = years.latest
    if latest and day_first and month_first:
        return min(month_first, day_first, key=lambda one: abs(latest - one))
    return month_first


def _date(year: int, month: int, day: int) -> datetime.date | None:
    """Return a date, or None for an impossible one ("February 30", a day before the first year)."""
    if not 1 <= month <= 12 or year not in ANY_YEAR or not 1 <= day <= calendar.monthrange(year, month)[1]:
        return None
    return datetime.date(year, month, day)
