"""Scheduled articles appear on time by the clock alone: on pages, kept ones too, in feeds, counts, search and data."""

import datetime
import time

import pytest
from django.test import Client
from django.utils import timezone

from archive.models import Article, OutboxEntry, SiteRevision, Status
from archive.search.engine import engine
from archive.search.indexing.index_updates import drain
from tests.clock import let_it_be_due
from tests.factories import ArticleFactory, CitationFactory, IssueFactory, SourceFactory

pytestmark = pytest.mark.django_db

HOUR = datetime.timedelta(hours=1)
TITLE = "Quiet water in the strait"


@pytest.fixture
def scheduled():
    """An article for in an hour, beside one that is there, all long ago; the index knows of both what it may."""
    engine().store.rebuild([], lambda pks: [])
    issue = IssueFactory(number="7", publication__slug="letter", date=datetime.date(2004, 10, 26))
    source = SourceFactory(name="Varda Courier", slug="varda-courier")
    make = {"issue": issue, "authors": ["Ana Brod"], "topics": ["Harbours"]}
    CitationFactory(article=ArticleFactory(title="Ferries stand idle", **make), source=source)
    article = ArticleFactory(title=TITLE, slug="quiet-water", publish_at=timezone.now() + HOUR, **make)
    CitationFactory(article=article, source=source)
    long_ago = timezone.now() - datetime.timedelta(days=30)
    Article.objects.update(changed=long_ago)
    assert drain().complete
    SiteRevision.objects.update(changed=long_ago)
    return article


# Addresses with what tells there that the article is shown.
PLACES = {
    "/letter/v1/i7/": TITLE,
    "/letter/feed.atom": TITLE,
    "/sources/varda-courier/": TITLE,
    "/sources/varda-courier/feed.atom": TITLE,
    "/authors/ana-brod/": TITLE,
    "/topics/harbours/": TITLE,
    "/letter/2004/10/": TITLE,
    "/search/?q=strait": TITLE,
    "/search.json?q=strait": TITLE,
    "/search.atom?q=strait": TITLE,
    "/search.csv?q=strait": TITLE,
    "/search.json?q=author:brod": '"count": 2',
    "/search/?q=quiet&author=ana-brod": TITLE,
}


def shows(client: Client, address: str, sign: str) -> bool:
    answer = client.get(address, follow=True)
    text = b"".join(answer.streaming_content) if answer.streaming else answer.content
    return sign in text.decode()


@pytest.mark.parametrize("address", PLACES)
def test_it_appears_when_it_is_due_and_not_before(client, scheduled, address):
    before = [shows(client, address, PLACES[address]) for _ in range(2)]
    let_it_be_due(scheduled)
    assert (before, shows(client, address, PLACES[address])) == ([False, False], True)


@pytest.mark.parametrize("address", ["/letter/v1/i7/", "/letter/feed.atom", "/search/?q=idle", "/"])
def test_a_reader_who_holds_the_page_gets_the_new_one(client, scheduled, address):
    held = client.get(address)["ETag"]
    assert client.get(address, headers={"If-None-Match": held}).status_code == 304
    let_it_be_due(scheduled)
    assert client.get(address, headers={"If-None-Match": held}).status_code == 200


def test_its_page_is_not_there_before(client, scheduled):
    before = client.get(scheduled.get_absolute_url()).status_code
    let_it_be_due(scheduled)
    assert (before, client.get(scheduled.get_absolute_url()).status_code) == (404, 200)


@pytest.mark.parametrize("suffix", [".json", ".txt", ".bib"])
def test_nor_are_its_data(client, scheduled, suffix):
    assert client.get(scheduled.get_absolute_url().rstrip("/") + suffix).status_code == 404


def test_feeds_say_that_it_is_new(client, scheduled):
    let_it_be_due(scheduled)
    scheduled.refresh_from_db()
    assert f"{scheduled.publish_at:%Y-%m-%dT%H:%M:%S}" in client.get("/letter/feed.atom").content.decode()


