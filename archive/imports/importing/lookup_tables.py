"""Lookup tables of an import: publications, names, authors, topics, issues; loaded once, and updated by its writes."""

from __future__ import annotations

from django.utils import timezone

from archive.editing.derived.known_names import KnownNames, load_known_names, with_publications
from archive.editing.publications.publication_resolver import PublicationResolver
from archive.editing.side_effects import Effect, created
from archive.imports.authority import load_shipped_sources
from archive.imports.importing.article_writer import NameCaches
from archive.imports.matching.issue_cache import IssueCache
from archive.imports.matching.issue_placement import IssuePlacer
from archive.imports.matching.name_cache import author_cache, topic_cache
from archive.models import ImportSideEffect, Source, Tombstone


class LookupTables:
    """Tables that all files of an import share. In a dry run they hold rows that are not saved."""

    def __init__(self, *, dry_run: bool) -> None:
        self.dry_run = dry_run
        self.started = timezone.now()
        if not dry_run and not Source.objects.exists():
            load_shipped_sources()
        self.load()

    def load(self) -> None:
        """Load the tables from the rows: at the start, and after a transaction failed."""
        self.resolver = PublicationResolver(dry_run=self.dry_run)
        self.names: KnownNames = load_known_names(self.resolver)
        self.caches = NameCaches(author_cache(dry_run=self.dry_run), topic_cache(dry_run=self.dry_run))
        self.has_tombstones = Tombstone.objects.exists()
        self.placer = IssuePlacer()
        self.issue_cache = IssueCache(lambda imported: imported >= self.started, keep_all=self.dry_run)

    def add_publications(self) -> None:
        """Add the present publications to the known names."""
        self.names = with_publications(self.names, self.resolver)

    def pop_effects(self) -> list[Effect]:
        """Return the side effects since the last call."""
        effects = self.resolver.pop_effects()
        effects += [created(ImportSideEffect.Kind.AUTHOR, pk) for pk in self.caches.authors.pop_created()]
        effects += [created(ImportSideEffect.Kind.TOPIC, pk) for pk in self.caches.topics.pop_created()]
        return effects
