"""Dismissed warnings: findings that an editor accepted, as a number that never appeared, or an unsigned article."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils import timezone


class WarningKind(models.TextChoices):
    """Kind of finding of the review pages, which an editor may dismiss."""

    MISSING = "missing", "Missing numbers"
    DOUBLE = "double", "Duplicate issue numbers"
    DISORDER = "disorder", "Dates out of order"
    AUTHOR = "author", "Articles without author"
    BODY = "body", "Articles without body"
    IMPORT = "import", "Import problems"
    LINKS = "links", "Broken links"
    REFERENCES = "references", "References to issues that are not here"


class DismissedWarningQuerySet(models.QuerySet):
    def of(self, kind: str) -> DismissedWarningQuerySet:
        return self.filter(kind=kind)


class DismissedWarning(models.Model):
    """Accepted finding, which the review pages do not show again.

    `row_id`  the row that it is about: the publication for findings of its issues, else the article.
    `key`     which of that row's findings: "v3:5-7" for missing numbers, "" where there can be one only. It
              includes the cause, so that a new date or another problem is shown again.
    """

    kind = models.CharField(max_length=12, choices=WarningKind)
    row_id = models.PositiveBigIntegerField()
    key = models.CharField(max_length=200, blank=True)
    text = models.CharField("warning", max_length=300, blank=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name="dismissed by"
    )
    at = models.DateTimeField("when", default=timezone.now)

    objects = DismissedWarningQuerySet.as_manager()

    class Meta:
        verbose_name = "dismissed warning"
        verbose_name_plural = "dismissed warnings"
        ordering = ["-at", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["kind", "row_id", "key"], name="dismissed_once"),
            models.CheckConstraint(condition=models.Q(kind__in=WarningKind.values), name="warning_kind_is_known"),
        ]

    def __str__(self) -> str:
        return self.text or f"{self.get_kind_display()}: {self.row_id} {self.key}".strip()
