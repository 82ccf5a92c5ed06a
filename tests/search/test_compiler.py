"""The compiler: trees of every shape find what reading the texts by hand finds, and exact matches rank first."""

from __future__ import annotations

import datetime

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from archive.search.analysis.analyser import stem, stems, words
from archive.search.query.grammar import parse
from archive.search.query.haystack_query import filter_of
from archive.search.query.query_tree import (
    And,
    Everything,
    Field,
    Fuzzy,
    Not,
    Or,
    Phrase,
    Prefix,
    Query,
    Range,
    Word,
    all_of,
    any_of,
    in_field,
    negation,
)
from archive.search.whoosh.querying.compiler import compile_query
from archive.search.whoosh.querying.executor import execute
from archive.search.whoosh.store import IndexStore
from tests.search.entries import entry, nothing_more

TEXTS = [
    ("Ferries stand idle", "The ferry crews of Port Varda want higher wages.", 2003),
    ("Harbour dues rise", "Dues for ferries rise, said Sergei Halvan of the harbour office.", 2004),
    ("A light goes out", "The lighthouse keeper Sergey Tarn put out the light; no ferry saw it.", 2004),
    ("Salt and light", "Harbour salt is salt; wages are wages.", 2005),
    ("Idle talk", "", 2006),
    ("The harbour office", "Higher dues, higher wages, and an office that stands idle.", 2006),
]
WORDS = ["ferry", "ferries", "harbour", "dues", "light", "salt", "wages", "idle", "office", "absent", "stands"]
PHRASES = ["harbour office", "higher wages", "stands idle", "salt is salt", "light", "dues rise"]


@pytest.fixture(scope="module")
def searcher(tmp_path_factory):
    store = IndexStore(tmp_path_factory.mktemp("index"))
    entries = [entry(pk, title, body, year=year) for pk, (title, body, year) in enumerate(TEXTS, start=1)]
    store.rebuild(entries, nothing_more)
    return store.searcher()


def found(searcher, query: Query, *, variants: bool = False) -> list[int]:
    wanted = filter_of(query, query.tree, variants=variants, resolve=lambda name, part: [])
    return execute(searcher, compile_query(wanted), limit=100).pks


def holds(tree, number: int, fields: tuple[str, ...] = ("title", "body")) -> bool:
    """Whether a text matches a tree, read word by word."""
    title, body, year = TEXTS[number]
    texts = [{"title": title, "body": body}[field] for field in fields]
    match tree:
        case Everything():
            return True
        case And(parts):
            return all(holds(part, number, fields) for part in parts)
        case Or(parts):
            return any(holds(part, number, fields) for part in parts)
        case Not(part):
            return not holds(part, number, fields)
        case Field("title", part):
            return holds(part, number, ("title",))
        case Range("year", first, last):
            return (first or 0) <= year <= (last or 9999)
        case Word(text):
            return any(stem(words(text)[0]) in stems(each) for each in texts)
        case Phrase(text):
            return any(_has_phrase(words(each), words(text)) for each in texts)
        case Prefix(text):
            return any(word.startswith(text) for each in texts for word in words(each))
    raise AssertionError(tree)


def _has_phrase(text: list[str], wanted: list[str]) -> bool:
    return any(text[at : at + len(wanted)] == wanted for at in range(len(text) - len(wanted) + 1))


leaves = st.one_of(
    st.sampled_from(WORDS).map(Word),
    st.sampled_from(PHRASES).map(Phrase),
    st.sampled_from(["fer", "harb", "wag", "zzz"]).map(Prefix),
    st.sampled_from([Range("year", 2004, 2005), Range("year", None, 2004), Range("year", 2006, None)]),
    st.sampled_from(["idle", "light", "office"]).map(lambda word: in_field("title", Word(word))),
)
trees = st.recursive(
    leaves,
    lambda inner: st.one_of(
        st.lists(inner, min_size=1, max_size=3).map(all_of),
        st.lists(inner, min_size=1, max_size=3).map(any_of),
        inner.map(negation),
    ),
    max_leaves=8,
)


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(tree=trees)
def test_trees_find_what_reading_finds(searcher, tree):
    expected = {number + 1 for number in range(len(TEXTS)) if holds(tree, number)}
    assert set(found(searcher, Query(tree, (), ""))) == expected


