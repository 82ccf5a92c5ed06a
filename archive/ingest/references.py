"""Resolves cross-references to the issues that they mean, also when these arrive later."""

from __future__ import annotations

import datetime
from collections.abc import Iterable

from django.db.models import Q

from archive.ingest.rhythm import days_between
from archive.models import CrossReference, Issue, Publication
from archive.text.dates import Precision

# A daily cites the press of the day before; so the issue of a day is the one whose latest cited day is the day before.
USUAL_LAG = 1


def resolve(publication: Publication | None, day: datetime.date | None, *, citing: Issue) -> int | None:
    """The id of the issue of a publication that a reference with a day means; None where none or several may be meant.

    In this order: the issue printed with that day; the one issue printed with that month; of the issues whose dates are
    inferred (they came out on that day or soon after it), the one nearest below the day, within the time from one
    issue to the next. The issue that cites is never meant.
    """
    if publication is None or publication.pk is None or day is None:
        return None
    issues = Issue.objects.filter(publication_id=publication.pk).exclude(pk=citing.pk)
    # `sort_date` is what the index holds: a printed date itself, and the head of the year for an inferred one.
    printed = issues.filter(
        sort_date__in={day, day.replace(day=1)}, date_precision__in=(Precision.DAY, Precision.MONTH)
    )
    found = list(printed.order_by("volume", "number_key", "pk").values_list("pk", "date", "date_precision"))
    of_the_day = [pk for pk, date, precision in found if precision == Precision.DAY and date == day]
    if of_the_day:
        return of_the_day[0]
    of_the_month = [pk for pk, _, precision in found if precision == Precision.MONTH]
    if of_the_month:
        return of_the_month[0] if len(of_the_month) == 1 else None
    earliest = day - datetime.timedelta(days=days_between(publication.frequency))
    years = {datetime.date(year, 1, 1) for year in (earliest.year, day.year)}
    inferred = issues.filter(sort_date__in=years, date__range=(earliest, day), date_precision=Precision.INFERRED)
    return _nearest(inferred.order_by().values_list("pk", "date"), day)


def _nearest(inferred: Iterable[tuple[int, datetime.date]], day: datetime.date) -> int | None:
    """The one issue whose inferred date, with the usual lag, lies nearest to the day; None where two are as near."""
    near: dict[int, list[int]] = {}
    for pk, date in inferred:
        near.setdefault(abs((day - date).days - USUAL_LAG), []).append(pk)
    nearest = near[min(near)] if near else []
    return nearest[0] if len(nearest) == 1 else None


def resolve_again(issue: Issue) -> int:
    """Resolve the references that may mean an issue, after it arrived or its date changed; returns how many changed."""
    if issue.date is None:
        return 0
    meant = Q(issue=issue)
    if issue.date_precision in (Precision.DAY, Precision.MONTH):
        meant |= Q(publication_id=issue.publication_id, first_day__range=(issue.date, issue.partial_date.last))
    elif issue.date_precision == Precision.INFERRED:
        until = issue.date + datetime.timedelta(days=days_between(issue.publication.frequency))
        meant |= Q(publication_id=issue.publication_id, first_day__range=(issue.date, until))
    changed = []
    for reference in CrossReference.objects.filter(meant).select_related("publication", "article__issue"):
        resolved = resolve(reference.publication, reference.first_day, citing=reference.article.issue)
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
