"""Breakdown of a search into clauses in words, each with the search without it; and which clause has no matches."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from archive.models import SiteRevision
from archive.search.fields import FACETS
from archive.search.query.explain import describe_dates, describe_filter, explain
from archive.search.query.query_tree import Query
from archive.search.query.request import PLACES, SearchRequest
from archive.search.results.clause_counts import ClauseCounts
from archive.search.results.execution import date_bounds
from archive.search.results.facet_labels import labels_of

MAX_PARTS_CHECKED = 8


@dataclass(frozen=True, slots=True)
class QueryClause:
    """A clause of the search in words, the search without it, and the number of its hits (where counted).

    `count_alone` is the number of articles that match the clause at all; with 0, it alone is the cause.
    """

    text: str
    kind: str
    request: SearchRequest
    count_without: int | None = None
    count_alone: int | None = None


def clauses_of(request: SearchRequest, query: Query) -> list[QueryClause]:
    """Return the clauses of a search: those of the query in its order, then filters, then dates."""
    parts = [QueryClause(part.text, part.kind, request.changed(query=part.removal)) for part in explain(query)]
    stamp = SiteRevision.current().stamp if request.filters else ""
    for name in (*FACETS, *PLACES):
        if values := request.filters.get(name):
            labels = labels_of(name, values, stamp)
            part = describe_filter(name, [labels.get(value, value) for value in values])
            parts.append(QueryClause(part.text, part.kind, request.without_filter(name)))
    if request.first or request.last:
        part = describe_dates(*date_bounds(request))
        parts.append(QueryClause(part.text, part.kind, request.changed(first="", last="")))
    return parts


def with_counts(tally: ClauseCounts, query: Query, parts: Sequence[QueryClause]) -> list[QueryClause]:
    """Return the clauses of a search without hits, with counts of the search without each, and of each alone."""
    if len(parts) < 2:
        return []
    trees = query.parts or (query.tree,) * (len(parts) - len(tally.filters))
    counts = tally.counts_beside(trees)
    return [
        replace(part, count_without=without, count_alone=alone if place < len(query.parts) else None)
        for place, (part, (without, alone)) in enumerate(zip(parts[:MAX_PARTS_CHECKED], counts, strict=False))
    ]
