"""The one place that asks Haystack which engine is behind it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from haystack import connections
from haystack.constants import DEFAULT_ALIAS

from archive.search.errors import IndexUnusable

__all__ = ["IndexUnusable", "engine", "generation", "state", "usable"]


def engine() -> Any:
    """The search backend of the default Haystack connection: `search()`, `snapshot()`, `writer()`, `store`."""
    return connections[DEFAULT_ALIAS].get_backend()


def generation() -> str:
    """The name of the index that is asked now; another after each rebuild, "" where there is none that can be read."""
    return _told(engine().store.generation)


def state() -> str:
    """The name of what searches read now; another after each change of the index, "" where there is none to read."""
    return _told(engine().store.state)


def _told(name: Callable[[], str]) -> str:
    try:
        return name()
    except IndexUnusable:
        # Whoever searches hears of it; a page that only says which index it was made with goes on.
        return ""


def usable() -> None:
    """Raise IndexUnusable unless the index can be opened."""
    engine().store.searcher()
