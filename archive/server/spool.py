"""Spools of bodies and responses: the beginning in memory, the rest in a temporary file, with a quota for all files."""

from __future__ import annotations

import io
import tempfile
import threading

from archive.server.limits import MAX_MEMORY_BYTES


class NoRoom(Exception):
    """The temporary files of this worker have reached their quota."""


class Quota:
    """Quota of bytes for all temporary files of a worker; shared by threads."""

    def __init__(self, limit: int) -> None:
        self.free = limit
        self._lock = threading.Lock()

    def take(self, number: int) -> None:
        """Reserve bytes. Raises NoRoom where fewer are free."""
        with self._lock:
            if number > self.free:
                raise NoRoom
            self.free -= number

    def give_back(self, number: int) -> None:
        with self._lock:
            self.free += number


class Spool:
    """A queue of bytes: written at its end, read from its start. One thread at a time uses it."""

    def __init__(self, quota: Quota) -> None:
        self._quota = quota
        self._file: io.BufferedRandom | io.BytesIO = io.BytesIO()
        self._on_disk = False
        self._start = self._end = self._reserved = 0

    def __len__(self) -> int:
        return self._end - self._start

    def write(self, data: bytes) -> None:
        """Append. Raises NoRoom, having written nothing, where the quota is exceeded."""
        beyond_memory = self._end + len(data) - MAX_MEMORY_BYTES - self._reserved
        if beyond_memory > 0:
            self._quota.take(beyond_memory)
            self._reserved += beyond_memory
            self._move_to_disk()
        self._file.seek(self._end)
        self._file.write(data)
        self._end += len(data)

    def peek(self, number: int) -> bytes:
        """Return the next bytes, at most so many, without removing them."""
        self._file.seek(self._start)
        return self._file.read(min(number, len(self)))

    def skip(self, number: int) -> None:
        """Remove bytes at the start. An emptied queue returns its quota."""
        self._start += number
        if self._start == self._end:
            self.clear()

    def clear(self) -> None:
        """Remove all of it, and the file."""
        if self._end:
            self._file.close()
            self._file, self._on_disk = io.BytesIO(), False
            self._quota.give_back(self._reserved)
            self._start = self._end = self._reserved = 0

    def _move_to_disk(self) -> None:
        if self._on_disk:
            return
        file = tempfile.TemporaryFile()  # noqa: SIM115 (closed by `clear`)
        self._file.seek(0)
        file.write(self._file.read())
        self._file, self._on_disk = file, True
