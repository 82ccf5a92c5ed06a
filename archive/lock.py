"""The archive's lock: every process that uses the archive shares it, and a restore has it alone.

It is a lock of the kernel's on a file in the data directory, which goes with its process, however that ends.
"""

from __future__ import annotations

import fcntl
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.conf import settings

POLL_SECONDS = 0.05
# How long a restore waits for a command that is about to end.
LOCK_TIMEOUT_SECONDS = 2.0


class ArchiveUnavailable(Exception):
    """The archive cannot be used just now. Says why, and what to do."""


class ArchiveBusy(ArchiveUnavailable):
    """Another process has the lock."""


class _Lock:
    """A lock file, open once a process, and how this process has it."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.file = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        self.is_shared = False
        self.exclusive_depth = 0

    def take(self, mode: int, timeout: float) -> bool:
        """Take it as LOCK_SH or LOCK_EX; False where others kept it for `timeout` seconds, and nothing is held then.

        A share is given up first: two processes that kept theirs while they want all would wait for each other.
        """
        deadline = time.monotonic() + timeout
        while True:
            try:
                fcntl.flock(self.file, mode | fcntl.LOCK_NB)
            except BlockingIOError:
                fcntl.flock(self.file, fcntl.LOCK_UN)
                if time.monotonic() >= deadline:
                    return False
                time.sleep(POLL_SECONDS)
            else:
                return True


_locks: dict[Path, _Lock] = {}


def _lock() -> _Lock:
    path = Path(settings.ARCHIVE_LOCK)
    if path not in _locks:
        _locks[path] = _Lock(path)
    return _locks[path]


def _close_in_child() -> None:
    """Let a forked child have no part in the lock: what it changed would be changed for its parent."""
    for lock in _locks.values():
        os.close(lock.file)
    _locks.clear()


os.register_at_fork(after_in_child=_close_in_child)


def share(*, timeout: float = LOCK_TIMEOUT_SECONDS) -> None:
    """Share the lock until this process ends. Raises ArchiveBusy while a restore has it."""
    lock = _lock()
    if lock.exclusive_depth or lock.is_shared:
        return
    if not lock.take(fcntl.LOCK_SH, timeout):
        raise ArchiveBusy("The archive is being restored from a backup by another process. Wait until that has ended.")
    lock.is_shared = True


@contextmanager
def exclusive(*, timeout: float = LOCK_TIMEOUT_SECONDS) -> Iterator[None]:
    """Have the lock alone within the block, which may stand within another. Raises ArchiveBusy while others use it."""
    lock = _lock()
    if not lock.exclusive_depth and not lock.take(fcntl.LOCK_EX, timeout):
        others = _holders(lock)
        lock.is_shared = lock.is_shared and lock.take(fcntl.LOCK_SH, 0.0)
        raise ArchiveBusy(
            f"Other processes use this archive{others}: the site, an import, or another command. Stop them, or wait "
            "until they have ended; then try again."
        )
    lock.exclusive_depth += 1
    try:
        yield
    finally:
        lock.exclusive_depth -= 1
        if not lock.exclusive_depth:
            fcntl.flock(lock.file, fcntl.LOCK_SH if lock.is_shared else fcntl.LOCK_UN)


@contextmanager
def turn(name: str) -> Iterator[None]:
    """Wait until no other process has this turn, and have it within the block; it goes with its process."""
    path = Path(settings.DATA_DIR) / "locks" / name
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


def _holders(lock: _Lock) -> str:
    """Return the numbers of the processes that have the lock, where the system tells: " (process 71, 94)"."""
    inode = str(os.fstat(lock.file).st_ino)
    try:
        lines = Path("/proc/locks").read_text(encoding="ascii").splitlines()
    except OSError:  # not Linux
        return ""
    fields = [line.split() for line in lines]
    pids = {each[4] for each in fields if len(each) > 5 and each[1] == "FLOCK" and each[5].rpartition(":")[2] == inode}
    return f" (process {', '.join(sorted(pids, key=int))})" if pids else ""
