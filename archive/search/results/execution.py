"""Runs a search: the only module that calls Haystack's SearchQuerySet."""

from __future__ import annotations

import calendar
import datetime
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from haystack.query import SearchQuerySet

from archive.models import Article
from archive.search.engine import FacetCounts, Filter, RangeFilter, ValuesFilter
from archive.search.fields import day_number
from archive.search.haystack_backend import ArchiveQuery
from archive.search.haystack_lookups import column_values
from archive.search.query.haystack_query import NO_LIFT, SPELLED, Lift, filter_of
from archive.search.query.name_variants import slugs_spelled_like
from archive.search.query.query_tree import Node, Nothing, Query
from archive.search.query.request import FILTERS, Order, SearchRequest
from archive.search.results.facet_labels import slugs_for

_SORTED_BY = {Order.NEWEST: "-date", Order.OLDEST: "date", Order.APPEARED: "-appeared"}


@dataclass(frozen=True, slots=True)
class Ranking:
    """Ranked result: (id, score) of the requested hits, their total, and counts by facet.

    `partial` says that the time limit was reached: the result is right, but may be incomplete. `missing` articles could
    not be searched, and `uncounted` facets not counted, because the index is damaged.
    """

    ranking: Sequence[tuple[int, float]] = ()
    count: int = 0
    facets: Mapping[str, FacetCounts] = field(default_factory=dict)
    partial: bool = False
    missing: int = 0
    uncounted: tuple[str, ...] = ()


class _Ranked:
    """Minimal hit for Haystack, whose own class prepares attributes that nothing here uses."""

    __slots__ = ("pk", "score")

    def __init__(self, app_label: str, model_name: str, pk: int, score: float, **stored: Any) -> None:
        self.pk, self.score = int(pk), score


def execute(
    request: SearchRequest,
    query: Query,
    tree: Node,
    *,
    start: int = 0,
    stop: int = 0,
    facets: Sequence[str] = (),
    lift: Lift = NO_LIFT,
) -> Ranking:
    """Run a tree (the query's own, or one derived from it) under a request's filters; return hits `start` to `stop` in
    its order.

    Raises IndexUnusable where the index cannot be read.
    """
    if isinstance(tree, Nothing):
        return Ranking()
    asked = _query(request, query, tree, lift)
    for name in facets:
        asked.add_field_facet(name)
    asked.set_limits(start, stop)
    asked.set_result_class(_Ranked)
    ranking = [(hit.pk, hit.score) for hit in asked.get_results()]
    counts = asked.get_facet_counts().get("fields", {}) if facets else {}
    return Ranking(ranking, asked.get_count(), counts, asked.partial, asked.missing, asked.uncounted)


def slugs(field: str, part: Node) -> list[str]:
    """Return the slugs that a part of a query means in a column: a `haystack_query.Resolver`."""
    if field in SPELLED:
        return slugs_spelled_like(SPELLED[field], part, spellings=False)
    return slugs_spelled_like(field, part) if field in SPELLED.values() else slugs_for(field, part)


def more_like_this(article: Article, most: int) -> list[int]:
    """Return ids of the articles most similar to this one, the most similar first."""
    return [int(hit.pk) for hit in SearchQuerySet().more_like_this(article)[:most]]


def _query(request: SearchRequest, query: Query, tree: Node, lift: Lift) -> ArchiveQuery:
    """Return the query of a queryset, to be modified in place.

    A queryset would copy it with its whole tree for every facet, filter and order: half a millisecond of a search's
    two.
    """
    asked: ArchiveQuery = SearchQuerySet().query
    asked.use_tree(filter_of(query, tree, variants=request.variants, resolve=slugs, lift=lift))
    for narrowing in filters(request):
        asked.add_narrow_query(narrowing)
    if request.order is not Order.RELEVANCE:
        asked.add_order_by(_SORTED_BY[request.order])
    return asked


def filters(request: SearchRequest) -> list[Filter]:
    """Return the filters of a request: facets, places, and the range of dates."""
    chosen: list[Filter] = [
        ValuesFilter(column.name, frozenset(column_values(column, request.filters[name])))
        for name, column in FILTERS.items()
        if name in request.filters
    ]
    first, last = date_bounds(request)
    if first or last:
        bounds = [day_number(day) if day else None for day in (first, last)]
        chosen.append(RangeFilter("date", *bounds))
    return chosen


def date_bounds(request: SearchRequest) -> tuple[datetime.date | None, datetime.date | None]:
    """Return the first and last day of the form's date range: from 2004-10 to 2005 is 1 October 2004 to 31 December
    2005.
    """
    first, last = request.first, request.last
    return (_day(first, is_last=False) if first else None), (_day(last, is_last=True) if last else None)


def _day(text: str, *, is_last: bool) -> datetime.date:
    """Return the first or last day of "2004", "2004-10" or "2004-10-23"; for a day beyond its month, the month's
    last.
    """
    year, month, day, *_ = (*(int(number) for number in text.split("-")), 0, 0)
    month = month or (12 if is_last else 1)
    length = calendar.monthrange(year, month)[1]
    return datetime.date(year, month, min(day or (length if is_last else 1), length))
