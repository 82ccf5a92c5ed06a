"""Whoosh's view of the analysis: the same terms, with all that Whoosh asks of a token."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st
from whoosh.analysis import Token

from archive.search.whoosh.format.text_analyzer import TextAnalyzer

# Texts of ASCII letters and of the marks that make trouble.
texts = st.text(st.sampled_from("abZ 1_'’-.\n\u00adé½№\u0301ж"))


@given(texts, st.booleans())
def test_the_analyzer_gives_the_same_terms_with_places_and_without(text, stemmed):
    analyzer = TextAnalyzer(stemmed=stemmed)
    plain = [(token.text, token.pos) for token in analyzer(text, positions=True)]
    placed = [(token.text, token.pos) for token in analyzer(text, positions=True, chars=True)]
    assert plain == placed == [(term, n) for n, term in enumerate(analyzer.terms(text))]


def test_a_token_has_all_that_whooshs_own_has():
    own = Token(positions=True, chars=False, removestops=False, mode="index", weight=2)
    (token,) = TextAnalyzer(stemmed=True)("ferries", positions=True, removestops=False, mode="index", weight=2)
    assert vars(token) == {**vars(own), "text": "ferri", "pos": 0}
