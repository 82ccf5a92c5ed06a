"""What every engine must do behind the door: run against the one that SEARCH_ENGINE names."""

from __future__ import annotations

import dataclasses
import threading

import pytest
from haystack.backends import SearchNode

from archive.search.engine import (
    Batch,
    CountQuery,
    EngineQuery,
    EntryRefused,
    IndexUnusable,
    QueryTerm,
    RangeFilter,
    Sort,
    ValuesFilter,
    at_least,
)
from archive.search.query.grammar import parse
from archive.search.query.haystack_query import filter_of, wanted
from tests.search.entries import entry

TEXTS = [
    # Title, body, year, publication, sources, authors.
    ("Ferries stand idle", "The ferry crews want higher wages. Salt is dear.", 2003, "gull", ["tidewater"], "Ana Brod"),
    ("Harbour dues rise", "Dues for ferries rise, said Sergei Halvan.", 2004, "gull", ["lantern", "tidewater"], ""),
    ("A light goes out", "The lighthouse keeper put out the light.", 2004, "lantern", [], "Jorun Aas"),
    ("Salt and light", "Harbour salt is salt; wages are wages.", 2005, "lantern", ["lantern"], "Ana Brod"),
    ("Ferry", "Idle talk about a fairy and a ferrry.", 2006, "gull", [], ""),
]


def entries(texts=TEXTS) -> list[dict]:
    return [
        entry(pk, title, body, year=year, publication=publication, source=sources, authors=authors,
              date=year * 10_000 + 101, volume=year - 2000)
        for pk, (title, body, year, publication, sources, authors) in enumerate(texts, 1)
    ]  # fmt: skip


@pytest.fixture
def archive(engine):
    engine.rebuild(entries(), lambda pks: [])
    return engine


def tree(text: str) -> SearchNode:
    query = parse(text)
    return filter_of(query, query.tree, variants=False, resolve=lambda name, part: [part.text])


def part(text: str) -> SearchNode:
    """A tree to be counted: for what it finds, not for the order."""
    return wanted(parse(text).tree, variants=False, resolve=lambda name, part: [part.text])


def found(engine, text: str = "", **options) -> list[int]:
    return list(engine.search(EngineQuery(tree(text), **options)).ids)


def write(engine, *made: dict, gone=()) -> None:
    assert engine.write(lambda: Batch([*(one["pk"] for one in made), *gone], made), seconds=30)


# --- searching --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("query", "pks"),
    [
        ("ferry", {1, 2, 5}),
        ("ferry idle", {1, 5}),
        ("light OR wages", {1, 3, 4}),
        ("wages -ferry", {4}),
        ("-ferry", {3, 4}),
        ("title:ferry", {1, 5}),
        ("author:brod", {1, 4}),
        ('"higher wages"', {1}),
        ('"wages higher"', set()),
        ('"salt is salt"', {4}),
        ('"the light"', {3}),
        ('"ferry"', {1, 5}),
        ("lighth*", {3}),
        ("fer*", {1, 2, 5}),
        ("fary~", {5}),
        ("ferryy~", {1, 5}),
        ("year:2004..2005", {2, 3, 4}),
        ("volume:4", {2, 3}),
        ("date:..2004-06", {1, 2, 3}),
        ("publication:gull", {1, 2, 5}),
        ("(salt OR dues) -title:light", {1, 2}),
        ("absent", set()),
        ("*", {1, 2, 3, 4, 5}),
    ],
)
def test_trees_find(archive, query, pks):
    result = archive.search(EngineQuery(tree(query)))
    assert set(result.ids) == pks
    assert result.total == len(pks)
    assert not result.partial


def test_words_with_others_between(archive):
    near = SearchNode([("content__contains", ("crews higher", 1))])
    assert list(archive.search(EngineQuery(near)).ids) == [1]
    assert not archive.search(EngineQuery(SearchNode([("content__contains", ("crews wages", 1))]))).total


def test_scores_fall_and_a_title_counts_for_more(archive):
    result = archive.search(EngineQuery(tree("ferry")))
    assert result.ids[0] == 5
    assert list(result.scores) == sorted(result.scores, reverse=True)
    assert result.scores[0] > result.scores[-1] > 0


