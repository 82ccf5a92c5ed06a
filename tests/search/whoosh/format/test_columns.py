"""Columns count and filter documents as one would by hand, whether the documents are numbered or flagged."""

from __future__ import annotations

from collections import Counter
from unittest.mock import patch

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from archive.search.whoosh.format import value_postings
from archive.search.whoosh.format.columns import Range, Values, column_of_postings

# Of each document its values; several a document, or one at most.
several = st.lists(st.sets(st.integers(0, 9), max_size=4), min_size=1, max_size=70)
single = st.lists(st.sets(st.integers(0, 9), max_size=1), min_size=1, max_size=70)
filters = st.one_of(
    st.builds(Values, st.frozensets(st.integers(0, 11), max_size=3)),
    st.builds(Range, st.sampled_from([None, 2, 5]), st.sampled_from([None, 5, 8])),
)


def column_of(documents: list[set[int]]):
    values = sorted(set().union(*documents))
    docs = [np.array([doc for doc, held in enumerate(documents) if value in held], np.intp) for value in values]
    bounds = np.cumsum([0, *map(len, docs)])
    return column_of_postings(values, np.concatenate([*docs, np.empty(0, np.intp)]), bounds, len(documents))


def chosen(documents: list, flags: list[bool]) -> tuple[np.ndarray, np.ndarray]:
    picked = np.resize(np.array(flags, dtype=bool), len(documents))
    return np.flatnonzero(picked), picked


# From how many documents on a value has bits: none of them, some, all.
bits_from = pytest.mark.parametrize("bits_from", [0, 5, 1000])
picks = st.lists(st.booleans(), min_size=1, max_size=70)


@bits_from
@settings(deadline=None)
@given(documents=st.one_of(several, single), flags=picks)
def test_counts(bits_from, documents, flags):
    numbers, picked = chosen(documents, flags)
    expected = Counter(value for doc in numbers for value in documents[doc])
    with patch.object(value_postings, "BITS_FROM", bits_from):
        column = column_of(documents)
        for docs in (numbers, picked):
            assert column.counts(docs).tolist() == [expected[value] for value in column.values]


@bits_from
@settings(deadline=None)
@given(documents=st.one_of(several, single), flags=picks, wanted=filters)
def test_filters(bits_from, documents, flags, wanted):
    numbers, picked = chosen(documents, flags)
    if isinstance(wanted, Values):
        passes = [bool(held & wanted.values) for held in documents]
    else:
        low, high = wanted.low or 0, 9 if wanted.high is None else wanted.high
        passes = [any(low <= value <= high for value in held) for held in documents]
    with patch.object(value_postings, "BITS_FROM", bits_from):
        column = column_of(documents)
        assert column.matches(wanted, numbers).tolist() == [passes[doc] for doc in numbers]
        assert column.matches(wanted, picked).tolist() == (picked & passes).tolist()
