"""Own dates of articles: shown, searched and cited in place of the date of a week, a month or a volume."""

from __future__ import annotations

import datetime

import pytest

from archive.models import Article
from archive.search.indexing.documents import document, loaded
from tests.factories import ArticleFactory, IssueFactory

pytestmark = pytest.mark.django_db
DAY = datetime.date(2013, 6, 7)


@pytest.fixture
def article():
    issue = IssueFactory(volume=2, number="", date=datetime.date(2013, 1, 1), date_precision="year")
    return ArticleFactory(issue=issue, title="Ferries idle", date=DAY, elocation_id="e1204")


def test_a_day_has_a_precision(article):
    assert article.date_precision == "day"
    article.date = None
    article.save()
    assert article.date_precision == ""
    assert article.partial_date == article.issue.partial_date


def test_it_is_shown_with_its_number_and_cited(client, article):
    page = client.get(article.get_absolute_url()).content.decode()
    assert '<time datetime="2013-06-07">7 June 2013</time>' in page
    assert "vol. 2, e1204 (7 June 2013)" in page


def test_it_is_searched_by(article):
    (found,) = loaded(Article.objects.all())
    assert document(found)["date"] == 20130607
