"""Subprocesses: start commands that outlive the request, the browser's tab and the server's worker."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from django.conf import settings

from archive.imports.batches.batch_storage import lock_batch, log_of

# Bytes. A task prints little unless it fails; a larger log is rotated, replacing the last one.
MAX_LOG = 5_000_000


def launch(batch_id: int) -> None:
    """Start `run_batch` for an import with a requested task; its output goes to the import's log.

    It inherits the import's lock, so that the import is held from now on, however long Python takes to start on a
    busy machine. Raises `ImportLocked` if another process holds it.
    """
    with lock_batch(batch_id) as lock:
        _start("run_batch", str(batch_id), "--lock", str(lock), log=log_of(batch_id), pass_fds=(lock,))


def start_task(*command: str) -> None:
    """Start a command of `manage.py`: ("run_task", "12"). Its output goes to tasks.log in the data directory."""
    log = settings.DATA_DIR / "tasks.log"
    if log.exists() and log.stat().st_size > MAX_LOG:
        log.replace(log.with_name("tasks.log.1"))  # a running task continues to write to it there
    _start(*command, log=log)


def _start(*command: str, log: Path, pass_fds: tuple[int, ...] = ()) -> None:
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
            pass_fds=pass_fds,
        )
