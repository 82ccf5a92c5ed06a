"""Topics, and the articles under each."""

import datetime

import pytest

from archive.models import Status
from tests.factories import ArticleFactory

pytestmark = pytest.mark.django_db


def test_topics_have_their_number_of_articles(read):
    ArticleFactory(topics=["Harbours"])
    ArticleFactory(topics=["Harbours"])
    assert "Harbours 2" in read("/topics/")


@pytest.mark.parametrize("path", ["/topics/", "/topics/harbours/"])
def test_a_topic_of_drafts_is_not_shown(client, path):
    ArticleFactory(topics=["Harbours"], status=Status.DRAFT)
    assert b"Harbours" not in client.get(path).content


def test_a_topic_lists_its_articles_with_their_authors(read):
    ArticleFactory(title="Ferries stand idle", topics=["Harbours"], authors=["Ana Brod"])
    assert "Ferries stand idle Ana Brod" in read("/topics/harbours/")


@pytest.mark.parametrize("path", ["/topics/", "/topics/harbours/"])
def test_queries_do_not_grow_with_rows(queries_of, path):
    for number in range(3):
        ArticleFactory(topics=["Harbours", f"T{number}"], authors=["Ana Brod"], issue__date=datetime.date(2004, 1, 1))
    few = queries_of(path)
    for number in range(3, 30):
        ArticleFactory(topics=["Harbours", f"T{number}"], authors=["Ana Brod"], issue__date=datetime.date(2004, 1, 1))
    assert queries_of(path) == few


def test_a_page_out_of_range_is_not_there(client):
    ArticleFactory(topics=["Harbours"])
    assert client.get("/topics/harbours/?page=2").status_code == 404
