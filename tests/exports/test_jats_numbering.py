"""JATS of issues without a volume or a number: exported and imported again, an article stands where it stood."""

from __future__ import annotations

import datetime

import pytest

from archive.models import Article
from tests.factories import ArticleFactory, IssueFactory, PublicationFactory
from tests.imports.conftest import run

pytestmark = pytest.mark.django_db
DAY = datetime.date(2013, 6, 7)


@pytest.mark.parametrize(
    ("numbering", "facts"),
    [
        ("volume-number", {"volume": 1, "number": "115", "date": DAY}),
        ("number", {"volume": None, "number": "45", "date": DAY}),
        ("date", {"volume": None, "number": "", "date": DAY}),
        ("week", {"volume": None, "number": "", "date": DAY, "date_precision": "week"}),
        ("month", {"volume": None, "number": "", "date": DAY, "date_precision": "month"}),
        ("volume", {"volume": 2, "number": "", "date": DAY, "date_precision": "year"}),
        ("year", {"volume": 2013, "number": "4", "date": DAY}),
    ],
)
def test_an_article_comes_back_to_its_place(client, tmp_path, numbering, facts):
    publication = PublicationFactory(title="Harbour Letter", numbering=numbering, first_year=None)
    article = ArticleFactory(issue=IssueFactory(publication=publication, **facts), title="Ferries idle")
    address = article.get_absolute_url()
    exported = client.get(f"{address.rstrip('/')}.xml").content
    (tmp_path / "1.xml").write_bytes(exported)
    article.issue.delete()
    run(tmp_path, overwrite=True)  # as an editor deleted it
    assert Article.objects.select_related("issue__publication").get().get_absolute_url() == address


def test_what_the_issue_does_not_have_is_not_written(client):
    article = ArticleFactory(issue=IssueFactory(volume=None, number="", date=DAY))
    xml = client.get(f"{article.get_absolute_url().rstrip('/')}.xml").content.decode()
    assert "<volume>" not in xml
    assert "<issue>" not in xml


@pytest.mark.parametrize(
    ("numbering", "facts", "day"),
    [
        ("week", {"volume": None, "number": "", "date": DAY, "date_precision": "week"}, None),
        ("week", {"volume": None, "number": "", "date": DAY, "date_precision": "week"}, datetime.date(2013, 6, 3)),
        ("month", {"volume": None, "number": "", "date": DAY, "date_precision": "month"}, datetime.date(2013, 6, 1)),
        ("volume", {"volume": 2, "number": "", "date": DAY, "date_precision": "year"}, datetime.date(2012, 12, 28)),
        ("volume-number", {"volume": 1, "number": "115", "date": DAY}, datetime.date(2013, 5, 30)),
    ],
)
def test_an_articles_own_day_and_number_come_back(client, tmp_path, numbering, facts, day):
    publication = PublicationFactory(title="Harbour Letter", numbering=numbering, first_year=None)
    article = ArticleFactory(issue=IssueFactory(publication=publication, **facts), date=day, elocation_id="e12")
    (tmp_path / "1.xml").write_bytes(client.get(f"{article.get_absolute_url().rstrip('/')}.xml").content)
    article.issue.delete()
    run(tmp_path, overwrite=True)
    found = Article.objects.get()
    assert (found.date, found.date_precision, found.elocation_id) == (day, "day" if day else "", "e12")
