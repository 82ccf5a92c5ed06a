"""What every process does before it touches the archive: share its lock, and end a restore that was cut short."""

from __future__ import annotations

import logging
import time
from pathlib import Path

import django
from django.conf import settings

from archive import lock

logger = logging.getLogger(__name__)

# A server's worker that starts while a restore ends its work waits so long.
SERVER_PATIENCE_SECONDS = 45.0


def open_archive(*, patience: float = lock.PATIENCE_SECONDS) -> None:
    """Share the archive's lock until this process ends, after finishing or undoing a restore that was killed.

    Raises ArchiveUnavailable while another process restores, and where that restore cannot be ended now.
    """
    deadline = time.monotonic() + patience
    lock.share(patience=patience)
    while Path(settings.RESTORE_JOURNAL).exists():
        try:
            # Not for long: two processes that start together both come here, and one of them ends the restore.
            with lock.exclusive(patience=0.2):
                _end_interrupted_restore()
        except lock.ArchiveBusy:
            if time.monotonic() > deadline:
                raise


def _end_interrupted_restore() -> None:
    django.setup()
    # It imports models, which cannot be before the apps are set up.
    from archive.exports.backup.recovery import end_interrupted_restore

    if outcome := end_interrupted_restore():
        logger.warning(outcome)
