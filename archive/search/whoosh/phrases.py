"""Phrases: documents in which words follow one another, at most `slop` places apart, found for all at once."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from archive.search.whoosh.segments import SegmentArrays

# How many places are laid out at a time: the flags for them, a byte each, stay in the processor's cache.
PLACES_AT_A_TIME = 1 << 21


def places_of_phrase(
    segment: SegmentArrays, field: str, terms: list[int], docs: np.ndarray, slop: int, check: Callable[[], None]
) -> np.ndarray:
    """Return which of `docs`, which all hold all the terms, hold them in this order: places in `docs`, ascending.

    Each term stands after the one before it by at least one place and at most `slop`; 1 is a phrase in the plain sense.
    `check` is called between parts of the work and may end it by raising.
    """
    places = {term: _Places(segment, field, term, docs) for term in set(terms)}
    extents = np.max([p.extents() for p in places.values()], axis=0)
    # Documents are laid one after another on one line of places, far enough apart that no phrase crosses over.
    starts = np.cumsum(extents + slop) - extents
    flags = np.zeros(0, dtype=bool)
    found = []
    first = 0
    while first < len(docs):
        check()
        last = int(np.searchsorted(starts, starts[first] + PLACES_AT_A_TIME, side="left"))
        last = max(last, first + 1)
        lines = {term: place.on_line(starts, first, last) for term, place in places.items()}
        room = max(int(line[-1]) for line in lines.values()) + slop + 1
        if room > len(flags):
            flags = np.zeros(max(room, PLACES_AT_A_TIME), dtype=bool)
        reached = _adjacent(terms, lines, flags) if slop == 1 else _in_order(terms, lines, flags, slop)
        found.append(first + _owners(reached, starts[first:last] - starts[first]))
        first = last
    return np.concatenate(found) if found else np.empty(0, dtype=np.intp)


def _owners(reached: np.ndarray, starts: np.ndarray) -> np.ndarray:
    """Which documents, by where each begins on the line, hold the places reached; ascending, each once."""
    owners = np.searchsorted(starts, reached, side="right") - 1
    first = np.ones(len(owners), dtype=bool)
    first[1:] = owners[1:] != owners[:-1]
    return owners[first]


class _Places:
    """Where one term stands, in the documents asked for only."""

    def __init__(self, segment: SegmentArrays, field: str, term: int, docs: np.ndarray) -> None:
        counts, positions = segment.positions(field, term)
        term_docs = segment.postings(field, term, term + 1).docs
        if len(term_docs) != len(docs):
            wanted = np.zeros(segment.doc_count, dtype=bool)
            wanted[docs] = True
            keep = wanted[term_docs]
            positions = positions[np.repeat(keep, counts)]
            counts = counts[keep]
        self.counts = counts
        self.positions = positions
        self.bounds = np.concatenate(([0], np.cumsum(counts)))

    def extents(self) -> np.ndarray:
        """How many places each document takes up as far as this term knows: its last position, and one."""
        return self.positions[self.bounds[1:] - 1].astype(np.int64) + 1

    def on_line(self, starts: np.ndarray, first: int, last: int) -> np.ndarray:
        """The term's places on the line, counted from where the first document begins."""
        low, high = self.bounds[first], self.bounds[last]
        line = np.repeat(starts[first:last] - starts[first], self.counts[first:last])
        line += self.positions[low:high]
        return line


def _adjacent(terms: list[int], lines: dict[int, np.ndarray], flags: np.ndarray) -> np.ndarray:
    """Begin with the rarest word, and drop whatever beginning of the phrase another word does not bear out."""
    order = sorted(range(len(terms)), key=lambda place: len(lines[terms[place]]))
    reached = lines[terms[order[0]]] - order[0]
    reached = reached[reached >= 0]
    for place in order[1:]:
        flags[reached] = True
        begins = lines[terms[place]] - place
        begins = begins[begins >= 0] if place else begins
        kept = begins[flags[begins]]
        flags[reached] = False
        reached = kept
    return reached


def _in_order(terms: list[int], lines: dict[int, np.ndarray], flags: np.ndarray, slop: int) -> np.ndarray:
    """Go from word to word: reached is where a word stands that has the words before it near enough in front."""
    reached = lines[terms[0]]
    for term in terms[1:]:
        flags[reached] = True
        line = lines[term]
        near = np.zeros(len(line), dtype=bool)
        for gap in range(1, slop + 1):
            near |= flags[np.maximum(line - gap, 0)] & (line >= gap)
        flags[reached] = False
        reached = line[near]
    return reached
