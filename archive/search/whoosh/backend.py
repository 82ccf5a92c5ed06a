"""Haystack engine on Whoosh, named by `HAYSTACK_CONNECTIONS`; `PATH` there is the folder of the index."""

from __future__ import annotations

from typing import Any

from haystack.backends import BaseEngine

from archive.search.haystack_backend import ArchiveBackend, ArchiveQuery
from archive.search.whoosh.engine import WhooshIndex


class WhooshBackend(ArchiveBackend):
    """Haystack backend of the embedded engine."""

    def make_engine(self, options: dict[str, Any]) -> WhooshIndex:
        """Return the index in the folder of the connection."""
        return WhooshIndex(str(options["PATH"]))


class WhooshEngine(BaseEngine):
    """Engine class for `HAYSTACK_CONNECTIONS`."""

    backend = WhooshBackend
    query = ArchiveQuery
