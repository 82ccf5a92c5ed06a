"""Dates of issues: the printed one kept, and where none was printed one inferred from the latest day that articles cite."""

from __future__ import annotations

import datetime

from django.db.models import Max

from archive.ingest.references import resolve_again
from archive.models import Citation, CrossReference, Issue
from archive.text.citations import Reading, latest_cited_day
from archive.text.dates import PartialDate, Precision

# What is known better replaces what is known less well.
RANK = {None: 0, Precision.INFERRED: 1, Precision.YEAR: 2, Precision.MONTH: 3, Precision.DAY: 4}


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
    """Whether a printed date cannot be true of an issue that has the date it has: June 1 and June 2, June and 1 July."""
    standing = issue.partial_date
    if standing is None or standing.precision is Precision.INFERRED:
        return False
    return printed.last < standing.first or standing.last < printed.first


def note_cited_days(issue: Issue, reading: Reading, *, may_be_earlier: bool) -> None:
    """Infer the date of an issue that has none in print, after an article of it was read, and save the issue if it moved.

    `may_be_earlier` says that the article's old citations may have been the ones that dated the issue, so that all of the
    issue's have to be asked. An issue dated by its year only keeps that, which was printed.
    """
    if issue.date is not None and issue.date_precision != Precision.INFERRED:
        return
    year = issue.publication.year_of_volume(issue.volume)
    latest = latest_day_cited_in(issue, year) if may_be_earlier else latest_cited_day(reading, year)
    if not may_be_earlier and issue.date is not None:
        latest = max(issue.date, latest or issue.date)
    if latest == issue.date:
        return
    issue.set_date(PartialDate(latest, Precision.INFERRED) if latest else None)
    issue.save(update_fields=["date", "date_precision", "date_text"])
    resolve_again(issue)


def latest_day_cited_in(issue: Issue, year: int | None) -> datetime.date | None:
    """The latest day, of the volume's year where that is known, that the records of the issue's articles cite."""
    citations = Citation.objects.counted().filter(article__issue=issue, precision=Precision.DAY)
    references = CrossReference.objects.filter(article__issue=issue)
    if year is not None:
        citations, references = citations.filter(last_day__year=year), references.filter(last_day__year=year)
    days = [rows.aggregate(latest=Max("last_day"))["latest"] for rows in (citations, references)]
    return max((day for day in days if day), default=None)