@pytest.mark.parametrize(
    ("chosen", "pks"),
    [
        ((ValuesFilter("publication", frozenset({"gull"})),), {1, 2, 5}),
        ((ValuesFilter("year", frozenset({2003, 2005})),), {1, 4}),
        ((RangeFilter("date", 20040101, None),), {2, 3, 4, 5}),
        ((RangeFilter("date", None, 20031231),), {1}),
        ((ValuesFilter("source", frozenset({"lantern"})), RangeFilter("year", 2004, 2004)), {2}),
        ((ValuesFilter("source", frozenset({"lantern"})), ValuesFilter("source", frozenset({"tidewater"}))), {2}),
        ((ValuesFilter("source", frozenset({"nobody"})),), set()),
    ],
)
def test_filters_let_through(archive, chosen, pks):
    assert set(found(archive, filters=chosen)) == pks


def test_facets_are_exact_and_counted_under_all_filters_but_their_own(archive):
    chosen = (ValuesFilter("publication", frozenset({"gull"})), RangeFilter("year", 2003, 2005))
    facets = archive.search(EngineQuery(SearchNode(), chosen, ("publication", "year", "source"))).facets
    assert list(facets["publication"]) == [("gull", 2), ("lantern", 2)]
    assert facets["year"].by_value() == [(2003, 1), (2004, 1), (2006, 1)]
    assert list(facets["source"]) == [("tidewater", 2), ("lantern", 1)]
    assert (facets["source"].of("lantern"), facets["source"].of("nobody"), len(facets["source"])) == (1, 0, 2)


def test_facets_count_every_value_of_many(engine):
    made = [entry(pk, topic=[f"topic-{pk:03d}", "all"]) for pk in range(1, 151)]
    engine.rebuild(made, lambda pks: [])
    counts = engine.search(EngineQuery(SearchNode(), facets=("topic",))).facets["topic"]
    assert counts[0] == ("all", 150)
    assert counts.by_value() == [("all", 150), *((f"topic-{pk:03d}", 1) for pk in range(1, 151))]


@pytest.mark.parametrize("sort", [None, Sort("date"), Sort("date", descending=True)])
def test_pages_follow_one_another_to_the_last(engine, sort):
    engine.rebuild([entry(pk, date=20040101 + pk % 3) for pk in range(1, 48)], lambda pks: [])
    whole = found(engine, "title", sort=sort, stop=100)
    pages = [found(engine, "title", sort=sort, start=start, stop=start + 10) for start in range(0, 60, 10)]
    assert [len(page) for page in pages] == [10, 10, 10, 10, 7, 0]
    assert [pk for page in pages for pk in page] == whole
    assert sorted(whole) == list(range(1, 48))


def test_articles_without_a_value_come_last_either_way(engine):
    engine.rebuild([entry(1, date=None), entry(2, date=20040101), entry(3, date=20050101)], lambda pks: [])
    assert found(engine, sort=Sort("date")) == [2, 3, 1]
    assert found(engine, sort=Sort("date", descending=True)) == [3, 2, 1]


@pytest.mark.parametrize("sort", [None, Sort("date"), Sort("date", descending=True)])
@pytest.mark.parametrize("query", ["", "salt", '"salt"', "sal*"])
def test_equal_hits_stand_in_reading_order_however_they_were_indexed(engine, sort, query):
    made = [entry(pk, body="salt", reading_order=f"{50 - pk:03d}") for pk in range(1, 41)]
    engine.rebuild(made, lambda pks: [])
    expected = list(range(40, 0, -1))
    assert found(engine, query, sort=sort, stop=40) == expected
    write(engine, made[39])  # the first in reading order is indexed again, and so is one in the middle
    write(engine, made[20])
    assert found(engine, query, sort=sort, stop=40) == expected
    assert found(engine, query, sort=sort, start=15, stop=25) == expected[15:25]


# --- many small questions ---------------------------------------------------------------------------------------------


def test_counts_of_trees_and_filters(archive):
    gull = ValuesFilter("publication", frozenset({"gull"}))
    counts = archive.counter().counts(
        [
            CountQuery(),
            CountQuery((part("ferry"),)),
            CountQuery((part("ferry"), part("idle"))),
            CountQuery((part("-ferry"),), (gull,)),
            CountQuery((), (gull, RangeFilter("year", 2004, 2004))),
            CountQuery((part("wages"),), (), within=part("salt")),
            CountQuery((part("-wages"),), (gull,), within=part("ferry")),
            CountQuery((part("absent OR light"),)),
        ]
    )
    assert counts == [5, 3, 2, 0, 1, 2, 2, 2]


