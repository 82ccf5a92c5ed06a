"""Records and readings that mean the same are paired, in the order of the text."""

from archive.editing.derived.record_matching import matched
from tests.timing import at_most

SAME = ((str.lower, str.lower),)


def test_of_several_alike_the_first_goes_to_the_first():
    assert matched(["a", "A", "b"], ["A", "a", "c"], SAME) == ([("a", "A"), ("A", "a")], ["b"], ["c"])


def test_a_strict_key_comes_before_a_loose_one():
    pairs, left, new = matched(["a", "A"], ["A", "a"], ((str, str), *SAME))
    assert (pairs, left, new) == ([("a", "a"), ("A", "A")], [], [])


def test_time_grows_as_the_number_of_equal_records():
    with at_most(5):
        pairs, left, new = matched(["a"] * 300_000, ["a"] * 300_000, SAME)
    assert (len(pairs), left, new) == (300_000, [], [])
