"""Monitor of the index while the site is up: reads it in a loop, and starts a rebuild beside it when it is damaged.

It is a thread of the server process that holds the lock. Searches and writers note damage that they find meanwhile
(see `SearchEngine.check`), and continue with the rest.
"""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable

from archive import lock
from archive.editing.tasks import subprocesses
from archive.search.engine import IndexUnusable, engine, generation

logger = logging.getLogger(__name__)

# Damage noted by a search is seen after so long; a step without anything to read costs 0.1 percent of a core.
STEP_SECONDS = 0.25
# Of each step so much is spent on reading the index: two percent of a core, some ten megabytes a second.
READING_SECONDS = 0.005
# A rebuild that failed, on a full disk for example, is started again after FIRST_WAIT, then after twice as long each
# time. One that made a new generation succeeded: damage to that is rebuilt at once.
FIRST_WAIT, MAX_WAIT = 30.0, 3600.0


def build_beside() -> None:
    """Start the process that rebuilds the index, if it is still damaged then."""
    subprocesses.start("rebuild_index", "--if-damaged", "-v", "0")


class IndexMonitor:
    """Verifies the index step by step, and starts a rebuild when it is damaged."""

    def __init__(self, build: Callable[[], None] = build_beside, clock: Callable[[], float] = time.monotonic) -> None:
        self._build, self._clock = build, clock
        self._wait = FIRST_WAIT
        self._not_before = 0.0
        self._built_for: str | None = None

    def step(self) -> bool:
        """Read a piece of the index; ask for a new one where this one is damaged. Return whether no damage is known."""
        try:
            engine().verify(seconds=READING_SECONDS)
        except IndexUnusable as error:
            if (damaged := generation()) != self._built_for:
                self._built_for = damaged
                self._wait, self._not_before = FIRST_WAIT, 0.0
            if self._clock() >= self._not_before:
                logger.warning("The index is rebuilt in the background, see tasks.log. %s", error)
                self._not_before = self._clock() + self._wait
                self._wait = min(self._wait * 2, MAX_WAIT)
                self._build()
            return False
        self._built_for = None
        return True


def start() -> None:
    """Watch in a thread until this process ends, as soon as no other process does."""
    threading.Thread(target=_watch, name="index-monitor", daemon=True).start()


def _watch() -> None:
    with lock.turn("index-monitor"):
        monitor = IndexMonitor()
        while True:
            try:
                monitor.step()
            except OSError as error:  # no process can be started just now, say
                logger.error("The index could not be watched just now: %s", error)
            time.sleep(STEP_SECONDS)
