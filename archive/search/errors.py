"""What can go wrong with an index, in classes that say what to do."""

from __future__ import annotations

# What the index says to an entry that it cannot take.
UNWRITABLE = (ValueError, TypeError, LookupError, OverflowError, AttributeError)


class IndexUnusable(Exception):
    """The index is missing, damaged, or of another version; `rebuild_index` makes it anew from the database."""


class Unsupported(Exception):
    """A Haystack search asks for what the engines here do not do; the message says what to use instead."""


class EntryRefused(Exception):
    """A build met an entry that the index cannot take: that of article `pk`, None where several processes built."""

    def __init__(self, pk: int | None) -> None:
        super().__init__(f"The index cannot take the entry of article {pk or 'unknown'}.")
        self.pk = pk
