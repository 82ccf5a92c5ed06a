"""Which terms of a segment a prefix, a wildcard, a near miss or a range of words stands for."""

from __future__ import annotations

import fnmatch
import re
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from typing import Any

import numpy as np
from whoosh import query as q

from archive.search.whoosh.format.segment_arrays import SegmentArrays
from archive.search.whoosh.querying.edit_distance import TermPrefilter, lines


def terms_of(node: q.Query, segment: SegmentArrays) -> np.ndarray:
    """Return the numbers, ascending, of the terms that a Prefix, Wildcard, FuzzyTerm or TermRange matches."""
    field = segment.reader.schema[node.fieldname]
    terms = segment.terms(node.fieldname)
    if type(node) is q.Prefix:
        return np.arange(*prefix_bounds(terms, field.to_bytes(node.text)))
    if type(node) is q.TermRange:
        return np.arange(*_range_bounds(node, field, terms))
    if type(node) is q.Wildcard:
        return _wildcard(node.text, terms)
    return _near(node.text, int(node.maxdist), node.prefixlength, terms)


def prefix_bounds(terms: Sequence[bytes], prefix: bytes) -> tuple[int, int]:
    """Return the bounds (first, and one after the last) of the terms that begin so."""
    first = bisect_left(terms, prefix)
    after = prefix.rstrip(b"\xff")
    if not after:
        return first, len(terms)
    after = after[:-1] + bytes((after[-1] + 1,))
    return first, bisect_left(terms, after, lo=first)


def _range_bounds(node: q.TermRange, field: Any, terms: Sequence[bytes]) -> tuple[int, int]:
    first, last = 0, len(terms)
    if node.start is not None:
        find = bisect_right if node.startexcl else bisect_left
        first = find(terms, field.to_bytes(node.start))
    if node.end is not None:
        find = bisect_left if node.endexcl else bisect_right
        last = find(terms, field.to_bytes(node.end))
    return first, max(first, last)


def _wildcard(pattern: str, terms: Sequence[bytes]) -> np.ndarray:
    literal = re.split(r"[*?\[]", pattern, maxsplit=1)[0]
    first, last = prefix_bounds(terms, literal.encode()) if literal else (0, len(terms))
    if "[" in pattern:
        matches = re.compile(fnmatch.translate(pattern)).match
        return np.array([n for n in range(first, last) if matches(terms[n].decode())], dtype=np.intp)
    # All terms between are one text, a term a line: one search through it instead of one a term.
    if first == last:
        return np.empty(0, dtype=np.intp)
    texts, ends = lines(terms, first, last)
    line = re.compile(rb"^" + _as_bytes(pattern) + rb"$", re.MULTILINE)
    # The last line's end would begin another, empty one.
    starts = np.fromiter((match.start() for match in line.finditer(texts, 0, len(texts) - 1)), dtype=np.intp)
    return first + np.searchsorted(ends, starts, side="right")


def _as_bytes(pattern: str) -> bytes:
    """A wildcard as an expression for one line of UTF-8: any run of bytes for *, one character for ?."""
    one = rb"(?:[^\n\x80-\xff]|[\xc2-\xf4][\x80-\xbf]+)"
    parts = {"*": rb"[^\n]*", "?": one}
    return b"".join(parts.get(letter) or re.escape(letter.encode()) for letter in re.sub(r"\*+", "*", pattern))


def _near(text: str, distance: int, prefix_length: int, terms: Sequence[bytes]) -> np.ndarray:
    """Return the terms at most so many insertions, deletions and replacements away that begin the same."""
    first, last = prefix_bounds(terms, text[:prefix_length].encode())
    return TermPrefilter(terms, first, last).near(text, distance)[0]
