"""The embedded engine for the contract tests."""

from __future__ import annotations

from pathlib import Path

from archive.search.whoosh.engine import WhooshIndex


class EmbeddedEngine(WhooshIndex):
    """The embedded engine, with a way to spoil its index."""

    def spoil(self) -> None:
        """Leave an index that cannot be read."""
        (self.store.path / "CURRENT").write_text("spoilt")


def make(folder: Path) -> EmbeddedEngine:
    """Return an engine whose index is in this folder."""
    return EmbeddedEngine(str(folder))
