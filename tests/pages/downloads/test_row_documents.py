"""Publications, authors, topics and sources as JSON: facts, pages of what they list, and nothing hidden."""

from __future__ import annotations

import datetime

import pytest

from archive.models import Status
from archive.pages.downloads import row_documents
from archive.text.dates import Precision
from tests.factories import ArticleFactory, CitationFactory, IssueFactory, PublicationFactory, SourceFactory

pytestmark = pytest.mark.django_db

DAY = datetime.date(2004, 10, 26)
ADDRESSES = ["/harbour-letter.json", "/authors/ana-brod.json", "/topics/ice.json", "/sources/quay-herald.json"]


@pytest.fixture
def publication():
    earlier = PublicationFactory(title="Quay Letter")
    ArticleFactory(issue__publication=earlier)
    return PublicationFactory(
        title="Harbour Letter", abbreviation="HL", other_names=["The Letter"], preceding=earlier, issn="0317-8471",
        publisher="Quay House", place="Tesk", frequency="weekly", genre="magazine", first_year=2004,
        description="News of the quay.",
    )  # fmt: skip


@pytest.fixture
def articles(publication):
    """Three published articles in three issues and a draft in a fourth, all by one author, on one topic."""
    source = SourceFactory(name="Quay Herald", kind="newspaper", country="KZ", homepage="https://herald.example/")
    source.other_names.create(name="The Herald of the Quay")
    made = []
    for number in range(1, 5):
        issue = IssueFactory(publication=publication, number=str(number), date=DAY + datetime.timedelta(number))
        status = Status.DRAFT if number == 4 else Status.PUBLISHED
        made.append(
            ArticleFactory(issue=issue, title=f"No. {number}", authors=["Ana Brod"], topics=["Ice"], status=status)
        )
        CitationFactory(article=made[-1], source=source)
    return made


def test_a_publication_with_its_issues(client, publication, articles):
    found = client.get("/harbour-letter.json").json()
    issues = found.pop("issues")
    assert found == {
        "id": publication.pk, "url": "http://testserver/harbour-letter/", "slug": "harbour-letter",
        "title": "Harbour Letter", "abbreviation": "HL", "other_names": ["The Letter"],
        "preceding": {"title": "Quay Letter", "url": "http://testserver/quay-letter/"}, "succeeding": [],
        "publisher": "Quay House", "issn": "0317-8471", "place": "Tesk", "frequency": "weekly", "language": "en",
        "genre": "magazine", "numbering": publication.numbering, "first_year": 2004, "description": "News of the quay.",
        "issue_count": 3, "page": 1, "pages": 1, "next": None,
    }  # fmt: skip
    assert [each["number"] for each in issues] == ["1", "2", "3"]
    assert issues[0] == {
        "id": articles[0].issue_id, "url": "http://testserver/harbour-letter/v1/i1/", "volume": 1, "number": "1",
        "title": "", "designation": articles[0].issue.designation, "date": "2004-10-27", "date_precision": "day",
        "article_count": 1,
    }  # fmt: skip


def test_a_neighbour_without_issues_to_read_is_left_out(client, publication, articles):
    PublicationFactory(title="Later Letter", preceding=publication)
    publication.preceding = PublicationFactory(title="Unread Letter")
    publication.save()
    found = client.get("/harbour-letter.json").json()
    assert (found["preceding"], found["succeeding"]) == (None, [])


def test_a_date_is_told_as_far_as_it_is_known(client, publication, articles):
    issue = articles[0].issue
    issue.date_precision = Precision.MONTH
    issue.save()
    (entry,) = [each for each in client.get("/harbour-letter.json").json()["issues"] if each["id"] == issue.pk]
    assert (entry["date"], entry["date_precision"]) == ("2004-10", "month")


@pytest.mark.parametrize(
    ("address", "facts"),
    [
        ("/authors/ana-brod", {"name": "Ana Brod", "slug": "ana-brod", "other_names": []}),
        ("/topics/ice", {"name": "Ice", "slug": "ice"}),
        ("/sources/quay-herald", {
            "name": "Quay Herald", "slug": "quay-herald", "other_names": ["The Herald of the Quay"],
            "kind": "newspaper", "country": "KZ", "homepage": "https://herald.example/", "citation_count": 3,
        }),
    ],
)  # fmt: skip
def test_a_row_with_its_articles(client, articles, address, facts):
    found = client.get(f"{address}.json").json()
    assert facts.items() <= found.items()
    assert found["url"] == f"http://testserver{address}/"
    assert (found["article_count"], found["page"], found["pages"], found["next"]) == (3, 1, 1, None)
    assert [each["title"] for each in found["articles"]] == ["No. 3", "No. 2", "No. 1"]
    assert found["articles"][0]["permanent_url"] == f"http://testserver/a/{articles[2].pk}/"


@pytest.mark.parametrize("address", ADDRESSES)
def test_pages_follow_one_another(client, articles, address, monkeypatch):
    monkeypatch.setattr(row_documents, "ENTRIES_ON_A_PAGE", 2)
    first = client.get(address).json()
    assert (first["page"], first["pages"], first["next"]) == (1, 2, f"http://testserver{address}?page=2")
    second = client.get(first["next"].removeprefix("http://testserver")).json()
    kind = "issues" if "issues" in first else "articles"
    assert (len(first[kind]), len(second[kind]), second["next"]) == (2, 1, None)
    assert client.get(f"{address}?page=3").status_code == 404


@pytest.mark.parametrize("address", ADDRESSES)
def test_the_page_names_its_json(client, articles, address):
    page = f"{address.removesuffix('.json')}/"
    response = client.get(address)
    assert response["Content-Type"] == "application/json; charset=utf-8"
    assert response["Link"] == f'<http://testserver{page}>; rel="canonical"'
    assert f'<link rel="alternate" type="application/json" title="JSON" href="{address}">' in client.get(page).text


@pytest.mark.parametrize("address", ADDRESSES)
def test_a_copy_is_confirmed(client, articles, address):
    etag = client.get(address)["ETag"]
    assert client.get(address, headers={"If-None-Match": etag}).status_code == 304


@pytest.mark.parametrize("address", ADDRESSES)
def test_any_number_of_entries_takes_a_bounded_number_of_queries(
    client, publication, articles, address, django_assert_max_num_queries
):
    for number in range(5, 25):
        ArticleFactory(
            issue=IssueFactory(publication=publication, number=str(number)), authors=["Ana Brod"], topics=["Ice"]
        )
    with django_assert_max_num_queries(14):
        assert client.get(address).status_code == 200


def test_a_moved_row_redirects(client, publication, articles):
    publication.slug = "quay-news"
    publication.save()
    response = client.get("/harbour-letter.json?page=1")
    assert (response.status_code, response["Location"]) == (301, "/quay-news.json?page=1")


@pytest.mark.parametrize("address", ["/nobody.json", "/authors/nobody.json", "/topics/none.json", "/sources/none.json"])
def test_what_is_not_there_is_no_page(client, address):
    assert client.get(address).status_code == 404
