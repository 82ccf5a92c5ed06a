"""What an importer tells while it works, to whoever keeps a record of it: the interface, and one that keeps nothing."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from archive.editing.side_effects import Effect
from archive.imports.matching.article_matching import Match
from archive.imports.reading.incoming_article import IncomingArticle
from archive.imports.reading.report import FileReport
from archive.models import Article


class ImportObserver:
    """Keeps nothing, and lets everything through. Those that keep something override what they need."""

    def opens(self, path: Path) -> None:
        """A folder, zip file or single file is begun."""

    def wants(self, path: str) -> bool:
        """Whether a file, or record of a file ("export.csv#17"), is to be imported."""
        return True

    def wants_some(self, path: str) -> bool:
        """Whether any record of a file is to be imported."""
        return True

    def check(self, found: Match, path: str) -> None:
        """Raise `Refused` where a file is no longer what a person agreed to."""

    def foresees(self, article: Article | None, came_in: IncomingArticle, changes: Mapping[str, Any]) -> None:
        """In a dry run: what would be written; `article` is None for a new one."""

    def begins(self) -> None:
        """A transaction begins; what was told inside the last one holds only if `wrote` was."""

    def replaces(self, article: Article) -> None:
        """An article is about to be changed; this is what it says now."""

    def effect(self, effect: Effect) -> None:
        """Something beside an article was made or changed in the transaction under way."""

    def wrote(self, article: Article, report: FileReport, digest: Callable[[Article], str]) -> None:
        """An article was made or changed (`report.action`) in the transaction under way; `digest` tells its words."""

    def took_facts(self) -> None:
        """What `effect` told in the transaction under way was done for no article, but for all of the files."""

    def passed(self, report: FileReport) -> None:
        """A file or record is done with; nothing is under way."""
