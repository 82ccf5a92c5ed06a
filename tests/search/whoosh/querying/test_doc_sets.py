"""Sets of scored documents do what sets of (document, score) do, listed or flagged; and the best of keys."""

from __future__ import annotations

from functools import reduce
from unittest.mock import patch

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive.search.whoosh.querying import doc_sets
from archive.search.whoosh.querying.doc_sets import ScoredDocSet, best

DOC_COUNT = 40


@st.composite
def sets(draw) -> tuple[ScoredDocSet, dict[int, float]]:
    """Matches in either form, with one score or one each, and what they stand for."""
    docs = draw(st.sets(st.integers(0, DOC_COUNT - 1)))
    scores = draw(st.one_of(st.sampled_from([0.0, 2.0]), st.just([draw(st.integers(1, 9)) / 4 for _ in docs])))
    meant = (
        dict.fromkeys(sorted(docs), scores)
        if isinstance(scores, float)
        else dict(zip(sorted(docs), scores, strict=True))
    )
    listed = np.array(sorted(docs), dtype=np.intp)
    each = scores if isinstance(scores, float) else np.array(scores, dtype=np.float32)
    if draw(st.booleans()):
        return ScoredDocSet(listed, each), meant
    flags = doc_sets.flags_of(listed, DOC_COUNT)
    if isinstance(each, float):
        return ScoredDocSet(flags, each), meant
    spread = np.zeros(DOC_COUNT, dtype=np.float32)
    spread[listed] = each
    return ScoredDocSet(flags, spread), meant


def meaning(found: ScoredDocSet) -> dict[int, float]:
    listed = found.listed()
    scores = np.broadcast_to(np.float32(listed.scores), listed.docs.shape)
    return dict(zip(listed.docs.tolist(), scores.tolist(), strict=True))


def added(a: dict, b: dict, docs) -> dict:
    return {doc: a.get(doc, 0) + b.get(doc, 0) for doc in docs}


either_form = pytest.mark.parametrize("flagged_from", [0, 3, DOC_COUNT + 1])


@either_form
@given(several=st.lists(sets(), min_size=1, max_size=4))
def test_all_of(flagged_from, several):
    with patch.object(doc_sets, "BITMAP_THRESHOLD", flagged_from):
        found = doc_sets.all_of([one for one, _ in several], DOC_COUNT)
    assert meaning(found) == reduce(lambda a, b: added(a, b, a.keys() & b.keys()), [meant for _, meant in several])


@either_form
@given(several=st.lists(sets(), max_size=4))
def test_any_of(flagged_from, several):
    with patch.object(doc_sets, "BITMAP_THRESHOLD", flagged_from):
        found = doc_sets.any_of([one for one, _ in several], DOC_COUNT)
    assert meaning(found) == reduce(lambda a, b: added(a, b, a.keys() | b.keys()), [meant for _, meant in several], {})


@either_form
@given(first=sets(), second=sets())
def test_without(flagged_from, first, second):
    with patch.object(doc_sets, "BITMAP_THRESHOLD", flagged_from):
        found = doc_sets.without(first[0], second[0], DOC_COUNT)
    assert meaning(found) == {doc: score for doc, score in first[1].items() if doc not in second[1]}


@given(first=sets(), second=sets())
def test_with_bonus(first, second):
    found = doc_sets.with_bonus(first[0], second[0], DOC_COUNT)
    assert meaning(found) == added(first[1], second[1], first[1])


@given(one=sets(), boost=st.sampled_from([1.0, 0.5]), score=st.sampled_from([0.0, 3.0]))
def test_scores_are_multiplied_or_made_one(one, boost, score):
    assert meaning(one[0].times(boost)) == {doc: of * boost for doc, of in one[1].items()}
    assert meaning(one[0].with_score(score)) == dict.fromkeys(one[1], score)


@given(one=sets())
def test_forms_tell_the_same(one):
    found, meant = one
    assert len(found) == len(meant)
    assert found.numbers().tolist() == list(meant)
    assert np.flatnonzero(found.flags(DOC_COUNT)).tolist() == list(meant)


@given(one=sets())
def test_scores_beside_documents_not_flagged_are_0(one):
    found = one[0].among(np.arange(DOC_COUNT) % 2 == 0)
    assert meaning(found) == {doc: score for doc, score in one[1].items() if doc % 2 == 0}
    if found.is_flagged and found.score_of_all is None:
        assert not found.scores[~found.docs].any()


@given(st.lists(st.integers(0, 5)), st.integers(0, 12))
def test_best_are_the_greatest_and_the_earlier_of_equals(keys, count):
    expected = sorted(range(len(keys)), key=lambda place: -keys[place])[:count]
    assert best(np.array(keys, dtype=np.int64), count).tolist() == expected


@pytest.mark.parametrize("different", [3, 10_000])
@pytest.mark.parametrize("count", [1, 7, 30, 2_000])
def test_best_of_many(different, count):
    keys = np.random.default_rng(7).integers(0, different, 5_003).astype(np.float32)
    assert best(keys, count).tolist() == np.argsort(-keys, kind="stable")[:count].tolist()
