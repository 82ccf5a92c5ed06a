"""Tombstones: articles that were deleted or withdrawn, so that their addresses answer 410 and harvesters are told.

What readers never saw is nothing to them: its tombstone tells the desk and imports alone, and its address answers 404.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db import models
from django.utils import timezone


class Reason(models.TextChoices):
    """Why readers cannot have the article. A withdrawn one is still on the desk, and may come back; a discarded one was
    deleted before it was ever published.
    """

    DELETED = "deleted", "Deleted"
    WITHDRAWN = "withdrawn", "Withdrawn"
    DISCARDED = "discarded", "Deleted unpublished"


class TombstoneQuerySet(models.QuerySet):
    def public(self) -> TombstoneQuerySet:
        """Those of articles that readers could see once: their addresses answer 410."""
        return self.exclude(reason=Reason.DISCARDED)


class Tombstone(models.Model):
    """What is left of an article that went: its id, the path and title that readers last had, and the day.

    Of a discarded one, path and title are those of the draft, by which imports know it again.
    """

    article_id = models.PositiveBigIntegerField(unique=True)
    path = models.CharField(max_length=400, db_index=True)
    title = models.CharField(max_length=500)
    reason = models.CharField(max_length=9, choices=Reason, default=Reason.DELETED)
    deleted = models.DateTimeField("gone since", default=timezone.now)

    objects = TombstoneQuerySet.as_manager()

    class Meta:
        ordering = ["-deleted"]

    def __str__(self) -> str:
        return f"{self.title} ({self.get_reason_display().lower()} {self.deleted:%-d %B %Y})"

    @classmethod
    def create_for(cls, articles: Iterable[Any], reason: Reason, *, using: str | None = None) -> None:
        """Set tombstones for articles at the addresses where they are now; one that has one already gets it anew.

        The articles' issues and publications should be at hand (`select_related`).
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
        """Take away the tombstones of withdrawn articles that readers have again."""
        cls.objects.using(using).filter(article_id__in=article_ids, reason=Reason.WITHDRAWN).delete()
