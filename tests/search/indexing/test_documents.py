"""Entries of the index: the rows that say where the body's sentences stand."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive.models import Article
from archive.search.analysis.analyser import words
from archive.search.computed_fields import sentence_rows
from archive.search.indexing.documents import document, loaded
from tests.factories import ArticleFactory, CitationFactory


@pytest.mark.parametrize(
    ("texts", "rows"),
    [
        ([], [(0, 0, 0, 0)]),
        ([""], [(0, 1, 0, 0)]),
        (["The ferry sank. It rained."], [(0, 0, 0, 15), (3, 0, 16, 26), (5, 1, 0, 0)]),
        (["One buoy.", "", "Two — buoys."], [(0, 0, 0, 9), (2, 2, 0, 12), (4, 3, 0, 0)]),
    ],
)
def test_sentence_rows(texts, rows):
    assert sentence_rows(texts) == rows


_ODD_WORDS = ["Ferry", "U.S.", "l’été", "№1½", "Interfax-Kazakhstan", "(Gull, May 3).", "İ", "д", "…", "e\u0301"]
_PIECES = st.sampled_from([*_ODD_WORDS, ". ", " ", "\n\n"])
_TEXTS = st.lists(st.lists(_PIECES, max_size=20).map("".join), max_size=4)


@given(_TEXTS)
def test_a_sentence_begins_with_the_word_that_its_row_says(texts):
    body = words("\n".join(texts))
    for word, block, start, end in sentence_rows(texts)[:-1]:
        own = words(texts[block][start:end])
        assert body[word : word + len(own)] == own


@given(_TEXTS)
def test_the_last_row_counts_the_words_of_all_blocks(texts):
    assert sentence_rows(texts)[-1] == (len(words("\n".join(texts))), len(texts), 0, 0)


@pytest.mark.django_db
def test_order_in_which_a_database_gives_citations_makes_no_other_entry():
    article = ArticleFactory()
    for _ in range(3):
        CitationFactory(article=article)
    one, other = (loaded(Article.objects.all())[0] for _ in range(2))
    other.counted_citations.reverse()
    assert document(other)["digest"] == document(one)["digest"]
