"""Addresses of rows that moved or were deleted."""

import datetime

import pytest

from archive.editing.merges.merge_undo import undo
from archive.editing.merges.merging import merge
from archive.editing.versions.restore import deleted_articles, restore_deleted
from archive.models import Article, Author, Issue, Publication, Status
from tests.factories import (
    ArticleFactory,
    AuthorFactory,
    CitationFactory,
    IssueFactory,
    PublicationFactory,
    TopicFactory,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def article():
    return ArticleFactory(
        title="Ferries stand idle",
        issue__publication__title="Harbour Letter",
        issue__volume=1,
        issue__number="115",
        issue__date=datetime.date(2004, 10, 26),
    )


def change(row, **values):
    """Change a row as the desk does: read, altered, saved."""
    fresh = type(row).objects.get(pk=row.pk)
    for name, value in values.items():
        setattr(fresh, name, value)
    fresh.save()
    return fresh


def moved_to(client, address: str) -> str:
    response = client.get(address)
    assert response.status_code == 301
    return response["Location"]


def test_an_articles_old_slug(client, article):
    old = article.get_absolute_url()
    new = change(article, slug="boats-stand-idle").get_absolute_url()
    assert moved_to(client, old) == new


def test_a_redirect_keeps_the_query_string(client, article):
    old = article.get_absolute_url()
    new = change(article, slug="boats-stand-idle").get_absolute_url()
    assert moved_to(client, f"{old}?q=a%20b&x=1") == f"{new}?q=a%20b&x=1"


def test_a_redirect_answers_head(client, article):
    old = article.get_absolute_url()
    change(article, slug="boats-stand-idle")
    assert client.head(old).status_code == 301


def test_an_issues_old_number(client, article):
    old = article.issue.get_absolute_url()
    new = change(article.issue, number="116").get_absolute_url()
    assert moved_to(client, old) == new


def test_a_publications_old_slug_at_every_level(client, article):
    change(article.issue.publication, slug="quay-letter")
    for tail in ("", "2004/", "2004/10/", "v1/", "v1/i115/", "v1/i115/ferries-stand-idle/"):
        assert moved_to(client, f"/harbour-letter/{tail}") == f"/quay-letter/{tail}"


def test_a_chain_of_changes_is_one_redirect(client, article):
    old = article.get_absolute_url()
    change(article, slug="boats-stand-idle")
    change(article, slug="ships-stand-idle")
    change(article.issue, number="116")
    change(article.issue, number="117")
    change(article.issue.publication, slug="quay-letter")
    change(article.issue.publication, slug="port-letter")
    assert moved_to(client, old) == "/port-letter/v1/i117/ships-stand-idle/"


def test_an_article_that_went_to_another_issue(client, article):
    old = article.get_absolute_url()
    other = IssueFactory(publication=article.issue.publication, volume=1, number="200")
    ArticleFactory(issue=article.issue)
    new = change(article, issue=other).get_absolute_url()
    assert moved_to(client, old) == new


def test_an_old_address_whose_issue_number_was_given_again(client, article):
    old = article.get_absolute_url()
    change(article.issue, number="116")
    ArticleFactory(
        issue=IssueFactory(publication=article.issue.publication, volume=1, number="115"), title="Something else"
    )
    assert moved_to(client, old) == "/harbour-letter/v1/i116/ferries-stand-idle/"


def test_a_slug_given_again_shows_its_new_bearer(client, article):
    old = article.get_absolute_url()
    change(article, slug="boats-stand-idle")
    ArticleFactory(issue=article.issue, slug="ferries-stand-idle")
    assert client.get(old).status_code == 200


def test_a_redirect_is_asked_for_again_each_time(client, article):
    before = article.get_absolute_url()
    article.slug = "idle"
    article.save()
    assert client.get(before)["Cache-Control"] == "public, max-age=0, must-revalidate"


def test_an_address_given_back_is_no_circle(client, article):
    before, slug = article.get_absolute_url(), article.slug
    for one in ("idle", slug):
        article.slug = one
        article.save()
    assert client.get(before).status_code == 200
    moved = client.get(before.replace(slug, "idle"))
    assert (moved.status_code, moved["Location"]) == (301, before)


def test_a_redirect_never_tells_of_a_draft(client, article):
    old = article.get_absolute_url()
    change(article, slug="boats-stand-idle", status=Status.DRAFT)
    assert client.get(old).status_code == 404


def test_authors_and_topics_move_too(client):
    author, topic = AuthorFactory(name="Ana Brod"), TopicFactory(name="Harbours")
    ArticleFactory(authors=[author], topics=[topic])
    change(author, slug="a-brod")
    change(topic, slug="ports")
    assert moved_to(client, "/authors/ana-brod/") == "/authors/a-brod/"
    assert moved_to(client, "/topics/harbours/") == "/topics/ports/"


def test_capital_letters_in_a_publications_slug(client, article):
    assert moved_to(client, "/Harbour-Letter/v1/") == "/harbour-letter/v1/"


@pytest.mark.parametrize("tail", ["", "v1", "v1/i115", "v1/i115/ferries-stand-idle", "2004", "2004/10"])
@pytest.mark.parametrize("method", ["get", "head"])
def test_a_missing_last_slash(client, article, tail, method):
    path = f"/harbour-letter/{tail}".rstrip("/")
    response = getattr(client, method)(f"{path}?x=1")
    assert (response.status_code, response["Location"]) == (301, f"{path}/?x=1")


def test_a_deleted_article_is_gone(client, article):
    path = article.get_absolute_url()
    ArticleFactory(issue=article.issue)
    article.delete()
    assert client.get(path).status_code == 410


def test_a_deleted_articles_permanent_address_is_gone(client, article):
    path = article.get_permanent_url()
    article.delete()
    assert client.get(path).status_code == 410


def test_an_article_deleted_with_its_issue_is_gone(client, article):
    path = article.get_absolute_url()
    article.issue.delete()
    assert client.get(path).status_code == 410


def test_a_former_address_of_a_deleted_article_is_gone(client, article):
    path = article.get_absolute_url()
    change(article, slug="boats-stand-idle").delete()
    assert client.get(path).status_code == 410


def test_an_address_that_was_filled_again_is_not_gone(client, article):
    path = article.get_absolute_url()
    article.delete()
    ArticleFactory(issue=Issue.objects.get(pk=article.issue_id), slug=article.slug)
    assert client.get(path).status_code == 200


def test_what_is_gone_does_not_tell_its_title(read, article):
    path = article.get_absolute_url()
    article.delete()
    assert "Ferries stand idle" not in read(path)


def test_looking_in_vain_takes_a_bounded_number_of_queries(client, django_assert_max_num_queries, article):
    for number in range(12):
        change(article.issue, number=str(200 + number))
        change(Publication.objects.get(pk=article.issue.publication_id), slug=f"letter-{number}")
    with django_assert_max_num_queries(30):
        assert client.get("/harbour-letter/v1/i115/no-such/").status_code == 404


def test_a_publication_without_published_issues_moves_nobody(client):
    publication = PublicationFactory(slug="old")
    change(publication, slug="new")
    assert client.get("/old/").status_code == 404


@pytest.fixture
def issue(article):
    return article.issue


@pytest.mark.parametrize("tail", ["/", ".json", ".bib"])
def test_a_deleted_issue_is_gone(client, issue, tail):
    address = issue.get_absolute_url().rstrip("/") + tail
    assert client.get(address).status_code == 200
    issue.delete()
    assert client.get(address).status_code == 410


def test_an_issue_of_withdrawn_articles_is_gone(read, client, issue):
    Article.objects.all().withdraw()
    assert client.get(issue.get_absolute_url()).status_code == 410
    assert "The issue that stood at this address was withdrawn" in read(issue.get_absolute_url())


def test_an_issue_that_readers_never_saw_is_not_found(client):
    draft = ArticleFactory(status=Status.DRAFT)
    address = draft.issue.get_absolute_url()
    draft.issue.delete()
    assert client.get(address).status_code == 404


def test_a_volume_is_not_gone_with_an_issue_in_it(client, article):
    publication = article.issue.publication
    ArticleFactory(issue__publication=publication, issue__volume=2, issue__number="1").issue.delete()
    assert client.get("/harbour-letter/v2/i1/").status_code == 410
    assert client.get("/harbour-letter/v2/").status_code == 404


def test_former_addresses_of_a_deleted_issue_are_gone(client, issue):
    change(issue, number="116")
    change(Publication.objects.get(), slug="letter")
    Issue.objects.get().delete()
    for address in ("/harbour-letter/v1/i115/", "/letter/v1/i115/", "/letter/v1/i116/", "/harbour-letter/v1/i116/"):
        assert client.get(address).status_code == 410, address


def test_a_deleted_issue_comes_back_whole(client, issue, article):
    addresses = [issue.get_absolute_url(), article.get_absolute_url(), article.get_permanent_url()]
    issue.delete()
    restore_deleted(deleted_articles().get(), status=Status.PUBLISHED)
    assert [client.get(address, follow=True).status_code for address in addresses] == [200, 200, 200]


def followed(client, address: str) -> str:
    """Return where a browser that keeps redirects no longer than they say ends; fail for a circle."""
    for _ in range(3):
        response = client.get(address)
        if response.status_code == 200:
            return address
        assert (response.status_code, response["Cache-Control"]) == (301, "public, max-age=0, must-revalidate")
        address = response["Location"]
    raise AssertionError(f"a circle at {address}")


LEVELS = {
    "publication": (lambda article: article.issue.publication, "slug", "letter"),
    "issue": (lambda article: article.issue, "number", "116"),
    "volume": (lambda article: article.issue, "volume", 2),
    "article": (lambda article: article, "slug", "idle"),
    "author": (lambda article: article.authors.get(), "slug", "a-brod"),
    "topic": (lambda article: article.topics.get(), "slug", "ports"),
    "source": (lambda article: article.citations.get().source, "slug", "the-wave"),
}


@pytest.mark.slow
@pytest.mark.parametrize("level", LEVELS)
def test_there_and_back_is_no_circle(client, level):
    article = ArticleFactory(authors=["Ana Brod"], topics=[TopicFactory(name="Harbours")])
    CitationFactory(article=article, source__name="Volna")
    row_of, field, other = LEVELS[level]
    row = row_of(article)
    first, former = row.get_absolute_url(), getattr(row, field)
    second = change(row, **{field: other}).get_absolute_url()
    assert second != first
    for value, here in ((former, first), (other, second), (former, first)):
        change(row, **{field: value})
        assert [followed(client, address) for address in (first, second)] == [here, here]


def test_an_article_moved_there_and_back_is_no_circle(client, article):
    there = IssueFactory(publication=article.issue.publication, volume=1, number="200")
    ArticleFactory(issue=there)
    first, home = article.get_absolute_url(), article.issue
    second = change(article, issue=there).get_absolute_url()
    assert (followed(client, first), followed(client, second)) == (second, second)
    change(article, issue=home)
    assert (followed(client, first), followed(client, second)) == (first, first)


def test_an_undone_merge_is_no_circle(client):
    one, other = AuthorFactory(name="Ana Brod"), AuthorFactory(name="Ana Brodd")
    ArticleFactory(authors=[one]), ArticleFactory(authors=[other])
    addresses = [one.get_absolute_url(), other.get_absolute_url()]
    for kept, lost, left in ((one, other, addresses[0]), (other, one, addresses[1])):
        made = merge(Author.objects.get(pk=kept.pk), [Author.objects.get(pk=lost.pk)])
        assert [followed(client, address) for address in addresses] == [left, left]
        undo(made)
        assert [followed(client, address) for address in addresses] == addresses
