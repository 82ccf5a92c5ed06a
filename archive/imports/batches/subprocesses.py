"""Starts commands in processes of their own, which outlive the request, the browser's tab and the server's worker."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from django.conf import settings

from archive.imports.batches.batch_storage import lock_batch, log_of

# Bytes. A task prints little unless it fails; a larger log is put aside, in place of the one put aside before.
MAX_LOG = 5_000_000


def launch(batch_id: int) -> None:
    """Start `run_batch` for a batch that was asked to do something. What it prints goes to the batch's log.

    It inherits the batch's lock, so that it is at work from this moment on, however long Python takes to start on a
    busy machine. Raises `AtWork` where another process is.
    """
    with lock_batch(batch_id) as lock:
        _start("run_batch", str(batch_id), "--lock", str(lock), log=log_of(batch_id), kept_open=(lock,))


def start_task(*command: str) -> None:
    """Start a command of `manage.py`: ("run_task", "12"). What it prints goes to tasks.log in the data directory."""
    log = settings.DATA_DIR / "tasks.log"
    if log.exists() and log.stat().st_size > MAX_LOG:
        log.replace(log.with_name("tasks.log.1"))  # a task that is at work goes on writing to it there
    _start(*command, log=log)


def _start(*command: str, log: Path, kept_open: tuple[int, ...] = ()) -> None:
    """Start a command in a session of its own: signals to the web server do not reach it."""
    with log.open("ab") as output:
        subprocess.Popen(  # noqa: S603 (nothing in it comes from outside)
            [sys.executable, str(settings.BASE_DIR / "manage.py"), *command],
            cwd=settings.BASE_DIR,
            env={**os.environ, "BACKFILE_DATA": str(settings.DATA_DIR)},
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            start_new_session=True,
            pass_fds=kept_open,
        )
