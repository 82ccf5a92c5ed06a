"""Formats of articles, read back by the programs that people use, and at every address of the registry."""

from __future__ import annotations

import datetime
import io
import json
import zipfile
from dataclasses import replace

import bibtexparser
import pytest
import rispy
from pybtex.database import parse_string

from archive.exports.articles.record import records
from archive.exports.articles.registry import ARTICLE, FORMATS, ISSUE, LIST, find_format, formats_of
from archive.models import Article, Status
from archive.search.engine import engine
from archive.text.dates import Precision
from archive.text.headers.article_reader import read_article
from archive.text.headers.publication_facts import PublicationNames
from archive.text.markup.sanitiser import plain_text
from tests.factories import ArticleFactory, CitationFactory, IssueFactory, PublicationFactory, SourceFactory

HOSTILE = r"Dues & {tolls} at 5% – 100_000 \$ #1 ~a^b"


@pytest.fixture
def article(db):
    publication = PublicationFactory(
        title="Harbour Letter",
        abbreviation="HL",
        issn="0317-8471",
        publisher="Quay House",
        place="Tesk",
        genre="magazine",
    )
    issue = IssueFactory(publication=publication, volume=3, number="3–4", date=datetime.date(2004, 10, 26))
    return ArticleFactory(
        issue=issue,
        title=HOSTILE,
        authors=["Ana van der Brod", "Kerpress"],
        topics=["Dues", "Ferries, old"],
        standfirst="A short\nstandfirst.",
        body='<p id="p1">First of the text.</p>\n<p id="p2">It says <a href="/a/1/">more</a> of <em>salt</em>.</p>',
    )


def absolute(path: str) -> str:
    return f"https://archive.example{path}"


def unzipped(content: bytes) -> bytes:
    with zipfile.ZipFile(io.BytesIO(content)) as packed:
        return b"".join(packed.read(name) for name in packed.namelist())


def written(suffix: str, kind=ARTICLE, rows=None) -> str:
    chosen = find_format(suffix, kind)
    rows = Article.objects.order_by("pk") if rows is None else rows
    return "".join(chosen.write(records(rows, absolute), absolute))


def test_ris_is_read_back(article):
    (entry,) = rispy.loads(written("ris"))
    assert entry["type_of_reference"] == "MGZN"
    assert entry["title"] == HOSTILE
    assert entry["authors"] == ["van der Brod, Ana", "Kerpress"]
    assert (entry["secondary_title"], entry["volume"], entry["number"]) == ("Harbour Letter", "3", "3–4")
    assert (entry["year"], entry["date"]) == ("2004", "2004/10/26/")
    assert entry["abstract"] == "A short standfirst."
    assert entry["keywords"] == ["Dues", "Ferries, old"]
    assert entry["urls"] == [f"https://archive.example/a/{article.pk}/"]


@pytest.mark.parametrize(("genre", "kind"), [("journal", "JOUR"), ("newspaper", "NEWS"), ("newsletter", "MGZN")])
def test_ris_has_a_type_by_genre(article, genre, kind):
    publication = article.issue.publication
    publication.genre = genre
    publication.save()
    assert written("ris").startswith(f"TY  - {kind}\r\n")


def test_bibtex_is_read_back_by_two_readers(article):
    text = written("bib")
    (entry,) = parse_string(text, "bibtex").entries.values()
    assert [str(person) for person in entry.persons["author"]] == ["van der Brod, Ana", "{Kerpress}"]
    library = bibtexparser.parse_string(text)
    assert not library.failed_blocks
    fields = library.entries[0].fields_dict
    assert (
        fields["title"].value
        == r"{Dues \& \{tolls\} at 5\% – 100\_000 \textbackslash{}\$ \#1 \textasciitilde{}a\textasciicircum{}b}"
    )
    assert (fields["date"].value, fields["entrysubtype"].value) == ("2004-10-26", "magazine")
    assert library.entries[0].key == f"vanderbrod-2004-{article.pk}"


def test_csl_items_keep_the_precision_of_dates(article):
    issue = article.issue
    issue.date, issue.date_precision = datetime.date(2004, 10, 1), Precision.MONTH
    issue.save()
    (item,) = json.loads(written("csl.json"))
    assert item["issued"] == {"date-parts": [[2004, 10]]}
    assert item["author"] == [{"family": "van der Brod", "given": "Ana"}, {"literal": "Kerpress"}]
    assert item["type"] == "article-magazine"


def test_an_inferred_date_is_given_as_its_year(article):
    issue = article.issue
    issue.date_precision = Precision.INFERRED
    issue.save()
    assert len(json.loads(written("csl.json"))[0]["issued"]["date-parts"][0]) == 1


@pytest.mark.parametrize("suffix", ["txt", "md"])
def test_texts_are_imported_again(article, suffix):
    read = read_article(
        written(suffix), publications=PublicationNames([("Harbour Letter", [])]), markdown=suffix == "md"
    )
    assert (read.publication, read.volume, read.number, read.title) == ("Harbour Letter", 3, "3–4", HOSTILE)
    assert list(read.authors) == ["Ana van der Brod", "Kerpress"]
    assert "It says more of salt." in plain_text(read.body_html or " ".join(read.body_paragraphs))


