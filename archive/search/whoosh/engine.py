"""The embedded engine: implements `archive.search.engine.SearchEngine` on Whoosh's index with numpy."""

from __future__ import annotations

import time
from collections.abc import Callable, Collection, Sequence

from whoosh.query import Query
from whoosh.searching import Searcher

from archive.search.engine import (
    RELATED_SECONDS,
    SEARCH_SECONDS,
    Batch,
    EngineQuery,
    EngineResult,
    QueryTerm,
    SentenceMatches,
)
from archive.search.errors import IndexUnusable
from archive.search.whoosh.format.columns import column_filter
from archive.search.whoosh.querying.compiler import all_of, compile_query
from archive.search.whoosh.querying.executor import Result, execute
from archive.search.whoosh.querying.sentence_positions import sentence_matches
from archive.search.whoosh.querying.snapshot import Snapshot
from archive.search.whoosh.querying.term_similarity import characteristic
from archive.search.whoosh.store import DAMAGE, REMEDY, IndexStore, store_at


class WhooshIndex:
    """The index of a directory: a `SearchEngine`. Every method raises IndexUnusable where it cannot be read."""

    def __init__(self, path: str) -> None:
        self.store: IndexStore = store_at(path)
        self.rebuild = self.store.rebuild
        self.discard = self.store.discard
        self.digests = self.store.digests
        self.compact = self.store.compact
        self.generation = self.store.generation
        self.state = self.store.state
        # For callers that need the lock itself.
        self.writer = self.store.writer

    def search(self, query: EngineQuery, *, seconds: float = SEARCH_SECONDS) -> EngineResult:
        """Run a search within a time limit."""
        return self._execute(lambda searcher: compile_query(query.tree), query, seconds)

    def similar(self, title: str, text: str, query: EngineQuery, *, seconds: float = RELATED_SECONDS) -> EngineResult:
        """Run a search among the articles that share the rarest words of a text."""

        def compiled(searcher: Searcher) -> Query:
            alike = characteristic(searcher, title, text)
            return all_of([alike, compile_query(query.tree)]) if query.tree else alike

        return self._execute(compiled, query, seconds)

    def _execute(self, compiled: Callable[..., Query], query: EngineQuery, seconds: float) -> EngineResult:
        for last_try in (False, True):
            searcher = self.store.searcher()
            try:
                found = execute(
                    searcher,
                    compiled(searcher),
                    filters=map(column_filter, query.filters),
                    facets=query.facets,
                    sort=query.sort,
                    offset=query.start,
                    limit=query.stop - query.start,
                    deadline=time.monotonic() + seconds,
                )
                return _neutral(found)
            except DAMAGE as error:
                # A commit or a rebuild may have removed files that were open but not read yet: retry with a new
                # searcher.
                self.store.forget()
                if last_try:
                    raise _unusable(error) from error
        raise AssertionError("the second try returns or raises")

    def counter(self, *, seconds: float = SEARCH_SECONDS) -> Snapshot:
        """Return a counter for many small queries to the present state of the index."""
        return Snapshot(self.store.searcher(), seconds)

    def sentence_matches(self, ids: Collection[int], terms: Sequence[QueryTerm]) -> dict[int, SentenceMatches]:
        """Return the positions of terms in articles."""
        searcher = self.store.searcher()
        try:
            return sentence_matches(searcher, ids, terms)
        except DAMAGE as error:
            raise _unusable(error) from error

    def write(self, read: Callable[[], Batch], *, seconds: float) -> bool:
        """Write a batch that is read under the writer lock; False where another process holds the lock that long."""
        with self.store.writer(patience=seconds) as writer:
            if writer is None:
                return False
            batch = read()
            writer.replace(batch.ids, batch.entries)
        return True

    def check(self) -> None:
        """Raise IndexUnusable unless the index can be opened."""
        self.store.searcher()


def _neutral(found: Result) -> EngineResult:
    return EngineResult(found.pks, found.scores, found.count, found.facet_counts, found.partial)


def _unusable(error: Exception) -> IndexUnusable:
    return IndexUnusable(f"The index cannot be searched ({type(error).__name__}: {error}). {REMEDY}")
