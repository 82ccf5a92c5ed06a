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
from archive.text.dates import PartialDate, Precision
from archive.text.numbering.issue_numbers import natural_key, number_slug

MAX_VOLUME = 9999
UNKNOWN_DATE = datetime.date.min


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

    def order_by_run(self) -> IssueQuerySet:
        """Order by publication date."""
        return self.order_by("sort_date", "volume", "number_key", "pk")

    def latest_first(self) -> IssueQuerySet:
        """Order in reverse, within a publication."""
        return self.order_by("-sort_date", "-volume", "-number_key", "-pk")

    def newest_first(self) -> IssueQuerySet:
        """Order by date across publications, latest first; issues without a date come last."""
        return self.order_by(F("date").desc(nulls_last=True), "-sort_date", "-volume", "-number_key", "-pk")

    def newest_of_each_publication(self, number: int) -> IssueQuerySet:
        """Filter the last `number` issues of each publication, the newest first."""
        order = [F(field).desc() for field in ("sort_date", "volume", "number_key", "pk")]
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
        return self.order_by("publication", "year").values("publication", "year").annotate(issues=Count("pk"))

    def counted_by_month(self) -> IssueQuerySet:
        """Return rows {year, month, issues, inferred, volume, number, number_slug} in order.

        `month` is None for issues with the precision of a year; `inferred` counts those whose date is not a printed
        one; the last three identify the issue where a month has only one.
        """
        only_year = Q(date_precision=Precision.YEAR) | Q(date__isnull=True)
        return (
            self.annotate(month=Case(When(only_year, then=None), default=ExtractMonth("date")))
            .order_by("year", "month")
            .values("year", "month")
            .annotate(
                issues=Count("pk"),
                inferred=Count("pk", filter=Q(date_precision=Precision.INFERRED)),
                volume=Min("volume"),
                number=Min("number"),
                number_slug=Min("number_slug"),
            )
        )

    def counted_by_volume(self) -> IssueQuerySet:
        """Return rows {volume, issues, first_year, last_year} in order."""
        return (
            self.order_by("volume")
            .values("volume")
            .annotate(issues=Count("pk"), first_year=Min("year"), last_year=Max("year"))
        )

    def before(self, issue: Issue) -> IssueQuerySet:
        """Filter earlier issues of the same publication, the nearest first."""
        return self._beside(issue, "lt").order_by("-sort_date", "-volume", "-number_key", "-pk")

    def after(self, issue: Issue) -> IssueQuerySet:
        """Filter later issues of the same publication, the nearest first."""
        return self._beside(issue, "gt").order_by("sort_date", "volume", "number_key", "pk")

    def _beside(self, issue: Issue, side: str) -> IssueQuerySet:
        here: dict[str, object] = {}
        # Redundant, but with this bound the index is read from here on, not from its end.
        bound = {f"sort_date__{side}e": issue.sort_date}
        condition = Q()
        for field in ("sort_date", "volume", "number_key", "pk"):
            condition |= Q(**here, **{f"{field}__{side}": getattr(issue, field)})
            here[field] = getattr(issue, field)
        return self.filter(condition, publication_id=issue.publication_id, **bound)


class Issue(SlugHistory):
    """One number of a publication.

    Order: by date, then volume, then the natural order of the number. Only printed dates count: an inferred date may
    be wrong by some days, and must not put No. 117 before No. 116, so such issues come first in their year, in the
    order of their numbers (`sort_date`).
    """

    redirect_kind = "issue"

    publication = models.ForeignKey(Publication, models.PROTECT, related_name="issues")
    volume = models.PositiveSmallIntegerField(validators=[MaxValueValidator(MAX_VOLUME)])
    number = models.CharField(max_length=40, help_text="As printed: 115, 3–4, Supplement.")
    number_slug = models.CharField(max_length=60, editable=False)
    number_key = models.CharField(max_length=120, editable=False)
    title = models.CharField(max_length=200, blank=True, help_text="For special issues.")
    date = models.DateField(null=True, blank=True)
    date_precision = models.CharField(
        max_length=10,
        blank=True,
        choices=[(p.value, p.value) for p in Precision],
        help_text="“inferred” means: estimated from the latest day that its articles cite.",
    )
    date_text = models.CharField("date as printed", max_length=80, blank=True)
    year = models.PositiveSmallIntegerField(null=True, editable=False, db_index=True)
    sort_date = models.DateField(editable=False, default=UNKNOWN_DATE)
    created = models.DateTimeField(auto_now_add=True)
    changed = models.DateTimeField(auto_now=True)

    objects = IssueQuerySet.as_manager()

    class Meta:
        ordering = ["sort_date", "volume", "number_key", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["publication", "volume", "number"], name="one_issue_per_number"),
            models.UniqueConstraint(fields=["publication", "volume", "number_slug"], name="one_issue_per_address"),
            models.CheckConstraint(condition=~Q(number=""), name="issue_has_number"),
            models.CheckConstraint(condition=Q(volume__lte=MAX_VOLUME), name="issue_volume_in_bounds"),
            models.CheckConstraint(
                condition=Q(date__isnull=True, date_precision="")
                | Q(date__isnull=False, date_precision__in=[p.value for p in Precision]),
                name="issue_date_has_precision",
            ),
        ]
        indexes = [
            models.Index(fields=["publication", "sort_date", "volume", "number_key"]),
            models.Index(fields=["-sort_date", "-volume", "-number_key", "-id"], name="issue_latest"),
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
        """Return volume and number as cited: "Vol. 1, No. 115"."""
        return f"Vol. {self.volume}, {self.number_shown}"

    @property
    def number_shown(self) -> str:
        """Return the number for display: "No. 115", "Supplement"."""
        return f"No. {self.number}" if self.number[:1].isdigit() else self.number

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
            kwargs["update_fields"] = {*fields, "number_slug", "number_key", "year", "sort_date", "changed"}
        super().save(*args, **kwargs)

    def clean(self) -> None:
        """Check the uniqueness of the address, which forms cannot: it has only letters and digits of the number."""
        if not (self.publication_id and self.number and self.volume is not None):
            return
        self.derive_columns()
        others = Issue.objects.exclude(pk=self.pk).filter(publication=self.publication, volume=self.volume)
        if twin := others.filter(number_slug=self.number_slug).first():
            raise ValidationError({"number": f"{twin} has this number, or one with the same address."}, code="unique")

    def ensure_slug(self) -> None:
        self.number_slug = number_slug(self.number)

    def derive_columns(self) -> None:
        """Set the columns derived from others: address, sort keys, year."""
        self.number = self.number.strip()
        self.number_slug = number_slug(self.number)
        self.number_key = natural_key(self.number)
        if self.date and not self.date_precision:
            self.date_precision = Precision.DAY.value
        self.year = self.date.year if self.date else self.publication.year_of_volume(self.volume)
        printed = self.date if self.date_precision in (Precision.DAY, Precision.MONTH) else None
        self.sort_date = printed or (datetime.date(self.year, 1, 1) if self.year else UNKNOWN_DATE)

    def redirect_scope(self) -> int:
        return self.publication_id

    def redirect_slug(self) -> str:
        return f"v{self.volume}/i{self.number_slug}"

    def get_absolute_url(self) -> str:
        return cached_reverse("issue", self.publication.slug, self.volume, self.number_slug)
