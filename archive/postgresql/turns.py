"""Turns of writers: on PostgreSQL one transaction at a time, as on SQLite; those that only read wait for nobody.

Every change renews the row of the site's revision, and so waits for every other change from there on, with rows locked
that the other may want: two editors, or an editor and an import, would deadlock. A transaction that waits for its turn
at its beginning has locked nothing. It also reads what the one before it wrote: an issue's positions, the names of
sources, the references to an article.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

# Of PostgreSQL's advisory locks, which are numbers; whoever writes has it until the end of the transaction.
WRITERS_LOCK = 0x77726974  # "writ"
# Whoever waits longer for a lock, this one or a row's, gets an OperationalError; as long as on SQLite.
LOCK_TIMEOUT_SECONDS = 20

_reading: ContextVar[bool] = ContextVar("only_reading", default=False)


@contextmanager
def only_reading() -> Iterator[None]:
    """Let transactions that begin within the block read at once, without a turn; they must write nothing."""
    token = _reading.set(True)
    try:
        yield
    finally:
        _reading.reset(token)


def is_only_reading() -> bool:
    """Return whether a transaction that begins now is to wait for no turn."""
    return _reading.get()
