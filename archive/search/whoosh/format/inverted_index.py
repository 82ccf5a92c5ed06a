"""Inverted fields of a columnar segment: written from postings, and read as views of the file.

A field's sections: `terms` (all terms, a newline after each), `term_bounds`, `bounds` (the start of each term's
postings), `docs`, `freqs` (left out where every one is 1), `position_bounds` and `positions` (fields for phrases),
`lengths` (scored fields, Whoosh's byte), `codes` and `offsets` (fields of whole values, see `columns`).
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any, overload

import numpy as np

from archive.search.whoosh.format.columns import Column, column_of_postings, smallest_unsigned
from archive.search.whoosh.format.segment_file import Section, SegmentCorrupt, SegmentFile, SegmentFileWriter

# Every n-th term is held in memory, to find those between.
_STRIDE = 64


@dataclass(frozen=True, slots=True)
class Inverted:
    """A field in memory: sorted terms; for each its documents ascending, its frequencies, and all its positions."""

    terms: list[bytes]
    bounds: np.ndarray  # one longer than there are terms
    docs: np.ndarray
    freqs: np.ndarray | None  # None: every frequency is 1, and there are no positions
    positions: np.ndarray | None  # None: not stored; else as many for a posting as its frequency
    lengths: np.ndarray | None  # bytes, one per document
    length_total: int
    whole_values: bool


def write_field(file: SegmentFileWriter, name: str, field: Inverted, doc_count: int) -> dict[str, Any]:
    """Write a field of a new segment; return its entry for the directory."""
    texts = b"".join(term + b"\n" for term in field.terms)
    file.add(f"{name}.terms", np.frombuffer(texts, dtype=np.uint8))
    file.add(f"{name}.term_bounds", term_bounds(field.terms))
    file.add(f"{name}.bounds", field.bounds.astype(_bounds_type(len(field.docs))))
    file.add(f"{name}.docs", field.docs.astype(smallest_unsigned(max(doc_count - 1, 0))))
    if field.freqs is not None:
        file.add(f"{name}.freqs", field.freqs.astype(weight_type(field.freqs)))
    if field.positions is not None and field.freqs is not None:
        per_term = np.concatenate((np.zeros(1, np.int64), np.cumsum(field.freqs)))
        file.add(f"{name}.position_bounds", per_term[field.bounds].astype(_bounds_type(len(field.positions))))
        file.add(f"{name}.positions", field.positions.astype(smallest_unsigned(int(field.positions.max(initial=0)))))
    if field.lengths is not None:
        file.add(f"{name}.lengths", field.lengths)
    if field.whole_values:
        write_column(file, name, column_of_postings(range(len(field.terms)), field.docs, field.bounds, doc_count))
    return {"length_total": int(field.length_total)}


def write_column(file: SegmentFileWriter, name: str, column: Column) -> None:
    """Write the column of a field of whole values."""
    file.add(f"{name}.codes", column.codes)
    if column.offsets is not None:
        file.add(f"{name}.offsets", column.offsets.astype(np.uint32))


def term_bounds(terms: Sequence[bytes]) -> np.ndarray:
    """Return the start of each term among all of them, newlines counted; one longer than there are terms."""
    lengths = np.fromiter(map(len, terms), dtype=np.int64, count=len(terms)) + 1
    return np.concatenate(([0], np.cumsum(lengths))).astype(np.uint32)


def weight_type(freqs: np.ndarray) -> np.dtype:
    """Return the smallest type for the frequencies; float32 where a boost made fractions of them."""
    if freqs.dtype.kind == "f" and (freqs != np.floor(freqs)).any():
        return np.dtype("<f4")
    return smallest_unsigned(int(freqs.max(initial=0)))


def _bounds_type(largest: int) -> np.dtype:
    return np.dtype("<u4") if largest < 1 << 32 else np.dtype("<u8")


class MappedTerms(Sequence[bytes]):
    """Terms of a field, read from the file lazily."""

    def __init__(self, texts: np.ndarray, bounds: np.ndarray) -> None:
        self.texts, self.bounds = texts, bounds
        self._texts = texts.data
        self._bounds = bounds.data
        if len(bounds) == 0 or self._bounds[-1] != len(texts):
            raise SegmentCorrupt("A field's terms do not end where they should")
        self._signposts = [self[n] for n in range(0, len(self), _STRIDE)]

    def __len__(self) -> int:
        return len(self._bounds) - 1

    @overload
    def __getitem__(self, number: int) -> bytes: ...
    @overload
    def __getitem__(self, number: slice) -> list[bytes]: ...
    def __getitem__(self, number: int | slice) -> bytes | list[bytes]:
        if isinstance(number, slice):
            first, after, _ = number.indices(len(self))
            texts, bounds = self._texts, self._bounds[first : after + 1].tolist()
            return [texts[low : high - 1].tobytes() for low, high in pairwise(bounds)]
        if number < 0 or number >= len(self):
            raise IndexError(number)
        return self._texts[self._bounds[number] : self._bounds[number + 1] - 1].tobytes()

    def __iter__(self) -> Iterator[bytes]:
        texts = self._texts.tobytes()
        return (texts[first : after - 1] for first, after in pairwise(self._bounds.tolist()))

    def lines(self, first: int, last: int) -> tuple[bytes, np.ndarray]:
        """Return the terms from `first` up to `last` (exclusive) as one text, a line each, and the end of each line."""
        start = self._bounds[first]
        return self._texts[start : self._bounds[last]].tobytes(), self.bounds[first + 1 : last + 1].astype(
            np.intp
        ) - start

    def place(self, text: bytes) -> int:
        """Return the position of a term in the sort order, as `bisect_left`; most steps use the terms in memory."""
        first = self._signpost(text)
        return bisect_left(self, text, first, min(first + _STRIDE, len(self)))

    def number(self, text: bytes) -> int:
        """Return the number of a term, -1 for none: a text search between two sampled terms.

        Four times as fast as `place`, which makes an object of each term that it compares.
        """
        first = self._signpost(text)
        start, end = self._bounds[first], self._bounds[min(first + _STRIDE, len(self))]
        lines = b"\n" + self._texts[start:end].tobytes()
        at = lines.find(b"\n" + text + b"\n")
        if at < 0:
            return -1
        number = first + lines.count(b"\n", 0, at)
        if number < len(self) and self[number] == text:
            return number
        # A term with a newline in it, which no word has, counted as two.
        place = self.place(text)
        return place if place < len(self) and self[place] == text else -1

    def _signpost(self, text: bytes) -> int:
        return max(bisect_right(self._signposts, text) - 1, 0) * _STRIDE


class MappedField:
    """One field of a mapped segment."""

    def __init__(self, file: SegmentFile, name: str) -> None:
        def section(part: str) -> Section | None:
            return file.sections.get(f"{name}.{part}")

        def needed(part: str) -> Section:
            if (found := section(part)) is None:
                raise SegmentCorrupt(f"{file.path.name}: the field {name!r} lacks a section")
            return found

        self.docs, self.freqs = needed("docs"), section("freqs")
        self.positions, self.lengths = section("positions"), section("lengths")
        self.codes, self.offsets = section("codes"), section("offsets")
        self.terms = MappedTerms(needed("terms").read(), needed("term_bounds").read())
        self.bounds = needed("bounds").read()
        self._bounds = self.bounds.data
        position_bounds = section("position_bounds")
        self.position_bounds = None if position_bounds is None else position_bounds.read().data
        self.length_total: int = file.meta["fields"][name]["length_total"]
        if len(self.bounds) != len(self.terms) + 1:
            raise SegmentCorrupt(f"{file.path.name}: the field {name!r} has {len(self.bounds)} bounds")

    def bound(self, term: int) -> int:
        """Return the start of a term's postings."""
        return self._bounds[term]

    def docs_of(self, first: int, last: int) -> np.ndarray:
        """Return the documents of the terms from `first` up to `last` (exclusive), as stored."""
        return self.docs.read(self._bounds[first], self._bounds[last])

    def freqs_of(self, first: int, last: int) -> np.ndarray:
        """Return the frequencies of the same postings."""
        low, high = self._bounds[first], self._bounds[last]
        return np.ones(high - low, dtype=np.uint8) if self.freqs is None else self.freqs.read(low, high)

    def positions_of(self, first: int, last: int) -> np.ndarray:
        """Return the positions of the same postings, as many for each as its frequency."""
        if self.positions is None or self.position_bounds is None:
            raise SegmentCorrupt("The field has no positions")
        return self.positions.read(self.position_bounds[first], self.position_bounds[last])

    def column(self, values: Sequence[Any]) -> Column:
        """Return the field's column over its values."""
        offsets = None if self.offsets is None else self.offsets.read()
        if self.codes is None:
            raise SegmentCorrupt("The field has no column")
        return Column(values, self.codes.read(), offsets)
