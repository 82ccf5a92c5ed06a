"""The one place that asks Haystack which engine is behind it."""

from __future__ import annotations

from haystack import connections
from haystack.constants import DEFAULT_ALIAS

from archive.search.errors import IndexUnusable

__all__ = ["IndexUnusable", "engine", "usable"]


def engine():
    """The search backend of the default Haystack connection: `search()`, `similar_words()`, `writer()`, `store`."""
    return connections[DEFAULT_ALIAS].get_backend()


def usable() -> None:
    """Raise IndexUnusable unless the index can be opened."""
    engine().store.searcher()
