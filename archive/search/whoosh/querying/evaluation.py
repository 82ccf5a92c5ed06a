"""Evaluates a query tree in one segment, node by node, on whole arrays instead of posting by posting.

Scores equal those of Whoosh's matchers, except where those depend on accidents. A pattern (prefix, fuzzy word) scores
its boost in every document when it is `constantscore`, as its name says, however many terms it expands to and however
large the segment is; a pattern's boost counts also when it expands to one term. The nodes are those that the compiler
emits; others raise QueryError.
"""

from __future__ import annotations

import time
from collections.abc import Set
from functools import reduce
from operator import add, itemgetter
from typing import Any, cast

import numpy as np
from whoosh import query as q
from whoosh.query.qcore import QueryError

from archive.search.whoosh.format.segment_arrays import SegmentArrays
from archive.search.whoosh.querying import doc_sets
from archive.search.whoosh.querying.bm25 import Scoring
from archive.search.whoosh.querying.doc_sets import NOTHING, ScoredDocSet
from archive.search.whoosh.querying.phrases import holding_phrase
from archive.search.whoosh.querying.query_nodes import EVALUATORS

# Postings of an expanded pattern per chunk; the deadline is checked between chunks.
POSTINGS_AT_A_TIME = 1 << 20
# Documents are looked up singly in a set that is larger by this factor.
FEW_ENOUGH_TO_LOOK_UP = 50
# Cached results for repeated parts of a tree; each may take half a megabyte of a large archive.
MAX_CACHED = 32


class OutOfTime(Exception):
    """The deadline passed while a tree was evaluated."""


