"""Errors of an index, whose messages say what to do."""

from __future__ import annotations

# Causes for which an engine refuses an entry.
UNWRITABLE = (ValueError, TypeError, LookupError, OverflowError, AttributeError)


class IndexUnusable(Exception):
    """The index is missing, damaged, or of another version; `rebuild_index` rebuilds it from the database."""


class Unsupported(Exception):
    """A Haystack search uses a feature that no engine here has; the message says what to use instead."""


class EntryRefused(Exception):
    """The index cannot store the entry of article `pk`; raised in any process of a build."""

    def __init__(self, pk: int | None) -> None:
        super().__init__(pk)
        self.pk = pk

    def __str__(self) -> str:
        return f"The index cannot take the entry of article {self.pk or 'unknown'}."
