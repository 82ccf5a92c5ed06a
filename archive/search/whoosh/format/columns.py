"""Columns: the values of a field, document by document, as arrays for counting, filtering and sorting.

A column numbers the distinct values of its field in sort order, so that comparing codes compares values: a range of
years is a range of codes. Sets of documents have one of two forms, as in `doc_sets`: their numbers, or a flag for every
document of the segment.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, cast

import numpy as np

from archive.search import engine
from archive.search.whoosh.format.value_postings import ValueBitmaps

Scalar = str | int


@dataclass(frozen=True, slots=True)
class Values:
    """A filter: documents that have any of these values."""

    values: frozenset[Scalar]

    def codes(self, column: Column) -> np.ndarray:
        """Return a flag for every code of the column, and a false one for documents without a value."""
        chosen = np.zeros(len(column.values) + 1, dtype=bool)
        for value in self.values:
            place = bisect_left(column.values, value)
            if place < len(column.values) and column.values[place] == value:
                chosen[place] = True
        return chosen


@dataclass(frozen=True, slots=True)
class Range:
    """A filter: documents that have a value from `low` to `high`, both included; None leaves that end open."""

    low: Scalar | None = None
    high: Scalar | None = None

    def codes(self, column: Column) -> np.ndarray:
        """Return a flag for every code of the column, and a false one for documents without a value."""
        first = 0 if self.low is None else bisect_left(column.values, self.low)
        last = len(column.values) if self.high is None else bisect_right(column.values, self.high)
        chosen = np.zeros(len(column.values) + 1, dtype=bool)
        chosen[first:last] = True
        return chosen


Filter = Values | Range


def column_filter(chosen: engine.Filter) -> tuple[str, Filter]:
    """Return the column of one of the engine's filters, and the filter on its codes."""
    if isinstance(chosen, engine.ValuesFilter):
        return chosen.field, Values(chosen.values)
    return chosen.field, Range(chosen.low, chosen.high)


@dataclass(slots=True)
class Column:
    """The values of one field in one segment.

    `values` are the distinct values, sorted. `codes` holds the number of a value for every document, `len(values)` for
    none; or, where a document may have several, all their numbers one document after another, and `offsets` holds the
    start of each document (one longer than there are documents).
    """

    values: Sequence[Any]  # of Scalar; while segments are merged, terms
    codes: np.ndarray
    offsets: np.ndarray | None = None
    _numbers: np.ndarray | None = field(default=None, repr=False)
    _holders: ValueBitmaps | None = field(default=None, repr=False)
    _in_order: np.ndarray | None = field(default=None, repr=False)

    def matches(self, chosen: Filter, docs: np.ndarray) -> np.ndarray:
        """Return flags of the documents that pass the filter; given flags, of those among them."""
        codes = chosen.codes(self)
        flagged = docs.dtype == bool
        if self.offsets is None:
            passes = codes[(self.codes if flagged else self.codes[docs]).astype(np.intp)]
            return passes & docs if flagged else passes
        passes = self.holders.of(np.flatnonzero(codes[:-1]))
        return cast("np.ndarray", passes & docs if flagged else passes[docs])

    def counts(self, docs: np.ndarray) -> np.ndarray:
        """Return how many of the documents have each value, an integer per value."""
        if docs.dtype == bool:
            return self.holders.counts(docs)
        codes = self.codes[docs] if self.offsets is None else self._codes_of(docs, self.offsets)
        return np.bincount(codes, minlength=len(self.values) + 1)[: len(self.values)]

    @property
    def holders(self) -> ValueBitmaps:
        """Return the inverse of the column: the documents of each value."""
        if self._holders is None:
            if self.offsets is None:
                owners = np.flatnonzero(self.codes < len(self.values))
                codes = self.codes[owners]
            else:
                owners = np.repeat(
                    np.arange(len(self.offsets) - 1), np.diff(self.offsets.astype(np.int64)).astype(np.intp)
                )
                codes = self.codes
            doc_count = len(self.codes) if self.offsets is None else len(self.offsets) - 1
            self._holders = ValueBitmaps(codes, owners, len(self.values), doc_count)
        return self._holders

    @property
    def in_order(self) -> np.ndarray:
        """Return all documents sorted by value, those without one last; for a column of single values."""
        if self._in_order is None:
            self._in_order = np.argsort(self.codes, kind="stable")
        return self._in_order

    def first_codes(self, docs: np.ndarray) -> np.ndarray:
        """Return the code of each numbered document's (smallest) value, `len(values)` where it has none."""
        if self.offsets is None:
            return cast("np.ndarray", self.codes[docs])
        starts, ends = self.offsets[docs], self.offsets[docs + 1]
        empty = starts == ends
        codes = np.full(len(docs), len(self.values), dtype=np.int64)
        codes[~empty] = self.codes[starts[~empty]]
        return codes

    def numbers(self, docs: np.ndarray) -> np.ndarray:
        """Return each numbered document's number, for a column of whole numbers; the smallest int64 for none."""
        if self._numbers is None:
            self._numbers = np.append(np.asarray(self.values, dtype=np.int64), np.iinfo(np.int64).min)
        return cast("np.ndarray", self._numbers[self.first_codes(docs)])

    def _codes_of(self, docs: np.ndarray, offsets: np.ndarray) -> np.ndarray:
        """Return all codes of numbered documents, one document after another."""
        starts = offsets[docs].astype(np.intp)
        lengths = offsets[docs + 1].astype(np.intp) - starts
        before = np.cumsum(lengths) - lengths
        places = np.repeat(starts - before, lengths)
        places += np.arange(len(places))
        return cast("np.ndarray", self.codes[places])


def column_of_postings(values: Sequence[Scalar], docs: np.ndarray, bounds: np.ndarray, doc_count: int) -> Column:
    """Convert a field's postings (term by term, `bounds` apart) to a column (document by document)."""
    codes = np.repeat(np.arange(len(values)), np.diff(bounds))
    per_doc = np.bincount(docs, minlength=doc_count) if len(docs) else np.zeros(doc_count, dtype=np.intp)
    kind = smallest_unsigned(len(values))
    if not len(per_doc) or per_doc.max() <= 1:
        single = np.full(doc_count, len(values), dtype=kind)
        single[docs] = codes
        return Column(values, single)
    order = np.argsort(docs, kind="stable")
    return Column(values, codes[order].astype(kind), np.concatenate(([0], np.cumsum(per_doc))))


def smallest_unsigned(largest: int) -> np.dtype:
    """Return the smallest unsigned type that holds a number."""
    return np.min_scalar_type(largest)
