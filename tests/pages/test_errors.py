"""Pages for what went wrong."""

import datetime
import re

import pytest
from django.test import Client

from archive.models import Status
from archive.pages.errors import server_error, words_of
from archive.pages.rendering import template_tags
from tests.factories import ArticleFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def article():
    return ArticleFactory(
        issue__publication__title="Harbour Letter",
        issue__volume=1,
        issue__number="115",
        issue__date=datetime.date(2004, 10, 26),
    )


def ways_on(client, path: str) -> list[str]:
    page = client.get(path).content.decode()
    return re.findall(r'href="([^"]*)"', page[page.index('<ul class="nearest-pages">') :].split("</ul>")[0])


@pytest.mark.parametrize(
    ("path", "nearest"),
    [
        ("/harbour-letter/v1/i999/", "/harbour-letter/v1/"),
        ("/harbour-letter/v1/i115/no-such-article/", "/harbour-letter/v1/i115/"),
        ("/harbour-letter/v1/i999/no-such-article/", "/harbour-letter/v1/"),
        ("/harbour-letter/v9/i1/no-such-article/", "/harbour-letter/"),
        ("/harbour-letter/2004/11/", "/harbour-letter/2004/"),
        ("/harbour-letter/2004/10/26/", "/harbour-letter/2004/10/"),
        ("/harbour-letter/1999/", "/harbour-letter/"),
        ("/authors/nobody/", "/authors/"),
        ("/topics/nothing/", "/topics/"),
    ],
)
def test_not_found_leads_to_the_nearest_page_above(client, article, path, nearest):
    assert ways_on(client, path)[0] == nearest


def test_not_found_names_every_page_above(client, article):
    assert ways_on(client, "/harbour-letter/v1/i115/no/") == [
        "/harbour-letter/v1/i115/",
        "/harbour-letter/v1/",
        "/harbour-letter/",
    ]


def test_not_found_does_not_lead_to_drafts(client, article):
    ArticleFactory(issue__publication__title="Secret Letter", status=Status.DRAFT)
    assert "Secret Letter" not in client.get("/secret-letter/v1/i1/").content.decode()


@pytest.mark.parametrize("path", ["/x" * 2000, "/%00/", "/a//b/", "/é/ü/", "/a/b/c/d/e/f/g/h/i/j/k/"])
def test_no_path_is_an_error(client, path):
    assert client.get(path).status_code == 404


def test_a_long_path_costs_few_queries(client, article, django_assert_max_num_queries):
    with django_assert_max_num_queries(10):
        client.get("/harbour-letter/v1/i115/" + "x/" * 100)


@pytest.mark.parametrize(
    ("path", "words"),
    [
        ("/edm/v1/i9/ferries-stand-idle/", "ferries stand idle"),
        ("/", ""),
        ("/<script>/", "script"),
        ("/" + "-".join(["word"] * 60), " ".join(["word"] * 16)),
    ],
)
def test_the_words_of_an_address(path, words):
    assert words_of(path) == words


def test_a_hostile_host_is_a_bad_request(article):
    response = Client().get("/", headers={"host": "evil.example"})
    assert response.status_code == 400
    assert b"evil.example" not in response.content


def test_a_fault_of_ours_has_a_page(client, monkeypatch):
    def broken(*args, **kwargs):
        raise RuntimeError("for the test")

    monkeypatch.setattr("archive.pages.browse.home._counts_by_year", broken)
    client.raise_request_exception = False
    response = client.get("/")
    assert response.status_code == 500
    assert b"Something broke" in response.content


@pytest.mark.parametrize("path", ["/no-such/", "/no-such/v1/"])
def test_what_is_not_there_is_not_cached(client, path):
    assert client.get(path)["Cache-Control"] == "no-cache"


def test_only_get_and_head_are_answered(client, article):
    assert client.post(article.get_absolute_url()).status_code == 405


def test_a_500_page_needs_no_list_of_static_files(rf, monkeypatch, caplog):
    def missing(name):
        raise ValueError(f"Missing staticfiles manifest entry for '{name}'")

    monkeypatch.setattr(template_tags, "static", missing)
    template_tags.asset.cache_clear()
    response = server_error(rf.get("/"))
    assert response.status_code == 500
    assert "Something broke" in response.text
    assert "manifest entry" in caplog.text
