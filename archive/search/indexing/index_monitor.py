"""Watches over the index while the site is up: reads it again and again, and has a damaged one built anew beside it.

A thread of one server process does so, whichever has the lock. What searches and writers meet meanwhile they leave word
of (see `SearchEngine.check`), and go on with what is whole.
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

# What a search met is seen after so long; a step that finds nothing to read costs a tenth of a percent of a core.
STEP_SECONDS = 0.25
# Of each step so much is spent on reading the index: two percent of a core, some ten megabytes a second.
READING_SECONDS = 0.005
# A rebuild that did not help, for want of room on the disk say, is begun again after so long, and then ever later. One
# that put a new generation in place did help: what is damaged after it is built anew at once.
FIRST_WAIT, LONGEST_WAIT = 30.0, 3600.0


def build_beside() -> None:
    """Start the process that builds the index anew, if it is still damaged then."""
    subprocesses.start("rebuild_index", "--if-damaged", "-v", "0")


class IndexMonitor:
    """Looks at the index step by step, and has it built anew when it is damaged."""

    def __init__(self, build: Callable[[], None] = build_beside, clock: Callable[[], float] = time.monotonic) -> None:
        self._build, self._clock = build, clock
        self._wait = FIRST_WAIT
        self._not_before = 0.0
        self._built_for: str | None = None

    def step(self) -> bool:
        """Read a piece of the index; ask for a new one where this one is damaged. True where all is well so far."""
        try:
            engine().verify(seconds=READING_SECONDS)
        except IndexUnusable as error:
            if (damaged := generation()) != self._built_for:
                self._built_for = damaged
                self._wait, self._not_before = FIRST_WAIT, 0.0
            if self._clock() >= self._not_before:
                logger.warning("The index is built anew in the background, see tasks.log. %s", error)
                self._not_before = self._clock() + self._wait
                self._wait = min(self._wait * 2, LONGEST_WAIT)
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
