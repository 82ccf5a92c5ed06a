"""Articles that move to another issue."""

from __future__ import annotations

import datetime

import pytest

from archive.editing.issues.moving import move_article
from archive.models import Article
from tests.derivation import derive
from tests.factories import ArticleFactory, IssueFactory

pytestmark = pytest.mark.django_db


def loaded(article: Article) -> Article:
    return Article.objects.select_related("issue__publication").get(pk=article.pk)


def test_old_address_leads_to_the_new_one(client):
    article, target = ArticleFactory(), IssueFactory()
    old = article.get_absolute_url()
    move_article(loaded(article), target)
    answer = client.get(old)
    assert (answer.status_code, answer["Location"]) == (301, loaded(article).get_absolute_url())
    assert client.get(answer["Location"]).status_code == 200


def test_it_stands_last():
    target = ArticleFactory(position=7).issue
    article = ArticleFactory()
    move_article(loaded(article), target)
    assert loaded(article).position == 8


def test_an_address_that_is_taken_is_not_taken_again():
    saved, article = ArticleFactory(title="Tides"), ArticleFactory(title="Tides")
    move_article(loaded(article), saved.issue)
    assert loaded(article).slug == "tides-2"


def test_into_its_own_issue_it_does_not_move():
    article = ArticleFactory(position=3)
    ArticleFactory(issue=article.issue, position=9)
    move_article(loaded(article), article.issue)
    assert loaded(article).position == 3


def test_there_and_back_has_its_first_address_again(client):
    article, target = ArticleFactory(), IssueFactory()
    home, old = article.issue, article.get_absolute_url()
    move_article(loaded(article), target)
    move_article(loaded(article), home)
    assert client.get(old).status_code == 200


def test_days_that_it_cites_are_read_by_the_new_issues_date():
    article = ArticleFactory(paragraphs=("Nobody would say why (Varda Courier, October 3).",))
    derive(article)
    move_article(loaded(article), IssueFactory(volume=6, date=datetime.date(2009, 10, 4)))
    assert article.citations.get().first_day.year == 2009


def test_the_issue_that_it_leaves_is_dated_by_what_remains():
    left = IssueFactory(publication__first_year=2004, date=None, date_precision="")
    article = ArticleFactory(issue=left, paragraphs=("Nobody would say why (Varda Courier, October 3).",))
    derive(article)
    move_article(loaded(article), IssueFactory())
    left.refresh_from_db()
    assert left.date is None