def test_the_real_clock_brings_it(client, scheduled):
    """Everything at once, in the time that it takes: nobody saves anything, and no test moves an appointment."""
    addresses = [address for address in PLACES if "search" not in address or "json" in address]
    articles = Article.objects.filter(pk=scheduled.pk)
    for seconds in (1, 10, 60):  # a busy machine may take longer than a second to make all the pages
        due = timezone.now() + datetime.timedelta(seconds=seconds)
        articles.withdraw()
        articles.schedule(due)
        early = [address for address in addresses if shows(client, address, PLACES[address])]
        if timezone.now() < due:
            break
    assert early == []
    time.sleep(max(0.0, (due - timezone.now()).total_seconds()) + 0.05)
    assert [address for address in addresses if not shows(client, address, PLACES[address])] == []


LEAVES = {
    "withdrawn": lambda articles: articles.withdraw(),
    "scheduled for later": lambda articles: articles.update(publish_at=timezone.now() + HOUR),
    "made a draft": lambda articles: articles.update(status=Status.DRAFT),
    "sent to review": lambda articles: articles.update(status=Status.IN_REVIEW),
}


@pytest.mark.parametrize("leave", LEAVES.values(), ids=LEAVES)
def test_what_leaves_the_published_set_leaves_every_place(client, scheduled, leave):
    let_it_be_due(scheduled)
    assert all(shows(client, address, PLACES[address]) for address in PLACES)
    leave(Article.objects.filter(pk=scheduled.pk))
    assert [address for address in PLACES if shows(client, address, PLACES[address])] == []


def test_a_search_that_cannot_write_the_index_shows_nothing_of_it(client, scheduled):
    let_it_be_due(scheduled)
    assert shows(client, "/search/?q=strait", TITLE)
    Article.objects.filter(pk=scheduled.pk).withdraw()
    with engine().writer(timeout=0):
        assert not shows(client, "/search/?q=strait", TITLE)


# --- appointments -----------------------------------------------------------------------------------------------------


def appointments(article: Article) -> int:
    return OutboxEntry.objects.filter(article_id=article.pk, due__gt=timezone.now()).count()


def test_an_article_that_was_scheduled_behind_the_models_back_is_kept_in_mind(scheduled):
    OutboxEntry.objects.all().delete()
    OutboxEntry.objects.create(article_id=scheduled.pk)
    drain()
    assert appointments(scheduled) == 1


def test_an_appointment_that_came_before_the_databases_clock_is_made_again(scheduled):
    """The site's clock may be ahead: the article is due here, and not yet there."""
    OutboxEntry.objects.update(due=timezone.now())
    assert drain().complete
    assert appointments(scheduled) == 1


# --- withdrawn --------------------------------------------------------------------------------------------------------


def test_a_withdrawn_articles_page_says_so(client):
    article = ArticleFactory()
    Article.objects.all().withdraw()
    answer = client.get(article.get_absolute_url())
    assert (answer.status_code, "was withdrawn on" in answer.content.decode()) == (410, True)
    assert client.get(article.get_permanent_url()).status_code == 410


def test_its_title_is_not_told(client):
    article = ArticleFactory(title="Libel on the ferryman")
    Article.objects.all().withdraw()
    assert "Libel" not in client.get(article.get_absolute_url()).content.decode()


def test_published_again_it_is_back(client):
    article = ArticleFactory()
    Article.objects.all().withdraw()
    client.get(article.get_absolute_url())
    Article.objects.all().publish()
    assert client.get(article.get_absolute_url()).status_code == 200


@pytest.mark.parametrize("status", [Status.DRAFT, Status.IN_REVIEW])
def test_what_was_never_shown_is_not_found(client, status):
    assert client.get(ArticleFactory(status=status).get_absolute_url()).status_code == 404
