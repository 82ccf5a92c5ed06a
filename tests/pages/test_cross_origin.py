"""Scripts of other sites read data and its errors, and nothing else."""

from __future__ import annotations

import pytest
from django.test import override_settings
from django.urls import URLPattern, get_resolver

from archive.pages.cross_origin import DATA_ROUTES
from archive.search.engine import engine
from tests.factories import ArticleFactory

pytestmark = pytest.mark.django_db
ORIGIN = {"Origin": "https://elsewhere.example"}


@pytest.fixture
def _article():
    ArticleFactory(issue__publication__title="Harbour Letter", issue__number="7", title="Ice", authors=["Ana Brod"])
    engine().rebuild([], lambda pks: [])


def test_every_route_of_data_exists():
    assert {each.name for each in get_resolver().url_patterns if isinstance(each, URLPattern)} >= DATA_ROUTES


@pytest.mark.parametrize(
    "address",
    [
        "/harbour-letter.json", "/harbour-letter/v1/i7.ris", "/harbour-letter/v1/i7/ice.json", "/authors/ana-brod.bib",
        "/feed.atom", "/search.json?q=ice", "/search.ris?q=ice", "/oai?verb=Identify", "/opds.xml", "/unapi",
    ],
)  # fmt: skip
@pytest.mark.usefixtures("_article")
def test_data_may_be_read(client, address):
    response = client.get(address, headers=ORIGIN)
    assert (response.status_code, response["Access-Control-Allow-Origin"]) == (200, "*")
    assert "ETag" in response["Access-Control-Expose-Headers"]
    assert not response.has_header("Access-Control-Allow-Credentials")


@pytest.mark.parametrize("address", ["/", "/harbour-letter/", "/search/?q=ice", "/admin/login/", "/healthz", "/none"])
@pytest.mark.usefixtures("_article")
def test_pages_are_not_read_across_sites(client, address):
    assert not client.get(address, headers=ORIGIN).has_header("Access-Control-Allow-Origin")
    preflight = client.options(address, headers=ORIGIN | {"Access-Control-Request-Method": "GET"})
    assert not preflight.has_header("Access-Control-Allow-Origin")


@pytest.mark.usefixtures("_article")
def test_errors_and_confirmations_may_be_read_too(client):
    assert client.get("/none.json", headers=ORIGIN)["Access-Control-Allow-Origin"] == "*"
    etag = client.get("/harbour-letter.json")["ETag"]
    confirmed = client.get("/harbour-letter.json", headers=ORIGIN | {"If-None-Match": etag})
    assert (confirmed.status_code, confirmed["Access-Control-Allow-Origin"]) == (304, "*")


@override_settings(RATE_LIMIT=1, RATE_LIMIT_BURST=1)
@pytest.mark.usefixtures("_article")
def test_a_refusal_says_when_to_ask_again(client):
    asked = {"REMOTE_ADDR": "203.0.113.77", "headers": ORIGIN}
    refused = [client.get("/search.json?q=ice", **asked) for _ in range(2)][1]
    assert (refused.status_code, refused["Access-Control-Allow-Origin"]) == (429, "*")
    assert int(refused["Retry-After"]) > 0
    assert "at most 1 a minute" in refused.text


@pytest.mark.usefixtures("_article")
def test_browsers_may_ask_before_they_send_an_etag(client):
    response = client.options(
        "/harbour-letter.json",
        headers=ORIGIN | {"Access-Control-Request-Method": "GET", "Access-Control-Request-Headers": "if-none-match"},
    )
    assert (response.status_code, response["Access-Control-Allow-Methods"]) == (204, "GET, HEAD")
    assert "If-None-Match" in response["Access-Control-Allow-Headers"]


def test_data_is_for_reading(client):
    assert client.post("/harbour-letter.json").status_code == 405
