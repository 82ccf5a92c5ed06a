"""Issues: one number of a publication, in the order of publication."""

from __future__ import annotations

import datetime

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator
from django.db import models
from django.db.models import Case, Count, Exists, F, Max, Min, OuterRef, Q, Subquery, When, Window
from django.db.models.functions import Coalesce, ExtractMonth, RowNumber

from archive.models.catalogue.publication import Publication
from archive.models.common.recorded_rows import SavedRowsQuerySet
from archive.models.common.slugs import SlugHistory
from archive.models.common.url_cache import cached_reverse
from archive.text.date_words import date_in_words
from archive.text.dates import PartialDate, Precision
from archive.text.numbering.habits import PERIODS, YEARS_AS_VOLUMES, Numbering, issue_path, volume_in_words
from archive.text.numbering.issue_numbers import natural_key, number_slug

MAX_VOLUME = 9999
UNKNOWN_DATE = datetime.date.min
# Columns that every save derives from others.
DERIVED = ("path", "number_slug", "number_key", "volume_key", "year", "sort_date", "changed")


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
        """Filter issues dated to a day or month in it; those with the precision of a year are in no month."""
        return self.filter(date__year=year, date__month=month).exclude(date_precision=Precision.YEAR)

    def known_to_the_day(self) -> IssueQuerySet:
        return self.filter(date_precision=Precision.DAY)

    def not_known_to_the_day(self) -> IssueQuerySet:
        return self.exclude(date_precision=Precision.DAY)

    def without_printed_date(self) -> IssueQuerySet:
        """Filter issues without a date, or with one inferred from what their articles cite."""
        return self.filter(Q(date=None) | Q(date_precision=Precision.INFERRED))

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

    def counted_by_month(self) -> IssueQuerySet:
        """Return rows {year, month, issues, inferred, volume, number, path, first_date, precision} in order.

        `month` is None for issues with the precision of a year; `inferred` counts those whose date is not a printed
        one; the others tell the issue where a month has only one.
        """
        only_year = Q(date_precision=Precision.YEAR) | Q(date__isnull=True)
        return (
            self.annotate(month=Case(When(only_year, then=None), default=ExtractMonth("date")))
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


class Issue(SlugHistory):
    """One number of a publication.

    It is identified by volume and number, by one of the two, or by its date alone; `path`, its address below the
    publication, says by which (`archive.text.numbering.habits.issue_path`), and remains when the publication's
    habit changes.

    Order: by date, then volume, then the natural order of the number. Only printed dates count: an inferred date may
    be wrong by some days, and must not put No. 117 before No. 116, so such issues come first in their year, in the
    order of their numbers (`sort_date`).
    """

    redirect_kind = "issue"

    publication = models.ForeignKey(Publication, models.PROTECT, related_name="issues")
    volume = models.PositiveSmallIntegerField(
        null=True, blank=True, validators=[MaxValueValidator(MAX_VOLUME)], help_text="Empty where issues have none."
    )
    number = models.CharField(
        max_length=40,
        blank=True,
        help_text="As printed: 115, 3–4, Supplement. Empty where a volume has no issues, or a date says it all.",
    )
    path = models.CharField(
        max_length=80, editable=False, default="", help_text="Address below the publication: v1/i115."
    )
    number_slug = models.CharField(max_length=60, editable=False, blank=True)
    volume_key = models.PositiveSmallIntegerField(editable=False, default=0)
    number_key = models.CharField(max_length=120, editable=False)
    title = models.CharField(max_length=200, blank=True, help_text="For special issues.")
    date = models.DateField(null=True, blank=True)
    date_precision = models.CharField(
        max_length=10,
        blank=True,
        choices=[(p.value, p.value) for p in Precision],
        help_text="“week” is the one that the date lies in. “inferred”: estimated from the latest day cited.",
    )
    date_text = models.CharField("date as printed", max_length=80, blank=True)
    year = models.PositiveSmallIntegerField(null=True, editable=False, db_index=True)
    sort_date = models.DateField(editable=False, default=UNKNOWN_DATE)
    created = models.DateTimeField(auto_now_add=True)
    changed = models.DateTimeField(auto_now=True)

    objects = IssueQuerySet.as_manager()

    class Meta:
        ordering = ["sort_date", "volume_key", "number_key", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["publication", "path"], name="one_issue_per_address"),
            models.CheckConstraint(condition=~Q(path=""), name="issue_has_address"),
            models.CheckConstraint(condition=Q(volume__lte=MAX_VOLUME), name="issue_volume_in_bounds"),
            models.CheckConstraint(
                condition=Q(date__isnull=True, date_precision="")
                | Q(date__isnull=False, date_precision__in=[p.value for p in Precision]),
                name="issue_date_has_precision",
            ),
        ]
        indexes = [
            models.Index(fields=["publication", "sort_date", "volume_key", "number_key"]),
            models.Index(fields=["-sort_date", "-volume_key", "-number_key", "-id"], name="issue_latest"),
            models.Index(
                fields=["-sort_date"],
                condition=Q(date_precision=Precision.INFERRED.value),
                name="issue_with_inferred_date",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.publication}, {self.designation}"

    @property
    def designation(self) -> str:
        """Return what it goes by as cited: "Vol. 1, No. 115", "No. 45", "Vol. 2", "2013, No. 4", "7 June 2013"."""
        if self.volume is None and not self.number:
            words = date_in_words(self.partial_date)
            return f"{words[:1].upper()}{words[1:]}"
        return ", ".join(filter(None, (self.volume_shown, self.number_shown)))

    @property
    def volume_shown(self) -> str:
        """Return the volume for display: "Vol. 1"; "2013" for a year; "" without one."""
        return volume_in_words(self.volume)

    @property
    def number_shown(self) -> str:
        """Return the number for display: "No. 115", "Supplement"."""
        return f"No. {self.number}" if self.number[:1].isdigit() else self.number

    @property
    def is_volume(self) -> bool:
        """Return whether it is a whole volume, without a number."""
        return self.volume is not None and not self.number

    @property
    def first_day(self) -> str:
        """Return the first day that its date may mean, "2013-06-03"; "" without a date."""
        return self.date.isoformat() if self.date else ""

    @property
    def last_day(self) -> str:
        """Return the last day that its date may mean, "2013-06-09"; "" without a date."""
        return date.last.isoformat() if (date := self.partial_date) else ""

    @property
    def date_beside(self) -> datetime.date | None:
        """Return the date, unless its designation says it already: "7 June 2013", "2013, No. 4"."""
        if self.date is None or (self.volume is None and not self.number):
            return None
        is_volume = self.date_precision == Precision.YEAR and self.date.year == self.volume
        return None if is_volume else self.date

    @property
    def partial_date(self) -> PartialDate | None:
        """Return the date with its precision, or None."""
        return PartialDate(self.date, Precision(self.date_precision), self.date_text) if self.date else None

    def set_date(self, date: PartialDate | None) -> None:
        """Set the date with its precision and text; None removes it."""
        self.date = date.first if date else None
        self.date_precision = date.precision.value if date else ""
        self.date_text = date.text[:80] if date else ""

    def save(self, *args, **kwargs) -> None:
        self.derive_columns()
        if (fields := kwargs.get("update_fields")) is not None:
            kwargs["update_fields"] = {*fields, *DERIVED}
        super().save(*args, **kwargs)

    def clean(self) -> None:
        """Check the uniqueness of the address, which forms cannot: it has only letters and digits of the number."""
        if not self.publication_id:
            return
        self.derive_columns()
        if not self.path:
            raise ValidationError(
                "Give the issue a number, a volume, or a date to the day, week or month: one of these is its address.",
                code="address",
            )
        others = Issue.objects.exclude(pk=self.pk).filter(publication=self.publication, path=self.path)
        if twin := others.first():
            field = "number" if self.number else ("volume" if self.volume is not None else "date")
            raise ValidationError({field: f"{twin} has this {field}, or one with the same address."}, code="unique")

    def ensure_slug(self) -> None:
        self.number_slug = number_slug(self.number) if self.number else ""
        self.path = issue_path(self.volume, self.number_slug, self.date, self.date_precision)

    def derive_columns(self) -> None:
        """Set the columns derived from others: address, sort keys, year."""
        self.number = self.number.strip()
        self.number_key = natural_key(self.number)
        self.volume_key = self.volume or 0
        if self.date and not self.date_precision:
            self.date_precision = Precision.DAY.value
        if self.date and self.date_precision == Precision.WEEK:
            self.date -= datetime.timedelta(days=self.date.weekday())
        self.ensure_slug()
        self.year = self.date.year if self.date else self.publication.year_of_volume(self.volume)
        printed = self.date if self.date_precision in (Precision.DAY, Precision.WEEK, Precision.MONTH) else None
        self.sort_date = printed or (datetime.date(self.year, 1, 1) if self.year else UNKNOWN_DATE)

    def redirect_scope(self) -> int:
        return self.publication_id

    def redirect_slug(self) -> str:
        return self.path

    def get_absolute_url(self) -> str:
        return cached_reverse("issue", self.publication.slug, self.path)
