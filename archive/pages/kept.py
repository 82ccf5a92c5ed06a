"""Rendered pages kept in the worker's memory, for as long as nothing that pages show has changed."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Hashable
from dataclasses import dataclass
from threading import Lock

# What an entry takes besides its texts: objects, pointers, its place in the dictionary; measured with tracemalloc.
BYTES_AN_ENTRY = 1000


@dataclass(frozen=True, slots=True)
class KeptPage:
    """A page as it is kept: its headers, and its body, compressed by gzip or as it is."""

    headers: tuple[tuple[str, str], ...]
    body: bytes
    is_compressed: bool


class KeptPages:
    """The pages of one state of the archive, the last used kept longest, in a bounded number of bytes.

    A state is a text that differs whenever any page may: pages of another are never given, and are dropped as soon as
    a new one is heard of. Threads may share it; every process has its own, and needs to tell no other of a change.
    """

    def __init__(self, most_bytes: int) -> None:
        self.most_bytes = most_bytes
        self.bytes = 0
        self._state = ""
        self._pages: OrderedDict[Hashable, tuple[KeptPage, int]] = OrderedDict()
        self._lock = Lock()

    def __len__(self) -> int:
        return len(self._pages)

    def get(self, state: str, key: Hashable) -> KeptPage | None:
        """The page with this key, if it was kept in this very state."""
        with self._lock:
            self._turn_to(state)
            found = self._pages.get(key)
            if found is None:
                return None
            self._pages.move_to_end(key)
            return found[0]

    def keep(self, state: str, key: tuple[str, ...], page: KeptPage) -> None:
        """Keep a page that was made in this state, at the cost of those that were longest not asked for.

        One that would take more than a sixteenth of the whole is not kept: it would push out too many others.
        """
        size = len(page.body) + sum(map(len, key)) + sum(len(n) + len(v) for n, v in page.headers) + BYTES_AN_ENTRY
        if size > self.most_bytes // 16:
            return
        with self._lock:
            self._turn_to(state)
            if (replaced := self._pages.pop(key, None)) is not None:
                self.bytes -= replaced[1]
            self._pages[key] = (page, size)
            self.bytes += size
            while self.bytes > self.most_bytes:
                _, (_, freed) = self._pages.popitem(last=False)
                self.bytes -= freed

    def clear(self) -> None:
        """Forget every page."""
        with self._lock:
            self._turn_to("")

    def _turn_to(self, state: str) -> None:
        if state != self._state:
            self._state = state
            self._pages.clear()
            self.bytes = 0
