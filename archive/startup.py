"""What every process does before it touches the archive: share its lock, end a restore that was cut short, and remove
what killed commands left.

From then on, whatever the process makes is its user's only.
"""

from __future__ import annotations

import logging
import os
import stat
import time
from contextlib import suppress
from pathlib import Path

import django
from django.conf import settings

from archive import lock
from archive.durable_files import remove_abandoned
from archive.failures import check_owner

logger = logging.getLogger(__name__)

# A server's worker that starts while a restore ends its work waits so long.
SERVER_WAIT_SECONDS = 45.0
OWNER_ONLY = 0o077  # as a umask, and of rights that others must not have


def open_archive(*, timeout: float = lock.LOCK_TIMEOUT_SECONDS) -> None:
    """Share the archive's lock until this process ends, after finishing or undoing a restore that was killed.

    Raises ArchiveUnavailable while another process restores, where that restore cannot be ended now, and where the data
    directory is another user's; OSError where it cannot be written to.
    """
    check_owner(Path(settings.DATA_DIR))
    os.umask(OWNER_ONLY)
    _close_to_others()
    remove_abandoned(Path(settings.DATA_DIR))
    deadline = time.monotonic() + timeout
    lock.share(timeout=timeout)
    while Path(settings.RESTORE_JOURNAL).exists():
        try:
            # Not for long: two processes that start together both come here, and one of them ends the restore.
            with lock.exclusive(timeout=0.2):
                _end_interrupted_restore()
        except lock.ArchiveBusy:
            if time.monotonic() > deadline:
                raise


def _close_to_others() -> None:
    """Take from other users the right to read what an earlier version, or another umask, let them read."""
    database = str(settings.DATABASES["default"]["NAME"])
    files = [Path(f"{database}{suffix}") for suffix in ("", "-wal", "-shm")] if os.sep in database else []
    folders = [settings.DATA_DIR / "index", settings.BATCHES_ROOT, settings.MEDIA_ROOT, settings.PAGE_CACHE_DIR]
    for path in (*files, *map(Path, folders)):
        with suppress(OSError):  # it is not there, or not ours
            mode = path.stat().st_mode
            if mode & OWNER_ONLY:
                path.chmod(stat.S_IMODE(mode) & ~OWNER_ONLY)


def _end_interrupted_restore() -> None:
    django.setup()
    # It imports models, which cannot be before the apps are set up.
    from archive.exports.backup.recovery import end_interrupted_restore

    if outcome := end_interrupted_restore():
        logger.warning(outcome)
