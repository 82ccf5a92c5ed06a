"""Titles by their words, from the database alone."""

from __future__ import annotations

import pytest

from archive.models import Status
from archive.search.query.request import SearchRequest
from archive.search.results.titles import MAX_TITLES, titles_with
from tests.factories import ArticleFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def articles():
    for title in ("Harbour of salt", "Salt and oil in the harbour", "A calm day", "100% of the harbour"):
        ArticleFactory(title=title)
    ArticleFactory(title="A harbour not yet published", status=Status.DRAFT)


def asked(query: str) -> SearchRequest:
    return SearchRequest.from_params({"q": [query]})


@pytest.mark.parametrize(
    ("query", "count"),
    [
        ("harbour", 3),
        ("HARBOUR salt", 2),
        ("harbour -oil", 3),
        ("harbour NOT (oil OR salt)", 3),
        ('"calm day"', 1),
        ("salt AND oil", 1),
        ("title:calm", 1),
        ("harbour%", 3),
        ("year:2004", 0),
        ("-harbour", 0),
        ("", 0),
        ("%_", 0),
    ],
)
def test_titles_hold_all_words(articles, query, count):
    assert len(titles_with(asked(query))) == count


def test_they_are_some_and_cost_two_queries(django_assert_max_num_queries):
    for number in range(MAX_TITLES + 2):
        ArticleFactory(title=f"Harbour {number}")
    with django_assert_max_num_queries(2):
        found = titles_with(asked("harbour " * 100))
        assert all(article.get_absolute_url() and article.issue.publication.title for article in found)
    assert len(found) == MAX_TITLES
