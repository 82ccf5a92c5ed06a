"""Bounds of time that hold on a busy machine: the processor's, not the clock's."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def at_most(seconds: float) -> Iterator[None]:
    """Fail where the block takes more of the processor's time.

    The bound is for what grows faster than its input, which takes minutes: some ten times what is usual, since coverage
    and a shared machine make everything slower.
    """
    started = time.process_time()
    yield
    taken = time.process_time() - started
    assert taken < seconds, f"{taken:.1f} seconds of the processor; {seconds} are the most."
