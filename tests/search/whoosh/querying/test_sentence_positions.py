"""Places of words in documents: the same sentences as reading the text finds, and names wherever they stand."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from whoosh.index import create_in

from archive.search.analysis.analyser import stems
from archive.search.computed_fields import sentence_rows
from archive.search.whoosh.format.schema import build_schema
from archive.search.whoosh.querying.sentence_positions import QueryTerm, Sentence, SentenceMatches, sentence_matches
from archive.search.whoosh.writing.writer import ColumnarWriter

PARAGRAPHS = ["The ferry sank. Salt and ferries rose.", "Low tide. Salt."]


def entry(pk: int, paragraphs: list[str], caption: str = "", **more) -> dict:
    body = "\n".join([*paragraphs, *filter(None, [caption])])
    return {"id": f"a.{pk}", "pk": pk, "body": body, "sentences": sentence_rows(paragraphs), **more}


@pytest.fixture
def places(tmp_path):
    index = create_in(tmp_path, build_schema())

    def of(batches: list[list[dict]], pks: list[int], *terms: QueryTerm) -> dict[int, SentenceMatches]:
        for batch in batches:
            writer = ColumnarWriter(index)
            for one in batch:
                writer.update_document(**one)
            writer.commit(merge=False)
        with index.searcher() as searcher:
            return sentence_matches(searcher, pks, terms)

    return of


@pytest.mark.parametrize(
    ("terms", "sentences"),
    [
        ([["ferri"]], [(1, 0, 0, 15), (1, 0, 16, 38)]),
        ([["salt"], ["tide"]], [(1, 0, 16, 38), (2, 1, 0, 9), (1, 1, 10, 15)]),
        ([["salt", "and", "ferri"]], [(1, 0, 16, 38)]),
        ([["tide", "salt"]], [(1, 1, 0, 9)]),
        ([["salt", "ferri"]], []),
        ([["gull"]], []),
        ([["buoy"]], []),
        ([[], ["low"]], [(2, 1, 0, 9)]),
    ],
)
def test_sentences_that_hold_terms(places, terms, sentences):
    found = places([[entry(7, PARAGRAPHS, caption="A buoy.")]], [7], *(QueryTerm(stems) for stems in terms))
    assert found[7].sentences == [Sentence(*one) for one in sentences]


def test_articles_of_several_segments(places):
    batches = [[entry(1, ["A gull."]), entry(2, ["A tern."])], [entry(3, ["A gull. A gull."])]]
    found = places(batches, [3, 2, 1], QueryTerm(["gull"]))
    assert {pk: len(one.sentences) for pk, one in found.items()} == {1: 1, 2: 0, 3: 2}


def test_of_an_article_written_again_the_new_text_counts(places):
    found = places([[entry(1, ["A gull."])], [entry(1, ["Salt. A gull."])]], [1], QueryTerm(["gull"]))
    assert found[1].sentences == [Sentence(1, 0, 6, 13)]


def test_articles_that_the_index_lacks_are_left_out(places):
    assert places([[entry(1, ["A gull."])]], [2], QueryTerm(["gull"])) == {}


def test_an_entry_without_rows_says_nothing_of_sentences(places):
    bare = {"id": "a.2", "pk": 2, "body": "A gull."}
    found = places([[entry(1, ["Salt."]), bare, entry(3, ["A gull."])]], [1, 2, 3], QueryTerm(["gull"]))
    assert [found[pk].sentences for pk in (1, 2, 3)] == [[], None, [Sentence(1, 0, 0, 7)]]


def test_names_are_counted_a_term(places):
    batch = [entry(1, ["Salt."], names="sergei halvan sergei"), entry(2, ["Salt."])]
    found = places([batch], [1, 2], QueryTerm(["sergey"], {"sergei", "serguei"}), QueryTerm(["halvan"], {"halvan"}))
    assert [found[pk].named for pk in (1, 2)] == [[2, 1], [0, 0]]


_TEXT = st.lists(st.sampled_from(["gull", "tern", "salt", "Low.", "tide.", "Gulls"]), max_size=12).map(" ".join)


@settings(deadline=None)
@given(
    texts=st.lists(_TEXT, max_size=4), term=st.lists(st.sampled_from(["gull", "tern", "tide"]), min_size=1, max_size=2)
)
def test_the_same_as_reading_the_text(tmp_path_factory, texts, term):
    index = create_in(tmp_path_factory.mktemp("index"), build_schema())
    writer = ColumnarWriter(index)
    writer.add_document(**entry(1, texts, id="a.1", title="Salt"))
    writer.commit()
    body = stems("\n".join(texts))
    beginnings = [at for at in range(len(body)) if body[at : at + len(term)] == term]
    rows = sentence_rows(texts)
    expected = [
        (block, start, end)
        for (word, block, start, end), (after, *_) in pairwise(rows)
        if any(word <= at < after for at in beginnings)
    ]
    with index.searcher() as searcher:
        found = sentence_matches(searcher, [1], [QueryTerm(term)])
    assert [tuple(sentence[1:]) for sentence in found[1].sentences] == expected
