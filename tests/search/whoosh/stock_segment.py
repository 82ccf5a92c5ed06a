"""Segments of Whoosh's own codec as arrays, so that the executor's results can be compared with stock Whoosh's."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from whoosh.reading import SegmentReader
from whoosh.util.numeric import byte_to_length

from archive.search.whoosh.format.segment_arrays import Postings, SegmentArrays


class ReadSegment(SegmentArrays):
    """A segment of any codec, read once through Whoosh's matchers: right, and slow on first use."""

    length_of_byte = np.array([byte_to_length(byte) for byte in range(256)], dtype=np.float32)

    def __init__(self, reader: SegmentReader) -> None:
        super().__init__(reader)
        self._terms: dict[str, list[bytes]] = {}
        self._postings: dict[tuple[str, int], tuple[np.ndarray, np.ndarray]] = {}
        self._positions: dict[tuple[str, int], tuple[np.ndarray, np.ndarray]] = {}
        self._lengths: dict[str, np.ndarray] = {}

    def terms(self, field: str) -> Sequence[bytes]:
        if field not in self._terms:
            known = field in set(self.reader.indexed_field_names())
            self._terms[field] = list(self.reader.lexicon(field)) if known else []
        return self._terms[field]

    def doc_frequency(self, field: str, term: int) -> int:
        return self.reader.doc_frequency(field, self.terms(field)[term])

    def postings(self, field: str, first: int, last: int) -> Postings:
        parts = [self._read(field, term) for term in range(first, last)]
        bounds = np.cumsum([0, *(len(docs) for docs, _ in parts)])
        if not parts:
            return Postings(np.empty(0, np.intp), np.empty(0, np.float32), bounds)
        return Postings(np.concatenate([p[0] for p in parts]), np.concatenate([p[1] for p in parts]), bounds)

    def _matcher(self, field: str, term: int):
        # The codec's own matcher: unlike the reader's it does not leave deleted documents out.
        reader = self.reader
        return reader._terms.matcher(field, self.terms(field)[term], reader.schema[field].format)

    def _read(self, field: str, term: int) -> tuple[np.ndarray, np.ndarray]:
        if (field, term) not in self._postings:
            docs, weights = [], []
            matcher = self._matcher(field, term)
            while matcher.is_active():
                docs.append(matcher.id())
                weights.append(matcher.weight())
                matcher.next()
            self._postings[field, term] = np.array(docs, np.intp), np.array(weights, np.float32)
        return self._postings[field, term]

    def positions(self, field: str, term: int) -> tuple[np.ndarray, np.ndarray]:
        if (field, term) not in self._positions:
            counts: list[int] = []
            places: list[int] = []
            matcher = self._matcher(field, term)
            while matcher.is_active():
                found = matcher.value_as("positions")
                counts.append(len(found))
                places.extend(found)
                matcher.next()
            self._positions[field, term] = np.array(counts, np.intp), np.array(places, np.int64)
        return self._positions[field, term]

    def length_bytes(self, field: str) -> np.ndarray:
        if field not in self._lengths:
            reader = self.reader._perdoc
            lengths = [reader.doc_field_length(doc, field, 0) or 0 for doc in range(self.doc_count)]
            self._lengths[field] = np.searchsorted(self.length_of_byte, np.array(lengths, np.float32)).astype(np.uint8)
        return self._lengths[field]
