"""Sentences of documents that have given words and phrases, found by positions without reading any text."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Collection, Sequence

import numpy as np
from whoosh.searching import Searcher

from archive.search.engine import MAX_TERMS, QueryTerm, Sentence, SentenceMatches
from archive.search.fields import SENTENCES
from archive.search.whoosh.format.segment_arrays import SegmentArrays
from archive.search.whoosh.querying.executor import open_segments

FIELD, ROWS, NAMES = "body", SENTENCES, "names"

# Documents are laid one after another on one line of positions, this far apart: no body has as many words.
_APART = 1 << 32


def sentence_matches(
    searcher: Searcher, pks: Collection[int], terms: Sequence[QueryTerm]
) -> dict[int, SentenceMatches]:
    """Return the positions of terms in these articles, by the article's id; articles missing in the index are left
    out.
    """
    found: dict[int, SentenceMatches] = {}
    for segment, _, _ in open_segments(searcher):
        if documents := _documents(segment, pks):
            docs = np.fromiter(documents, dtype=np.intp)
            places = map(SentenceMatches, _sentences(segment, docs, terms), _named(segment, docs, terms))
            found |= dict(zip(documents.values(), places, strict=True))
    return found


def _documents(segment: SegmentArrays, pks: Collection[int]) -> dict[int, int]:
    """Return the live documents of articles, {document: id}, documents ascending."""
    ids = segment.column("pk").values
    numbers = {place: pk for pk in pks if (place := bisect_left(ids, pk)) < len(ids) and ids[place] == pk}
    if not numbers:
        return {}
    postings = segment.postings_of("pk", np.array(sorted(numbers), dtype=np.intp))
    owners = np.repeat(sorted(numbers), np.diff(postings.bounds)).tolist()
    live = segment.live
    return {
        doc: numbers[number]
        for doc, number in sorted(zip(postings.docs.tolist(), owners, strict=True))
        if live is None or live[doc]
    }


def _named(segment: SegmentArrays, docs: np.ndarray, terms: Sequence[QueryTerm]) -> list[list[int]]:
    """Return how often each document has each term as a name."""
    named = np.zeros((len(docs), len(terms)), dtype=np.int64)
    for number, term in enumerate(terms):
        for name in {segment.find(NAMES, key.encode()) for key in term.keys} - {-1}:
            postings = segment.postings(NAMES, name, name + 1)
            owners, at = _among(postings.docs, docs)
            named[owners, number] += postings.weights[at].astype(np.int64)
    return named.tolist()


def _among(holders: np.ndarray, docs: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return the indexes of the documents with a term, and the index of each among all documents with it."""
    at = np.searchsorted(holders, docs)
    at[at == len(holders)] = 0
    owners = np.flatnonzero(holders[at] == docs)
    return owners, at[owners]


def _sentences(segment: SegmentArrays, docs: np.ndarray, terms: Sequence[QueryTerm]) -> list[list[Sentence] | None]:
    """Return the sentences of each document that have a term."""
    rows = segment.rows(ROWS)
    if rows is None:
        return [None] * len(docs)
    table, lengths = rows.of(docs.tolist())
    owners = np.repeat(np.arange(len(docs)), lengths)
    begins = owners * _APART + table[:, 0]
    held = np.zeros(len(begins), dtype=np.int64)
    lines = _Lines(segment, docs[lengths > 0], np.flatnonzero(lengths))
    for bit, term in enumerate(terms[:MAX_TERMS]):
        for stems in filter(None, (term.stems, *term.others)):
            # Every document with rows has one that begins at its first word.
            held[np.searchsorted(begins, lines.beginnings(stems), side="right") - 1] |= 1 << bit
    found: list[list[Sentence] | None] = [[] if count else None for count in lengths.tolist()]
    chosen = np.flatnonzero((held != 0) & (table[:, 3] > 0))
    for owner, mask, (_, *place) in zip(
        owners[chosen].tolist(), held[chosen].tolist(), table[chosen].tolist(), strict=True
    ):
        found[owner].append(Sentence(mask, *place))
    return found


class _Lines:
    """Positions of words in some documents, numbered on the line; each word is looked up once."""

    def __init__(self, segment: SegmentArrays, docs: np.ndarray, numbers: np.ndarray) -> None:
        self._segment, self._docs, self._numbers = segment, docs, numbers
        self._of: dict[str, np.ndarray] = {}

    def beginnings(self, term: Sequence[str]) -> np.ndarray:
        """Return the positions of the first word of each occurrence of a term's consecutive words."""
        reached = self._of_word(term[0])
        for distance, word in enumerate(term[1:], 1):
            if not len(reached):
                break
            reached = reached[np.isin(reached + distance, self._of_word(word), assume_unique=True)]
        return reached

    def _of_word(self, word: str) -> np.ndarray:
        if word not in self._of:
            self._of[word] = self._read(word)
        return self._of[word]

    def _read(self, word: str) -> np.ndarray:
        segment, docs = self._segment, self._docs
        number = segment.find(FIELD, word.encode())
        if number < 0:
            return np.empty(0, dtype=np.int64)
        owners, at = _among(segment.postings(FIELD, number, number + 1).docs, docs)
        counts, positions = segment.positions(FIELD, number)
        ends = np.cumsum(counts)
        lengths = counts[at]
        before = np.cumsum(lengths) - lengths
        places = np.repeat(ends[at] - lengths - before, lengths) + np.arange(lengths.sum())
        numbered: np.ndarray = np.repeat(self._numbers[owners] * _APART, lengths) + positions[places]
        return numbered
