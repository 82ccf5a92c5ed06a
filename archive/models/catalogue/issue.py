"""Issues: one number of a publication, in the order of publication."""

from __future__ import annotations

import datetime

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator
from django.db import models
from django.db.models import Q

from archive.models.catalogue.issue_queryset import IssueQuerySet
from archive.models.catalogue.publication import Publication
from archive.models.common.date_fields import DayField
from archive.models.common.slugs import SlugHistory
from archive.models.common.url_cache import cached_reverse
from archive.text.date_words import date_in_words
from archive.text.dates import PartialDate, Precision
from archive.text.numbering.habits import issue_path, volume_in_words
from archive.text.numbering.issue_numbers import natural_key, number_slug

MAX_VOLUME = 9999
UNKNOWN_DATE = datetime.date.min
# Columns that every save derives from others.
DERIVED = ("path", "number_slug", "number_key", "volume_key", "year", "sort_date", "changed")
# Precisions of a date that tells when an issue came out among others.
PRINTED_DAYS = (Precision.DAY, Precision.WEEK, Precision.MONTH)


class Issue(SlugHistory):
    """One number of a publication.

    It is identified by volume and number, by one of the two, or by its date alone; `path`, its address below the
    publication, says by which (`archive.text.numbering.habits.issue_path`), and remains when the publication's
    habit changes.

    Order: by date, then volume, then the natural order of the number. Only printed dates count: an inferred date may
    be wrong by some days, and must not put No. 117 before No. 116. An issue without a printed date stands between its
    neighbours by number (`sort_date`).
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
    date = DayField(null=True, blank=True)
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
                fields=["publication", "date"],
                condition=Q(date_precision=Precision.INFERRED.value),
                name="issue_by_inferred_day",
            ),
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

    @property
    def calendar_day(self) -> datetime.date | None:
        """Return the day whose year and month list it: the Thursday of a week; None without a date."""
        return date.calendar_day if (date := self.partial_date) else None

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
        """Check the uniqueness of the address, which has only letters and digits of the number."""
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
        day = self.calendar_day
        self.year = day.year if day else self.publication.year_of_volume(self.volume)
        self.sort_date = self._printed_day() or self._day_of_neighbour() or self._first_of_year()

    def _printed_day(self) -> datetime.date | None:
        return self.date if self.date_precision in PRINTED_DAYS else None

    def _first_of_year(self) -> datetime.date:
        return datetime.date(self.year, 1, 1) if self.year else UNKNOWN_DATE

    def _day_of_neighbour(self) -> datetime.date | None:
        """Return the day that puts it among its volume's dated issues by its number; None where that is not known.

        It is the day of the nearest lower number with a printed date, else of the nearest higher one: at equal days,
        numbers decide.
        """
        if not self.number:
            return None
        dated = (
            Issue._base_manager.filter(publication=self.publication_id, volume=self.volume)
            .filter(date_precision__in=PRINTED_DAYS)
            .exclude(number="")
            .exclude(pk=self.pk)
        )
        lower = dated.filter(number_key__lt=self.number_key).order_by("-number_key", "-date")
        higher = dated.filter(number_key__gt=self.number_key).order_by("number_key", "date")
        days = lower.values_list("date", flat=True)[:1] or higher.values_list("date", flat=True)[:1]
        return next(iter(days), None)

    def redirect_scope(self) -> int:
        return self.publication_id

    def redirect_slug(self) -> str:
        return self.path

    def get_absolute_url(self) -> str:
        return cached_reverse("issue", self.publication.slug, self.path)
