"""Locks of the index: files that the kernel locks for a process, and releases when it ends, however it ends."""

from __future__ import annotations

import fcntl
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

POLL_SECONDS = 0.01


@contextmanager
def file_lock(path: Path, timeout: float) -> Iterator[bool]:
    """Hold an exclusive lock on a file during the block; False where another process holds it for `timeout`
    seconds.
    """
    deadline = time.monotonic() + timeout
    with path.open("ab") as file:
        while True:
            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                if time.monotonic() >= deadline:
                    yield False
                    return
                time.sleep(POLL_SECONDS)
            else:
                try:
                    yield True
                finally:
                    # Not by closing the file alone: a process that was forked meanwhile may have it open still.
                    fcntl.flock(file, fcntl.LOCK_UN)
                return


def is_locked(path: Path) -> bool:
    """Return whether a process holds the lock."""
    with file_lock(path, 0.0) as held:
        return not held
