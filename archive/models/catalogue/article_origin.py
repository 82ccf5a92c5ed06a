"""Origin of an article: the bytes that were imported, unchanged."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from archive.models.catalogue.article import Article


class ArticleOrigin(models.Model):
    """Imported bytes of an article, unchanged, so that a better reader can be run again, and their path."""

    article = models.OneToOneField(Article, models.CASCADE, related_name="origin")
    path = models.CharField(max_length=500, db_index=True, help_text="Below the folder or zip file that was imported.")
    sha256 = models.CharField(max_length=64, db_index=True)
    left_version = models.PositiveIntegerField(
        default=0, help_text="The article's version that the import left; a higher one was made by an editor."
    )
    received = models.BinaryField()
    encoding = models.CharField(max_length=20)
    problems = models.JSONField(default=list, blank=True)
    has_problems = models.BooleanField(default=False, editable=False)
    imported = models.DateTimeField(auto_now=True)

    class Meta:
        indexes = [models.Index(fields=["article"], condition=Q(has_problems=True), name="origin_with_problems")]

    def __str__(self) -> str:
        return self.path

    def save(self, *args, **kwargs) -> None:
        self.has_problems = bool(self.problems)
        if (fields := kwargs.get("update_fields")) is not None and "problems" in fields:
            kwargs["update_fields"] = {*fields, "has_problems"}
        super().save(*args, **kwargs)
