"""Words that are written in several ways find each other, and the results name the spellings that were used."""

from __future__ import annotations

import re

import pytest

from tests.factories import ArticleFactory

TEXTS = {
    "hyphened": "The co-operation with the U.S. on decision-making needs a follow-up of 1,000,000 crowns.",
    "joined": "The cooperation with the US on decisionmaking needs a followup of 1000000 crowns.",
    "pronoun": "They told us that nothing would change.",
    "dotted": "The N.A.T.O. envoy saw Mr O’Brien and three children.",
    "plain": "The NATO envoy saw Mr O Brien and a child.",
    "british": "The harbour programme to organise defence labour met many crises.",
    "american": "The harbor program to organize defense labor met one crisis.",
    "languages": "He wrote C++ on Monday.",
    "sharp": "He wrote C# on Monday.",
    "dot": "He wrote .NET services.",
    "letter": "Vitamin c is in the net.",
    "invisible": "The light\u2060house stood.",
}


@pytest.fixture
def found(index, titles):
    for title, text in TEXTS.items():
        ArticleFactory(title=title, paragraphs=[text])
    return lambda query, **params: set(titles(query, **params))


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("cooperation", {"hyphened", "joined"}),
        ("co-operation", {"hyphened", "joined"}),
        ("decisionmaking", {"hyphened", "joined"}),
        ("decision-making", {"hyphened", "joined"}),
        ("follow-up", {"hyphened", "joined"}),
        ("followup", {"hyphened", "joined"}),
        ("US crowns", {"hyphened", "joined"}),
        ("U.S.", {"hyphened", "joined"}),
        ("US -pronoun", {"hyphened", "joined"}),
        ("1000000", {"hyphened", "joined"}),
        ("1,000,000", {"hyphened", "joined"}),
        ("NATO", {"dotted", "plain"}),
        ("N.A.T.O.", {"dotted", "plain"}),
        ("O Brien", {"dotted", "plain"}),
        ("O'Brien", {"dotted", "plain"}),
        ("children", {"dotted", "plain"}),
        ("harbour", {"british", "american"}),
        ("harbors", {"british", "american"}),
        ("programme", {"british", "american"}),
        ("organising", {"british", "american"}),
        ("defense labor", {"british", "american"}),
        ("crises", {"british", "american"}),
        ('"harbour"', {"british"}),
        ("C++", {"languages"}),
        ("c#", {"sharp"}),
        ("c", {"letter"}),
        ("net", {"letter"}),
        ('"C++ on"', {"languages"}),
        ('"c on"', set()),
        (".NET", {"dot"}),
        ("-C++ wrote", {"sharp", "dot"}),
        ("light\u200bhouse", {"invisible"}),
        ("\ufefftitle:sharp", {"sharp"}),
    ],
)
def test_meets(found, query, expected):
    results = found(query)
    assert results - {"pronoun"} == expected if "US" in query else results == expected


def test_only_as_typed(found):
    assert found("harbour", variants=["off"]) == {"british"}
    assert found("cooperation", variants=["off"]) == {"joined"}
    assert found("C++", variants=["off"]) == {"languages"}


def test_as_typed_comes_first(found, titles):
    assert titles("harbor") == ["american", "british"]
    assert titles("co-operation") == ["hyphened", "joined"]


@pytest.mark.parametrize(
    ("query", "sentence"),
    [
        ("harbour", "harbour; also spelled harbor"),
        ("cooperation", "cooperation; also spelled co-operation"),
        ("co-operation", "co-operation; also spelled cooperation"),
        ("envoy", "envoy"),
        ("ferries", "ferries"),
    ],
)
def test_spellings_used_are_named(found, ask, query, sentence):
    assert ask(query).sentence == sentence


def test_spellings_of_names_are_named(index, ask):
    ArticleFactory(title="One", paragraphs=["Zelinform reported it."], authors=["Sergey Halvan"])
    assert ask("Zelinformm").sentence == "Zelinformm; also spelled Zelinform"
    assert ask("author:Sergei").sentence == "author Sergei; also spelled Sergey Halvan"
    assert ask("Zelinformm", variants=["off"]).sentence == "Zelinformm"


def test_other_spellings_are_marked(found, ask):
    marked = {text for hit in ask("cooperation").hits for one in hit.snippets for text, is_hit in one.pieces if is_hit}
    assert marked == {"cooperation", "co-operation"}


@pytest.mark.parametrize(("query", "marked"), [(".NET", ".NET"), ("c++", "C++"), ("C#", "C#"), ("net", "net")])
@pytest.mark.parametrize("variants", ["", "off"])
def test_words_with_signs_are_highlighted(index, client, query, marked, variants):
    ArticleFactory(title="Services", paragraphs=["He wrote .NET services in C++ and (C#), net of tax."])
    page = client.get("/search/", {"q": query, "variants": variants}).text
    assert set(re.findall("<mark>(.*?)</mark>", page)) == {marked}
