"""Value bitmaps: the documents of each value of a column, for counting many documents and for filtering by values.

Frequent values are stored as a bit per document: 40 of them are counted among 100,000 documents in 0.1 ms. Of the
others the documents are stored, value by value.
"""

from __future__ import annotations

import numpy as np

# A value has a bitmap from this fraction (1 in n) of the documents on, where it is smaller than a list of them.
BITS_FROM = 64


class ValueBitmaps:
    """The documents of `doc_count` that have each of `value_count` values."""

    def __init__(self, codes: np.ndarray, owners: np.ndarray, value_count: int, doc_count: int) -> None:
        """Take values by their numbers and, in parallel, the documents that have them."""
        order = np.argsort(codes, kind="stable")
        owners = owners[order].astype(np.min_scalar_type(max(doc_count - 1, 0)))
        sizes = np.bincount(codes, minlength=value_count)
        self._doc_count = doc_count
        self._is_common = sizes * BITS_FROM > doc_count
        self._common = np.flatnonzero(self._is_common)
        bounds = np.concatenate(([0], np.cumsum(sizes)))
        self._bits = np.zeros((len(self._common), _words(doc_count)), dtype=np.uint64)
        for row, code in zip(self._bits, self._common.tolist(), strict=True):
            row[:] = _packed(_flags(owners[bounds[code] : bounds[code + 1]], doc_count))
        # The others one after another: the start of each, and its documents.
        self._rare = np.flatnonzero(~self._is_common & (sizes > 0))
        self._owners = owners[np.repeat(~self._is_common, sizes)]
        self._bounds = np.concatenate(([0], np.cumsum(np.where(self._is_common, 0, sizes))))

    def counts(self, flags: np.ndarray) -> np.ndarray:
        """Return how many of the flagged documents have each value."""
        counts = np.zeros(len(self._is_common), dtype=np.int64)
        if len(self._common):
            counts[self._common] = np.bitwise_count(self._bits & _packed(flags)).sum(axis=1, dtype=np.int64)
        if len(self._rare):
            # Numpy reads indexes of its native type ten times as fast as it converts others one by one.
            held = flags[self._owners.astype(np.intp)]
            counts[self._rare] = np.add.reduceat(held, self._bounds[self._rare], dtype=np.int64)
        return counts

    def of(self, codes: np.ndarray) -> np.ndarray:
        """Return a flag for every document: whether it has any of the numbered values."""
        flags = np.zeros(self._doc_count, dtype=bool)
        for code in codes[~self._is_common[codes]].tolist():
            flags[self._owners[self._bounds[code] : self._bounds[code + 1]]] = True
        common = np.searchsorted(self._common, codes[self._is_common[codes]])
        if len(common):
            bits = np.bitwise_or.reduce(self._bits[common], axis=0).view(np.uint8)
            flags |= np.unpackbits(bits, count=self._doc_count).view(bool)
        return flags


def _flags(docs: np.ndarray, doc_count: int) -> np.ndarray:
    flags = np.zeros(doc_count, dtype=bool)
    flags[docs] = True
    return flags


def _words(doc_count: int) -> int:
    return -(-doc_count // 64)


def _packed(flags: np.ndarray) -> np.ndarray:
    """Return a bit per document, in words of 64."""
    packed = np.zeros(_words(len(flags)) * 8, dtype=np.uint8)
    packed[: -(-len(flags) // 8)] = np.packbits(flags)
    return packed.view(np.uint64)
