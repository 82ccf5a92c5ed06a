"""Tombstones: deleted or withdrawn articles, whose addresses answer 410 and which harvesters are notified of.

An article that readers never saw has a tombstone for the admin and imports only; its address answers 404.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from django.db import models
from django.utils import timezone


class Reason(models.TextChoices):
    """Reason of a tombstone. A withdrawn article is still in the admin, and may be published again.

    A discarded one was deleted before it was ever published.
    """

    DELETED = "deleted", "Deleted"
    WITHDRAWN = "withdrawn", "Withdrawn"
    DISCARDED = "discarded", "Deleted unpublished"


class TombstoneQuerySet(models.QuerySet):
    def public(self) -> TombstoneQuerySet:
        """Filter those of articles that readers could see once: their addresses answer 410."""
        return self.exclude(reason=Reason.DISCARDED)

    def directly_below(self, path: str) -> TombstoneQuerySet:
        """Filter those at addresses with one part more than `path` ("/edm/v1/"): of the articles of an issue there, not
        of issues within it.
        """
        below = self.filter(path__gt=path, path__lt=path[:-1] + "0")  # "0" follows "/": a range of the index
        return below.filter(path__regex=f"^{re.escape(path)}[^/]+/$")


class Tombstone(models.Model):
    """Record of a deleted or withdrawn article: its id, the path and title that readers last had, and the day.

    Of a discarded one, path and title are those of the draft, by which imports recognise it.
    """

    article_id = models.PositiveBigIntegerField(unique=True)
    path = models.CharField(max_length=400, db_index=True)
    title = models.CharField(max_length=500)
    reason = models.CharField(max_length=9, choices=Reason, default=Reason.DELETED)
    deleted = models.DateTimeField("gone since", default=timezone.now)

    objects = TombstoneQuerySet.as_manager()

    class Meta:
        verbose_name = "deleted or withdrawn address"
        verbose_name_plural = "deleted and withdrawn addresses"
        ordering = ["-deleted"]

    def __str__(self) -> str:
        return f"{self.title} ({self.get_reason_display().lower()} {self.deleted:%-d %B %Y})"

    @classmethod
    def create_for(cls, articles: Iterable[models.Model], reason: Reason, *, using: str | None = None) -> None:
        """Create tombstones for articles at their present addresses, replacing existing ones.

        The articles' issues and publications should be loaded (`select_related`).
        """
        stones = [
            cls(article_id=each.pk, path=each.get_absolute_url()[:400], title=each.title, reason=reason)
            for each in articles
        ]
        cls.objects.using(using).bulk_create(
            stones,
            batch_size=500,
            update_conflicts=True,
            unique_fields=["article_id"],
            update_fields=["path", "title", "reason", "deleted"],
        )

    @classmethod
    def remove_for(cls, article_ids: Iterable[int], *, using: str | None = None) -> None:
        """Remove the tombstones of withdrawn articles that are published again."""
        cls.objects.using(using).filter(article_id__in=article_ids, reason=Reason.WITHDRAWN).delete()
