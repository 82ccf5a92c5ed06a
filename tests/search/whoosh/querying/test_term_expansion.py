"""Which words a pattern stands for, by lists kept in memory and by terms mapped from a file alike."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive.search.whoosh.format.inverted_index import MappedTerms, term_bounds
from archive.search.whoosh.querying.term_expansion import _near, prefix_bounds

vocabularies = st.sets(st.text("abé[й.", min_size=1, max_size=5), min_size=1, max_size=20).map(
    lambda words: sorted(word.encode() for word in words)
)
patterns = st.text("abé[]*?й.!", min_size=1, max_size=6)


def mapped(terms: list[bytes]) -> MappedTerms:
    texts = b"".join(term + b"\n" for term in terms)
    return MappedTerms(np.frombuffer(texts, dtype=np.uint8), term_bounds(terms))


@given(vocabularies, st.text("abéй", max_size=3))
def test_a_prefix_bounds_the_words_that_begin_so(terms, prefix):
    first, last = prefix_bounds(terms, prefix.encode())
    assert terms[first:last] == [term for term in terms if term.startswith(prefix.encode())]


@pytest.mark.parametrize("prefix", [b"\xff", b"a\xff", b""])
def test_a_prefix_may_end_in_the_greatest_byte(prefix):
    terms = [b"a", b"a\xff", b"a\xff\x01", b"b", b"\xff", b"\xff\xff"]
    first, last = prefix_bounds(terms, prefix)
    assert terms[first:last] == [term for term in terms if term.startswith(prefix)]


def distance(one: str, other: str) -> int:
    row = list(range(len(other) + 1))
    for place, letter in enumerate(one, 1):
        previous, row = row, [place]
        for column, against in enumerate(other, 1):
            row.append(min(row[-1] + 1, previous[column] + 1, previous[column - 1] + (letter != against)))
    return row[-1]


@given(vocabularies, st.text("abéй", min_size=1, max_size=5), st.integers(0, 2), st.integers(0, 2))
def test_near_misses_are_within_the_distance_and_begin_the_same(terms, text, most, prefix_length):
    expected = [
        n
        for n, term in enumerate(terms)
        if term.decode().startswith(text[:prefix_length]) and distance(text, term.decode()) <= most
    ]
    assert _near(text, most, prefix_length, terms).tolist() == expected


@given(vocabularies, st.text("abéй", max_size=5))
def test_mapped_terms_are_found_where_a_sorted_list_has_them(terms, text):
    many = sorted({*terms, *(b"%05d" % n for n in range(200))})
    found = mapped(many)
    assert list(found) == many
    assert found[3:9] == many[3:9]
    assert found.place(text.encode()) == sum(term < text.encode() for term in many)