@pytest.mark.parametrize(
    ("query", "pks"),
    [
        ("", {1, 2, 3, 4, 5, 6}),
        ("-ferry", {4, 5, 6}),
        ("-(ferry OR salt)", {5, 6}),
        ("idle -title:idle", {6}),
        ("wages (idle OR salt) -title:ferries", {4, 6}),
        ("ligt~", {3, 4}),
        ("light*", {3, 4}),
        ('"the light no ferry"', {3}),
        ("title:(light -salt)", {3}),
        ("year:2004..2005 -dues", {3, 4}),
        ("?!", set()),
    ],
)
def test_queries_find(searcher, query, pks):
    assert set(found(searcher, parse(query))) == pks


def test_variants_find_names_and_can_be_left_out(searcher):
    assert set(found(searcher, parse("Sergei"), variants=True)) == {2, 3}
    assert set(found(searcher, parse("Sergei"), variants=False)) == {2}
    assert set(found(searcher, parse("Сергей"), variants=True)) == {2, 3}


def test_an_excluded_name_is_excluded_in_all_its_spellings(searcher):
    assert {2, 3}.isdisjoint(found(searcher, parse("-Sergei"), variants=True))


@pytest.mark.parametrize(("query", "first"), [("Sergei", 2), ("Sergey", 3)])
def test_the_spelling_asked_for_ranks_first(searcher, query, first):
    assert found(searcher, parse(query), variants=True)[0] == first


def test_the_spelling_asked_for_ranks_first_whatever_speaks_for_the_others(tmp_path):
    store = IndexStore(tmp_path)
    many = [entry(pk, "Dmitri Dmitri", "Dmitri " * 30) for pk in range(1, 6)]
    store.rebuild([*many, entry(9, "Quiet days", "Nothing. " * 300 + "Once there came Dmitriy.")], nothing_more)
    assert found(store.searcher(), parse("Dmitriy"), variants=True)[0] == 9


def test_the_very_title_ranks_first(tmp_path):
    store = IndexStore(tmp_path)
    rivals = [entry(pk, "Salt and light and salt", "Salt and light, light and salt. " * 9) for pk in range(1, 6)]
    store.rebuild([*rivals, entry(9, "Salt, and Light", "Wages.")], nothing_more)
    assert found(store.searcher(), parse("salt and light"))[0] == 9


def test_words_in_order_rank_before_words_scattered(tmp_path):
    store = IndexStore(tmp_path)
    scattered = [entry(pk, "Notes", "Higher masts. Tidewater wages. " * 4) for pk in range(1, 6)]
    store.rebuild([*scattered, entry(9, "Notes", "They ask for higher wages and " + "rope " * 40)], nothing_more)
    assert found(store.searcher(), parse("higher wages"))[0] == 9


def test_a_day_cited_is_a_number(tmp_path):
    store = IndexStore(tmp_path)
    store.rebuild([entry(1, cited=[20041023]), entry(2, cited=[20041101, 20041130])], nothing_more)
    day = Range("cited", datetime.date(2004, 10, 23), datetime.date(2004, 10, 23))
    november = Range("cited", datetime.date(2004, 11, 1), datetime.date(2004, 11, 30))
    assert found(store.searcher(), Query(day, (), "")) == [1]
    assert found(store.searcher(), Query(november, (), "")) == [2]


@pytest.mark.parametrize(
    ("query", "pks"),
    [("issue:115", {1}), ("issue:3-4", {2}), ("issue:4", {2}), ("issue:100..120", {1}), ("issue:(115 OR 3)", {1, 2})],
)
def test_issue_numbers(tmp_path, query, pks):
    store = IndexStore(tmp_path)
    store.rebuild([entry(1, number=["115"]), entry(2, number=["3-4", "3", "4"])], nothing_more)
    assert set(found(store.searcher(), parse(query))) == pks


def test_a_fuzzy_word_allows_as_many_slips_as_the_grammar_says(searcher):
    assert found(searcher, Query(Fuzzy("wgaes"), (), "")) == []
    assert set(found(searcher, Query(Fuzzy("harbuor"), (), ""))) == {2, 4, 6}