class Evaluation:
    """Evaluates a tree in one segment, before a deadline on the monotonic clock; with `scored` false, without scores.

    `repeated` are the tree's `repeated_parts`, if caching them is worth while.
    """

    def __init__(
        self,
        segment: SegmentArrays,
        scoring: Scoring,
        *,
        scored: bool,
        deadline: float | None,
        repeated: Set[int] = frozenset(),
    ) -> None:
        self.segment = segment
        self.scoring = scoring
        self.scored = scored
        self.deadline = deadline
        # Results of repeated parts, with and without scores.
        self._repeated = repeated
        self._found: dict[tuple[int, bool], ScoredDocSet] = {}
        self._phrases: dict[tuple[Any, ...], np.ndarray] = {}
        # The only documents for which phrases matter, None for all; and how often that was so.
        self._within: ScoredDocSet | None = None
        self._narrowed = 0

    def check(self) -> None:
        """Raise OutOfTime after the deadline."""
        if self.deadline is not None and time.monotonic() > self.deadline:
            raise OutOfTime

    def matches(self, node: q.Query) -> ScoredDocSet:
        """Return the documents that match a part of the tree, including deleted ones, with their scores."""
        self.check()
        if id(node) not in self._repeated:
            return self._evaluate(node)
        found = self._found.get((id(node), True))
        if found is not None:
            return found if self.scored else found.with_score(0.0)
        found = self._found.get((id(node), self.scored))
        if found is None:
            narrowed = self._narrowed
            found = self._evaluate(node)
            if self._narrowed == narrowed and len(self._found) < MAX_CACHED:
                self._found[id(node), self.scored] = found
        return found

    def _evaluate(self, node: q.Query) -> ScoredDocSet:
        evaluate = EVALUATORS.get(type(node))
        if evaluate is None:
            raise QueryError(f"A {type(node).__name__} is no part of a query here")
        return evaluate(self, node)

    def unscored(self, node: q.Query) -> ScoredDocSet:
        """Return the documents that match a part of the tree, without scores."""
        before, self.scored = self.scored, False
        try:
            return self.matches(node)
        finally:
            self.scored = before

    def matches_among(self, docs: ScoredDocSet, node: q.Query) -> ScoredDocSet:
        """Return the matches of a part of the tree; documents that are not among `docs` may be missing."""
        before = self._within
        self._within = docs if before is None else min(docs, before, key=len)
        try:
            return self.matches(node)
        finally:
            self._within = before

    def all_documents(self, score: float) -> ScoredDocSet:
        """Return every document of the segment."""
        return ScoredDocSet(np.ones(self.segment.doc_count, dtype=bool), score)

    def term(self, field: str, text: bytes) -> ScoredDocSet:
        """Return the documents with a term."""
        segment = self.segment
        number = self.scoring.number(segment, field, text)
        if number < 0:
            return NOTHING
        postings = segment.postings(field, number, number + 1)
        if not self.scored:
            return self._holders(postings.docs)
        idf = self.scoring.idf(field, text)
        if not doc_sets.is_many(len(postings.docs), segment.doc_count):
            return ScoredDocSet(
                postings.docs, self.scoring.scores(segment, field, idf, postings.weights, postings.docs)
            )
        weights = np.zeros(segment.doc_count, dtype=postings.weights.dtype)
        weights[postings.docs] = postings.weights
        # An integer frequency is at least one; a fractional weight may be 0.
        flags = weights != 0 if weights.dtype.kind == "u" else doc_sets.flags_of(postings.docs, segment.doc_count)
        return ScoredDocSet(flags, self.scoring.scores(segment, field, idf, weights))

    def _holders(self, docs: np.ndarray) -> ScoredDocSet:
        doc_count = self.segment.doc_count
        return ScoredDocSet(doc_sets.flags_of(docs, doc_count) if doc_sets.is_many(len(docs), doc_count) else docs)

    def phrase(self, field: str, texts: list[bytes], slop: int) -> ScoredDocSet:
        """Return the documents with consecutive terms, each at most `slop` positions behind the one before it."""
        numbers = [self.scoring.number(self.segment, field, text) for text in texts]
        if min(numbers) < 0:
            return NOTHING
        key = (field, slop, *numbers)
        docs = self._phrases.get(key)
        if docs is None:
            docs = holding_phrase(self.segment, field, numbers, self._within, slop, self.check)
            if self._within is None:
                self._phrases[key] = docs
            else:
                self._narrowed += 1
        if not self.scored or not len(docs):
            return ScoredDocSet(docs)
        return ScoredDocSet(docs, self._scores_of_phrase(field, texts, docs))

    def _scores_of_phrase(self, field: str, texts: list[bytes], docs: np.ndarray) -> np.ndarray:
        """Return the sum of the scores of all its words, the rarest first."""
        segment, scores = self.segment, []
        for text in texts:
            number = self.scoring.number(segment, field, text)
            postings = segment.postings(field, number, number + 1)
            weights = postings.weights[_rows_of(docs, postings.docs, segment.doc_count)]
            one = self.scoring.scores(segment, field, self.scoring.idf(field, text), weights, docs)
            scores.append((len(postings.docs), one))
        scores.sort(key=itemgetter(0))
        return reduce(add, (one for _, one in scores))

    def any_term(self, field: str, numbers: np.ndarray, *, scored: bool) -> ScoredDocSet:
        """Return the documents with any of the terms of a field, by the segment's numbers of terms."""
        segment = self.segment
        if not len(numbers):
            return NOTHING
        total = np.zeros(segment.doc_count, dtype=np.float32) if scored else None
        seen = np.zeros(segment.doc_count, dtype=bool)
        for chunk in self._chunks(field, numbers):
            self.check()
            postings = segment.postings_of(field, chunk)
            seen[postings.docs] = True
            if total is not None:
                idf = np.repeat(self._idfs(field, chunk), np.diff(postings.bounds))
                scores = self.scoring.scores(segment, field, idf, postings.weights, postings.docs)
                total += np.bincount(postings.docs, weights=scores, minlength=segment.doc_count)
        return doc_sets.materialised(seen, 0.0 if total is None else total)

    def _chunks(self, field: str, numbers: np.ndarray) -> list[np.ndarray]:
        """Split terms into chunks of bounded size in postings, so that the deadline is checked between."""
        first = int(numbers[0])
        sizes = self.segment.doc_frequencies(field, first, int(numbers[-1]) + 1)[numbers - first]
        chunk_of = np.cumsum(sizes, dtype=np.int64) // POSTINGS_AT_A_TIME
        return np.split(numbers, np.flatnonzero(np.diff(chunk_of)) + 1)

    def _idfs(self, field: str, numbers: np.ndarray) -> np.ndarray:
        first, last = int(numbers[0]), int(numbers[-1]) + 1
        if last - first <= 4 * len(numbers):
            return cast("np.ndarray", self.scoring.idfs(self.segment, field, first, last)[numbers - first])
        terms = self.segment.terms(field)
        return np.array([self.scoring.idf(field, terms[number]) for number in numbers.tolist()])


def _rows_of(docs: np.ndarray, among: np.ndarray, doc_count: int) -> np.ndarray:
    """Return the indexes of documents in a superset of them."""
    if len(docs) * FEW_ENOUGH_TO_LOOK_UP < len(among):
        return np.searchsorted(among, docs)
    return cast("np.ndarray", doc_sets.flags_of(docs, doc_count)[among].nonzero()[0])


def repeated_parts(tree: q.Query) -> frozenset[int]:
    """Return the parts of a tree, by `id`, that occur in it more than once, without their own parts."""
    seen: set[int] = set()
    repeated: set[int] = set()
    parts = [tree]
    while parts:
        part = parts.pop()
        if id(part) in seen:
            repeated.add(id(part))
            continue
        seen.add(id(part))
        parts += part.children()
    return frozenset(repeated)
