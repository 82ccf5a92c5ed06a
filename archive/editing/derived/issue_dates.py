"""Dates of issues: printed, or inferred from the latest day that their articles cite."""

from __future__ import annotations

import datetime

from django.db.models import F, Max

from archive.models import Citation, CrossReference, Issue
from archive.text.citations import Reading, latest_cited_day
from archive.text.dates import PartialDate, Precision

# From the least to the most certain; a more certain date replaces a less certain one.
RANK = {None: 0, Precision.INFERRED: 1, Precision.YEAR: 2, Precision.MONTH: 3, Precision.WEEK: 4, Precision.DAY: 5}


def apply_printed_date(issue: Issue, printed: PartialDate) -> bool:
    """Set the issue's date to that printed in an article's file, if more certain than the present one; return whether
    it was set.

    The issue is not saved. Of two different dates of the same precision, the first one stays.
    """
    present = issue.partial_date
    if RANK[printed.precision] <= RANK[present.precision if present else None]:
        return False
    issue.set_date(printed)
    return True


def contradicts(issue: Issue, printed: PartialDate) -> bool:
    """Return whether a printed date contradicts the issue's date: June 1 and June 2, June and July 1."""
    present = issue.partial_date
    if present is None or present.precision is Precision.INFERRED:
        return False
    return printed.last < present.first or present.last < printed.first


def infer_from_reading(issue: Issue, reading: Reading) -> None:
    """Advance the inferred date of an issue to the latest day that a new article of it cites; save it if it changed.

    The date already includes the days of the other articles. `issue` must be up to date.
    """
    if is_without_printed_date(issue):
        latest = latest_cited_day(reading, issue.publication.year_of_volume(issue.volume))
        if latest and (issue.date is None or latest > issue.date):
            _set_inferred_date(issue, latest, only_later=True)


def infer_issue_date(issue: Issue) -> None:
    """Infer the date of an issue without a printed one from all that its articles cite; save it if it changed."""
    if is_without_printed_date(issue):
        _set_inferred_date(issue, latest_day_cited_in(issue, issue.publication.year_of_volume(issue.volume)))


def is_without_printed_date(issue: Issue) -> bool:
    """Return whether the issue's date may be inferred. A date printed to the year only counts as printed."""
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
    """Return the latest day, within the volume's year where known, that the citations of the issue's articles name."""
    citations = Citation.objects.counted().mentions().filter(article__issue=issue, precision=Precision.DAY)
    references = CrossReference.objects.filter(article__issue=issue, first_day=F("last_day"))
    if year is not None:
        citations, references = citations.filter(last_day__year=year), references.filter(last_day__year=year)
    days = [rows.aggregate(latest=Max("last_day"))["latest"] for rows in (citations, references)]
    return max((day for day in days if day), default=None)
