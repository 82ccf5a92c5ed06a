"""The embedded engine: implements `archive.search.engine.SearchEngine` on Whoosh's index with numpy."""

from __future__ import annotations

import time
from collections.abc import Callable, Collection, Sequence
from functools import partial
from typing import TypeVar

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
from archive.search.fields import BY_NAME
from archive.search.whoosh.damage import DAMAGE, REMEDY
from archive.search.whoosh.format.columns import column_filter
from archive.search.whoosh.format.segment_file import SegmentCorrupt
from archive.search.whoosh.querying.compiler import all_of, compile_query
from archive.search.whoosh.querying.executor import Result, execute, open_segments
from archive.search.whoosh.querying.languages_held import languages_held
from archive.search.whoosh.querying.sentence_positions import sentence_matches
from archive.search.whoosh.querying.snapshot import Snapshot
from archive.search.whoosh.querying.term_similarity import characteristic
from archive.search.whoosh.searchers import Spoilt
from archive.search.whoosh.store import IndexStore, store_at

T = TypeVar("T")


class WhooshIndex:
    """The index of a directory: a `SearchEngine`. Every method raises IndexUnusable where it cannot be read."""

    def __init__(self, path: str) -> None:
        self.store: IndexStore = store_at(path)
        self.rebuild = self.store.rebuild
        self.discard = self.store.discard
        self.digests = self.store.digests
        self.compact = self.store.compact
        self.check = self.store.check
        self.verify = self.store.verify
        self.tidy = self.store.tidy
        self.generation = self.store.generation
        self.state = self.store.state
        # For callers that need the lock itself.
        self.writer = self.store.writer

    def search(self, query: EngineQuery, *, seconds: float = SEARCH_SECONDS) -> EngineResult:
        """Run a search within a time limit."""
        return self._execute(lambda searcher: _compiled(searcher, query), query, seconds)

    def similar(
        self, title: str, text: str, query: EngineQuery, *, language: str = "", seconds: float = RELATED_SECONDS
    ) -> EngineResult:
        """Run a search among the articles that share the rarest words of a text."""

        def compiled(searcher: Searcher) -> Query:
            alike = characteristic(searcher, title, text, language)
            return all_of([alike, _compiled(searcher, query)]) if query.tree else alike

        return self._execute(compiled, query, seconds)

    def _execute(self, compiled: Callable[..., Query], query: EngineQuery, seconds: float) -> EngineResult:
        deadline = time.monotonic() + seconds
        facets = list(query.facets)

        def run(searcher: Searcher) -> Result:
            return execute(
                searcher,
                compiled(searcher),
                filters=map(column_filter, query.filters),
                facets=facets,
                sort=query.sort,
                offset=query.start,
                limit=query.stop - query.start,
                deadline=deadline,
            )

        def spare(damage: SegmentCorrupt) -> bool:
            """Leave out a facet whose column is damaged; return False if the query needs the column otherwise."""
            name = damage.section.partition(".")[0]
            asked = {query.sort.field if query.sort else "", *(each.field for each in query.filters)}
            if name not in facets or name in asked:
                return False
            facets.remove(name)
            return True

        found, missing = self._among_sound(run, spare)
        uncounted = tuple(name for name in query.facets if name not in facets)
        return EngineResult(found.pks, found.scores, found.count, found.facet_counts, found.partial, missing, uncounted)

    def _among_sound(
        self, ask: Callable[[Searcher], T], spare: Callable[[SegmentCorrupt], bool] = lambda damage: False
    ) -> tuple[T, int]:
        """Query the index, without what of it is damaged; return the result and the number of articles in that.

        `spare` may change the query so that the damage does not matter, and returns whether it did. Of an index that
        is one segment, a damaged field of texts alone is left out. Raises IndexUnusable where nothing is left.
        """
        without: frozenset[Spoilt] = frozenset()
        retried = False
        while True:
            opened = self.store.opened(without)
            try:
                return ask(opened.searcher), opened.missing
            except SegmentCorrupt as damage:
                self.store.note_damage(str(damage), opened.generation)
                if spare(damage):
                    continue
                left_out = _left_out(damage, opened.searcher)
                if not left_out.file or left_out in without:
                    raise _unusable(damage) from damage
                without |= {left_out}
            except DAMAGE as error:
                # A commit or a rebuild may have removed files that were open but not read yet: retry with a new
                # searcher.
                self.store.forget()
                if retried:
                    raise _unusable(error) from error
                retried = True

    def languages(self) -> tuple[str, ...]:
        """Return the codes of the languages that words must be read in beside English."""
        return self._among_sound(languages_held)[0]

    def counter(self, *, seconds: float = SEARCH_SECONDS) -> Snapshot:
        """Return a counter for many small queries to the present state of the index."""
        opened = self.store.opened()
        return Snapshot(opened.searcher, seconds, partial(self.store.note_damage, generation=opened.generation))

    def sentence_matches(self, ids: Collection[int], terms: Sequence[QueryTerm]) -> dict[int, SentenceMatches]:
        """Return the positions of terms in articles; articles in damaged parts of the index are left out."""
        try:
            return self._among_sound(lambda searcher: sentence_matches(searcher, ids, terms))[0]
        except IndexUnusable:
            self.store.generation()  # raises where there is no index at all
            return {}

    def write(self, read: Callable[[], Batch], *, seconds: float) -> bool:
        """Write a batch that is read under the writer lock; False where another process holds the lock that long."""
        with self.store.writer(timeout=seconds) as writer:
            if writer is None:
                return False
            batch = read()
            writer.replace(batch.ids, batch.entries)
        return True


def _compiled(searcher: Searcher, query: EngineQuery) -> Query:
    return compile_query(query.tree, languages_held(searcher))


def _left_out(damage: SegmentCorrupt, searcher: Searcher) -> Spoilt:
    """Return what to leave out because of damage: its segment; or of the only one, the field of texts that has it.

    Without a field nothing is found by its words, which the result says; without a column the result could not be
    filtered, sorted or named, and without the only segment there would be none.
    """
    field = damage.section.partition(".")[0]
    is_text = field in BY_NAME and not BY_NAME[field].is_column
    return Spoilt(damage.file, field if is_text and len(open_segments(searcher)) == 1 else "")


def _unusable(error: Exception) -> IndexUnusable:
    return IndexUnusable(f"The index cannot be searched ({type(error).__name__}: {error}). {REMEDY}")
