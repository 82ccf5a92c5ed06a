"""Sources: the outlets that articles cite, with their other names."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from archive.models.common.recorded_rows import AtomicSave, SavedRowsQuerySet
from archive.models.common.slugs import SlugHistory, free_slug, slug_from
from archive.models.common.url_cache import cached_reverse
from archive.text.names.source_names import folded_name


class SourceKind(models.TextChoices):
    AGENCY = "agency"
    NEWSPAPER = "newspaper"
    BROADCASTER = "broadcaster"
    WEBSITE = "website"
    GOVERNMENT = "government"
    OTHER = "other"


class Source(SlugHistory):
    """Outlet: *Krasnaya zvezda*, *Interfax-Kazakhstan*, *president.kz*."""

    redirect_kind = "source"

    name = models.CharField(max_length=200, unique=True)
    slug = models.SlugField(max_length=100, unique=True, blank=True)
    kind = models.CharField(max_length=12, choices=SourceKind, default=SourceKind.OTHER, db_index=True)
    country = models.CharField(max_length=60, blank=True, db_index=True)
    homepage = models.URLField(max_length=300, blank=True)
    created = models.DateTimeField(auto_now_add=True)
    changed = models.DateTimeField(auto_now=True)

    objects = SavedRowsQuerySet.as_manager()

    class Meta:
        ordering = ["name"]
        constraints = [
            models.CheckConstraint(condition=~Q(name=""), name="source_has_name"),
            models.CheckConstraint(condition=~Q(slug=""), name="source_has_slug"),
            models.CheckConstraint(condition=Q(kind__in=SourceKind.values), name="source_kind_is_known"),
        ]

    def __str__(self) -> str:
        return self.name

    def ensure_slug(self) -> None:
        if not self.slug:
            self.slug = free_slug(slug_from(self.name, fallback="source"), Source.objects.exclude(pk=self.pk))

    def get_absolute_url(self) -> str:
        return cached_reverse("source", self.slug)


class SourceName(AtomicSave):
    """Other name or spelling of a source, "Rossiskaya Gazeta"; unique across sources."""

    source = models.ForeignKey(Source, models.CASCADE, related_name="other_names")
    name = models.CharField(max_length=200)
    key = models.CharField(max_length=200, unique=True, editable=False)

    objects = SavedRowsQuerySet.as_manager()

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name

    def save(self, *args, **kwargs) -> None:
        self.key = self.key_of(self.name)
        super().save(*args, **kwargs)

    @staticmethod
    def key_of(name: str) -> str:
        """Return the normalised form of a name, which is unique across sources."""
        return folded_name(name)[:200]
