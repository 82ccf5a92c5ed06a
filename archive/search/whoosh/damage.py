"""One name for whatever a damaged index raises."""

from __future__ import annotations

import struct
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pickle import UnpicklingError

from whoosh.fields import UnknownFieldError
from whoosh.index import EmptyIndexError
from whoosh.index import IndexError as WhooshIndexError
from whoosh.reading import ReaderClosed
from whoosh.writing import IndexingError

from archive.search.errors import IndexUnusable
from archive.search.whoosh.format.segment_file import SegmentCorrupt

# Whoosh's exceptions for files that are truncated, overwritten or missing; each was seen with a damaged index.
DAMAGE = (
    EmptyIndexError, WhooshIndexError, IndexingError, UnknownFieldError,
    EOFError, struct.error, TypeError, ValueError, KeyError, AttributeError, AssertionError, OSError, IndexError,
    UnpicklingError, ImportError, OverflowError, MemoryError, ReaderClosed,
)  # fmt: skip
REMEDY = "Rebuild it: python manage.py rebuild_index"


@contextmanager
def damage_named(
    note: Callable[[str], object] | None = None, *, kinds: tuple[type[Exception], ...] = DAMAGE
) -> Iterator[None]:
    """Raise IndexUnusable, which says what to do, for any exception of a damaged index; `note` gets wrong bytes."""
    try:
        yield
    except kinds as error:
        if note is not None and isinstance(error, SegmentCorrupt):
            note(str(error))
        raise IndexUnusable(f"The search index cannot be read ({type(error).__name__}: {error}). {REMEDY}") from error
