"""Slug redirects: where a row that changed its address is found now."""

from __future__ import annotations

from django.db import models


class SlugRedirect(models.Model):
    """An address that a row had once: kind of row, scope (the row that holds it, or 0), old slug, the row's id."""

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
        """Let the old slug lead to the row; a slug that was left twice leads to the row that had it last."""
        cls.objects.update_or_create(kind=kind, scope_id=scope_id, slug=slug, defaults={"target_id": target_id})

    @classmethod
    def target(cls, kind: str, slug: str, *, scope_id: int = 0) -> int | None:
        """The id of the row that had this slug, or None."""
        found = cls.objects.filter(kind=kind, scope_id=scope_id, slug=slug).values_list("target_id", flat=True)
        return found.first()
