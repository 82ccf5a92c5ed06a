"""Tasks: rows of work that a process of its own does, with its progress and its heartbeat."""

from __future__ import annotations

from typing import ClassVar

from django.db import models


class Task(models.Model):
    """Columns of a task: an import, or a decision on many rows.

    A task is running from the moment at which it is requested; the lock (`archive.editing.tasks.task_lock`) says
    whether a process works on it. A task that is running without a process was killed.
    """

    RUNNING, STOPPED = "running", "stopped"  # states that every task has among its own
    task_kind: ClassVar[str]  # its name on the command line

    state = models.CharField(max_length=10)
    total = models.PositiveIntegerField(null=True, help_text="Rows or records to process, where that is known.")
    done = models.PositiveIntegerField(default=0, help_text="Rows or records processed.")
    message = models.TextField(blank=True, help_text="Why it failed or stopped, and what to do.")
    stop_requested = models.BooleanField(default=False)
    heartbeat_at = models.DateTimeField(
        null=True, help_text="When it was requested, or its process last showed signs of life."
    )
    finished = models.DateTimeField(null=True)

    class Meta:
        abstract = True