def test_words_near_and_how_many_articles_have_them(archive):
    counter = archive.counter()
    near = counter.words_near("fery", 1, CountQuery((part("idle"),)))
    assert {word: (one.slips, one.articles, one.among, one.titles) for word, one in near.items()} == {
        "ferry": (1, 1, 1, 1)
    }
    assert {"ferry", "ferries", "ferrry"} <= set(counter.words_near("ferri", 2, CountQuery()))
    assert "ferry" not in counter.words_near("ferry", 2, CountQuery())
    assert set(counter.words_near("herry", 2, CountQuery())) >= {"ferry"}  # another first letter


def test_titles_and_printed_words(archive):
    counter = archive.counter()
    assert counter.is_title("harbour DUES rise!")
    assert not counter.is_title("harbour dues")
    assert counter.is_printed("ferries")
    assert counter.is_printed("brod")
    assert not counter.is_printed("zeppelin")


# --- passages and likeness --------------------------------------------------------------------------------------------


def test_sentences_hold_terms(archive):
    places = archive.sentence_matches([1, 4, 99], [QueryTerm(["salt"]), QueryTerm(["higher", "wage"])])
    assert set(places) == {1, 4}
    assert [tuple(sentence) for sentence in places[1].sentences] == [(0b10, 0, 0, 34), (0b01, 0, 35, 48)]
    assert [sentence.terms for sentence in places[4].sentences] == [0b01]


def test_names_are_counted(archive):
    (place,) = archive.sentence_matches([2], [QueryTerm(["sergey"], frozenset({"sergei"}))]).values()
    assert place.named == [1]


def test_similar_articles_share_rare_words(archive):
    made = [entry(pk, f"Notes {pk}", f"Nothing{pk} new{pk}.") for pk in range(10, 22)]
    write(archive, *made)
    others = SearchNode([SearchNode([("pk__in", [4])], negated=True)])
    alike = archive.similar("Salt and light", "Harbour salt; wages.", EngineQuery(others), seconds=30)
    assert alike.ids[0] in {1, 3}
    assert 4 not in alike.ids
    assert 10 not in alike.ids


# --- writing ----------------------------------------------------------------------------------------------------------


def test_writes_are_visible_at_once(archive):
    write(archive, entry(6, "Ferry six"), entry(1, "Kites"))
    assert set(found(archive, "ferry")) == {2, 5, 6}
    assert found(archive, "kites") == [1]
    write(archive, gone=[6, 2])
    assert set(found(archive, "ferry")) == {5}
    assert archive.search(EngineQuery(SearchNode())).total == 4


def test_an_article_written_many_times_is_there_once(archive):
    for number in range(12):
        write(archive, entry(1, f"Ferry {number}"))
    assert found(archive, "title:ferry").count(1) == 1
    assert found(archive, "title:11") == [1]
    assert not found(archive, "title:10")


def test_what_reading_a_batch_raises_writes_nothing(archive):
    def fails():
        raise RuntimeError("the database is gone")

    with pytest.raises(RuntimeError):
        archive.write(fails, seconds=5)
    assert archive.write(Batch, seconds=5)
    assert archive.search(EngineQuery(SearchNode())).total == 5


def test_an_entry_that_cannot_be_taken_is_named_and_nothing_is_written(archive):
    with pytest.raises(EntryRefused) as refused:
        write(archive, entry(7, "Seven"), entry(8) | {"year": "soon"})
    assert refused.value.pk == 8
    assert not found(archive, "seven")


def test_digests_are_those_of_the_entries(archive):
    write(archive, entry(9, "Nine"), gone=[3])
    made = [one for one in entries() if one["pk"] != 3] + [entry(9, "Nine")]
    assert sorted(archive.digests()) == sorted((one["pk"], one["digest"]) for one in made)


def test_state_changes_with_each_write_and_generation_with_each_rebuild(archive):
    state, generation = archive.state(), archive.generation()
    assert (archive.state(), archive.generation()) == (state, generation)
    write(archive, entry(6))
    assert archive.state() != state
    assert archive.generation() == generation
    states = {state, archive.state()}
    archive.rebuild(entries(), lambda pks: [])
    assert archive.state() not in states
    assert archive.generation() != generation


