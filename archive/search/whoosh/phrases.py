"""Phrases: documents in which words follow one another, at most `slop` places apart, found for all at once.

Documents are laid one after another on one line of places. Where the phrase might begin, as the rarest word says, is
flagged there, and word by word what another does not bear out is dropped. A word's positions are read where something
is left to be borne out; most phrases are over after the second.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import cached_property

import numpy as np

from archive.search.whoosh.matches import Matches
from archive.search.whoosh.segments import SegmentArrays

# How many places are laid out at a time: the flags for them, a byte each, stay in the processor's cache.
PLACES_AT_A_TIME = 1 << 21
# Where of each word's documents at least one in so many is asked for, most are ruled out before positions are compared.
_LAID_OVER_FROM = 3
# What is left of a phrase is looked for in its own documents alone, if they are one in so many of a word's.
_NARROWED_FROM = 4


def holding_phrase(
    segment: SegmentArrays,
    field: str,
    terms: Sequence[int],
    within: Matches | None,
    slop: int,
    check: Callable[[], None],
) -> np.ndarray:
    """Return which documents hold the terms in this order: their numbers, ascending; of `within` alone where given.

    Each term stands after the one before it by at least one place and at most `slop`; 1 is a phrase in the plain sense.
    `check` is called between parts of the work and may end it by raising.
    """
    read = {number: _Term(segment, field, number) for number in terms}
    words = [read[number] for number in terms]
    rarest = min(words, key=len)
    docs = rarest.docs
    if within is not None:
        docs = docs[within.flags(segment.doc_count)[docs].nonzero()[0]]
    if slop == 1 and len(docs) * _LAID_OVER_FROM > max(map(len, words)):
        docs = docs[_may_hold(words, segment.doc_count)[docs].nonzero()[0]]
    line = _Line(docs, segment.doc_count, words, slop)
    flags = np.zeros(0, dtype=bool)
    found = [docs[:0]]
    for first, last in line.parts():
        check()
        if line.room(first, last) > len(flags):
            flags = np.zeros(line.room(first, last), dtype=bool)
        part = _Part(line, first, last)
        owners = _adjacent(words, part, flags) if slop == 1 else _in_order(words, part, flags, slop)
        found.append(docs[_each_once(owners)])
    return np.concatenate(found)


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
    def _places(self) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        counts, positions = self._segment.positions(self._field, self._number)
        return counts, np.cumsum(counts), positions

    def lasts(self, rows: np.ndarray) -> np.ndarray:
        """Its last position in some of its documents, told by their places among them."""
        _, ends, positions = self._places
        return positions[ends[rows] - 1].astype(np.int64)

    def positions(self, rows: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """All its positions in the same, one document after another, and beside each the place in `rows`."""
        counts, ends, positions = self._places
        counts, ends = counts[rows], ends[rows]
        owners = _runs(counts)
        if len(rows) and len(rows) == rows[-1] - rows[0] + 1:
            return positions[ends[0] - counts[0] : ends[-1]].astype(np.int64), owners
        at = (ends - np.cumsum(counts))[owners]
        at += np.arange(len(at))
        return positions[at].astype(np.int64), owners

    def bits(self, doc_count: int) -> np.ndarray:
        """64 bits for every document: those set in whose number, modulo 64, the term has a position there."""
        counts, ends, positions = self._places
        ones = np.left_shift(np.uint64(1), (positions & positions.dtype.type(63)).astype(np.uint64))
        bits = np.zeros(doc_count, dtype=np.uint64)
        bits[self.docs] = np.bitwise_or.reduceat(ones, ends - counts)
        return bits


def _runs(lengths: np.ndarray) -> np.ndarray:
    """0 as often as the first number says, which is at least once, then 1 as often as the second says, and so on.

    A running sum over marks where each begins: `np.repeat` took twice as long.
    """
    marks = np.zeros(int(lengths.sum()), dtype=np.intp)
    marks[np.cumsum(lengths[:-1])] = 1
    return np.cumsum(marks, out=marks)


def _may_hold(words: Sequence[_Term], doc_count: int) -> np.ndarray:
    """Flags: which of all documents may hold a phrase, by the positions of its words modulo 64.

    That takes a third of the time in which positions are compared one by one, and leaves a tenth of the documents that
    hold two frequent words; but it looks at all documents of each.
    """
    bits = {id(word): word.bits(doc_count) for word in words}
    likely = bits[id(words[0])].copy()
    for place, word in enumerate(words[1:], 1):
        likely &= _turned(bits[id(word)], place % 64)
    return likely != 0


def _turned(bits: np.ndarray, places: int) -> np.ndarray:
    """Bits moved down by so many places, those that fall out put in at the top."""
    return bits >> np.uint64(places) | bits << np.uint64(64 - places) if places else bits


def _each_once(ascending: np.ndarray) -> np.ndarray:
    first = np.ones(len(ascending), dtype=bool)
    first[1:] = ascending[1:] != ascending[:-1]
    return ascending[first.nonzero()[0]]


class _Line:
    """Documents one after another on a line of places, numbered from 0 in their order; between them a gap.

    Each has as many places as its phrases may begin at, as far as the rarest word knows, or, with a slop, as any of the
    words reaches in it.
    """

    def __init__(self, docs: np.ndarray, doc_count: int, words: Sequence[_Term], slop: int) -> None:
        self._number_of = np.full(doc_count, -1, dtype=np.intp)
        self._number_of[docs] = np.arange(len(docs))
        self._rows: dict[int, tuple[np.ndarray, np.ndarray]] = {}
        self.extents = np.zeros(len(docs), dtype=np.int64)
        for word in [min(words, key=len)] if slop == 1 else words:
            rows, numbers = self.rows(word)
            self.extents[numbers] = np.maximum(self.extents[numbers], word.lasts(rows) + 1)
        self._ends = np.cumsum(self.extents + slop)
        self.starts = self._ends - self.extents - slop

    def parts(self) -> Iterator[tuple[int, int]]:
        """Bounds of the documents that have their places laid out together."""
        first = 0
        while first < len(self.starts):
            last = max(int(np.searchsorted(self._ends, self.starts[first] + PLACES_AT_A_TIME)), first + 1)
            yield first, last
            first = last

    def room(self, first: int, last: int) -> int:
        """How many places the documents from `first` up to, not including, `last` take up."""
        return int(self._ends[last - 1] - self.starts[first])

    def rows(self, word: _Term) -> tuple[np.ndarray, np.ndarray]:
        """Which of a word's documents are on the line, by their places among its own; and their numbers there."""
        if id(word) not in self._rows:
            numbers = self._number_of[word.docs]
            rows = (numbers >= 0).nonzero()[0]
            self._rows[id(word)] = rows, numbers[rows]
        return self._rows[id(word)]


