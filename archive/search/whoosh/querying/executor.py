"""Executes a query on the whole index: the requested page of hits, their exact number, and the counts of the facets.

    execute(searcher, query, filters={"year": Values(frozenset({2004}))}, facets=("publication", "year"), limit=20)

It takes Whoosh's own tree (`whoosh.query`), which `evaluation` evaluates. Deleted documents are left out.
"""

from __future__ import annotations

import heapq
import logging
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, cast
from weakref import WeakKeyDictionary

import numpy as np
from whoosh.query import Query
from whoosh.reading import SegmentReader
from whoosh.searching import Searcher

from archive.search.engine import Sort
from archive.search.fields import READING_ORDER
from archive.search.whoosh.format.columns import Column, Filter, Range, Values
from archive.search.whoosh.format.segment_arrays import SegmentArrays
from archive.search.whoosh.querying.bm25 import Scoring
from archive.search.whoosh.querying.doc_sets import ScoredDocSet, best
from archive.search.whoosh.querying.evaluation import Evaluation, OutOfTime, repeated_parts
from archive.search.whoosh.querying.value_counts import JointValues, ValueCounts

__all__ = ["Filter", "Range", "Result", "Sort", "Values", "execute", "open_segments"]

logger = logging.getLogger(__name__)

# The sort key of a document without a value; it can be negated.
_MISSING = -(1 << 62)

# The arrays of a reader live as long as the reader does, so an open searcher retains them.
_arrays: WeakKeyDictionary[SegmentReader, SegmentArrays] = WeakKeyDictionary()
# Joint values of all segments in a searcher's state of the index, by field.
_joint_values: WeakKeyDictionary[Searcher, dict[str, JointValues]] = WeakKeyDictionary()


@dataclass(frozen=True, slots=True)
class Result:
    """Result of a search.

    `pks` are the `pk`s of the hits from `offset` on, in order, and `docs` their numbers in the index; `scores` are
    parallel to them, 0 under another order than relevance. `count` is the total of hits, and `facet_counts` the values
    of each facet with their numbers of hits, most frequent first, sorted only as far as they are read. `partial` says
    that the deadline passed: the result is right, but may be incomplete.
    """

    pks: list[int]
    docs: list[int]
    scores: list[float]
    count: int
    facet_counts: dict[str, ValueCounts] = field(default_factory=dict)
    partial: bool = False


@dataclass(frozen=True, slots=True)
class _Page:
    """The first hits of one segment: documents, scores, and sort keys (greatest first)."""

    docs: np.ndarray
    scores: np.ndarray
    keys: np.ndarray


def open_segments(searcher: Searcher) -> list[tuple[SegmentArrays, Searcher, int]]:
    """Return the segments of a searcher's index as arrays, each with its own searcher and its first document number."""
    return [
        (_arrays_of(leaf.reader()), leaf, offset)
        for leaf, offset in searcher.leaf_searchers()
        if leaf.reader().doc_count_all()
    ]


def _arrays_of(reader: SegmentReader) -> SegmentArrays:
    if reader not in _arrays:
        _arrays[reader] = reader.codec().segment_arrays(reader)
    return _arrays[reader]


def _joint_values_of(searcher: Searcher, segments: Sequence[SegmentArrays], name: str) -> JointValues:
    joint = _joint_values.setdefault(searcher, {})
    if name not in joint:
        joint[name] = JointValues([segment.column(name).values for segment in segments])
    return joint[name]


