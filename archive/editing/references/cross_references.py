"""Resolves cross-references to issues, also to those that are imported later."""

from __future__ import annotations

import datetime
from collections.abc import Iterable

from django.db.models import QuerySet

from archive.editing.references.frequency import days_between
from archive.models import CrossReference, Issue, Publication
from archive.models.catalogue.issue import PRINTED_DAYS
from archive.text.dates import Precision

# A daily cites the press of the day before; so the issue of a day is the one whose latest cited day is the day before.
USUAL_LAG = 1
MAX_SPAN = datetime.timedelta(days=366)  # for a reference, at most a year


def resolve(
    publication: Publication | None, first: datetime.date | None, last: datetime.date | None, *, citing_id: int
) -> int | None:
    """Return the id of the issue of a publication that a reference means; None for none or several.

    For a day (`first` and `last` the same), in this order: the issue printed with that day; the one issue printed with
    that month; of the issues whose dates are inferred (they came out on that day or soon after it), the one nearest
    below the day, within the time from one issue to the next. For a month or year, the one issue printed within it.
    The issue that cites (`citing_id`) is never meant. One query, or two where no printed date fits.
    """
    if publication is None or publication.pk is None or first is None:
        return None
    if last not in (None, first):
        return _only_one_within(publication, first, last, citing_id)
    month = first.replace(day=1)
    earliest = first - datetime.timedelta(days=days_between(publication.frequency))
    # `sort_date` is the indexed column: of an issue with a printed date it is that date.
    monday = first - datetime.timedelta(days=first.weekday())
    printed = Issue.objects.filter(
        publication_id=publication.pk, sort_date__in={first, monday, month}, date_precision__in=PRINTED_DAYS
    )
    found = _in_order_of_numbers(printed, citing_id)
    of_the_day = [pk for pk, date, precision in found if precision == Precision.DAY and date == first]
    if of_the_day:
        return of_the_day[0]
    of_the_week = [pk for pk, date, precision in found if precision == Precision.WEEK and date == monday]
    if of_the_week:
        return of_the_week[0] if len(of_the_week) == 1 else None
    of_the_month = [pk for pk, date, precision in found if precision == Precision.MONTH and date == month]
    if of_the_month:
        return of_the_month[0] if len(of_the_month) == 1 else None
    inferred = Issue.objects.filter(
        publication_id=publication.pk, date_precision=Precision.INFERRED, date__range=(earliest, first)
    )
    return _nearest([(pk, date) for pk, date, _ in _in_order_of_numbers(inferred, citing_id)], first)


def _in_order_of_numbers(issues: QuerySet[Issue], citing_id: int) -> list[tuple[int, datetime.date, str]]:
    """Return id, date and precision of issues other than the citing one."""
    columns = ("volume_key", "number_key", "pk", "date", "date_precision")
    # Sorted in Python: for SQL's order SQLite would scan all issues of the publication.
    rows = sorted(issues.order_by().values_list(*columns))
    return [(pk, date, precision) for _, _, pk, date, precision in rows if pk != citing_id and date]


def _only_one_within(publication: Publication, first: datetime.date, last: datetime.date, citing_id: int) -> int | None:
    printed = Issue.objects.filter(
        publication_id=publication.pk,
        sort_date__range=(first, last),
        date_precision__in=(Precision.DAY, Precision.WEEK, Precision.MONTH),
    )
    found = list(printed.exclude(pk=citing_id).order_by().values_list("pk", flat=True)[:2])
    return found[0] if len(found) == 1 else None


def _nearest(inferred: Iterable[tuple[int, datetime.date]], day: datetime.date) -> int | None:
    """Return the one issue whose inferred date, with the usual lag, is nearest to the day; None where two are as
    near.
    """
    near: dict[int, list[int]] = {}
    for pk, date in inferred:
        near.setdefault(abs((day - date).days - USUAL_LAG), []).append(pk)
    nearest = near[min(near)] if near else []
    return nearest[0] if len(nearest) == 1 else None


def resolve_in(publication: Publication, first: datetime.date, last: datetime.date) -> int:
    """Resolve the references to a publication again whose days touch a window, as after an issue's date changed.

    Returns how many changed.
    """
    touching = CrossReference.objects.filter(first_day__range=(first - MAX_SPAN, last), last_day__gte=first)
    return _resolve(publication, touching)


def resolve_to(publication: Publication) -> int:
    """Resolve all references to a publication again; return how many changed."""
    return _resolve(publication, CrossReference.objects.all())


def _resolve(publication: Publication, references: QuerySet[CrossReference]) -> int:
    changed = 0
    rows = references.filter(publication=publication).order_by()
    for pk, first, last, resolved, citing_id in list(
        rows.values_list("pk", "first_day", "last_day", "issue_id", "article__issue_id")
    ):
        found = resolve(publication, first, last, citing_id=citing_id)
        if found != resolved:
            changed += CrossReference.objects.filter(pk=pk).update(issue_id=found)
    return changed
