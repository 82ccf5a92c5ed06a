"""Proposes the next issue of a publication: its volume, number and date, by its frequency."""

from __future__ import annotations

import calendar
import datetime
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median

from archive.editing.references.frequency import DAYS_BETWEEN
from archive.models import Issue
from archive.models.catalogue.issue import MAX_VOLUME
from archive.models.catalogue.publication import LATEST_YEAR
from archive.text.dates import Precision
from archive.text.numbering.habits import PERIODS, Numbering
from archive.text.numbering.issue_numbers import numbers_covered

# Number of issues from which the interval between them is estimated.
MAX_EARLIER_ISSUES = 12
WEEKDAYS = ("daily", "weekdays")
MONTHS_BETWEEN = {
    "monthly": 1,
    "bimonthly": 2,
    "quarterly": 3,
    "semiannual": 6,
    "annual": 12,
    "yearly": 12,
}
_SATURDAY = 5


@dataclass(frozen=True, slots=True)
class ProposedIssue:
    """Proposed issue; `number` is "" and `date` None where unknown. `because` gives the reason."""

    volume: int | None
    number: str
    date: datetime.date | None
    precision: Precision | None
    because: str


def proposed_after(issue: Issue) -> ProposedIssue:
    """Return the issue after this one, by the publication's numbering habit: Vol. 1, No. 115 of a Friday, of a daily →
    Vol. 1, No. 116 of the Monday; No. 45 → No. 46; the week of 3 June → the week of 10 June.

    The date follows from the publication's frequency, else from the intervals between its issues. A volume that begins
    with a year ends with it, and numbers restart with it unless the last volumes' did not. Three queries at most.
    """
    numbering = Numbering(issue.publication.numbering)
    if numbering in PERIODS:
        return _next_period(issue, numbering)
    if numbering is Numbering.VOLUME:
        volume = None if issue.volume is None else min(MAX_VOLUME, issue.volume + 1)
        return ProposedIssue(volume, "", None, None, "its articles are added as they appear")
    date, because = _date_after(issue)
    precision = Precision(issue.date_precision) if date else None
    if numbering is Numbering.NUMBER:
        return ProposedIssue(None, _next_number(issue), date, precision, because)
    if numbering is Numbering.YEAR:
        year = date.year if date else issue.year
        number = _next_number(issue) if year == issue.year else "1"
        return ProposedIssue(year, number, date, precision, because)
    return _next_of_volume(issue, date, because)


def _next_period(issue: Issue, numbering: Numbering) -> ProposedIssue:
    """Return the next day, week or month of a publication whose issues have only a date."""
    date, because = _date_after(issue)
    if issue.date and date is None and numbering is not Numbering.DATE:
        is_week = numbering is Numbering.WEEK
        date = issue.date + datetime.timedelta(days=7) if is_week else _months_later(issue.date.replace(day=1), 1)
        because = f"it has {numbering.label.partition(': ')[2]}"
    return ProposedIssue(None, "", date, PERIODS[numbering] if date else None, because)


def _next_number(issue: Issue) -> str:
    covered = numbers_covered(issue.number)
    return str(covered[-1] + 1) if covered else ""


def _next_of_volume(issue: Issue, date: datetime.date | None, because: str) -> ProposedIssue:
    volume = issue.volume
    if volume is not None and date and issue.year and date.year > issue.year and _volumes_are_years(issue):
        volume = min(MAX_VOLUME, volume + date.year - issue.year)
        because += f", and volume {volume} begins with {date.year}"
    number = _next_number(issue)
    if volume != issue.volume and not _numbers_run_on(issue):
        number = "1"
    precision = Precision(issue.date_precision) if date else None
    return ProposedIssue(volume, number, date, precision, because)


def _date_after(issue: Issue) -> tuple[datetime.date | None, str]:
    """Return the date of the next issue, and its basis. An inferred date gives no other."""
    frequency = issue.publication.frequency.strip().casefold()
    if issue.date is None or issue.date_precision not in (Precision.DAY, Precision.WEEK, Precision.MONTH):
        return None, "this issue has no printed date to count from"
    if issue.date.year >= LATEST_YEAR:
        return None, "no later year is known to the archive"
    is_month = issue.date_precision == Precision.MONTH
    if frequency in MONTHS_BETWEEN:
        return _months_later(issue.date, MONTHS_BETWEEN[frequency]), f"the publication is {frequency}"
    if frequency in DAYS_BETWEEN and not is_month:
        if frequency in WEEKDAYS:
            return _next_weekday(issue.date), f"the publication is {frequency}"
        return issue.date + datetime.timedelta(days=DAYS_BETWEEN[frequency]), f"the publication is {frequency}"
    return _date_by_the_run(issue, issue.date, is_month=is_month)


def _date_by_the_run(issue: Issue, date: datetime.date, *, is_month: bool) -> tuple[datetime.date | None, str]:
    earlier = Issue.objects.filter(date_precision=issue.date_precision).before(issue)[:MAX_EARLIER_ISSUES]
    gap = _usual_gap([date, *filter(None, earlier.values_list("date", flat=True))])
    if gap is None:
        return None, "nothing tells how often it appears"
    because = f"the last issues lie {gap} {'day' if gap == 1 else 'days'} apart"
    if is_month or 28 <= gap <= 31:
        return _months_later(date, max(1, round(gap / 30.4))), because
    return (_next_weekday(date) if gap == 1 else date + datetime.timedelta(days=gap)), because


def _usual_gap(newest_first: Sequence[datetime.date]) -> int | None:
    """Return the most frequent interval between the issues in days; None where fewer than two are known."""
    gaps = [(later - earlier).days for later, earlier in pairwise(newest_first) if later > earlier]
    return round(median(gaps)) if gaps else None


def _volumes_are_years(issue: Issue) -> bool:
    if issue.volume is None:
        return False
    if issue.publication.first_year:
        return issue.publication.year_of_volume(issue.volume) == issue.year
    # Without a known first year: the volume before this one is of another year, and all of this one of one year.
    years = Issue.objects.of(issue.publication).filter(volume__in=(issue.volume - 1, issue.volume)).exclude(year=None)
    return len(set(years.order_by().values_list("year", flat=True))) == 2 if issue.volume > 1 else False


def _numbers_run_on(issue: Issue) -> bool:
    """Return whether numbers continue across volumes: this one's first is not below the last of the one before."""
    if issue.volume is None:
        return True
    run = Issue.objects.of(issue.publication).filter(volume__in=(issue.volume - 1, issue.volume))
    held: dict[int | None, list[int]] = {}
    for volume, number in run.order_by().values_list("volume", "number"):
        held.setdefault(volume, []).extend(numbers_covered(number))
    before, this = held.get(issue.volume - 1), held.get(issue.volume)
    return bool(before and this and min(this) > max(before))


def _next_weekday(day: datetime.date) -> datetime.date:
    following = day + datetime.timedelta(days=1)
    while following.weekday() >= _SATURDAY:
        following += datetime.timedelta(days=1)
    return following


def _months_later(day: datetime.date, months: int) -> datetime.date:
    """Return the same day of a later month, or that month's last: 31 January → 28 February."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return datetime.date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))
