"""Slugs: made from titles, unique in their scope, and recorded when they change so that old addresses redirect."""

from __future__ import annotations

from typing import ClassVar

from anyascii import anyascii
from django.core.exceptions import ValidationError
from django.db import models
from django.utils.text import slugify

from archive.models.common.recorded_rows import atomic_for
from archive.models.common.redirect import SlugRedirect

MAX_SLUG_LENGTH = 80

# First path segments of the site's own pages: a publication with such a slug could not be reached.
# fmt: off
RESERVED_SLUGS = frozenset({
    "a", "about", "accounts", "admin", "api", "authors", "calendar", "favicon", "feed", "feeds", "healthz", "help",
    "media", "oai", "opensearch", "readyz", "robots", "search", "sitemap", "sitemaps", "sources", "static", "topics",
})
# fmt: on


def slug_from(text: str, *, fallback: str) -> str:
    """Return a slug of up to 80 characters, cut between words: "Žižek’s “Été”" → "zizeks-ete", or `fallback`."""
    slug = slugify(anyascii(text.replace("’", "").replace("'", "")))
    if len(slug) > MAX_SLUG_LENGTH:
        slug = slug[: MAX_SLUG_LENGTH + 1].rpartition("-")[0] or slug[:MAX_SLUG_LENGTH]
    return slug.strip("-") or fallback


def free_slug(wanted: str, taken: models.QuerySet) -> str:
    """Return `wanted`, or `wanted-2`, `wanted-3`, … : the first that no row of `taken` has."""
    used = set(taken.filter(slug__startswith=wanted).values_list("slug", flat=True))
    if wanted not in used:
        return wanted
    number = 2
    while f"{wanted}-{number}" in used:
        number += 1
    return f"{wanted}-{number}"


def validate_publication_slug(slug: str) -> None:
    """Raise ValidationError for a slug that is the beginning of one of the site's own addresses, such as "search"."""
    if slug in RESERVED_SLUGS:
        raise ValidationError(f"“{slug}” is an address of the site itself. Choose another slug.", code="reserved")


class SlugHistory(models.Model):
    """Row whose public address contains a slug; saving it under another slug leaves a redirect.

    Subclasses define `redirect_kind` (the kind of row), `redirect_scope()` (the parent in which the slug is unique),
    and `was_public_at()` (whether readers could know an address).
    """

    redirect_kind: ClassVar[str]
    slug: models.SlugField[str, str]

    class Meta:
        abstract = True

    def save(self, *args, **kwargs) -> None:
        self.ensure_slug()
        stored = getattr(self, "_stored_address", None)
        with atomic_for(self, kwargs.get("using")):
            super().save(*args, **kwargs)
            address = (self.redirect_scope(), self.redirect_slug())
            if stored and stored != address and self.was_public_at(*stored):
                SlugRedirect.leave(self.redirect_kind, *stored, target_id=self.pk)
        self._stored_address: tuple[int, str] | None = address

    def clean(self) -> None:
        """Make the slug before a form checks constraints, so that an editor may leave it empty."""
        super().clean()
        self.ensure_slug()

    def ensure_slug(self) -> None:
        """Set a slug if it is empty."""
        raise NotImplementedError

    def redirect_scope(self) -> int:
        """Return the id of the row within which the slug is unique; 0 for the whole site."""
        return 0

    def redirect_slug(self) -> str:
        """Return the part of the address that may change."""
        return self.slug

    def was_public_at(self, scope: int, slug: str) -> bool:
        """Return whether readers could know this address; if not, a redirect would disclose it."""
        return True

    @classmethod
    def from_db(cls, db, field_names, values):
        row = super().from_db(db, field_names, values)
        row.remember_address(field_names)
        return row

    def remember_address(self, field_names=None) -> None:
        """Remember the stored address, for comparison at the next save (unless the columns were deferred)."""
        deferred = self.get_deferred_fields()
        self._stored_address = None if deferred else (self.redirect_scope(), self.redirect_slug())
