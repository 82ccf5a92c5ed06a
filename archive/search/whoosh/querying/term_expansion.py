"""Expands a prefix or fuzzy word to the matching terms of a segment."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence

import numpy as np
from whoosh import query as q

from archive.search.whoosh.format.segment_arrays import SegmentArrays
from archive.search.whoosh.querying.edit_distance import TermPrefilter


def terms_of(node: q.Query, segment: SegmentArrays) -> np.ndarray:
    """Return the numbers, ascending, of the terms that a Prefix or FuzzyTerm matches."""
    field = segment.reader.schema[node.fieldname]
    terms = segment.terms(node.fieldname)
    if type(node) is q.Prefix:
        return np.arange(*prefix_bounds(terms, field.to_bytes(node.text)))
    return _near(node.text, int(node.maxdist), node.prefixlength, terms)


def prefix_bounds(terms: Sequence[bytes], prefix: bytes) -> tuple[int, int]:
    """Return the bounds (first, and one after the last) of the terms with this beginning."""
    first = bisect_left(terms, prefix)
    after = prefix.rstrip(b"\xff")
    if not after:
        return first, len(terms)
    after = after[:-1] + bytes((after[-1] + 1,))
    return first, bisect_left(terms, after, lo=first)


def _near(text: str, distance: int, prefix_length: int, terms: Sequence[bytes]) -> np.ndarray:
    """Return the terms within a Levenshtein distance that have the same beginning."""
    first, last = prefix_bounds(terms, text[:prefix_length].encode())
    return TermPrefilter(terms, first, last).near(text, distance)[0]
