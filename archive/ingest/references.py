"""Resolves cross-references to the issues that they mean, also when these arrive later."""

from __future__ import annotations

import datetime

from django.db.models import Q

from archive.ingest.rhythm import days_between
from archive.models import CrossReference, Issue, Publication
from archive.text.dates import Precision

# A daily cites the press of the day before; so the issue of a day is the one whose latest cited day is the day before it.
USUAL_LAG = 1
LONGEST_PERIOD = 366


def resolve(publication_id: int | None, day: datetime.date | None, *, citing: Issue) -> int | None:
    """The id of the issue of a publication that a reference with a day means, or None where none or several may be meant.

    In this order: the issue printed with that day; the one issue printed with that month; of the issues whose dates are
    inferred (they came out on that day or soon after it), the one nearest below the day, within the time from one
    issue to the next. The issue that cites is never meant.
    """
    if publication_id is None or day is None:
        return None
    earliest = day - datetime.timedelta(days=LONGEST_PERIOD)
    candidates = (
        Issue.objects.filter(publication_id=publication_id)
        .filter(
            Q(date=day, date_precision=Precision.DAY)
            | Q(date=day.replace(day=1), date_precision=Precision.MONTH)
            | Q(date__range=(earliest, day), date_precision=Precision.INFERRED)
        )
        .exclude(pk=citing.pk)
        .order_by("date", "volume", "number_key", "pk")
        .values_list("pk", "date", "date_precision", "publication__frequency")
    )
    by_precision: dict[str, list[tuple]] = {}
    for candidate in candidates:
        by_precision.setdefault(candidate[2], []).append(candidate)
    if of_the_day := by_precision.get(Precision.DAY):
        return of_the_day[0][0]
    if of_the_month := by_precision.get(Precision.MONTH):
        return of_the_month[0][0] if len(of_the_month) == 1 else None
    return _nearest(by_precision.get(Precision.INFERRED, []), day)


def _nearest(inferred: list[tuple], day: datetime.date) -> int | None:
    """The one issue whose inferred date, with the usual lag, lies nearest to the day; None where two are as near."""
    near: dict[int, list[int]] = {}
    for pk, date, _, frequency in inferred:
        if (day - date).days <= days_between(frequency):
            near.setdefault(abs((day - date).days - USUAL_LAG), []).append(pk)
    nearest = near[min(near)] if near else []
    return nearest[0] if len(nearest) == 1 else None


def resolve_again(issue: Issue) -> int:
    """Resolve the references that an issue may be meant by, after it arrived or its date changed; returns how many changed."""
    if issue.date is None:
        return 0
    meant = Q(issue=issue)
    if issue.date_precision in (Precision.DAY, Precision.MONTH):
        meant |= Q(publication_id=issue.publication_id, first_day__range=(issue.date, issue.partial_date.last))
    elif issue.date_precision == Precision.INFERRED:
        until = issue.date + datetime.timedelta(days=days_between(issue.publication.frequency))
        meant |= Q(publication_id=issue.publication_id, first_day__range=(issue.date, until))
    changed = []
    for reference in CrossReference.objects.filter(meant).select_related("article__issue"):
        resolved = resolve(reference.publication_id, reference.first_day, citing=reference.article.issue)
        if resolved != reference.issue_id:
            reference.issue_id = resolved
            changed.append(reference)
    if changed:
        CrossReference.objects.bulk_update(changed, ["issue"])
    return len(changed)


def adopt(publication: Publication) -> int:
    """Give a new publication the references that name it and were read before it had a row; returns how many."""
    waiting = CrossReference.objects.filter(publication=None, publication_name=publication.title)
    return waiting.update(publication=publication)
