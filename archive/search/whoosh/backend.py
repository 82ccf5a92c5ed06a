"""Haystack's engine on Whoosh, named by `HAYSTACK_CONNECTIONS`; `PATH` there is the folder of the index."""

from __future__ import annotations

from typing import Any

from haystack.backends import BaseEngine

from archive.search.haystack_backend import ArchiveBackend, ArchiveQuery
from archive.search.whoosh.engine import WhooshIndex


class WhooshBackend(ArchiveBackend):
    """Haystack's backend over the embedded engine."""

    def make_engine(self, options: dict[str, Any]) -> WhooshIndex:
        """Return the index of the folder that the connection names."""
        return WhooshIndex(str(options["PATH"]))


class WhooshEngine(BaseEngine):
    """What `HAYSTACK_CONNECTIONS` names."""

    backend = WhooshBackend
    query = ArchiveQuery
