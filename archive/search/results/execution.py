"""Runs a search: the one module through which everything above speaks to Haystack's SearchQuerySet."""

from __future__ import annotations

import calendar
import datetime
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from haystack.backends import BaseSearchQuery
from haystack.query import SearchQuerySet

from archive.models import Article
from archive.search.indexing.documents import day_number
from archive.search.query.haystack_query import SPELLED, filter_of
from archive.search.query.name_variants import slugs_spelled_like
from archive.search.query.query_tree import Node, Nothing, Query
from archive.search.query.request import FACETS, PLACES, Order, SearchRequest
from archive.search.results.facet_labels import slugs_for
from archive.search.whoosh.backend import Narrowing
from archive.search.whoosh.format.columns import Range, Values
from archive.search.whoosh.querying.value_counts import ValueCounts

_COLUMN_OF_FILTER = {"issue": "number"}
_NUMBERS = ("year", "volume")


@dataclass(frozen=True, slots=True)
class EngineResult:
    """What the engine answered: (id, score) of the hits asked for, their number, and counts by facet.

    `partial` says that time ran out: what is there is true, but more may be missing.
    """

    ranking: Sequence[tuple[int, float]] = ()
    count: int = 0
    facets: Mapping[str, ValueCounts] = field(default_factory=dict)
    partial: bool = False


class _Ranked:
    """A hit as Haystack is to give it: its own kind makes ready for much that nobody here asks of a hit."""

    __slots__ = ("pk", "score")

    def __init__(self, app_label: str, model_name: str, pk: int, score: float, **stored: Any) -> None:
        self.pk, self.score = int(pk), score


def execute(
    request: SearchRequest, query: Query, tree: Node, *, start: int = 0, stop: int = 0, facets: Sequence[str] = ()
) -> EngineResult:
    """Run a tree (the query's own, or one made of it) under a request's filters; hits `start` to `stop` in its order.

    Raises IndexUnusable where the index cannot be read.
    """
    if isinstance(tree, Nothing):
        return EngineResult()
    asked = _query(request, query, tree)
    for name in facets:
        asked.add_field_facet(name)
    asked.set_limits(start, stop)
    asked.set_result_class(_Ranked)
    ranking = [(hit.pk, hit.score) for hit in asked.get_results()]
    counts = asked.get_facet_counts().get("fields", {}) if facets else {}
    return EngineResult(ranking, asked.get_count(), counts, partial=asked.partial)


def slugs(field: str, part: Node) -> list[str]:
    """The slugs that a part of a query stands for in a column: a `haystack_query.Resolver`."""
    return slugs_spelled_like(field, part) if field in SPELLED.values() else slugs_for(field, part)


def more_like_this(article: Article, most: int) -> list[int]:
    """Ids of the articles most like this one, the likest first."""
    return [int(hit.pk) for hit in SearchQuerySet().more_like_this(article)[:most]]


def _query(request: SearchRequest, query: Query, tree: Node) -> BaseSearchQuery:
    """The query of a queryset, given what is asked for itself.

    A queryset would copy it with all its tree for every facet, filter and order: half a millisecond of a search's two.
    """
    asked = SearchQuerySet().query
    # Taken over whole: `filter()` would join it to an empty tree, and lose the negation of a bare "-word".
    asked.query_filter = filter_of(query, tree, variants=request.variants, resolve=slugs)
    for narrowing in filters(request):
        asked.add_narrow_query(narrowing)
    if request.order is not Order.RELEVANCE:
        asked.add_order_by("-date" if request.order is Order.NEWEST else "date")
    return asked


def filters(request: SearchRequest) -> list[Narrowing]:
    """The filters of a request: those of the facets, those of places, the range of dates."""
    chosen = [
        Narrowing(
            _COLUMN_OF_FILTER.get(name, name),
            Values(frozenset(int(value) if name in _NUMBERS else value for value in request.filters[name])),
        )
        for name in (*FACETS, *PLACES)
        if name in request.filters
    ]
    first, last = date_bounds(request)
    if first or last:
        bounds = [day_number(day) if day else None for day in (first, last)]
        chosen.append(Narrowing("date", Range(*bounds)))
    return chosen


def date_bounds(request: SearchRequest) -> tuple[datetime.date | None, datetime.date | None]:
    """The first and last day of the form's date range: from 2004-10 to 2005 is 1 October 2004 to 31 December 2005."""
    first, last = request.first, request.last
    return (_day(first, is_last=False) if first else None), (_day(last, is_last=True) if last else None)


def _day(text: str, *, is_last: bool) -> datetime.date:
    """The first or last day of "2004", "2004-10" or "2004-10-23"; of a day that its month has not, the month's last."""
    year, month, day, *_ = (*(int(number) for number in text.split("-")), 0, 0)
    month = month or (12 if is_last else 1)
    length = calendar.monthrange(year, month)[1]
    return datetime.date(year, month, min(day or (length if is_last else 1), length))
