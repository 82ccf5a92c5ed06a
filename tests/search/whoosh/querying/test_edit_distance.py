"""Which terms are near a word, by their letters and one by one."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive.search.whoosh.querying.edit_distance import TermPrefilter, edit_distance, is_one_slip

# Letters of one, two, three and four bytes, two of which ("a", "á") are distinguished by no bit.
words = st.text("abáй中𐍈q", min_size=1, max_size=6)
vocabularies = st.sets(words, max_size=20).map(lambda found: sorted(word.encode() for word in found))


def distance(one: str, other: str) -> int:
    row = list(range(len(other) + 1))
    for place, letter in enumerate(one, 1):
        previous, row = row, [place]
        for column, against in enumerate(other, 1):
            row.append(min(row[-1] + 1, previous[column] + 1, previous[column - 1] + (letter != against)))
    return row[-1]


@given(st.lists(words, max_size=8), words)
def test_letters_apart(others, word):
    assert edit_distance(word, others).tolist() == [distance(word, other) for other in others]


@given(vocabularies, words, st.integers(0, 3))
def test_near_terms(terms, word, most):
    numbers, near = TermPrefilter(terms).near(word, most)
    assert near == [term.decode() for term in terms if distance(word, term.decode()) <= most]
    assert [terms[number].decode() for number in numbers] == near


@given(vocabularies, words)
def test_terms_one_slip_away(terms, word):
    numbers, near = TermPrefilter(terms).one_slip_from(word)
    assert near == [term.decode() for term in terms if is_one_slip(word, term.decode())]
    assert [terms[number].decode() for number in numbers] == near


@given(vocabularies, words, st.data())
def test_some_of_the_terms_keep_their_numbers(terms, word, data):
    first = data.draw(st.integers(0, len(terms)))
    last = data.draw(st.integers(first, len(terms)))
    numbers, _ = TermPrefilter(terms).near(word, 2)
    assert TermPrefilter(terms, first, last).near(word, 2)[0].tolist() == [n for n in numbers if first <= n < last]


@pytest.mark.parametrize(
    ("word", "other", "one"),
    [
        ("ferry", "fery", True),
        ("ferry", "ferrry", True),
        ("ferry", "ferri", True),
        ("ferry", "feryr", True),
        ("ferry", "efrry", True),
        ("ferry", "ferry", False),
        ("ferry", "fairy", False),
        ("ferry", "freyr", False),
        ("ferry", "ferryman", False),
        ("a", "", True),
    ],
)
def test_one_slip(word, other, one):
    assert is_one_slip(word, other) is one
    assert is_one_slip(other, word) is one
