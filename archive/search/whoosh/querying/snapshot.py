"""One state of the index, of which many small questions are asked: which articles match, which words are near.

Articles that match are flags, one a document of the whole index; so what several questions have in common is counted by
comparing bytes, 3 µs for 20,000 articles, and each part of a search need be looked up only once.
"""

from __future__ import annotations

import time

import numpy as np
from haystack.backends import SearchNode
from whoosh.query import Query, Term
from whoosh.scoring import BM25F
from whoosh.searching import Searcher

from archive.search.indexing.documents import heading_of
from archive.search.whoosh.format.columns import Filter
from archive.search.whoosh.querying.bm25 import Scoring
from archive.search.whoosh.querying.compiler import Leaves, compile_node
from archive.search.whoosh.querying.doc_sets import materialised
from archive.search.whoosh.querying.evaluation import Evaluation, OutOfTime
from archive.search.whoosh.querying.executor import open_segments
from archive.search.whoosh.querying.term_similarity import NearWord, is_printed, words_near
from archive.search.whoosh.store import damage_named

Flags = np.ndarray
"""Of every document of the index, whether it is meant: bool, deleted ones never."""


class Snapshot:
    """The index as it stands; see `WhooshBackend.snapshot`.

    `partial` says that the time for all questions together ran out: what was answered since is true, but more may be
    missing. Every method raises IndexUnusable where the index is damaged.
    """

    def __init__(self, searcher: Searcher, seconds: float) -> None:
        self._segments = open_segments(searcher)
        scoring = Scoring([segment for segment, _, _ in self._segments], searcher.schema, BM25F())
        deadline = time.monotonic() + seconds
        self._evaluations = [
            Evaluation(segment, leaf, scoring, scored=False, deadline=deadline) for segment, leaf, _ in self._segments
        ]
        self._leaves: Leaves = {}
        self.partial = False
        self.everything: Flags = np.zeros(searcher.doc_count_all(), dtype=bool)
        with damage_named():
            for segment, _, first in self._segments:
                self.everything[first : first + segment.doc_count] = True if segment.live is None else segment.live

    def matching(self, tree: SearchNode, among: Flags) -> Flags:
        """Those of the flagged articles that match a filter tree; where they are few, phrases are found sooner."""
        return self._matching(compile_node(tree, self._leaves), among)

    def headed(self, text: str) -> Flags:
        """The articles whose whole title is a text."""
        return self._matching(Term("heading", heading_of(text)), self.everything)

    def _matching(self, query: Query, among: Flags) -> Flags:
        flags = np.zeros_like(among)
        with damage_named():
            for (segment, _, first), evaluation in zip(self._segments, self._evaluations, strict=True):
                here = among[first : first + segment.doc_count]
                try:
                    found = evaluation.matches_among(materialised(here, 0.0), query)
                except OutOfTime:
                    self.partial = True
                    break
                flags[first : first + segment.doc_count] = found.flags(segment.doc_count) & here
        return flags

    def passing(self, field: str, chosen: Filter) -> Flags:
        """The articles that have in a column what a filter asks for."""
        flags = np.zeros_like(self.everything)
        with damage_named():
            for segment, _, first in self._segments:
                docs = np.flatnonzero(self.everything[first : first + segment.doc_count])
                flags[first + docs] = segment.column(field).matches(chosen, docs)
        return flags

    def is_printed(self, word: str) -> bool:
        """Whether any article has a folded word, or another form of it."""
        with damage_named():
            return is_printed(self._segments, word)

    def words_near(self, word: str, most_slips: int, among: Flags) -> dict[str, NearWord]:
        """The words near a folded word, and how many of the flagged articles have each: see `likeness.words_near`."""
        with damage_named():
            return words_near(self._segments, word, most_slips, among)