def execute(
    searcher: Searcher,
    query: Query,
    *,
    filters: Mapping[str, Filter] | Iterable[tuple[str, Filter]] = (),
    facets: Sequence[str] = (),
    sort: Sort | None = None,
    offset: int = 0,
    limit: int = 20,
    deadline: float | None = None,
) -> Result:
    """Execute a query; return one page of hits, their number, and the facets' counts.

    `filters` give columns and required values, all of them; each facet is counted under all filters but its own, so
    that its other values remain valid choices. `sort` is an order by a column; None ranks by relevance. Equal hits are
    in reading order, in the order of indexing where the schema has none. `deadline` is a time of `time.monotonic()`,
    after which the hits found so far are returned as partial. Raises `QueryError` (`whoosh.query.qcore`) for a phrase
    in a field without positions, and `KeyError` for a filter, facet or sort by a field that the schema does not have.
    """
    chosen = list(filters.items() if isinstance(filters, Mapping) else filters)
    search = _Search(searcher, query, chosen, tuple(facets), sort, offset + limit, deadline)
    for segment, _, first_doc in search.segments:
        try:
            search.add_segment(segment, first_doc)
        except OutOfTime:
            search.partial = True
            break
    return search.result(offset)


class _Search:
    """State of one search while it goes through the segments."""

    def __init__(
        self,
        searcher: Searcher,
        query: Query,
        filters: Sequence[tuple[str, Filter]],
        facets: Sequence[str],
        sort: Sort | None,
        wanted: int,
        deadline: float | None,
    ) -> None:
        for name in (*(name for name, _ in filters), *facets, *((sort.field,) if sort else ())):
            searcher.schema[name]
        self.has_reading_order = READING_ORDER in searcher.schema
        self.searcher, self.segments = searcher, open_segments(searcher)
        self.query, self.filters, self.facets, self.sort = query, filters, facets, sort
        self.wanted, self.deadline = wanted, deadline
        self.repeated = repeated_parts(query)
        self.scoring = Scoring([segment for segment, _, _ in self.segments], searcher.schema, searcher.weighting)
        self.pages: list[tuple[_Page, SegmentArrays, int]] = []
        self.count = 0
        # Counts of each facet in the segments searched so far.
        self.counts: dict[str, list[np.ndarray]] = {name: [] for name in facets}
        self.partial = False

    def add_segment(self, segment: SegmentArrays, first_doc: int) -> None:
        scored = self.sort is None
        evaluation = Evaluation(segment, self.scoring, scored=scored, deadline=self.deadline, repeated=self.repeated)
        found = evaluation.matches(self.query)
        if segment.live is not None:
            found = found.among(segment.live)
        passes = [(name, segment.column(name).matches(chosen, found.docs)) for name, chosen in self.filters]
        filtered = {name for name, _ in passes}
        keep = _all(flags for _, flags in passes)
        hits = found if keep is None else found.where(keep)
        self.count += len(hits)
        for name in self.facets:
            docs = hits.docs
            if name in filtered:
                keep = _all(flags for other, flags in passes if other != name)
                docs = found.docs if keep is None else found.where(keep).docs
            self.counts[name].append(segment.column(name).counts(docs))
        self.pages.append((self._page(segment, hits), segment, first_doc))

    def _page(self, segment: SegmentArrays, hits: ScoredDocSet) -> _Page:
        order = segment.column(READING_ORDER) if self.has_reading_order else None
        order = order if order is not None and len(order.values) else None
        if self.sort is None:
            return _best_scored(hits, self.wanted, order)
        hits = hits.listed()
        column = segment.column(self.sort.field)
        codes = column.first_codes(hits.docs).astype(np.int64)
        missing = codes == len(column.values)
        keys = codes if self.sort.descending else -codes
        keys[missing] = _MISSING
        first = best(keys, self.wanted, None if order is None else lambda places: order.codes[hits.docs[places]])
        return _Page(hits.docs[first], np.zeros(len(first), dtype=np.float32), keys[first])

    def result(self, offset: int) -> Result:
        ranked = self._ranked()[offset : self.wanted]
        return Result(
            pks=[pk for _, pk, _ in ranked],
            docs=[doc for doc, _, _ in ranked],
            scores=[score for _, _, score in ranked],
            count=self.count,
            facet_counts={name: self._totals(name) for name in self.facets},
            partial=self.partial,
        )

    def _totals(self, name: str) -> ValueCounts:
        segments = [segment for segment, _, _ in self.segments]
        return _joint_values_of(self.searcher, segments, name).total(self.counts[name])

    def _ranked(self) -> list[tuple[int, int, float]]:
        """Return (document, pk, score) of the first hits of all segments, in order."""
        pages = [self._rows(page, segment, first_doc) for page, segment, first_doc in self.pages]
        if len(pages) == 1:
            return pages[0]
        keys = [self._order(page, segment) for page, segment, _ in self.pages]
        keyed = [zip(order, rows, strict=True) for order, rows in zip(keys, pages, strict=True)]
        return [row for _, row in heapq.merge(*keyed, key=lambda item: item[0])]

    def _rows(self, page: _Page, segment: SegmentArrays, first_doc: int) -> list[tuple[int, int, float]]:
        docs = (page.docs + first_doc).tolist()
        has_pk = "pk" in segment.reader.schema
        pks = segment.column("pk").numbers(page.docs).tolist() if has_pk else docs
        return list(zip(docs, pks, page.scores.tolist(), strict=True))

    def _order(self, page: _Page, segment: SegmentArrays) -> list[Any]:
        """Return sort keys that compare across segments, least first: codes are a segment's own, values are not."""
        keys = self._keys(page, segment)
        if not self.has_reading_order:
            return keys
        column = segment.column(READING_ORDER)
        codes = column.codes[page.docs].tolist()
        return [(key, _place(column.values, code)) for key, code in zip(keys, codes, strict=True)]

    def _keys(self, page: _Page, segment: SegmentArrays) -> list[Any]:
        if self.sort is None:
            return cast("list[Any]", (-page.keys).tolist())
        values = segment.column(self.sort.field).values
        sign = 1 if self.sort.descending else -1
        return [
            (1, _SortKey(0, False)) if key == _MISSING else (0, _SortKey(values[sign * key], self.sort.descending))
            for key in page.keys.tolist()
        ]


