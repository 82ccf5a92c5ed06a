"""Counts of a facet's values, sorted only as far as they are read: a page shows eight of a thousand."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from typing import overload

import numpy as np

from archive.search.whoosh.format.columns import Scalar
from archive.search.whoosh.querying.doc_sets import best


class ValueCounts(Sequence[tuple[Scalar, int]]):
    """Values of hits with their numbers, the most frequent first, equally frequent ones in their order.

    [("gull", 7), ("lantern", 7), ("tidewater", 2)]: a sequence of pairs, equal to a list of the same.
    """

    def __init__(self, values: Sequence[Scalar], counts: np.ndarray) -> None:
        """Take values in their order and, in parallel, their numbers of hits; values without hits are left out."""
        self._values, self._counts = values, counts
        self._length = int(np.count_nonzero(counts))

    def __len__(self) -> int:
        return self._length

    @overload
    def __getitem__(self, key: int) -> tuple[Scalar, int]: ...
    @overload
    def __getitem__(self, key: slice) -> list[tuple[Scalar, int]]: ...
    def __getitem__(self, key: int | slice) -> tuple[Scalar, int] | list[tuple[Scalar, int]]:
        if isinstance(key, slice):
            first, after, step = key.indices(self._length)
            return self._most(after)[first:after:step] if step > 0 else self._most(self._length)[key]
        place = range(self._length)[key]
        return self._most(place + 1)[place]

    def __iter__(self) -> Iterator[tuple[Scalar, int]]:
        return iter(self._most(self._length))

    def _most(self, count: int) -> list[tuple[Scalar, int]]:
        return self._pairs(best(self._counts, min(count, self._length)))

    def _pairs(self, places: np.ndarray) -> list[tuple[Scalar, int]]:
        counts = self._counts[places].tolist()
        return [(self._values[place], count) for place, count in zip(places.tolist(), counts, strict=True)]

    def by_value(self) -> list[tuple[Scalar, int]]:
        """Return the same pairs ordered by value."""
        return self._pairs(np.flatnonzero(self._counts))

    def of(self, value: Scalar) -> int:
        """Return how many hits have a value, 0 for none."""
        place = bisect_left(self._values, value)
        return int(self._counts[place]) if place < len(self._values) and self._values[place] == value else 0

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Sequence) and list(self) == list(other)

    def __repr__(self) -> str:
        return f"ValueCounts({list(self)!r})"


class JointValues:
    """Values of a field in all segments, in order, with the index of each segment's values among them."""

    def __init__(self, values_of_segments: Sequence[Sequence[Scalar]]) -> None:
        if len(values_of_segments) == 1:
            self.values, self._places = values_of_segments[0], None
            return
        self.values = sorted(set().union(*values_of_segments))
        number = {value: place for place, value in enumerate(self.values)}
        self._places = [
            np.fromiter((number[value] for value in values), np.intp, len(values)) for values in values_of_segments
        ]

    def total(self, counts: Sequence[np.ndarray]) -> ValueCounts:
        """Return the sum of the counts of the first segments, one for each that was counted."""
        if self._places is None and counts:
            return ValueCounts(self.values, counts[0])
        total = np.zeros(len(self.values), dtype=np.int64)
        for places, some in zip(self._places or (), counts, strict=False):
            total[places] += some
        return ValueCounts(self.values, total)
