"""Atom feeds, read by a feed reader."""

import datetime

import feedparser
import pytest

from archive.models import Article, Status
from archive.pages.downloads import feeds
from tests.factories import (
    ArticleFactory,
    CitationFactory,
    IssueFactory,
    PublicationFactory,
    SourceFactory,
    TopicFactory,
)

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


def test_feeds_of_everything_that_lists_articles(feed, client, cited):
    topic = TopicFactory(name="Ice")
    cited.article.topics.add(topic)
    for page in ("/", "/authors/ana-brod/", "/topics/ice/", "/harbour-letter/v1/"):
        address = f"{page}feed.atom"
        (entry,) = feed(address).entries
        assert entry.id == f"http://testserver/a/{cited.article.pk}/"
        if page != "/harbour-letter/v1/" or "volume" in client.get(page).templates[0].name:
            assert f'href="{address}"' in client.get(page).content.decode()
    Article.objects.update(status=Status.DRAFT)
    assert feed("/feed.atom").entries == []
    for address in ("/authors/ana-brod/feed.atom", "/topics/ice/feed.atom", "/harbour-letter/v1/feed.atom"):
        assert client.get(address).status_code == 404


def test_archives_have_every_article_once(feed, client, monkeypatch):
    monkeypatch.setattr(feeds, "ARTICLES_IN_A_FEED", 2)
    monkeypatch.setattr(feeds, "ARTICLES_IN_AN_ARCHIVE", 3)
    articles = ArticleFactory.create_batch(7, issue=IssueFactory())
    ArticleFactory(status=Status.DRAFT)
    read = feed("/feed.atom")
    assert len(read.entries) == 2
    found = []
    while before := [link.href for link in read.feed.links if link.rel == "prev-archive"]:
        read = feed(before[0].removeprefix("http://testserver"))
        assert "http://testserver/feed.atom" in [link.href for link in read.feed.links if link.rel == "current"]
        assert (read.feed.id, "fh_archive" in read.feed) == ("http://testserver/feed.atom", True)
        found += [entry.id for entry in read.entries]
    assert sorted(found) == sorted(f"http://testserver/a/{each.pk}/" for each in articles)
    assert client.get("/feed.atom?archive=1").content.count(b'rel="next-archive"') == 1
    for number in ("0", "4", "x", "9" * 30):
        assert client.get(f"/feed.atom?archive={number}").status_code == 404


@pytest.mark.parametrize(("precision", "day"), [("month", (2004, 10, 1)), ("week", (2004, 10, 18))])
def test_articles_of_a_week_or_month_have_its_first_day(feed, precision, day):
    date = datetime.date(2004, 10, 18) if precision == "week" else datetime.date(2004, 10, 1)
    ArticleFactory(issue__date=date, issue__date_precision=precision)
    assert feed("/feed.atom").entries[0].published_parsed[:3] == day
