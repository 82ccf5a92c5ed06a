"""Terms of a mapped field are found by their bytes."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from archive.search.whoosh.format.inverted_index import MappedTerms, term_bounds


def mapped(terms: list[bytes]) -> MappedTerms:
    return MappedTerms(np.frombuffer(b"".join(term + b"\n" for term in terms), dtype=np.uint8), term_bounds(terms))


# Some with the end of a line in them, as a title may have that came from a hostile file.
letters = st.lists(st.sampled_from(b"ab\n"), max_size=5).map(bytes)


@given(st.sets(letters, min_size=1), letters)
@example({b"a\nb", b"b"}, b"b")
@example({b"a\nb\nc", b"c"}, b"b")
def test_terms_are_found_by_their_number(terms, wanted):
    every = sorted(terms)
    found = mapped(every)
    assert [found.number(term) for term in every] == list(range(len(every)))
    assert found.number(wanted) == (every.index(wanted) if wanted in terms else -1)


@pytest.mark.parametrize("count", [0, 1, 63, 64, 65, 200])
def test_many_terms(count):
    every = [b"%06d" % (2 * number) for number in range(count)]
    found = mapped(every)
    assert [found.number(term) for term in every] == list(range(count))
    assert {found.number(b"%06d" % number) for number in range(1, 2 * count, 2)} <= {-1}
    assert found.number(b"") == found.number(b"~") == -1
