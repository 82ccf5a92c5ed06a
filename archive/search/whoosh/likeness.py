"""What is like what: the words of the archive near a word, and the words by which an article's like are found."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable

from whoosh.query import FuzzyTerm as Near
from whoosh.query import NullQuery, Or, Query, Term
from whoosh.searching import Searcher

from archive.search.whoosh.analysis import stems
from archive.search.whoosh.expansion import terms_of
from archive.search.whoosh.segments import SegmentArrays

# Fields of words as printed: what is offered from them is spelled as in print.
WORD_FIELDS = ("forms", "title_forms", "authors", "sources")
MOST_LETTERS_APART = 2
CHARACTERISTIC_TERMS = 20
# What nearly every article has tells nothing; what one has alone finds no other.
COMMONEST_SHARE = 0.2
TITLE_WEIGHT = 3
LONGEST_TEXT = 60_000


def similar_words(segments: Iterable[tuple[SegmentArrays, Searcher, int]], word: str) -> dict[str, int]:
    """The words at most two insertions, deletions or replacements from a folded word, with how many articles have each.

    Numbers are those of the field that has the word most often; deleted articles are counted until their segment is
    merged, so a caller asks whether a word still finds anything.
    """
    totals: Counter[tuple[str, str]] = Counter()
    for segment, _, _ in segments:
        for field in WORD_FIELDS:
            terms = segment.terms(field)
            node = Near(field, word, maxdist=MOST_LETTERS_APART, prefixlength=0)
            for number in terms_of(node, segment).tolist():
                totals[field, terms[number].decode()] += segment.doc_frequency(field, number)
    found: dict[str, int] = {}
    for (_, text), count in totals.items():
        found[text] = max(found.get(text, 0), count)
    return found


def characteristic(searcher: Searcher, title: str, text: str) -> Query:
    """A query for the words that tell a text from the others: frequent in it, rare in the archive."""
    reader = searcher.reader()
    total = max(reader.doc_count(), 1)
    counts = Counter(stems(text[:LONGEST_TEXT]))
    for word in stems(title):
        counts[word] += TITLE_WEIGHT
    weights = {}
    for word, count in counts.items():
        holders = reader.doc_frequency("body", word)
        if len(word) > 2 and not word.isdigit() and 1 < holders <= max(COMMONEST_SHARE * total, 2):
            weights[word] = math.sqrt(count) * math.log(total / holders + 1)
    best = sorted(weights, key=lambda word: (-weights[word], word))[:CHARACTERISTIC_TERMS]
    if not best:
        return NullQuery
    return Or([Term(field, word, boost=weights[word]) for word in best for field in ("title", "body")])
