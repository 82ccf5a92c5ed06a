"""Atom feeds, read by a feed reader."""

import datetime

import feedparser
import pytest

from archive.models import Status
from tests.factories import ArticleFactory, CitationFactory, IssueFactory, PublicationFactory, SourceFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def feed(client):
    def parsed(address: str):
        response = client.get(address)
        assert (response.status_code, response["Content-Type"]) == (200, "application/atom+xml; charset=utf-8")
        read = feedparser.parse(response.content)
        assert not read.bozo
        return read

    return parsed


@pytest.fixture
def cited():
    text = "Rock & <b>roll</b> at the quay (Quay Herald, October 23)."
    issue = IssueFactory(publication__title="Harbour Letter", date=datetime.date(2004, 10, 24))
    article = ArticleFactory(issue=issue, title="Idle & <still>", paragraphs=[text], authors=["Ana Brod", "Ilir Deva"])
    start = text.index("Quay")
    source = SourceFactory(name="Quay Herald")
    return CitationFactory(article=article, source=source, start=start, end=start + 11)


def test_a_sources_feed_has_the_articles_that_cite_it(feed, cited):
    read = feed("/sources/quay-herald/feed.atom")
    assert read.feed.title == "Articles that cite Quay Herald"
    (entry,) = read.entries
    assert entry.link == f"http://testserver{cited.article.get_absolute_url()}"
    assert entry.id == f"http://testserver/a/{cited.article.pk}/"
    assert entry.author == "Ana Brod, Ilir Deva"
    assert entry.published_parsed[:3] == (2004, 10, 24)


def test_what_it_quotes_is_text_and_no_markup(feed, cited):
    (entry,) = feed("/sources/quay-herald/feed.atom").entries
    assert entry.title == "Idle & <still>"
    assert entry.summary == "Rock &amp; &lt;b&gt;roll&lt;/b&gt; at the quay (Quay Herald, October 23)."


def test_an_inferred_day_is_no_day_of_publication(feed, cited):
    cited.article.issue.date_precision = "inferred"
    cited.article.issue.save()
    (entry,) = feed("/sources/quay-herald/feed.atom").entries
    assert "published" not in entry


def test_control_characters_leave_the_feed_readable(feed, cited):
    cited.article.title = "Idle\x0b\x1f still"
    cited.article.save()
    assert feed("/sources/quay-herald/feed.atom").entries[0].title == "Idle still"


def test_drafts_stay_out(feed, cited):
    cited.article.status = Status.DRAFT
    cited.article.save()
    assert feed("/sources/quay-herald/feed.atom").entries == []


def test_a_feed_follows_its_source(client, cited):
    cited.source.slug = "herald"
    cited.source.save()
    response = client.get("/sources/quay-herald/feed.atom")
    assert (response.status_code, response["Location"]) == (301, "/sources/herald/feed.atom")


def test_a_feed_is_confirmed_without_being_made(client, cited):
    etag = client.get("/sources/quay-herald/feed.atom")["ETag"]
    again = client.get("/sources/quay-herald/feed.atom", headers={"if-none-match": etag})
    assert again.status_code == 304


def test_a_publications_feed_has_its_latest_articles_first(feed):
    letter = PublicationFactory(title="Harbour Letter", description="Tides.")
    for day in (1, 3, 2):
        ArticleFactory(issue__publication=letter, issue__date=datetime.date(2004, 10, day), title=f"Of day {day}")
    ArticleFactory(issue__publication=letter, title="A draft", status=Status.DRAFT)
    read = feed("/harbour-letter/feed.atom")
    assert [entry.title for entry in read.entries] == ["Of day 3", "Of day 2", "Of day 1"]
    assert read.entries[0].summary.startswith("The ferries of Port Varda stood idle for a third day.")


@pytest.mark.parametrize("address", ["/sources/quay-herald/", "/harbour-letter/"])
def test_pages_tell_of_their_feed(client, cited, address):
    page = client.get(address).content.decode()
    assert '<link rel="alternate" type="application/atom+xml" title="' in page
    assert f'href="{address}feed.atom"' in page
