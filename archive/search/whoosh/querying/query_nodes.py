"""Evaluation of each kind of node of Whoosh's query tree, by the operations of `Evaluation`."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, cast

import numpy as np
from whoosh import query as q
from whoosh.query.qcore import QueryError, _NullQuery

from archive.search.whoosh.format.columns import Range
from archive.search.whoosh.querying import doc_sets
from archive.search.whoosh.querying.doc_sets import NOTHING, ScoredDocSet
from archive.search.whoosh.querying.term_expansion import terms_of

if TYPE_CHECKING:
    from archive.search.whoosh.querying.evaluation import Evaluation


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
    """Return a flag for every document that is in at least so many sets."""
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
