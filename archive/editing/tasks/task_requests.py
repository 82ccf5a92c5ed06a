"""Requests to tasks: start, stop, and notice that a process was killed."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.utils import timezone

from archive.editing.tasks.task_lock import was_killed
from archive.models.records.task import Task

KILLED = "It was interrupted: its process ended without a word, or the machine was restarted."


def mark_running(rows: models.QuerySet[Any], **values: object) -> bool:
    """Mark a task as running; `rows` filter it as it has to be. Return False if it is not, as another request won."""
    running = {"state": Task.RUNNING, "heartbeat_at": timezone.now(), "stop_requested": False, "message": ""}
    return bool(rows.update(**running, **values))


def request_stop(task: Task) -> None:
    """Request the working process to stop after its present step; a killed task is marked as stopped."""
    reap_dead(task)
    _same(task).filter(state=Task.RUNNING).update(stop_requested=True)


def is_stop_requested(task: Task) -> bool:
    """Return whether a person requested the task to stop, or it was deleted."""
    return _same(task).values_list("stop_requested", flat=True).first() is not False


def reap_dead(task: Task) -> bool:
    """Mark a task as stopped if its process was killed; return whether it was, and load its row again."""
    if not was_killed(task):
        return False
    as_it_was = _same(task).filter(state=Task.RUNNING, heartbeat_at=task.heartbeat_at)
    reaped = as_it_was.update(state=Task.STOPPED, message=KILLED)
    task.refresh_from_db()
    return bool(reaped)


def _same(task: Task) -> models.QuerySet[Any]:
    return type(task)._default_manager.filter(pk=task.pk)
