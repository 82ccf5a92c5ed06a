"""Requests: bounded, well-formed, and said in one canonical address."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive.search.query.request import FACETS, MAX_FILTER_VALUES, MAX_QUERY_LENGTH, Order, SearchRequest, quoted


def read(**params) -> SearchRequest:
    return SearchRequest.from_params(params)


@pytest.mark.parametrize(
    ("params", "address"),
    [
        ({}, "q="),
        ({"q": ["ferry"]}, "q=ferry"),
        ({"q": ["first", "last"]}, "q=last"),
        ({"q": [" ferry "]}, "q=ferry"),
        ({"q": ["\x00ferry\x00dues\x00"]}, "q=ferry+dues"),
        ({"q": ["a"], "year": ["2004", "2005", "2004"]}, "q=a&year=2004&year=2005"),
        ({"q": ["a"], "year": ["2004", "x", "99999", "1", "２００４"]}, "q=a&year=2004"),
        ({"q": ["a"], "author": ["ana-brod"], "unknown": ["x"]}, "q=a&author=ana-brod"),
        ({"q": ["a"], "author": ["<b>", "../x", ""]}, "q=a"),
        ({"q": ["a"], "volume": ["1"], "issue": ["3-4"]}, "q=a&volume=1&issue=3-4"),
        ({"q": ["a"], "from": ["2004"], "to": ["2004-13"]}, "q=a&from=2004"),
        ({"q": ["a"], "from": ["2004-02-31"]}, "q=a&from=2004-02-31"),
        ({"q": ["a"], "sort": ["newest"]}, "q=a&sort=newest"),
        ({"q": ["a"], "sort": ["relevance"]}, "q=a"),
        ({"q": ["a"], "sort": ["drop table"]}, "q=a"),
        ({"q": ["a"], "variants": ["off"]}, "q=a&variants=off"),
        ({"q": ["a"], "variants": ["no"]}, "q=a"),
        ({"q": ["a"], "page": ["2"]}, "q=a&page=2"),
        ({"q": ["a"], "page": ["1"]}, "q=a"),
        ({"q": ["a"], "page": ["-2"]}, "q=a"),
        ({"q": ["a"], "page": ["٣"]}, "q=a"),
        ({"q": ["a"], "more": ["author", "x"]}, "q=a&more=author"),
        ({"q": ["a & b=c"]}, "q=a+%26+b%3Dc"),
    ],
)
def test_an_address_is_read_and_said_again(params, address):
    assert SearchRequest.from_params(params).query_string() == address


def test_queries_and_filters_are_bounded():
    request = read(q=["x" * 5000], author=[f"a{number}" for number in range(500)])
    assert len(request.query) == MAX_QUERY_LENGTH + 1  # one more, so that the grammar can say what it left out
    assert len(request.filters["author"]) == MAX_FILTER_VALUES


@pytest.mark.parametrize("params", [{"q": ["a & b"]}, {"q": [""], "year": ["2004"], "sort": ["oldest"], "page": ["7"]}])
def test_pages_are_said_as_each_for_itself(params):
    request = read(**params)
    numbers = [1, 2, 7, 250]
    assert request.query_strings_of_pages(numbers) == {
        number: request.changed(page=number).query_string() for number in numbers
    }


@pytest.mark.parametrize("facet", FACETS)
@pytest.mark.parametrize(
    "params",
    [
        {"q": ["almaty ~ & x"]},
        {"q": ["a"], "author": ["x", "бродь"], "issue": ["3-4"], "sort": ["oldest"], "page": ["7"]},
        {"publication": ["p"], "year": ["2004"], "topic": ["t"], "from": ["2004"], "more": ["year"]},
    ],
)
def test_one_more_value_is_said_as_each_for_itself(params, facet):
    request = read(**params)
    before, behind = request.around_one_more()[facet]
    for value in ("2005", "нов-вести", "a.b_c"):
        filters = dict(request.filters) | {facet: (*request.filters.get(facet, ()), value)}
        assert f"{before}{quoted(value)}{behind}" == request.changed(filters=filters).query_string()


def test_changes_begin_at_the_first_page():
    request = read(q=["a"], page=["7"], year=["2004"])
    assert request.without_value("year", "2004").params() == [("q", "a")]
    assert request.without_filter("year").page == 1
    assert request.changed(order=Order.OLDEST).page == 1
    assert request.changed(page=3).page == 3


@pytest.mark.parametrize(
    ("params", "empty"), [({}, True), ({"q": [" "]}, True), ({"year": ["2004"]}, False), ({"from": ["2004"]}, False)]
)
def test_empty(params, empty):
    assert SearchRequest.from_params(params).is_empty is empty


names = st.sampled_from(
    ["q", "year", "author", "volume", "issue", "from", "to", "sort", "page", "variants", "more", "z"]
)


@given(params=st.dictionaries(names, st.lists(st.text(max_size=20), max_size=4)))
def test_the_canonical_address_is_stable(params):
    request = SearchRequest.from_params(params)
    again: dict[str, list[str]] = {}
    for name, value in request.params():
        again.setdefault(name, []).append(value)
    assert SearchRequest.from_params(again) == request


@pytest.mark.parametrize(
    ("given", "first", "last", "said"),
    [
        ({"from": ["2004"], "to": ["2005"]}, "2004", "2005", ""),
        ({"from": ["2005"], "to": ["2004-10"]}, "2004-10", "2005", "exchanged"),
        ({"from": ["2004-10"], "to": ["2004"]}, "2004-10", "2004", ""),
        ({"from": ["tomorrow"]}, "", "", "“tomorrow” in From is no date"),
        ({"from": ["2004"], "to": ["2004-13"]}, "2004", "", "“2004-13” in To is no date"),
    ],
)
def test_what_is_wrong_with_dates_is_said(given, first, last, said):
    request = SearchRequest.from_params(given)
    assert (request.first, request.last) == (first, last)
    assert said in " ".join(request.problems)
    assert bool(said) == bool(request.problems)
