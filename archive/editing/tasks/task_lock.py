"""Lock of a task: held by the process that works on it, and released by the system however that process ends."""

from __future__ import annotations

import datetime
import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from django.conf import settings
from django.utils import timezone

from archive.models.records.task import Task


class TaskLocked(RuntimeError):
    """Another process works on the task."""


@contextmanager
def locked(task: Task) -> Iterator[int]:
    """Lock a task; yield the open file's descriptor, which a child process may inherit to share the lock.

    The lock ends with the last process that has the file open. Raises `TaskLocked` if another process holds it.
    """
    path = _lock_file(task)
    path.parent.mkdir(parents=True, exist_ok=True)
    while True:
        with path.open("w") as file:
            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError as held:
                raise TaskLocked(f"Another process works on {task._meta.verbose_name} {task.pk}.") from held
            if _is_current(file, path):
                yield file.fileno()
                return


@contextmanager
def held(task: Task, inherited: int | None = None) -> Iterator[None]:
    """Hold a task until its work ends, by a new lock or an `inherited` one. Raises `TaskLocked`."""
    if inherited is None:
        with locked(task):
            yield from _until_done(task)
        return
    with open(inherited, "w"):  # by descriptor, not by name: the file that the parent opened
        yield from _until_done(task)


def is_locked(task: Task) -> bool:
    """Return whether a process on this machine works on the task."""
    try:
        with _lock_file(task).open("r") as file:
            fcntl.flock(file, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except FileNotFoundError:
        return False
    except BlockingIOError:
        return True
    return False


def was_killed(task: Task) -> bool:
    """Return whether a running task has no process: it was killed, or the machine was restarted.

    Some seconds may pass between the request and the start of the process.
    """
    if task.state != Task.RUNNING or is_locked(task):
        return False
    started = datetime.timedelta(seconds=settings.TASK_START_SECONDS)
    return task.heartbeat_at is None or timezone.now() - task.heartbeat_at > started


def _lock_file(task: Task) -> Path:
    return Path(settings.DATA_DIR) / "locks" / f"{task._meta.model_name}-{task.pk}"


def _until_done(task: Task) -> Iterator[None]:
    """Delete the lock's file at the end, while it is locked."""
    try:
        yield
    finally:
        _lock_file(task).unlink(missing_ok=True)


def _is_current(file: IO[str], path: Path) -> bool:
    """Return whether an open file is still the one of that name: its last holder may have deleted it meanwhile."""
    try:
        return path.stat().st_ino == os.fstat(file.fileno()).st_ino
    except FileNotFoundError:
        return False
