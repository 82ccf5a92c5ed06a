"""Links of an article's page to its data, by header and as a linkset; unAPI."""

import json

import pytest
import rispy
from lxml import etree

from archive.models import Article, Status
from tests.factories import ArticleFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def article():
    return ArticleFactory(title="Ferries & tides", authors=["Ana Brod"], issue__publication__genre="magazine")


def test_an_articles_page_links_to_its_data(client, article):
    header = client.get(article.get_absolute_url())["Link"]
    data = f"http://testserver{article.get_absolute_url()[:-1]}"
    for link in (
        f'<http://testserver/a/{article.pk}/>; rel="cite-as"',
        '<http://testserver/authors/ana-brod/>; rel="author"; type="text/html"',
        f'<{data}.ris>; rel="describedby"; type="application/x-research-info-systems"',
        f'<{data}.xml>; rel="item"; type="application/xml"',
        f'<{data}.linkset.json>; rel="linkset"; type="application/linkset+json"',
    ):
        assert link in header
    assert len(header) < 4000
    assert client.get(article.get_absolute_url())["Link"] == header  # from the cache too


def test_the_linkset_says_the_same(client, article):
    response = client.get(f"{article.get_absolute_url()[:-1]}.linkset.json")
    (context,) = json.loads(response.content)["linkset"]
    assert context["anchor"] == f"http://testserver{article.get_absolute_url()}"
    assert context["cite-as"] == [{"href": f"http://testserver/a/{article.pk}/"}]
    assert "linkset" not in context
    for each in (*context["item"], *context["describedby"]):
        assert client.get(each["href"].removeprefix("http://testserver")).status_code == 200


def test_an_issues_page_names_its_linkset(client, article):
    address = f"http://testserver{article.issue.get_absolute_url()[:-1]}.linkset.json"
    assert f'<{address}>; rel="linkset"' in client.get(article.issue.get_absolute_url())["Link"]
    (context,) = json.loads(client.get(address.removeprefix("http://testserver")).content)["linkset"]
    assert context["anchor"] == f"http://testserver{article.get_absolute_url()}"


def test_unapi_gives_what_the_page_names(client, article):
    page = etree.HTML(client.get(article.get_absolute_url()).content)
    server = page.xpath("//link[@rel='unapi-server']/@href")[0]
    identifier = page.xpath("//abbr[@class='unapi-id']/@title")[0]
    formats = etree.fromstring(client.get(server).content)
    assert [each.get("name") for each in formats] == ["ris", "bibtex", "csl", "jats"]
    choices = client.get(server, {"id": identifier})
    assert (choices.status_code, etree.fromstring(choices.content).get("id")) == (300, identifier)
    (entry,) = rispy.loads(client.get(server, {"id": identifier, "format": "ris"}).content.decode())
    assert (entry["type_of_reference"], entry["title"]) == ("MGZN", "Ferries & tides")
    assert client.get(server, {"id": identifier, "format": "mods"}).status_code == 406


@pytest.mark.parametrize("identifier", ["/a/99999999/", "http://testserver/", "http://elsewhere.example/a/1/", "x\x0b"])
def test_unapi_knows_no_other_ids(client, identifier):
    assert client.get("/unapi", {"id": identifier, "format": "ris"}).status_code == 404


@pytest.mark.parametrize("status", [Status.DRAFT, Status.IN_REVIEW, Status.WITHDRAWN])
def test_unapi_gives_nothing_hidden(client, article, status):
    Article.objects.update(status=status)
    assert client.get("/unapi", {"id": f"http://testserver/a/{article.pk}/"}).status_code == 404
