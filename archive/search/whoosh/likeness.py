"""What is like what: the words of the archive near a word, and the words by which an article's like are found."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable
from weakref import WeakKeyDictionary

import numpy as np
from whoosh.query import NullQuery, Or, Query, Term
from whoosh.searching import Searcher

from archive.search.whoosh.analysis import stem, stems
from archive.search.whoosh.executor import open_segments
from archive.search.whoosh.expansion import letters_apart
from archive.search.whoosh.schema import NAME_FIELDS, STEM_FIELDS
from archive.search.whoosh.segments import SegmentArrays

# Fields of words as printed: what is offered from them is spelled as in print.
WORD_FIELDS = ("forms", "title_forms", "authors", "sources")
MOST_LETTERS_APART = 2
CHARACTERISTIC_TERMS = 20
# What nearly every article has tells nothing; what one has alone finds no other.
COMMONEST_SHARE = 0.2
TITLE_WEIGHT = 3
LONGEST_TEXT = 60_000
# Most of a text's words are those of all texts: so many are kept with their numbers, some 3 MB.
REMEMBERED_WORDS = 20_000


class _Words:
    """The words printed in one segment, with the number of articles that have each in the field that has it most."""

    def __init__(self, segment: SegmentArrays) -> None:
        counts: dict[str, int] = {}
        for field in WORD_FIELDS:
            for number, term in enumerate(segment.terms(field)):
                word = term.decode()
                counts[word] = max(counts.get(word, 0), segment.doc_frequency(field, number))
        self.counts = counts
        self.words = list(counts)
        self.lengths = np.array([len(word) for word in self.words], dtype=np.int16)

    def near(self, word: str) -> Iterable[str]:
        candidates = np.flatnonzero(np.abs(self.lengths - len(word)) <= MOST_LETTERS_APART)
        if not len(candidates):
            return []
        apart = letters_apart(word, [self.words[number] for number in candidates])
        return [self.words[number] for number in candidates[apart <= MOST_LETTERS_APART]]


# Kept as long as the segment is open: a large archive's takes a tenth of a second to gather.
_words: WeakKeyDictionary[SegmentArrays, _Words] = WeakKeyDictionary()


def _words_of(segment: SegmentArrays) -> _Words:
    if segment not in _words:
        _words[segment] = _Words(segment)
    return _words[segment]


def similar_words(segments: Iterable[tuple[SegmentArrays, Searcher, int]], word: str) -> dict[str, int]:
    """The words at most two insertions, deletions or replacements from a folded word, with how many articles have each.

    Numbers are those of the field that has the word most often; deleted articles are counted until their segment is
    merged, so a caller asks whether a word still finds anything.
    """
    totals: Counter[str] = Counter()
    for segment, _, _ in segments:
        held = _words_of(segment)
        for other in held.near(word):
            totals[other] += held.counts[other]
    return dict(totals)


def frequency(searcher: Searcher, word: str) -> int:
    """How many articles have a folded word, or another form of it, in the field that has it most often."""
    reader = searcher.reader()
    asked = [(field, stem(word)) for field in STEM_FIELDS] + [(field, word) for field in NAME_FIELDS]
    return max(reader.doc_frequency(field, text) for field, text in asked)


# In how many articles of a segment each stem stands, of those asked for; kept as long as the segment is open.
_holders: WeakKeyDictionary[SegmentArrays, dict[str, int]] = WeakKeyDictionary()


def _add_holders(segment: SegmentArrays, totals: dict[str, int]) -> None:
    """Add to each stem's number how many articles of the segment have it."""
    known = _holders.get(segment, {})
    if len(known) > REMEMBERED_WORDS:
        known = {}  # another thread may be reading the old one
    for word in totals.keys() - known.keys():
        number = segment.find("body", word.encode())
        known[word] = segment.doc_frequency("body", number) if number >= 0 else 0
    _holders[segment] = known
    for word in totals:
        totals[word] += known[word]


def characteristic(searcher: Searcher, title: str, text: str) -> Query:
    """A query for the words that tell a text from the others: frequent in it, rare in the archive."""
    total = max(searcher.reader().doc_count(), 1)
    counts = Counter(stems(text[:LONGEST_TEXT]))
    for word in stems(title):
        counts[word] += TITLE_WEIGHT
    with_it = dict.fromkeys(counts, 0)
    for segment, _, _ in open_segments(searcher):
        _add_holders(segment, with_it)
    weights = {}
    for word, count in counts.items():
        holders = with_it[word]
        if len(word) > 2 and not word.isdigit() and 1 < holders <= max(COMMONEST_SHARE * total, 2):
            weights[word] = math.sqrt(count) * math.log(total / holders + 1)
    best = sorted(weights, key=lambda word: (-weights[word], word))[:CHARACTERISTIC_TERMS]
    if not best:
        return NullQuery
    return Or([Term(field, word, boost=weights[word]) for word in best for field in ("title", "body")])
