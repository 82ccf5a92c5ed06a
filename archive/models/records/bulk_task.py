"""Bulk tasks: a decision on many rows, its progress, the rows it skipped, and the records for its undo."""

from __future__ import annotations

import datetime

from django.conf import settings
from django.db import models
from django.utils import timezone

# A run without a heartbeat for this long was killed, and may be resumed by another process.
HEARTBEAT_TIMEOUT = datetime.timedelta(seconds=60)


class BulkState(models.TextChoices):
    """State of a task: waiting for its requester's confirmation, or begun."""

    WAITING = "waiting", "Waiting"
    RUNNING = "running", "Running"
    FINISHED = "finished", "Finished"
    STOPPED = "stopped", "Stopped"
    FAILED = "failed", "Failed"


class BulkTask(models.Model):
    """One decision: `action` on the rows of `ids`, some hundreds in a transaction.

    `done` counts the rows of `ids` that are processed, in their order: a killed run is resumed there. `changed`
    counts those that the task changed, and `failures` lists the skipped ones: [[title, reason], …]. `parameters` are
    the action's (a source, a note, a moment), and `records` hold each row's state before and after. A task that
    `undoes` another one restores the state in the other one's records, and sets the other one's `undone`.
    """

    action = models.CharField(max_length=40)
    label = models.CharField(max_length=200)
    ids = models.JSONField(default=list)
    total = models.PositiveIntegerField(default=0)
    done = models.PositiveIntegerField(default=0)
    changed = models.PositiveIntegerField(default=0)
    failures = models.JSONField(default=list)
    state = models.CharField(max_length=10, choices=BulkState, default=BulkState.WAITING)
    parameters = models.JSONField(default=dict, blank=True)
    undoes = models.ForeignKey("self", models.CASCADE, null=True, blank=True, related_name="undo_tasks", editable=False)
    undone = models.DateTimeField(null=True, blank=True, editable=False)
    stop_requested = models.BooleanField(default=False)
    message = models.TextField(blank=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+", verbose_name="started by"
    )
    created = models.DateTimeField(default=timezone.now, db_index=True)
    heartbeat_at = models.DateTimeField(null=True)
    finished = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-created", "-pk"]
        verbose_name = "task"
        default_permissions = ("view",)
        constraints = [
            models.CheckConstraint(condition=models.Q(state__in=BulkState.values), name="bulk_state_is_known")
        ]

    def __str__(self) -> str:
        return self.label

    @property
    def left(self) -> int:
        """Return how many rows are still to be processed."""
        return self.total - self.done

    @property
    def is_silent(self) -> bool:
        """Return whether its process is gone: it was killed, or the machine went down."""
        since = self.heartbeat_at or self.created
        return self.state == BulkState.RUNNING and since < timezone.now() - HEARTBEAT_TIMEOUT


class BulkRecord(models.Model):
    """Row that a task changed, created or deleted: its state before and after, for undo.

    `kind` names the state ("citation", "article", "deleted article", …) and thereby how it is restored. The row may
    be deleted, so there is no foreign key to it.
    """

    task = models.ForeignKey(BulkTask, models.CASCADE, related_name="records")
    kind = models.CharField(max_length=20)
    row_id = models.PositiveBigIntegerField()
    before = models.JSONField(default=dict)
    after = models.JSONField(default=dict)

    class Meta:
        default_permissions = ()

    def __str__(self) -> str:
        return f"{self.kind} {self.row_id}"
