"""Haystack's own interface to the engine: its querysets, and its index's update, remove and clear."""

from __future__ import annotations

import pytest
from haystack import connections
from haystack.query import SQ, SearchQuerySet

from archive.models import Article
from archive.search.engine import IndexUnusable
from archive.search.whoosh import backend
from archive.search.whoosh.backend import Narrowing
from archive.search.whoosh.format.columns import Values
from tests.factories import ArticleFactory


@pytest.fixture
def articles(index):
    made = [ArticleFactory(title=title, paragraphs=["Tide."]) for title in ("Ferry", "Salt", "Ferry and salt")]
    search_index().update()
    return made


def search_index():
    return connections["default"].get_unified_index().get_index(Article)


def found(queryset) -> set[str]:
    return {hit.object.title for hit in queryset}


def test_querysets_filter(articles):
    assert found(SearchQuerySet().filter(title="ferry")) == {"Ferry", "Ferry and salt"}
    assert found(SearchQuerySet().filter(title="ferry").exclude(title="salt")) == {"Ferry"}
    assert found(SearchQuerySet().filter(SQ(title="salt") | SQ(title="ferry"))) == {"Ferry", "Salt", "Ferry and salt"}
    assert found(SearchQuerySet().filter(content__startswith="fer")) == {"Ferry", "Ferry and salt"}
    assert found(SearchQuerySet().filter(pk__in=[articles[1].pk])) == {"Salt"}
    assert found(SearchQuerySet().all()) == {"Ferry", "Salt", "Ferry and salt"}


def test_querysets_narrow_count_and_sort(articles):
    queryset = SearchQuerySet().all().facet("year").order_by("-date")
    assert len(queryset) == 3
    assert queryset.facet_counts()["fields"]["year"]
    dates = [hit.object.issue.date for hit in queryset]
    assert dates == sorted(dates, reverse=True)
    assert found(queryset.narrow(Narrowing("pk", Values(frozenset({articles[0].pk}))))) == {"Ferry"}


def test_querysets_take_any_slice(articles):
    ranked = [hit.pk for hit in SearchQuerySet().all()]
    for start in range(4):
        for stop in range(start + 1, 5):
            assert [hit.pk for hit in SearchQuerySet().all()[start:stop]] == ranked[start:stop]


def test_an_object_is_taken_out_and_put_back(articles):
    search_index().remove_object(articles[0])
    assert found(SearchQuerySet().all()) == {"Salt", "Ferry and salt"}
    search_index().update_object(articles[0])
    assert found(SearchQuerySet().all()) == {"Ferry", "Salt", "Ferry and salt"}


def test_clearing_leaves_an_empty_index(articles):
    search_index().clear()
    assert len(SearchQuerySet().all()) == 0


def test_a_writer_that_never_gets_the_lock_says_so(articles, index, monkeypatch):
    monkeypatch.setattr(backend, "WRITER_PATIENCE", 0.02)
    with index.store.writer(patience=0), pytest.raises(IndexUnusable, match="lock"):
        search_index().remove_object(articles[0])
