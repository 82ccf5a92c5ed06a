"""Segment as arrays for the executor: terms, postings, positions, lengths and columns.

The columnar codec has a subclass that maps them from the file.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from whoosh.reading import SegmentReader

from archive.search.whoosh.format.columns import Column, column_of_postings
from archive.search.whoosh.format.integer_lists import MappedRows


def _length_of_byte(byte: int) -> int:
    """Return the length that a byte stands for: exact up to 39, its four highest bits above.

    Source: Lucene's `SmallFloat.byte4ToInt`, so that another engine weighs lengths alike.
    """
    if byte < EXACT_BYTES:
        return byte
    shift, bits = divmod(byte - EXACT_BYTES, 8)
    return EXACT_BYTES + (bits if shift == 0 else (bits | 8) << (shift - 1))


EXACT_BYTES = 24
# A field's length is stored in a byte; the table gives the length that each byte stands for.
LENGTH_OF_BYTE = np.array([_length_of_byte(byte) for byte in range(256)], dtype=np.float32)


@dataclass(frozen=True, slots=True)
class Postings:
    """Postings of one term, or of several one after another: documents ascending within a term, and weights."""

    docs: np.ndarray  # intp
    weights: np.ndarray  # frequencies times field boost, any number type
    bounds: np.ndarray  # start of each term's postings, and the end: one longer than there are terms


class SegmentArrays(ABC):
    """Arrays of one segment. Terms of a field are numbered in the order of their bytes, from 0."""

    # The length that each byte of `length_bytes` stands for.
    length_of_byte = LENGTH_OF_BYTE

    def __init__(self, reader: SegmentReader) -> None:
        self.reader = reader
        self.doc_count: int = reader.doc_count_all()
        self._columns: dict[str, Column] = {}
        self._norms: dict[str, tuple[tuple[float, float, float], np.ndarray]] = {}
        self._docs_with: dict[str, int] = {}

    @cached_property
    def live(self) -> np.ndarray | None:
        """Return a flag per document, false where it was deleted; None where none was."""
        if not self.reader.has_deletions():
            return None
        live = np.ones(self.doc_count, dtype=bool)
        live[np.fromiter(self.reader.segment().deleted_docs(), dtype=np.intp)] = False
        return live

    @abstractmethod
    def terms(self, field: str) -> Sequence[bytes]:
        """Return the terms of a field, sorted; empty where the segment has none."""

    @abstractmethod
    def postings(self, field: str, first: int, last: int) -> Postings:
        """Return the postings of the terms numbered from `first` up to `last` (exclusive)."""

    def postings_of(self, field: str, numbers: np.ndarray) -> Postings:
        """Return the postings of the given terms, numbered ascending."""
        parts = [self.postings(field, int(number), int(number) + 1) for number in numbers]
        bounds = np.cumsum([0, *(len(part.docs) for part in parts)])
        docs, weights = [part.docs for part in parts], [part.weights for part in parts]
        return Postings(np.concatenate(docs), np.concatenate(weights), bounds)

    @abstractmethod
    def doc_frequency(self, field: str, term: int) -> int:
        """Return how many documents have a term, including deleted ones."""

    def doc_frequencies(self, field: str, first: int, last: int) -> np.ndarray:
        """Return the same for the terms numbered from `first` up to `last` (exclusive)."""
        return np.array([self.doc_frequency(field, term) for term in range(first, last)], dtype=np.intp)

    @abstractmethod
    def positions(self, field: str, term: int) -> tuple[np.ndarray, np.ndarray]:
        """Return how often each of its documents has a term, and all its positions, document by document."""

    @abstractmethod
    def length_bytes(self, field: str) -> np.ndarray:
        """Return the length of the field in every document, as a byte of `length_of_byte`."""

    def find(self, field: str, text: bytes) -> int:
        """Return the number of a term, -1 for none."""
        terms = self.terms(field)
        place = bisect_left(terms, text)
        return place if place < len(terms) and terms[place] == text else -1

    def field_length(self, field: str) -> int:
        """Return how many words the field has in all documents together."""
        return int(self.reader.field_length(field))

    def docs_with(self, field: str) -> int:
        """Return how many documents have a word in the field, deleted ones among them."""
        if field not in self._docs_with:
            self._docs_with[field] = int(np.count_nonzero(self.length_bytes(field)))
        return self._docs_with[field]

    def norms(self, field: str, average: float, b: float, k1: float) -> np.ndarray:
        """Return BM25's length norm: k1 · (1 - b + b · length / average), float32, one per document."""
        key = (average, b, k1)
        cached = self._norms.get(field)
        if cached is None or cached[0] != key:
            table = (k1 * ((1 - b) + b * self.length_of_byte / average)).astype(np.float32)
            cached = self._norms[field] = (key, table[self.length_bytes(field)])
        return cached[1]

    def column(self, field: str) -> Column:
        """Return the column of a field; every document without a value where nothing is indexed."""
        if field not in self._columns:
            self._columns[field] = self._make_column(field)
        return self._columns[field]

    def rows(self, field: str) -> MappedRows | None:
        """Return the rows of integers of documents; None where the codec stores none."""
        return None

    def _make_column(self, field: str) -> Column:
        terms = self.terms(field)
        postings = self.postings(field, 0, len(terms))
        values = [self.reader.schema[field].from_bytes(term) for term in terms]
        return column_of_postings(values, postings.docs, postings.bounds, self.doc_count)


def bytes_of_lengths(lengths: np.ndarray) -> np.ndarray:
    """Return the byte for each length: that of the greatest length of the table that is not above it."""
    return (np.searchsorted(LENGTH_OF_BYTE, lengths, side="right") - 1).astype(np.uint8)
