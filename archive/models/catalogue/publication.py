"""Publications: serial titles, each with its issues."""

from __future__ import annotations

import datetime

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q

from archive.models.common.recorded_rows import SavedRowsQuerySet
from archive.models.common.slugs import RESERVED_SLUGS, SlugHistory, free_slug, slug_from, validate_publication_slug
from archive.models.common.url_cache import cached_reverse
from archive.text.citations.style import CitationStyle, style_from_json
from archive.text.numbering.habits import LABELS, YEARS_AS_VOLUMES, Numbering
from archive.text.numbering.issn import is_issn

EARLIEST_YEAR, LATEST_YEAR = 1600, 2200


class Genre(models.TextChoices):
    NEWSLETTER = "newsletter"
    MAGAZINE = "magazine"
    NEWSPAPER = "newspaper"
    JOURNAL = "journal"


def validate_issn(issn: str) -> None:
    """Raise ValidationError unless the text is an ISSN with a right check digit, "0317-8471" (ISO 3297)."""
    if not is_issn(issn):
        raise ValidationError(
            "This is no ISSN: it has the form 0317-8471, and its last digit checks the others.", code="issn"
        )


class PublicationQuerySet(SavedRowsQuerySet):
    def with_published_issues(self) -> PublicationQuerySet:
        """Filter publications with at least one issue that readers can see."""
        return self.filter(
            models.Exists(
                self.model.issues.rel.related_model.objects.published().filter(publication=models.OuterRef("pk"))
            )
        )


class Publication(SlugHistory):
    """Serial title. `first_year` is the year of volume 1, from which a volume's year is derived."""

    redirect_kind = "publication"

    title = models.CharField(max_length=200, unique=True)
    slug = models.SlugField(
        max_length=100,
        unique=True,
        blank=True,
        validators=[validate_publication_slug],
        help_text="The address of the publication. Made from the title when left empty.",
    )
    abbreviation = models.CharField(max_length=20, blank=True)
    other_names = models.JSONField(
        default=list, blank=True, help_text="Earlier and other names that articles refer to it by."
    )
    preceding = models.ForeignKey(
        "self",
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="succeeding",
        verbose_name="preceding title",
        help_text="The title that this one continues.",
    )
    publisher = models.CharField(max_length=200, blank=True)
    issn = models.CharField("ISSN", max_length=9, blank=True, validators=[validate_issn])
    place = models.CharField(max_length=100, blank=True)
    frequency = models.CharField(max_length=60, blank=True)
    language = models.CharField(max_length=35, default="en", help_text="As a BCP 47 tag: en, ru, pt-BR.")
    genre = models.CharField(max_length=20, choices=Genre, default=Genre.NEWSLETTER)
    numbering = models.CharField(
        max_length=20,
        choices=[(each.value, label) for each, label in LABELS.items()],
        default=Numbering.VOLUME_AND_NUMBER.value,
        help_text="How its issues are told apart. A change counts for new issues; those that stand keep their address.",
    )
    first_year = models.PositiveSmallIntegerField(
        "year of volume 1",
        null=True,
        blank=True,
        validators=[MinValueValidator(EARLIEST_YEAR), MaxValueValidator(LATEST_YEAR)],
        help_text="Gives undated issues their year by their volume.",
    )
    citation_style = models.JSONField(
        default=dict, blank=True, help_text="The forms in which its texts cite, besides the house style."
    )
    description = models.TextField(blank=True)
    created = models.DateTimeField(auto_now_add=True)
    changed = models.DateTimeField(auto_now=True)

    objects = PublicationQuerySet.as_manager()

    class Meta:
        ordering = ["title"]
        constraints = [
            models.CheckConstraint(condition=~Q(title=""), name="publication_has_title"),
            models.CheckConstraint(
                condition=~Q(slug="") & ~Q(slug__in=sorted(RESERVED_SLUGS)), name="publication_slug_is_free"
            ),
            models.CheckConstraint(
                condition=Q(numbering__in=[each.value for each in Numbering]), name="publication_numbering_is_known"
            ),
            models.CheckConstraint(condition=~Q(preceding=models.F("id")), name="publication_does_not_precede_itself"),
        ]

    def __str__(self) -> str:
        return self.title

    def clean(self) -> None:
        """Check what constraints cannot before the row is written: they skip those that name the primary key."""
        super().clean()
        if self.pk and self.preceding_id == self.pk:
            reason = "A publication cannot precede itself. Choose its earlier title, or none."
            raise ValidationError({"preceding": reason}, code="itself")

    def ensure_slug(self) -> None:
        if not self.slug:
            wanted = slug_from(self.title, fallback="publication")
            wanted = f"{wanted}-periodical" if wanted in RESERVED_SLUGS else wanted
            self.slug = free_slug(wanted, Publication.objects.exclude(pk=self.pk))

    def get_absolute_url(self) -> str:
        return cached_reverse("publication", self.slug)

    def names(self) -> list[str]:
        """Return every name that texts may use for it: title, abbreviation, other names."""
        return [name for name in (self.title, self.abbreviation, *self.other_names) if name]

    def style(self) -> CitationStyle:
        """Return what its texts are read with: the forms, keys and order of numeric dates that are known of it."""
        return style_from_json(self.citation_style, self.language, self.place)

    def year_of_volume(self, volume: int | None) -> int | None:
        """Return the year of a volume: itself if it is a year, else counted from that of volume 1; None if unknown."""
        if volume is None or volume in YEARS_AS_VOLUMES:
            return volume
        year = self.first_year + volume - 1 if self.first_year else None
        return year if year and EARLIEST_YEAR <= year <= min(LATEST_YEAR, datetime.MAXYEAR) else None
