"""Starts a process of its own for a batch, which outlives the request, the browser's tab and the server's worker."""

from __future__ import annotations

import os
import subprocess
import sys

from django.conf import settings

from archive.ingest.batch_files import held_lock, log_of


def launch(batch_id: int) -> None:
    """Start `run_batch` for a batch that was asked to do something. What it prints goes to the batch's log.

    It is in a session of its own, so that signals to the web server do not reach it, and inherits the batch's lock, so
    that it is at work from this moment on, however long Python takes to start on a busy machine. Raises `AtWork` where
    another process is.
    """
    with held_lock(batch_id) as lock, log_of(batch_id).open("ab") as log:
        subprocess.Popen(  # noqa: S603 (nothing in it comes from outside)
            [sys.executable, str(settings.BASE_DIR / "manage.py"), "run_batch", str(batch_id), "--lock", str(lock)],
            cwd=settings.BASE_DIR,
            env={**os.environ, "BACKFILE_DATA": str(settings.DATA_DIR)},
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=subprocess.STDOUT,
            start_new_session=True,
            pass_fds=[lock],
        )
