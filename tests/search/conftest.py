"""An empty index for each test that asks for it, and searches in one line."""

from __future__ import annotations

import pytest

from archive.search.engine import engine
from archive.search.query.request import SearchRequest
from archive.search.results.results import Results, search


@pytest.fixture
def index(db):
    """The engine of the default connection, its index empty."""
    engine().rebuild([], lambda pks: [])
    return engine()


@pytest.fixture
def ask(index):
    """`ask("ferry", year=["2004"])` → the results, after whatever waits was indexed."""

    def answer(query: str = "", **params) -> Results:
        return search(SearchRequest.from_params({"q": [query], **params}))

    return answer


@pytest.fixture
def titles(ask):
    """`titles("ferry")` → the titles of the hits, in order."""

    def found(query: str = "", **params) -> list[str]:
        return [hit.article.title for hit in ask(query, **params).hits]

    return found
