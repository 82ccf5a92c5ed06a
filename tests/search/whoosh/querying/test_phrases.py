"""Phrases are found where reading the texts finds them, however the places are laid out."""

from __future__ import annotations

from unittest.mock import patch

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from archive.search.whoosh.format.segment_arrays import Postings, SegmentArrays
from archive.search.whoosh.querying import phrases
from archive.search.whoosh.querying.doc_sets import ScoredDocSet
from archive.search.whoosh.querying.phrases import holding_phrase

WORDS = ["a", "b", "c"]
# Long stretches of nothing in between bring words to places that are equal modulo 64.
texts = st.lists(st.lists(st.one_of(st.sampled_from(WORDS), st.integers(60, 66)), max_size=9), min_size=1, max_size=14)


class TextSegment(SegmentArrays):
    """A segment of texts as they are; a number in them is so many other words."""

    def __init__(self, texts: list[list]) -> None:
        self.doc_count = len(texts)
        self.texts = [
            [each for one in text for each in ([one] if isinstance(one, str) else [""] * one)] for text in texts
        ]

    def places(self, term: int) -> dict[int, list[int]]:
        word = WORDS[term]
        found = {doc: [at for at, one in enumerate(text) if one == word] for doc, text in enumerate(self.texts)}
        return {doc: places for doc, places in found.items() if places}

    def postings(self, field, first, last):
        docs = np.array(list(self.places(first)), dtype=np.intp)
        return Postings(docs, np.ones(len(docs)), np.array([0, len(docs)]))

    def doc_frequency(self, field, term):
        return len(self.places(term))

    def positions(self, field, term):
        places = list(self.places(term).values())
        every = [at for some in places for at in some]
        return np.array(list(map(len, places)), np.intp), np.array(every, np.uint16)

    def terms(self, field):
        raise NotImplementedError

    length_bytes = terms


def holds(text: list[str], words: list[str], slop: int) -> bool:
    reached = {at for at, one in enumerate(text) if one == words[0]}
    for word in words[1:]:
        reached = {
            at for at, one in enumerate(text) if one == word and any(at - gap in reached for gap in range(1, slop + 1))
        }
    return bool(reached)


@pytest.mark.parametrize("places_at_a_time", [1, 150, 1 << 21])
@pytest.mark.parametrize("laid_over_from", [0, 1000])
@pytest.mark.parametrize("narrowed_from", [0, 1000])
@settings(max_examples=40, deadline=None)
@given(
    texts=texts,
    terms=st.lists(st.integers(0, 2), min_size=2, max_size=4),
    slop=st.sampled_from([1, 1, 2, 3]),
    within=st.one_of(st.none(), st.sets(st.integers(0, 13))),
)
def test_phrases(places_at_a_time, laid_over_from, narrowed_from, texts, terms, slop, within):
    segment = TextSegment(texts)
    words = [WORDS[term] for term in terms]
    expected = [doc for doc, text in enumerate(segment.texts) if holds(text, words, slop)]
    docs = None
    if within is not None:
        docs = ScoredDocSet(np.array(sorted(doc for doc in within if doc < len(texts)), dtype=np.intp))
        expected = [doc for doc in expected if doc in within]
    with (
        patch.object(phrases, "PLACES_AT_A_TIME", places_at_a_time),
        patch.object(phrases, "_MANY_FROM", laid_over_from),
        patch.object(phrases, "_MAX_PAIRS", narrowed_from),
    ):
        assert holding_phrase(segment, "body", terms, docs, slop, lambda: None).tolist() == expected
