"""Related articles: what shares rare words, never itself, never what readers may not see."""

from __future__ import annotations

from functools import partial

import pytest

from archive.models import Article
from archive.search.indexing.index_updates import drain
from archive.search.suggesting.related import related_articles
from tests.factories import ArticleFactory


@pytest.fixture(autouse=True)
def enough_time(index, monkeypatch):
    """A busy machine may take longer than a page would wait for them."""
    monkeypatch.setattr(index, "similar", partial(index.similar, seconds=30))


@pytest.fixture
def articles(index):
    made = {
        "keeper": ["The lighthouse keeper trimmed the lamp.", "Paraffin was dear."],
        "lamp": ["A lighthouse lamp burns paraffin.", "The keeper knows."],
        "bread": ["Bread is weighed on Monday.", "Flour is dear."],
        "flour": ["Flour and bread and ovens."],
    }
    found = {name: ArticleFactory(title=name.title(), paragraphs=texts) for name, texts in made.items()}
    for number in range(12):
        ArticleFactory(title=f"Notes {number}", paragraphs=[f"The day{number} was wet and the street{number} empty."])
    drain()
    return found


def test_the_likest_comes_first(articles):
    assert related_articles(articles["keeper"])[0] == articles["lamp"]
    assert related_articles(articles["flour"])[0] == articles["bread"]


def test_an_article_is_not_like_itself(articles):
    for article in articles.values():
        assert article not in related_articles(article)


def test_what_was_withdrawn_is_left_out(articles):
    related_articles(articles["keeper"])
    Article.objects.filter(pk=articles["lamp"].pk).withdraw()
    assert articles["lamp"] not in related_articles(articles["keeper"])


def test_without_an_index_there_are_none(articles, index):
    (index.store.path / "CURRENT").unlink()
    articles["keeper"].version += 1
    assert related_articles(articles["keeper"]) == []


def test_a_missing_index_is_logged_once_not_for_every_page(articles, index, caplog):
    articles["lamp"].version += 100
    related_articles(articles["lamp"])  # the index is asked, so whatever was logged before is forgotten
    (index.store.path / "CURRENT").unlink()
    for name in ("keeper", "bread", "flour"):
        articles[name].version += 100
        related_articles(articles[name])
    assert len([record for record in caplog.records if record.name == "archive.search.suggesting.related"]) == 1


def test_the_second_time_the_engine_is_not_asked(articles, monkeypatch):
    first = related_articles(articles["keeper"])
    monkeypatch.setattr("archive.search.suggesting.related.more_like_this", None)
    assert related_articles(articles["keeper"]) == first


def test_an_article_without_words_has_none(index):
    article = ArticleFactory(title="—", body="")
    drain()
    assert related_articles(article) == []


def test_nothing_that_a_page_says_of_them_takes_another_query(articles, django_assert_num_queries):
    found = related_articles(articles["keeper"])[0]
    with django_assert_num_queries(0):
        _ = (found.get_absolute_url(), found.title, found.language)
        _ = (found.issue.designation, found.issue.publication.title, found.issue.publication.language)
