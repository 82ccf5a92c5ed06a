"""Dates of issues: the printed one, or one inferred from the latest day that its articles cite."""

from __future__ import annotations

import datetime

from django.db.models import F, Max

from archive.models import Citation, CrossReference, Issue
from archive.text.citations import Reading, latest_cited_day
from archive.text.dates import PartialDate, Precision

# What is known better replaces what is known less well.
RANK = {None: 0, Precision.INFERRED: 1, Precision.YEAR: 2, Precision.MONTH: 3, Precision.WEEK: 4, Precision.DAY: 5}


def take_printed_date(issue: Issue, printed: PartialDate) -> bool:
    """Date the issue as an article's file says, if that is more than was known; returns whether it was.

    The issue is not saved. A date of the same precision that differs is not taken over: the first one stands.
    """
    standing = issue.partial_date
    if RANK[printed.precision] <= RANK[standing.precision if standing else None]:
        return False
    issue.set_date(printed)
    return True


def contradicts(issue: Issue, printed: PartialDate) -> bool:
    """Whether a printed date cannot be that of an issue with the date it has: June 1 and June 2, June and July 1."""
    standing = issue.partial_date
    if standing is None or standing.precision is Precision.INFERRED:
        return False
    return printed.last < standing.first or standing.last < printed.first


def infer_from_reading(issue: Issue, reading: Reading) -> None:
    """Move the inferred date of an issue on to the latest day that a new article of it cites, and save it if it moved.

    The other articles' days are in the date already. `issue` must be as the row is.
    """
    if is_without_printed_date(issue):
        latest = latest_cited_day(reading, issue.publication.year_of_volume(issue.volume))
        if latest and (issue.date is None or latest > issue.date):
            _set_inferred_date(issue, latest, only_later=True)


def infer_issue_date(issue: Issue) -> None:
    """Infer the date of an issue that has none in print from all that its articles cite, and save it if it moved."""
    if is_without_printed_date(issue):
        _set_inferred_date(issue, latest_day_cited_in(issue, issue.publication.year_of_volume(issue.volume)))


def is_without_printed_date(issue: Issue) -> bool:
    """Whether the issue's date may be inferred. One that is printed to the year only is printed all the same."""
    return issue.date is None or issue.date_precision == Precision.INFERRED


def _set_inferred_date(issue: Issue, latest: datetime.date | None, *, only_later: bool = False) -> None:
    if latest == issue.date:
        return
    # An editor may have dated the issue since it was loaded.
    issue.refresh_from_db(fields=["date", "date_precision", "date_text"])
    is_later = latest is not None and (issue.date is None or latest > issue.date)
    if not is_without_printed_date(issue) or (only_later and not is_later):
        return
    issue.set_date(PartialDate(latest, Precision.INFERRED) if latest else None)
    issue.save(update_fields=["date", "date_precision", "date_text"])


def latest_day_cited_in(issue: Issue, year: int | None) -> datetime.date | None:
    """The latest day, of the volume's year where that is known, that the records of the issue's articles cite."""
    citations = Citation.objects.counted().mentions().filter(article__issue=issue, precision=Precision.DAY)
    references = CrossReference.objects.filter(article__issue=issue, first_day=F("last_day"))
    if year is not None:
        citations, references = citations.filter(last_day__year=year), references.filter(last_day__year=year)
    days = [rows.aggregate(latest=Max("last_day"))["latest"] for rows in (citations, references)]
    return max((day for day in days if day), default=None)
