"""Slug redirects: the present row of a former address."""

from __future__ import annotations

from django.db import models


class SlugRedirect(models.Model):
    """Former address of a row: kind of row, scope (the id of its parent, or 0), old slug, the row's id."""

    kind = models.CharField(max_length=20)
    scope_id = models.PositiveBigIntegerField(default=0)
    slug = models.CharField(max_length=140)
    target_id = models.PositiveBigIntegerField()
    created = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["kind", "scope_id", "slug"], name="one_target_per_old_slug")]
        indexes = [models.Index(fields=["kind", "target_id"])]

    def __str__(self) -> str:
        return f"{self.kind} {self.slug} → {self.target_id}"

    @classmethod
    def leave(cls, kind: str, scope_id: int, slug: str, *, target_id: int) -> None:
        """Redirect the old slug to the row; of several rows that had it, to the last."""
        cls.objects.update_or_create(kind=kind, scope_id=scope_id, slug=slug, defaults={"target_id": target_id})

    @classmethod
    def target(cls, kind: str, slug: str, *, scope_id: int = 0) -> int | None:
        """Return the id of the row that had this slug, or None."""
        found = cls.objects.filter(kind=kind, scope_id=scope_id, slug=slug).values_list("target_id", flat=True)
        return found.first()
