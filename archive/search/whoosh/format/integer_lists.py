"""Rows of integers per document: collected, written, merged, and read for some documents.

A field's sections: `row_bounds` (the start of each document's rows, one longer than there are documents) and `rows`
(all their numbers, row by row). The segment's directory has the length of a row.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Sequence
from itertools import chain

import numpy as np

from archive.search.whoosh.format.columns import smallest_unsigned
from archive.search.whoosh.format.segment_file import Section, SegmentCorrupt, SegmentFile, SegmentFileWriter


class GatheredRows:
    """Rows of the documents in a write buffer."""

    def __init__(self, width: int) -> None:
        self.width = width
        self._docs, self._lengths, self._numbers = array("I"), array("I"), array("I")

    def add(self, doc: int, rows: Sequence[Sequence[int]]) -> None:
        """Add the rows of one document. Raises TypeError for anything but rows of integers of the right length."""
        if any(len(row) != self.width for row in rows):
            raise TypeError(f"Rows of {self.width} numbers were expected, not {rows!r}")
        try:
            numbers = array("I", chain.from_iterable(rows))
        except OverflowError as error:
            raise TypeError(f"Rows hold whole numbers from 0 to 4,294,967,295: {error}") from error
        self._numbers += numbers
        self._docs.append(doc)
        self._lengths.append(len(rows))

    def write(self, file: SegmentFileWriter, name: str, doc_count: int) -> None:
        """Write the rows of a segment of so many documents."""
        lengths = np.zeros(doc_count, dtype=np.intp)
        lengths[np.array(self._docs, dtype=np.intp)] = self._lengths
        _write(file, name, lengths, np.array(self._numbers, dtype=np.uint32))


class MappedRows:
    """Rows of a mapped segment."""

    def __init__(self, file: SegmentFile, name: str) -> None:
        sections = file.sections.get(f"{name}.row_bounds"), file.sections.get(f"{name}.rows")
        if sections[0] is None or sections[1] is None:
            raise SegmentCorrupt(f"{file.path.name}: the rows {name!r} lack a section")
        self.width: int = file.meta["rows"][name]
        self._bounds: Section = sections[0]
        self._numbers: Section = sections[1]

    def of(self, docs: Iterable[int]) -> tuple[np.ndarray, np.ndarray]:
        """Return the rows of some documents, in their order, as a table; and the number of rows of each."""
        bounds = [self._bounds.read(doc, doc + 2).tolist() for doc in docs]
        parts = [self._numbers.read(first * self.width, last * self.width) for first, last in bounds]
        numbers = np.concatenate(parts) if parts else np.empty(0, dtype=np.uint8)
        lengths = np.array([last - first for first, last in bounds], dtype=np.intp)
        return numbers.reshape(-1, self.width), lengths

    def live(self, live: np.ndarray | None) -> tuple[np.ndarray, np.ndarray]:
        """Return the rows of all flagged documents, by default of all: the number of each, and all numbers."""
        bounds = self._bounds.read().astype(np.intp)
        lengths = bounds[1:] - bounds[:-1]
        numbers = self._numbers.read()
        if live is None:
            return lengths, numbers
        return lengths[live], numbers.reshape(-1, self.width)[np.repeat(live, lengths)].ravel()


def write_merged(
    file: SegmentFileWriter, name: str, parts: Sequence[tuple[MappedRows | None, np.ndarray | None, int]]
) -> int:
    """Merge the rows of segments into one; return the length of a row.

    Takes for each segment its rows, a flag per document where some were deleted, and the number of live ones.
    """
    width = next(rows.width for rows, _, _ in parts if rows is not None)
    none = np.empty(0, dtype=np.uint8)
    kept = [(np.zeros(count, np.intp), none) if rows is None else rows.live(live) for rows, live, count in parts]
    _write(file, name, np.concatenate([lengths for lengths, _ in kept]), np.concatenate([n for _, n in kept]))
    return width


def _write(file: SegmentFileWriter, name: str, lengths: np.ndarray, numbers: np.ndarray) -> None:
    bounds = np.concatenate(([0], np.cumsum(lengths)))
    file.add(f"{name}.row_bounds", bounds.astype("<u4"))
    file.add(f"{name}.rows", numbers.astype(smallest_unsigned(int(numbers.max(initial=0)))))
