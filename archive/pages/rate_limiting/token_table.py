"""A table of how much each client has asked for: of fixed size, in a file that all processes of a host map into memory.

Each client has a token bucket, kept as one number, the time at which it will be full again (the "theoretical arrival
time" of the generic cell rate algorithm, ITU-T I.371). It stands in `ROWS` slots chosen by hashes with the site's key,
as in a count-min sketch: a slot that another client uses too only ever says more than is true, so the least of them
counts. Therefore any number of clients take the same memory, none is ever forgotten to let another in, and nobody can
choose addresses that share all slots with a victim's.

Slots are eight bytes, read and written at once. Of two processes that write one at the same moment one is lost, which
grants a request more; no lock is needed.
"""

from __future__ import annotations

import hashlib
import logging
import mmap
import os
from pathlib import Path

logger = logging.getLogger(__name__)

ROWS = 4
SLOTS = 1 << 16  # in a row: 2 MB in all
_SLOT_BITS = 16


class TokenTable:
    """The buckets of all clients in a file; where it cannot be made, in the memory of this process, which is logged."""

    def __init__(self, path: Path, key: bytes) -> None:
        self._key = hashlib.blake2b(key, digest_size=32).digest()
        self._slots = memoryview(_mapped(path, ROWS * SLOTS * 8)).cast("d")

    def take(self, client: str, *, cost: float, per_second: float, burst: float, now: float) -> float:
        """Take `cost` tokens of a client's bucket; return 0, or the seconds until there are so many, and take none.

        The bucket holds `burst` tokens and gets `per_second` of them. `now` is the time in seconds, the same for all
        processes; what was written when the clock was further on than a full bucket takes counts as nothing.
        """
        slots = self._slots_of(client)
        longest = burst / per_second
        full_at = min((at if at <= now + longest else now) for at in map(self._slots.__getitem__, slots))
        after = max(full_at, now) + cost / per_second
        if after > now + longest:
            return after - now - longest
        for slot in slots:
            if not after <= self._slots[slot] <= now + longest:
                self._slots[slot] = after
        return 0.0

    def _slots_of(self, client: str) -> list[int]:
        number = int.from_bytes(hashlib.blake2b(client.encode(), key=self._key, digest_size=ROWS * 2).digest(), "big")
        return [row * SLOTS + (number >> _SLOT_BITS * row) % SLOTS for row in range(ROWS)]


def _mapped(path: Path, size: int) -> mmap.mmap:
    """Return a file of this size as memory, made if it is not there; all its blocks exist, so that a full disk later
    kills no process that writes to it.
    """
    try:
        with os.fdopen(os.open(path, os.O_RDWR | os.O_CREAT, 0o600), "r+b") as file:
            if hasattr(os, "posix_fallocate"):
                os.posix_fallocate(file.fileno(), 0, size)
            elif os.fstat(file.fileno()).st_size < size:
                file.write(bytes(size))
                file.flush()
            return mmap.mmap(file.fileno(), size)
    except OSError as error:
        logger.warning("Each process counts requests by itself, since %s cannot be written: %s", path, error)
        return mmap.mmap(-1, size)
