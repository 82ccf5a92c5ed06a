"""Import observer: the interface by which an importer announces its steps, and a default that ignores them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

from archive.editing.side_effects import Effect
from archive.imports.matching.article_matching import Match
from archive.imports.reading.incoming_article import IncomingArticle
from archive.imports.reading.report import FileReport
from archive.models import Article


class ImportObserver:
    """Observer that accepts all files and records nothing; subclasses override what they need."""

    def opens(self, path: Path) -> None:
        """Begin a folder, zip file or single file."""

    def wants(self, path: str) -> bool:
        """Return whether a file, or record of a file ("export.csv#17"), is to be imported."""
        return True

    def imports_part_of(self, path: str) -> bool:
        """Return whether any record of a file is to be imported."""
        return True

    def check(self, found: Match, path: str) -> None:
        """Raise `ImportRejected` if the outcome differs from the one that a person agreed to."""

    def previews(self, article: Article | None, incoming: IncomingArticle, changes: Mapping[str, object]) -> None:
        """In a dry run, receive the expected changes; `article` is None for a new one."""

    def begins(self) -> None:
        """Begin a transaction; discard what was received in the last one unless `wrote` was called."""

    def replaces(self, article: Article) -> None:
        """Receive an article before it is changed."""

    def effect(self, effect: Effect) -> None:
        """Receive a side effect in the current transaction: something created or changed beside an article."""

    def wrote(self, article: Article, report: FileReport, digest: Callable[[Article], str]) -> None:
        """Receive an article created or changed (`report.action`) in the current transaction.

        `digest` computes the digest of its content.
        """

    def applied_facts(self) -> None:
        """End a transaction whose side effects belong to no article, but to all of the files."""

    def passed(self, report: FileReport) -> None:
        """Finish a file or record, outside of any transaction."""