def test_html_has_full_addresses(article):
    assert 'href="https://archive.example/a/1/"' in written("html")


def test_json_has_text_and_citations(article):
    source = SourceFactory(name="Kerpress")
    CitationFactory(article=article, source=source, raw="(Kerpress, October 23)")
    found = json.loads(written("json"))
    assert found["title"] == HOSTILE
    assert found["citations"][0]["source"]["name"] == "Kerpress"
    assert [one["text"] for one in found["paragraphs"]] == ["First of the text.", "It says more of salt."]


@pytest.mark.parametrize("suffix", [one.suffix for one in formats_of(LIST) if one.suffix != "epub"])
def test_lists_without_an_article_are_well_formed(db, suffix):
    text = written(suffix, LIST)
    assert json.loads(text) == [] if suffix.endswith("json") else text == ""


@pytest.mark.parametrize("one", formats_of(ARTICLE), ids=lambda one: one.suffix)
def test_every_format_stands_at_the_articles_address(article, client, one):
    page = article.get_absolute_url()
    response = client.get(f"{page.rstrip('/')}.{one.suffix}")
    assert (response.status_code, response["Content-Type"]) == (200, one.content_type)
    assert f'<http://testserver{page}>; rel="canonical"' in response["Link"]
    assert f'href="{page.rstrip("/")}.{one.suffix}"' in client.get(page).content.decode()


@pytest.mark.parametrize("one", formats_of(ISSUE), ids=lambda one: one.suffix)
def test_every_format_stands_at_the_issues_address(article, client, one):
    page = article.issue.get_absolute_url()
    response = client.get(f"{page.rstrip('/')}.{one.suffix}")
    assert (response.status_code, response["Content-Type"]) == (200, one.content_type)
    assert f'href="{page.rstrip("/")}.{one.suffix}"' in client.get(page).content.decode()


@pytest.mark.parametrize("one", formats_of(LIST), ids=lambda one: one.suffix)
@pytest.mark.parametrize("of", ["author", "topic", "source", "volume", "search"])
def test_every_format_stands_at_the_addresses_of_lists(article, client, one, of):
    engine().rebuild([], lambda pks: [])
    source = SourceFactory(name="Kerpress")
    CitationFactory(article=article, source=source)
    rows = {"author": article.authors.first(), "topic": article.topics.first(), "source": source}
    pages = {"search": "/search/", "volume": "/harbour-letter/v3/"}
    address = (pages.get(of) or rows[of].get_absolute_url()).rstrip("/")
    response = client.get(f"{address}.{one.suffix}", {"q": "text"} if of == "search" else {})
    body = b"".join(response) if response.streaming else response.content
    assert response.status_code == 200
    assert b"Harbour Letter" in (unzipped(body) if body.startswith(b"PK") else body)


@pytest.mark.slow
@pytest.mark.parametrize("one", FORMATS, ids=lambda one: one.suffix)
@pytest.mark.parametrize("status", [status for status in Status if status != Status.PUBLISHED])
def test_no_format_has_what_readers_may_not_see(article, client, one, status):
    hidden = ArticleFactory(issue=article.issue, title="Hidden", paragraphs=["Secret salt."], status=status)
    for page in (hidden.get_absolute_url(), article.issue.get_absolute_url()):
        response = client.get(f"{page.rstrip('/')}.{one.suffix}")
        assert response.status_code in (200, 404)
        body = response.content
        if one.suffix == "jats.zip" and response.status_code == 200:
            with zipfile.ZipFile(io.BytesIO(body)) as packed:
                body = b"".join(map(packed.read, packed.namelist()))
        assert b"Secret" not in body
        assert b"Hidden" not in body or response.status_code == 404


def test_an_unknown_format_is_no_page(article, client):
    assert client.get(f"{article.get_absolute_url().rstrip('/')}.doc").status_code == 404


def test_an_issue_takes_a_bounded_number_of_queries(article, client, django_assert_max_num_queries):
    for number in range(30):
        ArticleFactory(issue=article.issue, title=f"No. {number}", authors=["Ana Brod"], topics=["Dues"])
    for one in formats_of(ISSUE):
        with django_assert_max_num_queries(9):
            client.get(f"{article.issue.get_absolute_url().rstrip('/')}.{one.suffix}")


@pytest.mark.parametrize(("suffix", "left_off"), [("ris", False), ("epub", True)])
def test_a_search_ends_where_the_format_does_and_says_so(article, client, monkeypatch, suffix, left_off):
    ArticleFactory(issue=article.issue, paragraphs=["More text."])
    engine().rebuild([], lambda pks: [])
    monkeypatch.setattr("archive.pages.downloads.formats.MAX_LISTED", 1)  # of lists, not of searches
    chosen = replace(find_format(suffix, LIST), most=1 if left_off else None)
    monkeypatch.setattr("archive.pages.downloads.formats.find_format", lambda *_: chosen)
    response = client.get(f"/search.{suffix}", {"q": "text"})
    assert ("X-Left-Off" in response) is left_off
    if suffix == "ris":
        assert b"".join(response).count(b"TY  - ") == 2
