"""Queries in words: parts with what is left without them, filters, and the sentence."""

import datetime

import pytest

from archive.search.query.explain import Part, describe_dates, describe_filter, explain, listed, sentence
from archive.search.query.grammar import parse


def test_parts_of_a_query():
    assert explain(parse('ferry "low tide" source:Herald year:2004..2006 toll OR fee -quay')) == [
        Part("ferry", '"low tide" source:Herald year:2004..2006 (toll OR fee) -quay', "word"),
        Part("the exact phrase “low tide”", "ferry source:Herald year:2004..2006 (toll OR fee) -quay", "phrase"),
        Part("cited source Herald", 'ferry "low tide" year:2004..2006 (toll OR fee) -quay', "source"),
        Part("2004–2006", 'ferry "low tide" source:Herald (toll OR fee) -quay', "year"),
        Part("either toll or fee", 'ferry "low tide" source:Herald year:2004..2006 -quay', "either"),
        Part("not quay", 'ferry "low tide" source:Herald year:2004..2006 (toll OR fee)', "not"),
    ]


def test_an_empty_query_has_no_parts():
    assert explain(parse("")) == []


def test_nothing_to_search_for_is_said():
    assert sentence(explain(parse("?!"))) == "nothing"


def test_sentence_of_nothing_asked():
    assert sentence([]) == "every article"


def test_sentence_with_filters_of_the_form():
    parts = [
        *explain(parse("kazakhstan -almaty")),
        describe_filter("source", ["Interfax"]),
        describe_dates(datetime.date(2004, 1, 1), datetime.date(2006, 12, 31)),
    ]
    assert sentence(parts) == "kazakhstan, cited source Interfax, 2004–2006, not almaty"


@pytest.mark.parametrize(
    ("name", "labels", "text"),
    [
        ("publication", ["Harbour Gazette"], "publication Harbour Gazette"),
        ("author", ["A. Pilot", "B. Stoker", "C. Mate"], "author A. Pilot, B. Stoker or C. Mate"),
        ("volume", ["9"], "volume 9"),
        ("issue", ["3–4"], "issue 3–4"),
        ("year", ["2004", "2006"], "2004 or 2006"),
        ("topic", ["Tides"], "topic Tides"),
        ("language", ["English"], "language English"),
    ],
)
def test_describe_filter(name, labels, text):
    assert describe_filter(name, labels) == Part(text, "", name)


@pytest.mark.parametrize(
    ("first", "last", "text"),
    [
        ((2004, 10, 1), (2005, 1, 31), "October 2004 to January 2005"),
        ((2004, 1, 1), None, "2004 and later"),
        (None, (2004, 10, 31), "October 2004 and earlier"),
    ],
)
def test_describe_dates(first, last, text):
    days = [day and datetime.date(*day) for day in (first, last)]
    assert describe_dates(*days).text == text


@pytest.mark.parametrize(("words", "text"), [(["a"], "a"), (["a", "b"], "a and b"), (["a", "b", "c"], "a, b and c")])
def test_listed(words, text):
    assert listed(words, "and") == text


def test_labels_are_plain_text_for_the_template_to_escape():
    assert explain(parse('"<b>"'))[0].text == "the exact word “<b>”"
