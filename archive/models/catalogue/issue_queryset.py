"""Queryset of issues: filters by date, volume and neighbours, orders, and counts for lists."""

from __future__ import annotations

import calendar
import datetime
from typing import TYPE_CHECKING

from django.db.models import (
    Case,
    Count,
    DateField,
    Exists,
    ExpressionWrapper,
    F,
    Max,
    Min,
    OuterRef,
    Q,
    Subquery,
    Sum,
    When,
    Window,
)
from django.db.models.functions import Coalesce, ExtractMonth, RowNumber

from archive.models.catalogue.publication import Publication
from archive.models.common.recorded_rows import SavedRowsQuerySet
from archive.text.dates import Precision
from archive.text.numbering.habits import PERIODS, YEARS_AS_VOLUMES, Numbering

if TYPE_CHECKING:
    from archive.models.catalogue.issue import Issue

_TO_THURSDAY = datetime.timedelta(days=3)  # from the Monday by which a week is stored


class IssueQuerySet(SavedRowsQuerySet):
    free_columns = SavedRowsQuerySet.free_columns | {"year", "sort_date"}

    def published(self) -> IssueQuerySet:
        """Filter issues with at least one article that readers can see."""
        articles = self.model.articles.rel.related_model
        return self.filter(Exists(articles.objects.published().filter(issue=OuterRef("pk"))))

    def of(self, publication: Publication) -> IssueQuerySet:
        return self.filter(publication=publication)

    def in_year(self, year: int) -> IssueQuerySet:
        return self.filter(year=year)

    def in_month(self, year: int, month: int) -> IssueQuerySet:
        """Filter issues dated to a day, week or month in it; those with the precision of a year are in no month.

        A week is in the month of its Thursday.
        """
        in_days = Q(date__year=year, date__month=month)
        first = datetime.date(year, month, 1)
        last = first.replace(day=calendar.monthrange(year, month)[1])
        mondays = Q(date__range=(first - _TO_THURSDAY, last - _TO_THURSDAY))
        is_week = Q(date_precision=Precision.WEEK)
        return self.filter((is_week & mondays) | (~is_week & in_days)).exclude(date_precision=Precision.YEAR)

    def known_to_the_day(self) -> IssueQuerySet:
        return self.filter(date_precision=Precision.DAY)

    def not_known_to_the_day(self) -> IssueQuerySet:
        return self.exclude(date_precision=Precision.DAY)

    def without_printed_date(self) -> IssueQuerySet:
        """Filter issues without a date, or with one inferred from what their articles cite."""
        return self.filter(Q(date=None) | Q(date_precision=Precision.INFERRED))

    def undated_beside(self, publication: int, volume: int | None, key: str) -> IssueQuerySet:
        """Filter issues without a printed date between a number (its key) and the nearest dated ones on both sides."""
        here = self.filter(publication=publication, volume=volume).exclude(number="")
        dated = here.exclude(Q(date=None) | Q(date_precision__in=(Precision.INFERRED, Precision.YEAR)))
        lower = dated.filter(number_key__lt=key).aggregate(key=Max("number_key"))["key"]
        higher = dated.filter(number_key__gt=key).aggregate(key=Min("number_key"))["key"]
        undated = here.exclude(pk__in=dated)
        undated = undated.filter(number_key__gte=lower) if lower is not None else undated
        return undated.filter(number_key__lte=higher) if higher is not None else undated

    def in_volume(self, volume: int) -> IssueQuerySet:
        return self.filter(volume=volume)

    def without_volume(self) -> IssueQuerySet:
        """Filter issues known by their number or date alone."""
        return self.filter(volume=None)

    def not_by_habit(self, numbering: Numbering) -> IssueQuerySet:
        """Filter issues that are identified otherwise than by this numbering habit."""
        period = PERIODS.get(numbering)
        has_volume = numbering in (Numbering.VOLUME_AND_NUMBER, Numbering.YEAR, Numbering.VOLUME)
        by_habit = Q(volume__isnull=not has_volume)
        has_number = not (period or numbering is Numbering.VOLUME)
        by_habit &= ~Q(number="") if has_number else Q(number="")
        if numbering is Numbering.YEAR:
            by_habit &= Q(volume__range=(YEARS_AS_VOLUMES[0], YEARS_AS_VOLUMES[-1]))
        return self.exclude(by_habit & Q(date_precision=period.value) if period else by_habit)

    def order_by_run(self) -> IssueQuerySet:
        """Order by publication date."""
        return self.order_by("sort_date", "volume_key", "number_key", "pk")

    def latest_first(self) -> IssueQuerySet:
        """Order in reverse, within a publication."""
        return self.order_by("-sort_date", "-volume_key", "-number_key", "-pk")

    def newest_first(self) -> IssueQuerySet:
        """Order by date across publications, latest first; issues without a date come last."""
        return self.order_by(F("date").desc(nulls_last=True), "-sort_date", "-volume_key", "-number_key", "-pk")

    def newest_of_each_publication(self, number: int) -> IssueQuerySet:
        """Filter the last `number` issues of each publication, the newest first."""
        order = [F(field).desc() for field in ("sort_date", "volume_key", "number_key", "pk")]
        place = Window(RowNumber(), partition_by="publication", order_by=order)
        return self.alias(place=place).filter(place__lte=number).newest_first()

    def for_listing(self) -> IssueQuerySet:
        """Load the publication; annotate `article_count` and `lead_title` of visible articles; one query."""
        articles = self.model.articles.rel.related_model.objects.published().filter(issue=OuterRef("pk"))
        count = articles.order_by().values("issue").annotate(n=Count("pk")).values("n")
        return self.select_related("publication").annotate(
            article_count=Coalesce(Subquery(count), 0),
            lead_title=Subquery(articles.order_by("position", "pk").values("title")[:1]),
        )

    def counted_by_year(self) -> IssueQuerySet:
        """Return rows {publication, year, issues} in order; the year is None if neither date nor volume gives it."""
        years = F("year").asc(nulls_first=True)
        return self.order_by("publication", years).values("publication", "year").annotate(issues=Count("pk"))

    def articles_by_year(self) -> IssueQuerySet:
        """Return rows {year, articles} of the visible articles of all years, in no order; without those of no year."""
        articles = self.model.articles.rel.related_model.objects.published().filter(issue=OuterRef("pk"))
        count = Subquery(articles.order_by().values("issue").annotate(n=Count("pk")).values("n"))
        return self.exclude(year=None).order_by().values("year").annotate(articles=Sum(count))

    def counted_by_month(self) -> IssueQuerySet:
        """Return rows {year, month, issues, inferred, volume, number, path, first_date, precision} in order.

        `month` is None for issues with the precision of a year; `inferred` counts those whose date is not a printed
        one; the others tell the issue where a month has only one.
        """
        only_year = Q(date_precision=Precision.YEAR) | Q(date__isnull=True)
        thursday = ExpressionWrapper(F("date") + _TO_THURSDAY, output_field=DateField())
        months = (When(only_year, then=None), When(date_precision=Precision.WEEK, then=ExtractMonth(thursday)))
        return (
            self.annotate(month=Case(*months, default=ExtractMonth("date")))
            .order_by(F("year").asc(nulls_first=True), F("month").asc(nulls_first=True))
            .values("year", "month")
            .annotate(
                issues=Count("pk"),
                inferred=Count("pk", filter=Q(date_precision=Precision.INFERRED)),
                volume=Min("volume"),
                number=Min("number"),
                path=Min("path"),
                first_date=Min("date"),
                precision=Min("date_precision"),
            )
        )

    def counted_by_volume(self) -> IssueQuerySet:
        """Return rows {volume, issues, first_year, last_year} in order; issues without a volume are left out."""
        return (
            self.exclude(volume=None)
            .order_by("volume")
            .values("volume")
            .annotate(issues=Count("pk"), first_year=Min("year"), last_year=Max("year"))
        )

    def before(self, issue: Issue) -> IssueQuerySet:
        """Filter earlier issues of the same publication, the nearest first."""
        return self._beside(issue, "lt").order_by("-sort_date", "-volume_key", "-number_key", "-pk")

    def after(self, issue: Issue) -> IssueQuerySet:
        """Filter later issues of the same publication, the nearest first."""
        return self._beside(issue, "gt").order_by("sort_date", "volume_key", "number_key", "pk")

    def _beside(self, issue: Issue, side: str) -> IssueQuerySet:
        here: dict[str, object] = {}
        # Redundant, but with this bound the index is read from here on, not from its end.
        bound = {f"sort_date__{side}e": issue.sort_date}
        condition = Q()
        for field in ("sort_date", "volume_key", "number_key", "pk"):
            condition |= Q(**here, **{f"{field}__{side}": getattr(issue, field)})
            here[field] = getattr(issue, field)
        return self.filter(condition, publication_id=issue.publication_id, **bound)
