"""Subprocesses: start commands that outlive the request, the browser's tab and the server's worker."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from django.conf import settings

from archive.editing.tasks.task_lock import locked
from archive.models.records.task import Task

# Bytes. A task prints little unless it fails; a larger log is rotated, replacing the last one.
MAX_LOG = 5_000_000


def launch(task: Task, *, log: Path | None = None) -> None:
    """Start the process of a requested task; its output goes to `log`, or to tasks.log in the data directory.

    It inherits the task's lock, so that the task is held from now on, however long Python takes to start on a busy
    machine. Raises `TaskLocked` if another process holds it.
    """
    with locked(task) as lock:
        start("run_task", task.task_kind, str(task.pk), "--lock", str(lock), log=log, pass_fds=(lock,))


def start(*command: str, log: Path | None = None, pass_fds: tuple[int, ...] = ()) -> None:
    """Start a command of `manage.py` in a session of its own: signals to the web server do not reach it."""
    log = log or settings.DATA_DIR / "tasks.log"
    log.parent.mkdir(parents=True, exist_ok=True)
    if log.exists() and log.stat().st_size > MAX_LOG:
        log.replace(log.with_name(f"{log.name}.1"))  # a running task continues to write to it there
    with log.open("ab") as output:
        subprocess.Popen(  # noqa: S603 (nothing in it comes from outside)
            [sys.executable, str(settings.BASE_DIR / "manage.py"), *command],
            cwd=settings.BASE_DIR,
            env={**os.environ, "BACKFILE_DATA": str(settings.DATA_DIR)},
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            start_new_session=True,
            pass_fds=pass_fds,
        )
