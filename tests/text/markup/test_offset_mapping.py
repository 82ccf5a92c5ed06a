"""Places carried over between readings of one text."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive.text.markup.offset_mapping import OffsetMapping


@pytest.mark.parametrize(
    ("start", "end", "text", "other", "expected"),
    [
        (0, 3, "abc", "abc", (0, 3)),
        (3, 4, "a\n\nb", "ab", (1, 2)),
        (3, 4, "a\n\nb", "a\nb", (2, 3)),
        (2, 5, "a b c", "a  b  c", (3, 7)),
        (0, 1, "ab", "  ab", (2, 3)),
        (1, 3, "a b", "ab", (1, 2)),
        (1, 2, "a b", "ab", None),
        (0, 4, "abc", "abc", None),
        (2, 2, "abc", "abc", None),
        (-1, 2, "abc", "abc", None),
        (0, 3, "abc", "ab", None),
    ],
)
def test_a_stretch_is_found_in_the_other_reading(start, end, text, other, expected):
    assert OffsetMapping(text, other).map(start, end) == expected


@given(st.lists(st.text("abč(,", min_size=1, max_size=5), min_size=1, max_size=8), st.data())
def test_what_is_carried_over_has_the_same_characters(words, data):
    text, other = " ".join(words), "\n".join(words)
    start = data.draw(st.integers(0, len(text) - 1))
    end = data.draw(st.integers(start + 1, len(text)))
    place = OffsetMapping(text, other).map(start, end)
    carried = other[slice(*place)] if place else ""
    assert "".join(carried.split()) == "".join(text[start:end].split())
