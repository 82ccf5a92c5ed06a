"""The OPDS catalogue, as a program for reading goes through it."""

from __future__ import annotations

import io
import zipfile

import feedparser
import pytest
from lxml import etree

from archive.models import Status
from tests.factories import ArticleFactory, IssueFactory, PublicationFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def issues():
    publication = PublicationFactory(title="Harbour & Quay", publisher="Quay House", description="Of ferries.")
    found = [IssueFactory(publication=publication, number=str(number)) for number in range(1, 53)]
    for issue in found:
        ArticleFactory(issue=issue, title=f"Ferries <{issue.number}>")
    return found


def test_from_the_catalogue_to_a_book(client, issues):
    start = feedparser.parse(client.get("/opds.xml").content)
    assert [entry.title for entry in start.entries] == ["Harbour & Quay"]
    shelf = feedparser.parse(client.get(start.entries[0].links[0].href).content)
    latest = shelf.entries[0]
    assert (latest.title, latest.content[0].value) == ("Harbour & Quay, Vol. 1, No. 52", "Ferries <52>")
    book = next(link for link in latest.links if link.rel == "http://opds-spec.org/acquisition")
    answer = client.get(book.href)
    assert answer["Content-Type"] == book.type
    assert zipfile.ZipFile(io.BytesIO(answer.content)).testzip() is None


def test_pages_lead_to_every_issue(client, issues):
    seen, address = [], "/harbour-quay/opds.xml"
    while address:
        root = etree.fromstring(client.get(address).content)
        seen += [each.text for each in root.iterfind("{*}entry/{*}id")]
        following = root.find("{*}link[@rel='next']")
        address = f"/harbour-quay/opds.xml{following.get('href')}" if following is not None else ""
    assert len(seen) == len(set(seen)) == len(issues)


def test_only_what_readers_may_see(client, issues):
    draft = IssueFactory(publication=issues[0].publication, number="99")
    ArticleFactory(issue=draft, title="Secret", status=Status.DRAFT)
    ArticleFactory(issue=issues[-1], title="Secret", status=Status.DRAFT)
    page = client.get("/harbour-quay/opds.xml").text
    assert "Secret" not in page
    assert "No. 99" not in page


@pytest.mark.parametrize("address", ["/nowhere/opds.xml", "/opds.xml?page=7", "/harbour-quay/opds.xml?page=99"])
def test_no_such_page(client, issues, address):
    assert client.get(address).status_code == 404


def test_queries_do_not_grow_with_issues(client, issues, django_assert_max_num_queries):
    with django_assert_max_num_queries(6):
        assert client.get("/harbour-quay/opds.xml").status_code == 200
