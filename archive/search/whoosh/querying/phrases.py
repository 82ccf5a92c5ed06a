"""Phrases: documents with consecutive words, at most `slop` positions apart, found for all documents at once.

Documents with all the words are laid one after another on one line of positions; those of one word are flagged there,
and looked up at the positions of the next. Most documents are excluded before by cheaper checks: by their words'
positions modulo 64, where many are searched; by two of the words, where there are more.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cached_property
from typing import Any, NamedTuple, cast

import numpy as np

from archive.search.whoosh.format.segment_arrays import SegmentArrays
from archive.search.whoosh.querying.doc_sets import ScoredDocSet, flags_of

# Positions laid out at a time: their flags, a byte each, fit in the processor's cache.
PLACES_AT_A_TIME = 1 << 21
# Documents are filtered by positions modulo 64 where at least one in so many of each word's is searched, and where so
# few pairs of positions in a document would match by chance.
_MANY_FROM = 3
_MAX_PAIRS = 16
# Documents are looked up singly in a set that is larger by this factor.
_SEARCHED_FROM = 64

Check = Callable[[], None]


class _Word(NamedTuple):
    """A word of a phrase: its offset from the phrase's beginning, and its term."""

    place: int
    term: _Term


def holding_phrase(
    segment: SegmentArrays, field: str, terms: Sequence[int], within: ScoredDocSet | None, slop: int, check: Check
) -> np.ndarray:
    """Return the documents that have the terms in this order: their numbers, ascending; of `within` alone where given.

    Each term is behind the one before it by at least one position and at most `slop`; 1 is an ordinary phrase. `check`
    is called between parts of the work and may end it by raising.
    """
    doc_count = segment.doc_count
    read = {number: _Term(segment, field, number) for number in terms}
    words = [_Word(place, read[number]) for place, number in enumerate(terms)]
    docs = _holding_all(list(read.values()), within, doc_count)
    if not len(docs):
        return docs
    if slop > 1:
        return _in_order(words, docs, doc_count, slop, check)
    first, second, *others = sorted(words, key=lambda word: len(word.term))
    if len(docs) * _MANY_FROM > max(map(len, read.values())):
        if first.term.repeats * second.term.repeats <= _MAX_PAIRS:
            docs = docs[_may_hold(words, doc_count)[docs].nonzero()[0]]
    elif others:
        docs = _adjacent([first, second], docs, doc_count, check)
    if not len(docs):
        return docs
    return _adjacent([first, second, *others], docs, doc_count, check)


class _Term:
    """One term: its documents, and, loaded on demand, its positions in them."""

    def __init__(self, segment: SegmentArrays, field: str, number: int) -> None:
        self._segment, self._field, self._number = segment, field, number
        self._length = segment.doc_frequency(field, number)

    def __len__(self) -> int:
        return self._length

    @cached_property
    def docs(self) -> np.ndarray:
        """Return its documents' numbers, ascending."""
        return self._segment.postings(self._field, self._number, self._number + 1).docs

    @cached_property
    def places(self) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """Return how often each document has it, the index of each one's last position, and all positions."""
        counts, positions = self._segment.positions(self._field, self._number)
        return counts, np.cumsum(counts), positions

    @property
    def repeats(self) -> float:
        """Return how often a document with the term has it, on average."""
        return len(self.places[2]) / len(self)

    def rows_of(self, docs: np.ndarray, doc_count: int) -> np.ndarray:
        """Return the indexes, among its own documents, of those given that have it, ascending."""
        if len(docs) * _SEARCHED_FROM < len(self):
            rows = np.searchsorted(self.docs, docs)
            return cast("np.ndarray", rows[self.docs[np.minimum(rows, len(self) - 1)] == docs])
        return cast("np.ndarray", flags_of(docs, doc_count)[self.docs].nonzero()[0])

    def bits(self, doc_count: int) -> np.ndarray:
        """Return 64 bits for every document: those at the term's positions modulo 64."""
        counts, ends, positions = self.places
        ones = np.left_shift(np.uint64(1), (positions & positions.dtype.type(63)).astype(np.uint64))
        bits = np.zeros(doc_count, dtype=np.uint64)
        bits[self.docs] = np.bitwise_or.reduceat(ones, ends - counts)
        return bits


def _holding_all(terms: list[_Term], within: ScoredDocSet | None, doc_count: int) -> np.ndarray:
    """Return the documents, of `within` if given, that have all the terms in any order."""
    first, *others = sorted(terms, key=len)
    docs = first.docs if within is None else first.docs[within.flags(doc_count)[first.docs].nonzero()[0]]
    for term in others:
        docs = term.docs[term.rows_of(docs, doc_count)]
    return docs


def _may_hold(words: list[_Word], doc_count: int) -> np.ndarray:
    """Return flags of the documents that may have a phrase, by the positions of its words modulo 64.

    That takes half the time of comparing positions one by one, and leaves a tenth of the documents that have two words
    twice each; but it scans all documents of each word.
    """
    bits = {id(word.term): word.term.bits(doc_count) for word in words}
    likely = np.full(doc_count, 2**64 - 1, dtype=np.uint64)
    for word in words:
        likely &= _turned(bits[id(word.term)], word.place % 64)
    return cast("np.ndarray", likely != 0)


