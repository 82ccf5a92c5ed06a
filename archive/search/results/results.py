"""Search results: a page of hits with all that the page shows about them.

Hits are loaded from the database through the published set, so that a stale index can miss an article but never leak
one.
"""

from __future__ import annotations

import logging
from collections.abc import Sequence
from dataclasses import dataclass, replace

from archive.search.errors import IndexUnusable
from archive.search.fields import FACETS
from archive.search.indexing import index_updates
from archive.search.query.explain import Part, sentence
from archive.search.query.grammar import parse
from archive.search.query.query_tree import Query
from archive.search.query.request import SearchRequest
from archive.search.results.clause_counts import ClauseCounts
from archive.search.results.facets import Facet, facets_of
from archive.search.results.hits import Hit, hits_of
from archive.search.results.loose import ranked
from archive.search.results.query_breakdown import QueryClause, clauses_of, with_counts
from archive.search.results.spelling import MIN_HITS, suggestion
from archive.search.results.spellings_used import spellings_used

logger = logging.getLogger(__name__)

PER_PAGE = 20
# On deeper pages the engine would rank ever more hits; filters narrow the search better.
MAX_PAGE = 250


class NoSuchPage(LookupError):
    """The requested page is beyond the last one."""


@dataclass(frozen=True, slots=True)
class Results:
    """A page of results with its facets and advice.

    `fresh` is false where changes wait for another writer. `failing` are the clauses of a search without hits, with
    counts; `loose` says that the hits have only some of the words; `suggestion` is a search for words that the archive
    has, where the query has no or few hits. `missing` articles could not be searched, and `uncounted` facets not
    counted, because the index is damaged.
    """

    request: SearchRequest
    query: Query
    parts: Sequence[QueryClause]
    sentence: str
    hits: Sequence[Hit]
    count: int
    pages: int
    per_page: int
    facets: Sequence[Facet] = ()
    notes: Sequence[str] = ()
    partial: bool = False
    loose: bool = False
    fresh: bool = True
    failing: Sequence[QueryClause] = ()
    suggestion: SearchRequest | None = None
    missing: int = 0
    uncounted: Sequence[str] = ()

    @property
    def first(self) -> int:
        """Return the number of the first hit on the page, from 1; 0 for none."""
        return (self.request.page - 1) * self.per_page + 1 if self.hits else 0

    @property
    def last(self) -> int:
        """Return the number of the last hit on the page."""
        return self.first + len(self.hits) - 1 if self.hits else 0

    @property
    def is_whole(self) -> bool:
        """Return whether the results are complete and up to date, and so may be cached."""
        return self.fresh and not (self.partial or self.missing or self.uncounted)

    @property
    def is_cut(self) -> bool:
        """Return whether there are hits beyond the deepest page."""
        return self.count > self.pages * self.per_page


def search(
    request: SearchRequest, *, facets: Sequence[str] = FACETS, per_page: int = PER_PAGE, deepest: int = MAX_PAGE
) -> Results:
    """Run a search. Raises IndexUnusable where the index cannot be read, NoSuchPage beyond the last page, of which
    there are at most `deepest`.

    Where no article matches all parts, the best partial matches are returned, and `loose` says so.
    """
    fresh = index_updates.drain_if_due()
    query = parse(request.query)
    if not 1 <= request.page <= deepest:
        raise NoSuchPage(f"Pages of results go from 1 to {deepest}.")
    start = (request.page - 1) * per_page
    stop = start + per_page
    found, loose = ranked(request, query, start=start, stop=stop, facets=facets)
    exact_count = 0 if loose else found.count
    parts = clauses_of(request, query)
    pages = min(-(-found.count // per_page), deepest)
    if request.page > max(pages, 1):
        raise NoSuchPage(f"There are {pages} pages of results; page {request.page} is none of them.")
    hits = hits_of(found.ranking, query, variants=request.variants)
    spellings = spellings_used(request, query, hits)
    asked = sentence([Part(part.text, "", part.kind) for part in parts])
    results = Results(
        request=request,
        query=query,
        parts=parts,
        sentence=f"{asked}; also spelled {spellings}" if spellings else asked,
        hits=hits,
        count=found.count,
        pages=pages,
        per_page=per_page,
        facets=facets_of(request, found.facets),
        notes=[*request.problems, *(note.text for note in query.notes)],
        partial=found.partial,
        loose=loose,
        fresh=fresh,
        missing=found.missing,
        uncounted=found.uncounted,
    )
    return results if exact_count >= MIN_HITS else _with_advice(results, exact_count)


def _with_advice(results: Results, exact_count: int) -> Results:
    """Add advice to the results of a search with few hits: how to change it. A damaged index gives none."""
    request, query = results.request, results.query
    try:
        tally = ClauseCounts(request)
        failing = [] if exact_count else with_counts(tally, query, results.parts)
        offered = suggestion(request, query, exact_count, tally)
    except IndexUnusable as error:
        logger.warning("A search goes without advice: %s", error)
        return results
    return replace(results, failing=failing, suggestion=offered, partial=results.partial or tally.partial)
