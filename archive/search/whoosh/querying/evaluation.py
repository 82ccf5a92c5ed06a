"""Evaluates a query tree in one segment, node by node, on whole arrays instead of posting by posting.

Scores equal those of Whoosh's matchers, except where those depend on accidents. A pattern (prefix, fuzzy word) scores
its boost in every document when it is `constantscore`, as its name says, however many terms it expands to and however
large the segment is; a pattern's boost counts also when it expands to one term. The nodes are those that the compiler
emits; others raise QueryError.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Set
from functools import reduce
from operator import add, itemgetter
from typing import Any, cast

import numpy as np
from whoosh import query as q
from whoosh.query.qcore import QueryError, _NullQuery

from archive.search.whoosh.format.columns import Range
from archive.search.whoosh.format.segment_arrays import SegmentArrays
from archive.search.whoosh.querying import doc_sets
from archive.search.whoosh.querying.bm25 import Scoring
from archive.search.whoosh.querying.doc_sets import NOTHING, ScoredDocSet
from archive.search.whoosh.querying.phrases import holding_phrase
from archive.search.whoosh.querying.term_expansion import terms_of

# Postings of an expanded pattern per chunk; the deadline is checked between chunks.
POSTINGS_AT_A_TIME = 1 << 20
# Documents are looked up singly in a set that is larger by this factor.
FEW_ENOUGH_TO_LOOK_UP = 50
# Cached results for repeated parts of a tree; each may take half a megabyte of a large archive.
MAX_KEPT = 32


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
            if self._narrowed == narrowed and len(self._found) < MAX_KEPT:
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


def _known(ev: Evaluation, field: str) -> bool:
    return field in ev.segment.reader.schema


def _bytes_of(ev: Evaluation, field: str, text: Any) -> bytes | None:
    try:
        return cast("bytes | None", ev.segment.reader.schema[field].to_bytes(text))
    except ValueError:
        return None


def _term(ev: Evaluation, node: q.Term) -> ScoredDocSet:
    text = _bytes_of(ev, node.fieldname, node.text) if _known(ev, node.fieldname) else None
    return NOTHING if text is None else ev.term(node.fieldname, text).times(node.boost)


def _and(ev: Evaluation, node: q.And) -> ScoredDocSet:
    if len(node.subqueries) < 2:
        return _only(ev, node)
    # Nothing is left to do once one of them has no documents.
    parts: list[ScoredDocSet] = []
    for child in node.subqueries:
        part = ev.matches_among(min(parts, key=len), child) if parts else ev.matches(child)
        if not len(part):
            return NOTHING
        parts.append(part)
    return doc_sets.all_of(parts, ev.segment.doc_count).times(node.boost)


def _or(ev: Evaluation, node: q.Or) -> ScoredDocSet:
    if len(node.subqueries) < 2:
        return _only(ev, node)
    parts = [ev.matches(child) for child in node.subqueries]
    found = doc_sets.any_of(parts, ev.segment.doc_count).times(node.boost)
    return found.among(_in_enough(parts, node.minmatch, ev.segment.doc_count)) if node.minmatch > 1 else found


def _in_enough(parts: list[ScoredDocSet], least: int, doc_count: int) -> np.ndarray:
    """Return a flag for every document that at least so many sets hold."""
    matching = np.zeros(doc_count, dtype=np.uint8)
    for part in parts:
        matching += part.flags(doc_count)
    return cast("np.ndarray", matching >= least)


def _only(ev: Evaluation, node: q.Query) -> ScoredDocSet:
    # Whoosh ignores the boost of a compound of one part; so does this.
    return ev.matches(node.subqueries[0]) if node.subqueries else NOTHING


def _not(ev: Evaluation, node: q.Not) -> ScoredDocSet:
    everything = ev.all_documents(1.0)
    return doc_sets.without(everything, ev.unscored(node.query), ev.segment.doc_count)


def _and_maybe(ev: Evaluation, node: q.AndMaybe) -> ScoredDocSet:
    found = ev.matches(node.a)
    if not ev.scored or not len(found):
        return found
    return doc_sets.with_bonus(found, ev.matches_among(found, node.b), ev.segment.doc_count)


def _constant(ev: Evaluation, node: q.ConstantScoreQuery) -> ScoredDocSet:
    return ev.unscored(node.child).with_score(node.score if ev.scored else 0.0)


def _every(ev: Evaluation, node: q.Every) -> ScoredDocSet:
    return ev.all_documents(node.boost if ev.scored else 0.0)


def _pattern(ev: Evaluation, node: q.Prefix | q.FuzzyTerm) -> ScoredDocSet:
    if not _known(ev, node.fieldname):
        return NOTHING
    numbers = terms_of(node, ev.segment)
    ev.check()
    if node.constantscore or not ev.scored:
        score = node.boost if ev.scored else 0.0
        return ev.any_term(node.fieldname, numbers, scored=False).with_score(score)
    return ev.any_term(node.fieldname, numbers, scored=True).times(node.boost)


def _number_range(ev: Evaluation, node: q.NumericRange) -> ScoredDocSet:
    column = ev.segment.column(node.fieldname)
    passes = column.matches(Range(node.start, node.end), np.ones(ev.segment.doc_count, dtype=bool))
    return doc_sets.materialised(passes, node.boost if ev.scored else 0.0)


def _phrase(ev: Evaluation, node: q.Phrase) -> ScoredDocSet:
    if not _known(ev, node.fieldname):
        return NOTHING
    format_ = ev.segment.reader.schema[node.fieldname].format
    if not format_ or not format_.supports("positions"):
        raise QueryError(f"Phrase search: field {node.fieldname!r} has no positions")
    texts = [text for word in node.words if (text := _bytes_of(ev, node.fieldname, word)) is not None]
    if not texts or len(texts) < len(node.words):
        return NOTHING
    found = ev.phrase(node.fieldname, texts, node.slop) if len(texts) > 1 else ev.term(node.fieldname, texts[0])
    return found.times(node.boost)


def _nothing(ev: Evaluation, node: q.Query) -> ScoredDocSet:
    return NOTHING


EVALUATORS: dict[type, Callable[[Evaluation, q.Query], ScoredDocSet]] = {
    q.Term: _term,
    q.And: _and,
    q.Or: _or,
    q.Not: _not,
    q.AndMaybe: _and_maybe,
    q.ConstantScoreQuery: _constant,
    q.Every: _every,
    q.Prefix: _pattern,
    q.FuzzyTerm: _pattern,
    q.NumericRange: _number_range,
    q.Phrase: _phrase,
    _NullQuery: _nothing,
}
