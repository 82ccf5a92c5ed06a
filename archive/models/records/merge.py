"""Merges: which rows, by whom, what moved, and whether it was undone."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils import timezone


class MergeKind(models.TextChoices):
    AUTHOR = "author"
    TOPIC = "topic"
    SOURCE = "source"


class Merge(models.Model):
    """One merge of one or more rows into another; `record` holds the data for its undo.

    `record`   {"kept": {field: value before}, "chosen": {field: value since}, "lost": [{"id": …, "fields": {…},
               "moved": [ids], "collapsed": [rows], "names": […], "redirects": [slugs]}]}
    `undo_summary`  after its undo: what was restored, and what had changed since.
    """

    at = models.DateTimeField("when", default=timezone.now, db_index=True, editable=False)
    kind = models.CharField(max_length=10, choices=MergeKind)
    target_id = models.PositiveBigIntegerField()
    target_name = models.CharField("kept", max_length=200)
    duplicate_names = models.JSONField("merged into it", default=list)
    moved = models.PositiveIntegerField(default=0)
    record = models.JSONField(default=dict)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+")
    undone_at = models.DateTimeField("undone", null=True, blank=True)
    undone_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+")
    undo_summary = models.JSONField(default=dict, blank=True)

    class Meta:
        ordering = ["-at", "-pk"]
        permissions = [("undo_merge", "Can undo merges")]
        indexes = [models.Index(fields=["kind", "target_id"], name="merge_into")]
        constraints = [
            models.CheckConstraint(condition=models.Q(kind__in=MergeKind.values), name="merge_kind_is_known")
        ]

    def __str__(self) -> str:
        return f"{', '.join(self.duplicate_names)} → {self.target_name}"
