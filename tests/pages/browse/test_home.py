"""The home page: the shelf and the latest issues."""

import datetime

import pytest

from archive.models import Status
from tests.factories import ArticleFactory, PublicationFactory

pytestmark = pytest.mark.django_db


def test_an_empty_archive_says_how_to_fill_it(client):
    assert b"import_articles" in client.get("/").content


def test_a_publication_stands_on_the_shelf(read):
    ArticleFactory(issue__publication__title="Harbour Letter")
    assert "Harbour Letter" in read("/")


def test_a_publication_without_anything_published_does_not(read):
    ArticleFactory(issue__publication__title="Harbour Letter", status=Status.DRAFT)
    assert "Harbour Letter" not in read("/")


def test_counts_leave_out_drafts(read):
    article = ArticleFactory()
    ArticleFactory(issue=article.issue, status=Status.DRAFT)
    assert "1 publication 1 issue 1 article" in read("/")


def test_the_latest_issues_show_their_first_published_article(read):
    draft = ArticleFactory(title="Not yet", status=Status.DRAFT, position=0)
    ArticleFactory(issue=draft.issue, title="Ferries stand idle", position=1)
    assert "Ferries stand idle" in read("/")


def test_no_publication_crowds_out_the_others_of_the_latest(read):
    old = ArticleFactory(title="An old piece", issue__date=datetime.date(1996, 1, 1))
    busy = PublicationFactory()
    for day in range(1, 20):
        ArticleFactory(issue__publication=busy, issue__date=datetime.date(2004, 3, day))
    assert old.title in read("/")


def test_the_curve_says_what_it_shows(client):
    ArticleFactory(issue__date=datetime.date(2004, 3, 1))
    assert 'aria-label="Issues a year, 2004: 1 issue at most"' in client.get("/").content.decode()


def test_issues_of_unknown_year_break_nothing(client):
    ArticleFactory(issue__date=None, issue__date_precision="", issue__publication__first_year=None)
    assert client.get("/").status_code == 200


def test_queries_do_not_grow_with_rows(queries_of):
    for _ in range(3):
        ArticleFactory(authors=["Ana Brod"])
    few = queries_of("/")
    for _ in range(27):
        ArticleFactory(authors=["Ana Brod"])
    assert queries_of("/") == few


def test_a_page_of_the_shelf_out_of_range_is_not_there(client):
    ArticleFactory()
    assert client.get("/?page=2").status_code == 404
