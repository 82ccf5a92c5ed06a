"""Similar words and similar articles: the words of the archive near a word, and the characteristic words of a text."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from weakref import WeakKeyDictionary

import numpy as np
from whoosh.query import NullQuery, Or, Query, Term
from whoosh.searching import Searcher

from archive.search.analysis.languages import readings, terms
from archive.search.engine import NearWord
from archive.search.fields import FIELDS, Kind, of_kind
from archive.search.whoosh.format.segment_arrays import SegmentArrays
from archive.search.whoosh.querying.edit_distance import TermPrefilter, is_one_slip
from archive.search.whoosh.querying.executor import open_segments

# Fields of printed words: suggestions are spelled as in print.
TITLE_WORDS = "title_forms"
STEM_FIELDS, NAME_FIELDS = of_kind(Kind.STEMS), of_kind(Kind.WORDS)
WORD_FIELDS = (*dict.fromkeys(field.forms for field in FIELDS if field.forms), *NAME_FIELDS)
CHARACTERISTIC_TERMS = 20
# A word of nearly every article is not characteristic; a word of one article finds no other.
COMMONEST_SHARE = 0.2
TITLE_WEIGHT = 3
MAX_TEXT = 60_000
# Most of a text's words are common: size of the cache of their numbers, some 3 MB.
REMEMBERED_WORDS = 20_000


# Letter sets of the terms of each field; cached while the segment is open.
_letters: WeakKeyDictionary[SegmentArrays, dict[str, TermPrefilter]] = WeakKeyDictionary()


def _letters_of(segment: SegmentArrays, field: str) -> TermPrefilter:
    known = _letters.setdefault(segment, {})
    if field not in known:
        known[field] = TermPrefilter(segment.terms(field))
    return known[field]


@dataclass(slots=True)
class _Total:
    """A `NearWord` while it is being counted."""

    slips: int
    articles: int = 0
    among: int = 0
    titles: int = 0


def words_near(
    segments: Iterable[tuple[SegmentArrays, Searcher, int]], word: str, most_slips: int, among: np.ndarray
) -> dict[str, NearWord]:
    """Return the words at edit distance 1, or 2, from a normalised word, without itself, with their articles.

    `among` flags documents of the whole index. Deleted ones are counted in `articles` until their segment is merged, so
    a caller checks whether a word still finds anything.
    """
    totals: dict[str, _Total] = {}
    for segment, _, first in segments:
        held: dict[str, _Total] = {}
        for field in WORD_FIELDS:
            letters = _letters_of(segment, field)
            numbers, words = letters.one_slip_from(word) if most_slips == 1 else letters.near(word, most_slips)
            for other, *counts in _holders_of(segment, field, numbers, words, among[first:]):
                near = held.setdefault(other, _Total(1 if is_one_slip(word, other) else 2))
                near.articles, near.among = map(max, (near.articles, near.among), counts)
                near.titles = counts[1] if field == TITLE_WORDS else near.titles
        held.pop(word, None)
        for other, near in held.items():
            total = totals.setdefault(other, _Total(near.slips))
            total.articles += near.articles
            total.among += near.among
            total.titles += near.titles
    return {word: NearWord(near.slips, near.articles, near.among, near.titles) for word, near in totals.items()}


def _holders_of(
    segment: SegmentArrays, field: str, numbers: np.ndarray, words: list[str], among: np.ndarray
) -> Iterable[tuple[str, int, int]]:
    """Yield each word, and how many documents have it in the field, all and flagged ones."""
    if not words:
        return ()
    postings = segment.postings_of(field, numbers)
    flagged = np.add.reduceat(among[postings.docs], postings.bounds[:-1], dtype=np.intp)
    return zip(words, np.diff(postings.bounds).tolist(), flagged.tolist(), strict=True)


def is_printed(
    segments: Iterable[tuple[SegmentArrays, Searcher, int]], word: str, languages: Collection[str] = ()
) -> bool:
    """Return whether any article (or one deleted but not merged away) has a normalised word, or another form of it."""
    known = [(field, term) for reading in readings(word, languages) for term in reading.terms for field in STEM_FIELDS]
    known += [(field, word) for field in NAME_FIELDS]
    return any(segment.find(field, text.encode()) >= 0 for segment, _, _ in segments for field, text in known)


# Number of articles of a segment for requested stems; cached while the segment is open.
_holders: WeakKeyDictionary[SegmentArrays, dict[str, int]] = WeakKeyDictionary()


def _add_holders(segment: SegmentArrays, totals: dict[str, int]) -> None:
    """Add to each stem's number the articles of the segment that have it."""
    known = _holders.get(segment, {})
    if len(known) > REMEMBERED_WORDS:
        known = {}  # another thread may be reading the old dictionary
    for word in totals.keys() - known.keys():
        number = segment.find("body", word.encode())
        known[word] = segment.doc_frequency("body", number) if number >= 0 else 0
    _holders[segment] = known
    for word in totals:
        totals[word] += known[word]


def body_frequencies(segments: Iterable[tuple[SegmentArrays, Searcher, int]], stems: Collection[str]) -> dict[str, int]:
    """Return how many articles have each stem in their bodies, deleted ones not yet merged away among them."""
    totals = dict.fromkeys(stems, 0)
    for segment, _, _ in segments:
        _add_holders(segment, totals)
    return totals


def characteristic(searcher: Searcher, title: str, text: str, language: str = "") -> Query:
    """Return a query for the characteristic words of a text: frequent in it, rare in the archive."""
    total = max(searcher.reader().doc_count(), 1)
    counts = Counter(terms(text[:MAX_TEXT], language))
    for word in terms(title, language):
        counts[word] += TITLE_WEIGHT
    with_it = body_frequencies(open_segments(searcher), counts)
    weights = {}
    for word, count in counts.items():
        holders = with_it[word]
        if len(word) > 2 and not word.isdigit() and 1 < holders <= max(COMMONEST_SHARE * total, 2):
            weights[word] = math.sqrt(count) * math.log(total / holders + 1)
    best = sorted(weights, key=lambda word: (-weights[word], word))[:CHARACTERISTIC_TERMS]
    if not best:
        return NullQuery
    return Or([Term(field, word, boost=weights[word]) for word in best for field in ("title", "body")])
