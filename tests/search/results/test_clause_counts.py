"""Counts of searches that have parts in common."""

from __future__ import annotations

import pytest

from archive.models import Article
from archive.search.engine import Batch
from archive.search.query.grammar import parse
from archive.search.query.query_tree import And, Near, Phrase, Word
from archive.search.query.request import SearchRequest
from archive.search.results.clause_counts import ClauseCounts
from tests.factories import ArticleFactory


@pytest.fixture
def harbour(index, ask):
    ArticleFactory(title="Ferry dues", paragraphs=["The ferry waits for the tide."], authors=["Jorun Aas"])
    ArticleFactory(title="Tide tables", paragraphs=["Low tide at nine, and no ferry."], issue__volume=2)
    ArticleFactory(title="Salt", paragraphs=["Salt from the harbour, not from the sea."], issue__volume=2)
    ask()  # now they are indexed


QUERIES = [
    "ferry",
    "ferry tide",
    "ferry OR salt",
    "-ferry",
    "tide -author:jorun",
    '"the tide"',
    "title:(tide OR salt)",
    "volume:2",
    "author:jorun",
    "sal*",
    "*",
    "?!",
    "salt ferry",
]


@pytest.mark.parametrize("filters", [{}, {"volume": ("2",)}, {"volume": ("2",), "year": ("1999",)}])
@pytest.mark.parametrize("query", QUERIES)
def test_it_counts_what_a_search_finds(harbour, ask, query, filters):
    request = SearchRequest(query=query, filters=filters)
    found = ask(query, **filters)
    assert ClauseCounts(request).count(parse(query).tree) == (0 if found.loose else found.count)


@pytest.mark.parametrize("query", QUERIES)
def test_narrowed_it_counts_among_some_articles_alone(harbour, query):
    tree = parse(query).tree
    tally = ClauseCounts(SearchRequest())
    among = tally.narrowed(Word("tide"))
    assert among.count(tree) == tally.count(And((Word("tide"), tree)))
    assert among.narrowed(Word("ferry")).count(tree) == tally.count(And((Word("tide"), Word("ferry"), tree)))


def test_what_was_counted_among_some_articles_is_not_known_of_all(harbour):
    tally = ClauseCounts(SearchRequest())
    assert tally.narrowed(Word("salt")).count(Word("ferry")) == 0
    assert tally.count(Word("ferry")) == 2


def test_each_part_is_counted_alone_and_left_out(harbour):
    tally = ClauseCounts(SearchRequest(filters={"volume": ("2",)}))
    assert tally.counts_beside([Word("ferry"), Word("salt")]) == [(1, 2), (1, 1), (0, 2)]


@pytest.mark.parametrize(
    ("text", "between", "count"),
    [("ferry waits", 0, 1), ("ferry for", 0, 0), ("ferry for", 1, 1), ("ferry the", 1, 0), ("ferry the", 2, 1)],
)
def test_words_with_others_between(harbour, text, between, count):
    assert ClauseCounts(SearchRequest()).count(Near(text, between)) == count


def test_deleted_articles_are_not_counted(harbour, index):
    index.write(lambda: Batch([Article.objects.get(title="Salt").pk]), seconds=5)
    tally = ClauseCounts(SearchRequest())
    assert tally.count(Word("salt")) == 0
    assert tally.count(None) == tally.count(parse("-salt").tree) == 2
    assert tally.words_near("salr", 1)["salt"].among == 0


@pytest.mark.parametrize(("text", "is_title"), [("ferry DUES!", True), ("ferry", False), ("tide", False)])
def test_titles(harbour, text, is_title):
    assert ClauseCounts(SearchRequest()).is_title(text) is is_title


def test_words_near_are_counted_in_the_articles_at_hand(harbour):
    tally = ClauseCounts(SearchRequest())
    near = tally.narrowed(And((Word("tide"), Phrase("low tide")))).words_near("fery", 1)
    assert {word: (held.slips, held.articles, held.among, held.titles) for word, held in near.items()} == {
        "ferry": (1, 2, 1, 0)
    }
