"""Metadata in the page of an article, as extruct reads it."""

from __future__ import annotations

import datetime
import json

import extruct
import pytest

from tests.factories import ArticleFactory, IssueFactory, PublicationFactory


@pytest.fixture
def article(db):
    publication = PublicationFactory(title="Harbour Letter", genre="journal", issn="0317-8471", publisher="Quay House")
    issue = IssueFactory(publication=publication, volume=3, number="4", date=datetime.date(2004, 10, 26))
    return ArticleFactory(
        issue=issue,
        title="</script><b>Dues",
        authors=["Ana Brod", "John Daly Jr."],
        topics=["Dues"],
        paragraphs=["Of the text."],
    )


@pytest.fixture
def page(article, client):
    return client.get(article.get_absolute_url()).content.decode()


def test_json_ld_leads_from_article_to_periodical(page, article):
    (found,) = extruct.extract(page, syntaxes=["json-ld"])["json-ld"]
    issue = found["isPartOf"]
    volume = issue["isPartOf"]
    assert (found["@type"], found["headline"]) == ("ScholarlyArticle", "</script><b>Dues")
    assert (issue["issueNumber"], volume["volumeNumber"]) == ("4", "3")
    assert (volume["isPartOf"]["name"], volume["isPartOf"]["issn"]) == ("Harbour Letter", "0317-8471")
    assert found["datePublished"] == "2004-10-26"
    assert found["@id"] == f"http://testserver/a/{article.pk}/"


def test_nobody_is_taken_for_an_organisation(page):
    (found,) = extruct.extract(page, syntaxes=["json-ld"])["json-ld"]
    assert found["author"] == [
        {"@type": "Person", "name": "Ana Brod", "givenName": "Ana", "familyName": "Brod"},
        {"name": "John Daly Jr."},
    ]


def test_no_text_closes_the_script(page):
    script = page.partition('<script type="application/ld+json">')[2].partition("</script>")[0]
    assert "<" not in script
    assert json.loads(script)["headline"] == "</script><b>Dues"


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("citation_author", "Brod, Ana"),
        ("citation_journal_title", "Harbour Letter"),
        ("citation_volume", "3"),
        ("citation_issue", "4"),
        ("citation_publication_date", "2004/10/26"),
        ("DC.creator", "Ana Brod"),
        ("DC.date", "2004-10-26"),
    ],
)
def test_tags_name_what_clients_read(page, name, content):
    assert page.count(f'<meta name="{name}" content="{content}">') == 1


def test_no_tag_is_empty(page):
    assert 'content=""' not in page.partition("</head>")[0]
