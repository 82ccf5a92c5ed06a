"""Breakdown of a search into clauses in words, each with the search without it; and which clause has no matches."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from archive.models import SiteRevision
from archive.search.analysis.analyser import words
from archive.search.fields import FACETS
from archive.search.query.explain import describe_dates, describe_filter, explain, in_words
from archive.search.query.query_tree import And, Field, Node, Phrase, Query, Word, all_of, in_field, unparse
from archive.search.query.request import PLACES, SearchRequest
from archive.search.query.word_reader import PIECE
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
    """Return the clauses of a search without hits, with counts of the search without each, and of each alone.

    The clauses of a search in one field only are the words asked for there.
    """
    trees = query.parts or (query.tree,) * (len(parts) - len(tally.filters))
    if len(parts) == 1 and (words := _words_in_field(query.tree)):
        trees, parts = words, _clauses_of_words(words, parts[0])
    if len(parts) < 2:
        return []
    counts = tally.counts_beside(trees)
    return [
        replace(part, count_without=without, count_alone=alone if place < len(trees) else None)
        for place, (part, (without, alone)) in enumerate(zip(parts[:MAX_PARTS_CHECKED], counts, strict=False))
    ]


def _words_in_field(tree: Node) -> tuple[Node, ...]:
    """Return the words of a field as fields of their own: author:"Ana Brod" → author:Ana, author:Brod; else none."""
    match tree:
        case Field(name, Phrase(text)) if len(words(text)) > 1:
            return tuple(Field(name, Word(word)) for word in PIECE.findall(text))
        case Field(name, And(parts)):
            return tuple(in_field(name, part) for part in parts)
    return ()


def _clauses_of_words(trees: Sequence[Node], whole: QueryClause) -> list[QueryClause]:
    rests = [all_of(tree for tree in trees if tree is not left_out) for left_out in trees]
    return [
        QueryClause(in_words(tree), whole.kind, whole.request.changed(query=unparse(rest) if rest else ""))
        for tree, rest in zip(trees, rests, strict=True)
    ]
