"""“Did you mean”: from the archive's own words, never a query that finds nothing."""

from __future__ import annotations

import pytest

from tests.factories import ArticleFactory


@pytest.fixture
def meant(index, ask):
    """`meant("fery")` → the query offered instead, "" for none."""
    ArticleFactory(title="The lighthouse keeper", paragraphs=["The keeper saw the ferry leave."], authors=["Jorun Aas"])
    ArticleFactory(title="Ferry dues in the harbour", paragraphs=["Dues rise. The ferry waits for the tide."])
    ArticleFactory(title="Salt", paragraphs=["Salt from the harbour, not from the sea."])
    for _ in range(4):
        ArticleFactory(title="Weather", paragraphs=["The wind came from the north, in the form of gusts."])

    def offered(query: str, **params) -> str:
        found = ask(query, **params)
        if found.suggestion:
            params["q"] = [found.suggestion.query]
            assert ask(found.suggestion.query, **{k: v for k, v in params.items() if k != "q"}).count > 0
        return found.suggestion.query if found.suggestion else ""

    return offered


@pytest.mark.parametrize(
    ("query", "offered"),
    [
        ("ferri", ""),  # its stem is the ferry's, so it finds
        ("feryr", "ferry"),
        ("lihgthouse keeper", "lighthouse keeper"),
        ("lighthouse keepr", "lighthouse keeper"),
        ("lighthose keepr", "lighthouse keeper"),
        ('"lighthouse keepr"', '"lighthouse keeper"'),
        ("xighthouse", "lighthouse"),
        ("author:jorum", "author:jorun"),
        ('author:"jorum aas"', 'author:"jorun aas"'),
        ('author:"Aas, Jorum"', 'author:"Aas, jorun"'),
        ("zzzzzz", ""),
        ("feryr zzzzzz", ""),
        ("ferry", ""),
        ("-feryr", ""),
        ("harbour form the sea", "harbour from the sea"),
        ('"wind came form the north"', '"wind came from the north"'),
        ('"came form the"', '"came from the"'),
        ('title:"lighthouse keepr"', 'title:"lighthouse keeper"'),
        ("weather OR feryr", ""),
        ("2004x", ""),
    ],
)
def test_offers(meant, query, offered):
    assert meant(query) == offered


def test_an_offer_is_counted_under_the_filters(meant):
    assert meant("feryr", year=["1999"]) == ""


def test_words_that_are_a_title_are_offered_before_others(meant):
    assert meant("ferry dus") == "ferry dues"
    ArticleFactory(title="Ferry dusk", paragraphs=["It is late."])
    assert meant("ferry dus") == "ferry dusk"


def test_an_offer_keeps_filters(index, ask, meant):
    assert ask("feryr", author=["jorun-aas"]).suggestion.filters == {"author": ("jorun-aas",)}


def test_a_known_word_is_not_replaced_by_another(index, ask):
    ArticleFactory(title="One", paragraphs=["The defence of the port."])
    ArticleFactory(title="Two", paragraphs=["They defended the minister."])
    assert ask("defence minister").suggestion is None
    assert ask("defense minister").suggestion is None