def _place(values: Sequence[str], code: int) -> tuple[int, str]:
    """Return a document's reading order, comparable across segments; last without one."""
    return (1, "") if code == len(values) else (0, values[code])


def _first_in_order(hits: ScoredDocSet, wanted: int, order: Column) -> np.ndarray:
    """Return the numbers of the first hits in the order of a column."""
    if hits.is_flagged:
        return order.in_order[np.flatnonzero(hits.docs[order.in_order])[:wanted]]
    codes = order.codes[hits.docs]
    first = np.argpartition(codes, wanted - 1)[:wanted] if 0 < wanted < len(codes) else np.arange(len(codes))[:wanted]
    return hits.docs[first[np.argsort(codes[first], kind="stable")]] if wanted else hits.docs[:0]


def _best_scored(hits: ScoredDocSet, wanted: int, order: Column | None) -> _Page:
    """Return the first hits by score, equal ones in the order of a column, or of their numbers."""
    given = hits.scores
    if not isinstance(given, np.ndarray):
        docs = hits.numbers()[:wanted] if order is None else _first_in_order(hits, wanted, order)
        scores = np.full(len(docs), given, dtype=np.float32)
        return _Page(docs, scores, scores)
    if hits.is_flagged:
        ranks = None if order is None else lambda places: order.codes[places]
        docs = best(np.where(hits.docs, given, -np.inf), min(wanted, len(hits)), ranks)
        scores = given[docs]
    else:
        first = best(given, wanted, None if order is None else lambda places: order.codes[hits.docs[places]])
        docs, scores = hits.docs[first], given[first]
    return _Page(docs, scores, scores)


class _SortKey:
    """Sort key that compares in reverse for a descending order."""

    __slots__ = ("descending", "value")

    def __init__(self, value: Any, descending: bool) -> None:
        self.value, self.descending = value, descending

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _SortKey) and bool(self.value == other.value)

    def __lt__(self, other: _SortKey) -> bool:
        return bool(other.value < self.value if self.descending else self.value < other.value)


def _all(flags: Any) -> np.ndarray | None:
    """Combine flags by and; None for no flags."""
    kept = None
    for one in flags:
        kept = one if kept is None else kept & one
    return kept
