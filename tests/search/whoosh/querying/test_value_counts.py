"""Counts of a facet are what a sorted list of them would be, and put in order only as far as they are looked at."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive.search.whoosh.querying.value_counts import JointValues, ValueCounts

counted = st.dictionaries(st.sampled_from("abcdefghijkl"), st.integers(0, 4))


def in_order(counts: dict[str, int]) -> list[tuple[str, int]]:
    return sorted(((value, count) for value, count in counts.items() if count), key=lambda pair: (-pair[1], pair[0]))


def value_counts(counts: dict[str, int]) -> ValueCounts:
    values = sorted(counts)
    return ValueCounts(values, np.array([counts[value] for value in values], dtype=np.int64))


@given(counted, st.integers(0, 14))
def test_is_a_sequence_of_the_most_frequent_first(counts, some):
    found, expected = value_counts(counts), in_order(counts)
    assert found == expected
    assert len(found) == len(expected)
    assert found[:some] == expected[:some]
    assert found[some:] == expected[some:]
    assert found[::-1] == expected[::-1]


def test_single_ones_are_taken_from_either_end():
    found = value_counts({"gull": 1, "lantern": 3, "salt": 0})
    assert (found[0], found[-1]) == (("lantern", 3), ("gull", 1))
    with pytest.raises(IndexError):
        found[2]


def test_the_count_of_a_value_is_known_by_itself():
    found = value_counts({"gull": 1, "salt": 0})
    assert [found.of(value) for value in ("gull", "salt", "absent", "zebra")] == [1, 0, 0, 0]


def test_values_can_be_had_in_their_own_order():
    assert value_counts({"gull": 1, "lantern": 3, "salt": 0}).by_value() == [("gull", 1), ("lantern", 3)]


@given(st.lists(counted, min_size=1, max_size=3))
def test_segments_are_counted_together(segments):
    joint = JointValues([sorted(counts) for counts in segments])
    arrays = [np.array([counts[value] for value in sorted(counts)], dtype=np.int64) for counts in segments]
    together = {value: sum(counts.get(value, 0) for counts in segments) for value in "abcdefghijkl"}
    assert joint.total(arrays) == in_order(together)


def test_segments_not_searched_any_more_count_nothing():
    joint = JointValues([["gull"], ["gull", "salt"]])
    assert joint.total([np.array([2])]) == [("gull", 2)]
    assert joint.total([]) == []
