"""Articles read back for a page of hits: what readers may see, with authors in order, in two queries for twenty."""

from __future__ import annotations

import datetime

import pytest

from archive.models import Article
from archive.search.results.hit_rows import load_hits
from tests.factories import ArticleFactory

pytestmark = pytest.mark.django_db


def test_authors_stand_in_the_order_of_signing():
    article = ArticleFactory(authors=["Zoe Arn", "Ana Brod"])
    other = ArticleFactory(authors=["Ana Brod"])
    shown = load_hits([other.pk, article.pk])
    assert [author.name for author in shown[article.pk][1]] == ["Zoe Arn", "Ana Brod"]
    assert [author.name for author in shown[other.pk][1]] == ["Ana Brod"]


def test_what_readers_may_not_see_is_left_out():
    article = ArticleFactory()
    Article.objects.filter(pk=article.pk).withdraw()
    assert load_hits([article.pk, article.pk + 1000]) == {}


@pytest.mark.parametrize(("count", "queries"), [(0, 0), (1, 2), (20, 2), (21, 4), (45, 6)])
def test_any_number_is_read_twenty_at_a_time(count, queries, django_assert_num_queries):
    pks = [ArticleFactory().pk for _ in range(count)]
    with django_assert_num_queries(queries):
        assert list(load_hits(pks)) == pks


def test_it_says_of_itself_what_the_row_does():
    row = ArticleFactory(authors=["Ana Brod"], publish_at=datetime.datetime(2004, 10, 26, tzinfo=datetime.UTC))
    article, (author,) = load_hits([row.pk])[row.pk]
    row.refresh_from_db()
    for name in (
        "pk",
        "title",
        "slug",
        "language",
        "title_is_provisional",
        "body",
        "changed",
        "publish_at",
        "news_since",
    ):
        assert getattr(article, name) == getattr(row, name)
    for name in ("volume", "number", "designation", "partial_date"):
        assert getattr(article.issue, name) == getattr(row.issue, name)
    assert article.get_absolute_url() == row.get_absolute_url()
    assert article.get_permanent_url() == row.get_permanent_url()
    assert article.issue.get_absolute_url() == row.issue.get_absolute_url()
    assert article.issue.publication.get_absolute_url() == row.issue.publication.get_absolute_url()
    assert article.issue.publication.language == row.issue.publication.language
    assert author.get_absolute_url() == row.byline()[0].get_absolute_url()


def test_nothing_that_a_page_says_takes_another_query(django_assert_num_queries):
    pk = ArticleFactory(authors=["Ana Brod"]).pk
    article, authors = load_hits([pk])[pk]
    with django_assert_num_queries(0):
        _ = (article.get_absolute_url(), article.get_permanent_url(), article.blocks(), article.news_since)
        _ = (article.issue.designation, article.issue.partial_date, article.issue.publication.title)
        _ = [(author.name, author.get_absolute_url()) for author in authors]
