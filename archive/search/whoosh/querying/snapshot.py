"""Snapshot of the index for many small queries: how many articles match, which words are near.

Matches are flags, one per document of the whole index; so the common part of several queries is counted by comparing
bytes, 3 µs for 20,000 articles, and each part of a search is evaluated only once.
"""

from __future__ import annotations

import time
from collections import ChainMap
from collections.abc import Callable, Collection, Hashable, MutableMapping, Sequence
from dataclasses import dataclass, field
from functools import reduce
from typing import cast

import numpy as np
from haystack.backends import SearchNode
from whoosh.query import Query, Term
from whoosh.scoring import BM25F
from whoosh.searching import Searcher

from archive.search.engine import CountQuery, Filter, NearWord, least_of
from archive.search.fields import BM25_B, BM25_K1, heading_of
from archive.search.whoosh.damage import damage_named
from archive.search.whoosh.format.columns import column_filter
from archive.search.whoosh.querying.bm25 import Scoring
from archive.search.whoosh.querying.compiler import Leaves, compile_node
from archive.search.whoosh.querying.doc_sets import materialised
from archive.search.whoosh.querying.evaluation import Evaluation, OutOfTime
from archive.search.whoosh.querying.executor import open_segments
from archive.search.whoosh.querying.languages_held import languages_held
from archive.search.whoosh.querying.term_similarity import body_frequencies, is_printed, words_near

Flags = np.ndarray
"""A flag (bool) for every document of the index, false for deleted ones."""


@dataclass(frozen=True, slots=True)
class _Scope:
    """Documents within which parts of trees are evaluated, and the results there."""

    among: Flags
    known: MutableMapping[Hashable, Flags] = field(default_factory=dict)


class Snapshot:
    """A state of the index: a `Counter` of the engine's.

    `partial` says that the time limit of all queries together was reached: later answers are right, but may be
    incomplete. Every method raises IndexUnusable where the index is damaged.
    """

    def __init__(self, searcher: Searcher, seconds: float, note_damage: Callable[[str], object] | None = None) -> None:
        self._note_damage = note_damage
        self._segments = open_segments(searcher)
        with damage_named(note_damage):
            self._leaves = Leaves(languages_held(searcher))
            scoring = Scoring(
                [segment for segment, _, _ in self._segments], searcher.schema, BM25F(B=BM25_B, K1=BM25_K1)
            )
        deadline = time.monotonic() + seconds
        self._evaluations = [
            Evaluation(segment, scoring, scored=False, deadline=deadline) for segment, _, _ in self._segments
        ]
        self._passing: dict[Filter, Flags] = {}
        self.partial = False
        everything: Flags = np.zeros(searcher.doc_count_all(), dtype=bool)
        with damage_named(self._note_damage):
            for segment, _, first in self._segments:
                everything[first : first + segment.doc_count] = True if segment.live is None else segment.live
        self._whole = _Scope(everything)
        self._scopes: dict[Hashable, _Scope] = {}

    def counts(self, queries: Sequence[CountQuery]) -> list[int]:
        """Return the number of articles of each query."""
        return [int(np.count_nonzero(self._found(query))) for query in queries]

    def frequencies(self, stems: Collection[str]) -> dict[str, int]:
        """Return how many articles have each stem in their bodies, deleted ones not yet merged away among them."""
        with damage_named(self._note_damage):
            return body_frequencies(self._segments, stems)

    def is_title(self, text: str) -> bool:
        """Return whether a text is the whole title of an article."""
        return bool(self._matching(Term("heading", heading_of(text)), self._whole.among).any())

    def is_printed(self, word: str) -> bool:
        """Return whether any article has a normalised word, or another form of it."""
        with damage_named(self._note_damage):
            return is_printed(self._segments, word, self._leaves.languages)

    def words_near(self, word: str, most_slips: int, among: CountQuery) -> dict[str, NearWord]:
        """Return the words near a normalised word, and how many of some articles have each."""
        flags = self._found(among)
        with damage_named(self._note_damage):
            return words_near(self._segments, word, most_slips, flags)

    def _found(self, query: CountQuery) -> Flags:
        passing = [self._passes(one) for one in query.filters]
        if query.within is None:
            scope = self._whole
        else:
            scope = self._scope(query.within, query.filters, passing)
            passing = []  # part of the scope
        parts = [self._of_tree(tree, scope) for tree in query.trees]
        return reduce(np.logical_and, [*parts, *passing], scope.among)

    def _scope(self, within: SearchNode, filters: tuple[Filter, ...], passing: list[Flags]) -> _Scope:
        key = (_key(within), filters)
        if key not in self._scopes:
            among = reduce(np.logical_and, passing, self._of_tree(within, self._whole) & self._whole.among)
            # Results from here on are valid for these only.
            self._scopes[key] = _Scope(among, ChainMap({}, self._whole.known))
        return self._scopes[key]

    def _of_tree(self, node: SearchNode, scope: _Scope) -> Flags:
        if not node.children:
            found = scope.among
        elif any(isinstance(child, SearchNode) for child in node.children):
            parts = [
                self._of_tree(child if isinstance(child, SearchNode) else SearchNode([child]), scope)
                for child in node.children
            ]
            found = _joined(node, parts)
        else:
            found = self._of_leaves(node, scope)
        return scope.among & ~found if node.negated else found

    def _of_leaves(self, node: SearchNode, scope: _Scope) -> Flags:
        """Return the matches of a node of leaves; the caller negates."""
        key = (node.connector, *map(_key, node.children))
        if key not in scope.known:
            compiled = compile_node(SearchNode(node.children, node.connector), self._leaves)
            scope.known[key] = self._matching(compiled, scope.among)
        return scope.known[key]

    def _matching(self, query: Query, among: Flags) -> Flags:
        """Return those of the flagged articles that match; phrases are faster among few."""
        flags = np.zeros_like(among)
        with damage_named(self._note_damage):
            for (segment, _, first), evaluation in zip(self._segments, self._evaluations, strict=True):
                here = among[first : first + segment.doc_count]
                try:
                    found = evaluation.matches_among(materialised(here, 0.0), query)
                except OutOfTime:
                    self.partial = True
                    break
                flags[first : first + segment.doc_count] = found.flags(segment.doc_count) & here
        return flags

    def _passes(self, chosen: Filter) -> Flags:
        """Return the articles that pass a filter of a column."""
        if chosen not in self._passing:
            everything = self._whole.among
            flags = np.zeros_like(everything)
            name, asked = column_filter(chosen)
            with damage_named(self._note_damage):
                for segment, _, first in self._segments:
                    docs = np.flatnonzero(everything[first : first + segment.doc_count])
                    flags[first + docs] = segment.column(name).matches(asked, docs)
            self._passing[chosen] = flags
        return self._passing[chosen]


def _joined(node: SearchNode, parts: list[Flags]) -> Flags:
    if least := least_of(node):
        matching = reduce(np.add, (part.astype(np.uint8) for part in parts))
        return cast("Flags", matching >= least)
    return reduce(np.logical_or if node.connector == node.OR else np.logical_and, parts)


def _key(node: SearchNode | tuple[str, object]) -> Hashable:
    """Return a tree or a leaf as a key: equal for equal queries in equal words."""
    if isinstance(node, SearchNode):
        return (node.connector, node.negated, *map(_key, node.children))
    expression, value = node
    return expression, tuple(value) if isinstance(value, list | set | frozenset) else value
