"""The best of many keys."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from archive.search.whoosh.matches import best


@given(st.lists(st.integers(0, 5)), st.integers(0, 12))
def test_best_are_the_greatest_and_the_earlier_of_equals(keys, count):
    expected = sorted(range(len(keys)), key=lambda place: -keys[place])[:count]
    assert best(np.array(keys, dtype=np.int64), count).tolist() == expected
