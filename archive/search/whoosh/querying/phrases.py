"""Phrases: documents in which words follow one another, at most `slop` places apart, found for all at once.

Documents that hold all the words are laid one after another on one line of places, and what is flagged there for one
word is looked for at the places of the next. Before that most are ruled out by less: by their words' positions modulo
64, where many are asked for; by two of the words, where there are more.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cached_property
from typing import Any, NamedTuple, cast

import numpy as np

from archive.search.whoosh.format.segment_arrays import SegmentArrays
from archive.search.whoosh.querying.doc_sets import ScoredDocSet, flags_of

# How many places are laid out at a time: the flags for them, a byte each, stay in the processor's cache.
PLACES_AT_A_TIME = 1 << 21
# Documents are ruled out by positions modulo 64 where at least one in so many of each word's is asked for, and where
# so many pairs of the words' positions in a document would meet by chance too seldom to be worth it.
_MANY_FROM = 3
_MAX_PAIRS = 16
# Documents are looked up one by one among so many times as many.
_LOOKED_UP_FROM = 64

Check = Callable[[], None]


class _Word(NamedTuple):
    """A word of a phrase: how many places behind the phrase's begin, and which term."""

    place: int
    term: _Term


def holding_phrase(
    segment: SegmentArrays, field: str, terms: Sequence[int], within: ScoredDocSet | None, slop: int, check: Check
) -> np.ndarray:
    """Return which documents hold the terms in this order: their numbers, ascending; of `within` alone where given.

    Each term stands after the one before it by at least one place and at most `slop`; 1 is a phrase in the plain sense.
    `check` is called between parts of the work and may end it by raising.
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
    """One term: its documents, and, when they are asked for, where it stands in them."""

    def __init__(self, segment: SegmentArrays, field: str, number: int) -> None:
        self._segment, self._field, self._number = segment, field, number
        self._length = segment.doc_frequency(field, number)

    def __len__(self) -> int:
        return self._length

    @cached_property
    def docs(self) -> np.ndarray:
        """Its documents' numbers, ascending."""
        return self._segment.postings(self._field, self._number, self._number + 1).docs

    @cached_property
    def places(self) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """How often it stands in each, where the last of those positions is among all, and all its positions."""
        counts, positions = self._segment.positions(self._field, self._number)
        return counts, np.cumsum(counts), positions

    @property
    def repeats(self) -> float:
        """How often it stands in a document that has it, on average."""
        return len(self.places[2]) / len(self)

    def rows_of(self, docs: np.ndarray, doc_count: int) -> np.ndarray:
        """Where those of the documents that have it stand among its own, ascending."""
        if len(docs) * _LOOKED_UP_FROM < len(self):
            rows = np.searchsorted(self.docs, docs)
            return cast("np.ndarray", rows[self.docs[np.minimum(rows, len(self) - 1)] == docs])
        return cast("np.ndarray", flags_of(docs, doc_count)[self.docs].nonzero()[0])

    def bits(self, doc_count: int) -> np.ndarray:
        """64 bits for every document: those set in whose number, modulo 64, the term has a position there."""
        counts, ends, positions = self.places
        ones = np.left_shift(np.uint64(1), (positions & positions.dtype.type(63)).astype(np.uint64))
        bits = np.zeros(doc_count, dtype=np.uint64)
        bits[self.docs] = np.bitwise_or.reduceat(ones, ends - counts)
        return bits


def _holding_all(terms: list[_Term], within: ScoredDocSet | None, doc_count: int) -> np.ndarray:
    """The documents, of `within` if it is given, that hold all the terms, in whatever order."""
    first, *others = sorted(terms, key=len)
    docs = first.docs if within is None else first.docs[within.flags(doc_count)[first.docs].nonzero()[0]]
    for term in others:
        docs = term.docs[term.rows_of(docs, doc_count)]
    return docs


def _may_hold(words: list[_Word], doc_count: int) -> np.ndarray:
    """Flags: which of all documents may hold a phrase, by the positions of its words modulo 64.

    That takes half the time in which positions are compared one by one, and leaves a tenth of the documents that hold
    two words twice each; but it looks at all documents of each word.
    """
    bits = {id(word.term): word.term.bits(doc_count) for word in words}
    likely = np.full(doc_count, 2**64 - 1, dtype=np.uint64)
    for word in words:
        likely &= _turned(bits[id(word.term)], word.place % 64)
    return cast("np.ndarray", likely != 0)


def _turned(bits: np.ndarray, places: int) -> np.ndarray:
    """Bits moved down by so many places, those that fall out put in at the top."""
    return bits >> np.uint64(places) | bits << np.uint64(64 - places) if places else bits


class _Line:
    """Documents that hold all of a phrase's words, one after another on a line of places.

    They are further apart than the words of a phrase may be, so that none crosses over.
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
        """The documents that a function finds, part by part of the line.

        It is given flags to use, and gives a word and which of its positions in the part, ascending, end a phrase.
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
    """Some documents next to one another on the line."""

    def __init__(self, places: dict[int, Any], starts: np.ndarray, first: int, before: int) -> None:
        self._places, self._part = places, slice(first, first + len(starts))
        # So many places in front, for a phrase that would begin before its document does.
        self._starts = starts - starts[0] + before

    def begins(self, word: _Word) -> np.ndarray:
        """Where a phrase would begin by each of a word's positions, ascending."""
        counts, ends, positions, all_asked_for = self._places[id(word.term)]
        counts, ends = counts[self._part], ends[self._part]
        starts = self._starts - word.place
        if all_asked_for:
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
        """The documents of the part that some of a word's positions are in, ascending, each once."""
        counts = self._places[id(word.term)][0][self._part]
        if len(reached) * _LOOKED_UP_FROM < len(counts):
            return _each_once(np.searchsorted(np.cumsum(counts), reached, side="right"))
        return _each_once(np.repeat(np.arange(len(counts)), counts)[reached])


def _each_once(ascending: np.ndarray) -> np.ndarray:
    first = np.ones(len(ascending), dtype=bool)
    first[1:] = ascending[1:] != ascending[:-1]
    return ascending[first.nonzero()[0]]


def _adjacent(words: list[_Word], docs: np.ndarray, doc_count: int, check: Check) -> np.ndarray:
    """Those of the documents where all the words say that a phrase begins at the same place."""

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
    """Those of the documents where each word stands near enough behind one that stands near enough behind another."""

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