class _Part:
    """Some documents next to one another on the line; places are counted from where the first of them begins."""

    def __init__(self, line: _Line, first: int, last: int) -> None:
        self._line, self._first, self._last = line, first, last

    def begins(self, word: _Term, back: int) -> tuple[np.ndarray, np.ndarray]:
        """The places so far before those of a word, in the same document; and whose they are."""
        positions, owners = self._positions(word, None)
        if back:
            kept = (positions >= back).nonzero()[0]
            positions, owners = positions[kept] - back, owners[kept]
        return self._laid_out(positions, owners), owners

    def begins_in(self, word: _Term, back: int, among: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """The same in some of the documents, or in more; but a place that is none of its document's is in the gap."""
        positions, owners = self._positions(word, among)
        positions -= back
        # A negative number is a very great one without its sign.
        inside = np.minimum(positions.view(np.uint64), self._line.extents.view(np.uint64)[owners])
        return self._laid_out(inside.view(np.int64), owners), owners

    def _laid_out(self, positions: np.ndarray, owners: np.ndarray) -> np.ndarray:
        positions += self._line.starts[owners]
        positions -= self._line.starts[self._first]
        return positions

    def _positions(self, word: _Term, among: np.ndarray | None) -> tuple[np.ndarray, np.ndarray]:
        rows, numbers = self._line.rows(word)
        low, high = np.searchsorted(numbers, (self._first, self._last))
        rows, numbers = rows[low:high], numbers[low:high]
        if among is not None and len(among) * _NARROWED_FROM < len(numbers):
            at = np.searchsorted(numbers, among)
            at = at[numbers[np.minimum(at, len(numbers) - 1)] == among]
            rows, numbers = rows[at], numbers[at]
        positions, of = word.positions(rows)
        return positions, numbers[of]


def _adjacent(words: Sequence[_Term], part: _Part, flags: np.ndarray) -> np.ndarray:
    """The documents that hold the phrase, ascending, each as often as it does."""
    order = sorted(range(len(words)), key=lambda place: len(words[place]))
    reached, owners = part.begins(words[order[0]], order[0])
    for place in order[1:]:
        if not len(reached):
            break
        begins, of = part.begins_in(words[place], place, _each_once(owners))
        flags[reached] = True
        kept = flags[begins].nonzero()[0]
        flags[reached] = False
        reached, owners = begins[kept], of[kept]
    return owners


def _in_order(words: Sequence[_Term], part: _Part, flags: np.ndarray, slop: int) -> np.ndarray:
    """The same with words up to `slop` places apart: from word to word, to those with one near enough in front."""
    reached, owners = part.begins(words[0], 0)
    for word in words[1:]:
        places, of = part.begins(word, 0)
        near = np.zeros(len(places), dtype=bool)
        flags[reached] = True
        for gap in range(1, slop + 1):
            near |= flags[np.maximum(places - gap, 0)] & (places >= gap)
        flags[reached] = False
        kept = near.nonzero()[0]
        reached, owners = places[kept], of[kept]
    return owners