def _turned(bits: np.ndarray, places: int) -> np.ndarray:
    """Rotate bits down by so many positions."""
    return bits >> np.uint64(places) | bits << np.uint64(64 - places) if places else bits


class _Line:
    """Documents that have all of a phrase's words, one after another on a line of positions.

    They are further apart than the words of a phrase may be, so that no phrase crosses a bound.
    """

    def __init__(self, words: list[_Word], docs: np.ndarray, doc_count: int, gap: int) -> None:
        self._docs, self._before = docs, max(word.place for word in words)
        self._places = {}
        extents = np.zeros(len(docs), dtype=np.int64)
        for term in {id(word.term): word.term for word in words}.values():
            counts, ends, positions = term.places
            if len(term) > len(docs):
                rows = term.rows_of(docs, doc_count)
                counts, ends = counts[rows], ends[rows]
            self._places[id(term)] = counts, ends, positions, len(term) == len(docs)
            np.maximum(extents, positions[ends - 1], out=extents)
        self._ends = np.cumsum(extents + 1 + gap)
        self._starts = self._ends - extents - 1 - gap

    def search(self, last_reached: Callable[[_Part, np.ndarray], tuple[_Word, np.ndarray]], check: Check) -> np.ndarray:
        """Return the documents that a function finds, part by part of the line.

        The function gets flags to use, and returns a word and those of its positions in the part, ascending, that end a
        phrase.
        """
        found, first = [], 0
        flags = np.zeros(min(PLACES_AT_A_TIME, int(self._ends[-1])) + self._before, dtype=bool)
        while first < len(self._docs):
            check()
            last = max(int(np.searchsorted(self._ends, self._starts[first] + PLACES_AT_A_TIME)), first + 1)
            room = int(self._ends[last - 1] - self._starts[first]) + self._before
            if room > len(flags):  # for one very long document
                flags = np.zeros(room, dtype=bool)
            part = _Part(self._places, self._starts[first:last], first, self._before)
            found.append(self._docs[first + part.owners(*last_reached(part, flags))])
            first = last
        return np.concatenate(found)


class _Part:
    """Adjacent documents on the line."""

    def __init__(self, places: dict[int, Any], starts: np.ndarray, first: int, before: int) -> None:
        self._places, self._part = places, slice(first, first + len(starts))
        # Positions in front of it, for a phrase that would begin before its document.
        self._starts = starts - starts[0] + before

    def begins(self, word: _Word) -> np.ndarray:
        """Return the beginnings of phrases for each of a word's positions, ascending."""
        counts, ends, positions, all_loaded = self._places[id(word.term)]
        counts, ends = counts[self._part], ends[self._part]
        starts = self._starts - word.place
        if all_loaded:
            begins = np.repeat(starts, counts)
            begins += positions[ends[0] - counts[0] : ends[-1]]
            return begins
        owners = np.repeat(np.arange(len(counts)), counts)
        at = (ends - np.cumsum(counts))[owners]
        at += np.arange(len(at))
        begins = starts[owners]
        begins += positions[at]
        return cast("np.ndarray", begins)

    def owners(self, word: _Word, reached: np.ndarray) -> np.ndarray:
        """Return the documents of the part that contain some of a word's positions, ascending, each once."""
        counts = self._places[id(word.term)][0][self._part]
        if len(reached) * _SEARCHED_FROM < len(counts):
            return _each_once(np.searchsorted(np.cumsum(counts), reached, side="right"))
        return _each_once(np.repeat(np.arange(len(counts)), counts)[reached])


def _each_once(ascending: np.ndarray) -> np.ndarray:
    first = np.ones(len(ascending), dtype=bool)
    first[1:] = ascending[1:] != ascending[:-1]
    return ascending[first.nonzero()[0]]


def _adjacent(words: list[_Word], docs: np.ndarray, doc_count: int, check: Check) -> np.ndarray:
    """Return those of the documents where all words agree on the beginning of a phrase."""

    def last_reached(part: _Part, flags: np.ndarray) -> tuple[_Word, np.ndarray]:
        reached = part.begins(words[0])
        for word in words[1:]:
            begins = part.begins(word)
            flags[reached] = True
            kept = flags[begins].nonzero()[0]
            flags[reached] = False
            reached = begins[kept]
        return word, kept

    return _Line(words, docs, doc_count, gap=max(word.place for word in words)).search(last_reached, check)


def _in_order(words: list[_Word], docs: np.ndarray, doc_count: int, slop: int, check: Check) -> np.ndarray:
    """Return those of the documents where each word is near enough behind one that is near enough behind another."""

    def last_reached(part: _Part, flags: np.ndarray) -> tuple[_Word, np.ndarray]:
        reached = part.begins(words[0]._replace(place=0))
        for word in words[1:]:
            places = part.begins(word._replace(place=0))
            near = np.zeros(len(places), dtype=bool)
            flags[reached] = True
            for gap in range(1, slop + 1):
                near |= flags[np.maximum(places - gap, 0)] & (places >= gap)
            flags[reached] = False
            kept = near.nonzero()[0]
            reached = places[kept]
        return word, kept

    return _Line(words, docs, doc_count, gap=slop).search(last_reached, check)
