"""What a search asks for, part by part in words, each with the search without it; and which part it fails on."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from archive.search.explain import CONTENT_KINDS, describe_dates, describe_filter, explain
from archive.search.grammar import parse
from archive.search.labels import labels_of
from archive.search.query_tree import And, Node, Query, any_of, unparse
from archive.search.request import FACETS, PLACES, SearchRequest
from archive.search.running import count, date_bounds

MOST_PARTS_CHECKED = 8
_LOOSENED = (*CONTENT_KINDS, "either")


@dataclass(frozen=True, slots=True)
class SearchedPart:
    """A part of the search in words, the search without it, and how many that would find (where it was asked).

    `count_alone` is how many articles have the part at all; 0 says that nothing else is to blame.
    """

    text: str
    kind: str
    request: SearchRequest
    count_without: int | None = None
    count_alone: int | None = None


def parts_of(request: SearchRequest, query: Query) -> list[SearchedPart]:
    """The parts of a search: those of the query in its order, then filters, then dates."""
    parts = [SearchedPart(part.text, part.kind, request.changed(query=part.removal)) for part in explain(query)]
    for name in (*FACETS, *PLACES):
        if values := request.filters.get(name):
            labels = labels_of(name, values)
            part = describe_filter(name, [labels.get(value, value) for value in values])
            parts.append(SearchedPart(part.text, part.kind, request.without_filter(name)))
    if request.first or request.last:
        part = describe_dates(*date_bounds(request))
        parts.append(SearchedPart(part.text, part.kind, request.changed(first="", last="")))
    return parts


def with_counts(request: SearchRequest, query: Query, parts: Sequence[SearchedPart]) -> list[SearchedPart]:
    """The parts of a search that found nothing, with what it finds without each, and what each of the query's finds."""
    if len(parts) < 2:
        return []
    nodes = query.parts
    return [
        replace(
            part,
            count_without=_count(part.request),
            count_alone=_count(SearchRequest(query=unparse(nodes[place]), variants=request.variants))
            if place < len(nodes)
            else None,
        )
        for place, part in enumerate(parts[:MOST_PARTS_CHECKED])
    ]


def _count(request: SearchRequest) -> int:
    query = parse(request.query)
    return count(request, query, query.tree)


def looser(query: Query) -> Node | None:
    """The query with any of its words and phrases instead of all of them; None where there are not two.

    Fields, ranges and what is left out stay as they are.
    """
    kinds = [part.kind for part in explain(query)]
    pairs = list(zip(query.parts, kinds, strict=False))
    content = [node for node, kind in pairs if kind in _LOOSENED]
    others = [node for node, kind in pairs if kind not in _LOOSENED]
    if len(content) < 2:
        return None
    either = any_of(content)
    return And((either, *others)) if others else either
