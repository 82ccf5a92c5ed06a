"""Conditional requests: what confirms a page, and everything that must not."""

import datetime

import pytest
from django.utils import timezone

from archive.models import Author, Citation, CitationStatus, CrossReference, Publication, Revision, Source, Topic
from archive.pages import respond
from tests.factories import ArticleFactory, CitationFactory, IssueFactory, SourceNameFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def article():
    article = ArticleFactory(authors=["Ana Brod"], topics=["Harbours"], issue__date=datetime.date(2004, 10, 26))
    CitationFactory(article=article)
    return article


def etag(client, address: str) -> str:
    return client.get(address)["ETag"]


@pytest.mark.parametrize("path", ["/", "/authors/", "/topics/", "article", "issue", "publication"])
def test_a_page_that_did_not_change_is_confirmed(client, article, path):
    rows = {"article": article, "issue": article.issue, "publication": article.issue.publication}
    address = rows[path].get_absolute_url() if path in rows else path
    response = client.get(address, headers={"if-none-match": etag(client, address)})
    assert (response.status_code, response.content) == (304, b"")


def test_confirming_takes_one_query(client, article, django_assert_num_queries):
    address = article.get_absolute_url()
    seen = etag(client, address)
    with django_assert_num_queries(1):
        client.get(address, headers={"if-none-match": seen})


def test_confirming_by_date(client, article):
    Revision.objects.update(changed=timezone.now() - datetime.timedelta(hours=1))
    seen = client.get("/")["Last-Modified"]
    assert client.get("/", headers={"if-modified-since": seen}).status_code == 304


@pytest.mark.parametrize("condition", [{"if-none-match": "*"}, {"if-modified-since": "Fri, 01 Jan 2100 00:00:00 GMT"}])
def test_no_condition_confirms_a_page_that_is_not_there(client, article, condition):
    Revision.objects.update(changed=timezone.now() - datetime.timedelta(hours=1))
    assert client.get("/no-such/", headers=condition).status_code == 404


def test_an_etag_among_others_and_strong_confirms(client, article):
    seen = etag(client, "/").removeprefix("W/")
    assert client.get("/", headers={"if-none-match": f'"other", {seen}'}).status_code == 304


def test_a_change_of_this_second_has_no_date_to_be_confirmed_by(client, article):
    assert "Last-Modified" not in client.get("/")


def rename(model, field="name"):
    def change(article):
        row = model.objects.first()
        setattr(row, field, "Another name")
        row.save()

    return change


CHANGES = {
    "article": lambda article: article.save(),
    "article in bulk": lambda article: type(article).objects.filter(pk=article.pk).withdraw(),
    "issue": lambda article: article.issue.save(),
    "publication": rename(Publication, "title"),
    "author": rename(Author),
    "topic": rename(Topic),
    "source": rename(Source),
    "source's other name": lambda article: SourceNameFactory(source=Source.objects.first()),
    "neighbour in the issue": lambda article: ArticleFactory(issue=article.issue),
    "neighbour deleted": lambda article: ArticleFactory(issue=article.issue).delete(),
    "next issue": lambda article: ArticleFactory(issue=IssueFactory(publication=article.issue.publication)),
    "citation": lambda article: CitationFactory(article=article),
    "citation rejected": lambda article: Citation.objects.update(status=CitationStatus.REJECTED),
    "citation deleted": lambda article: Citation.objects.first().delete(),
    "cross-reference": lambda article: CrossReference.objects.create(
        article=article, raw="(see HL, May 23)", publication_name="HL", paragraph=1
    ),
    "topic taken away": lambda article: article.topics.clear(),
    "author taken away": lambda article: article.authorships.first().delete(),
}


@pytest.mark.parametrize("what", CHANGES)
def test_whatever_changes_renews_the_etag(client, article, what):
    keeper = ArticleFactory(issue=article.issue)
    address = keeper.get_absolute_url() if what == "article in bulk" else article.get_absolute_url()
    before = etag(client, address)
    CHANGES[what](article)
    response = client.get(address, headers={"if-none-match": before})
    assert response.status_code == 200
    assert response["ETag"] != before


def test_what_appears_on_time_renews_the_etag(client, article, monkeypatch):
    before = etag(client, "/")
    at = timezone.now() + datetime.timedelta(hours=1)
    ArticleFactory(issue=article.issue, publish_at=at)
    waiting = etag(client, "/")
    monkeypatch.setattr("archive.models.revision.timezone.now", lambda: at + datetime.timedelta(seconds=1))
    assert len({before, waiting, etag(client, "/")}) == 3


def test_a_new_release_renews_the_etag(client, article, monkeypatch):
    before = etag(client, "/")
    monkeypatch.setattr(respond.release, "DIGEST", "another")
    assert etag(client, "/") != before


def test_a_restored_archive_does_not_come_back_to_an_old_etag(client, article):
    stamps = set()
    for _ in range(3):
        Revision.renew()
        stamps.add(etag(client, "/"))
        Revision.objects.all().delete()
    assert len(stamps) == 3


def test_templates_in_the_making_are_never_confirmed(client, article, settings):
    settings.DEBUG = True
    assert "ETag" not in client.get("/")


def test_caches_keep_pages_but_ask(client, article):
    assert client.get("/")["Cache-Control"] == "public, max-age=0, must-revalidate"


def test_pages_do_not_vary_by_cookie(client, article):
    assert "Cookie" not in client.get("/").get("Vary", "")


def test_pages_set_no_cookie(client, article):
    assert not client.get(article.get_absolute_url()).cookies


def test_head_answers_without_a_body(client, article):
    response = client.head(article.get_absolute_url())
    assert (response.status_code, response.content) == (200, b"")


def test_what_is_not_there_has_no_etag(client, article):
    assert "ETag" not in client.get("/no-such/")


def test_the_policy_allows_no_inline_code(client, article):
    policy = client.get("/")["Content-Security-Policy"]
    assert "unsafe" not in policy
    assert "default-src 'none'" in policy