def test_putting_together_changes_nothing(archive):
    for pk in range(6, 16):
        write(archive, entry(pk, f"Ferry {pk}"))
    before = found(archive, "ferry", stop=50)
    archive.compact()
    assert set(found(archive, "ferry", stop=50)) == set(before)


# --- rebuilding ----------------------------------------------------------------------------------------------------


def test_searches_and_writes_go_on_while_an_index_is_built(archive):
    begun, finish = threading.Event(), threading.Event()

    def slow():
        begun.set()
        yield entry(1, "Old one")
        assert finish.wait(60)
        yield entry(2, "New two")

    builder = threading.Thread(target=archive.rebuild, args=(slow(), lambda pks: [entry(pk, "Late") for pk in pks]))
    builder.start()
    try:
        assert begun.wait(60)
        assert set(found(archive, "ferry")) == {1, 2, 5}
        write(archive, entry(1, "Meanwhile"))
        assert found(archive, "meanwhile") == [1]
    finally:
        finish.set()
        builder.join(60)
    assert found(archive, "late") == [1]
    assert found(archive, "two") == [2]
    assert archive.search(EngineQuery(SearchNode())).total == 2


def test_a_build_that_fails_leaves_the_old_index(archive):
    state = archive.state()
    with pytest.raises(EntryRefused):
        archive.rebuild([entry(1), entry(2) | {"year": "soon"}], lambda pks: [])
    assert archive.state() == state
    assert set(found(archive, "ferry")) == {1, 2, 5}


# --- time and damage --------------------------------------------------------------------------------------------------


def test_what_time_cut_off_is_partial(archive):
    result = archive.search(EngineQuery(tree("ferry"), facets=("year",)), seconds=-1.0)
    assert result.partial
    assert result.total <= 3
    counter = archive.counter(seconds=-1.0)
    counter.counts([CountQuery((part("ferry"),))])
    assert counter.partial


def test_an_unusable_index_says_so(archive):
    archive.check()
    archive.spoil()
    for asked in (
        archive.check,
        archive.state,
        archive.generation,
        archive.counter,
        lambda: archive.search(EngineQuery(SearchNode())),
        lambda: archive.sentence_matches([1], [QueryTerm(["salt"])]),
        lambda: archive.write(Batch, seconds=1),
        lambda: list(archive.digests()),
    ):
        with pytest.raises(IndexUnusable, match="rebuild_index"):
            asked()
    archive.rebuild(entries(), lambda pks: [])
    assert set(found(archive, "ferry")) == {1, 2, 5}


def test_a_discarded_index_is_none_until_the_next_rebuild(archive):
    archive.discard()
    with pytest.raises(IndexUnusable, match="rebuild_index"):
        archive.check()
    archive.rebuild(entries(), lambda pks: [])
    assert set(found(archive, "ferry")) == {1, 2, 5}


def test_plain_values_cross_the_door(archive):
    result = archive.search(EngineQuery(tree("ferry"), facets=("year", "publication")))
    assert {type(pk) for pk in result.ids} == {int}
    assert {type(score) for score in result.scores} == {float}
    assert {type(part) for counts in result.facets.values() for pair in counts for part in pair} == {int, str}
    assert type(result.total) is int
    with pytest.raises(dataclasses.FrozenInstanceError):
        result.total = 0
    near = archive.counter().words_near("fery", 1, CountQuery())
    assert {type(value) for one in near.values() for value in dataclasses.astuple(one)} == {int}


def test_some_of_many_parts_must_match(archive):
    parts = [part(word) for word in ("ferry", "salt", "wages", "zebra")]
    assert found_by(archive, at_least(2, parts)) == {1, 4}
    assert archive.counter().counts([CountQuery((at_least(least, parts),)) for least in (1, 2, 3)]) == [4, 2, 1]


def test_lifts_rank_and_find_nothing_more(archive):
    plain = SearchNode([part("salt")])
    lifted = SearchNode([part("salt"), ("shared", (("dear", 5.0), ("idl", 5.0))), ("adjacent", ("salt is",))])
    assert found_by(archive, plain) == found_by(archive, lifted)
    assert archive.search(EngineQuery(lifted)).ids[0] == 1


def test_tells_how_many_articles_have_a_stem_in_their_bodies(archive):
    assert archive.counter().frequencies(["ferri", "light", "absent"]) == {"ferri": 2, "light": 1, "absent": 0}


def found_by(engine, asked: SearchNode) -> set[int]:
    return set(engine.search(EngineQuery(asked)).ids)
