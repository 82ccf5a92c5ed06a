"""Tombstones: articles that were deleted, so that their addresses answer 410 and harvesters are told."""

from __future__ import annotations

from django.db import models


class Tombstone(models.Model):
    """What is left of a deleted article: its id, the path it was last at, its title and the day it went."""

    article_id = models.PositiveBigIntegerField(unique=True)
    path = models.CharField(max_length=400, db_index=True)
    title = models.CharField(max_length=500)
    deleted = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["-deleted"]

    def __str__(self) -> str:
        return f"{self.title} (deleted {self.deleted:%-d %B %Y})"
