"""An issue as readers will see it, for those who put it together, and for nobody else."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import Group, User
from django.test import Client
from django.urls import reverse

from archive.models import Status
from tests.factories import ArticleFactory, IssueFactory


@pytest.fixture
def issue(db):
    issue = IssueFactory(publication__title="Harbour Letter", number="115")
    ArticleFactory(issue=issue, title="Ferries", authors=["Ana Brod"])
    ArticleFactory(issue=issue, title="Tides", status=Status.DRAFT)
    ArticleFactory(issue=issue, title="Lanterns", status=Status.IN_REVIEW)
    ArticleFactory(issue=issue, title="Regrets", status=Status.WITHDRAWN)
    return issue


@pytest.fixture
def at(issue):
    return reverse("issue-preview", args=[issue.pk])


def signed_in(group: str) -> Client:
    browser, person = Client(), User.objects.create_user(group.lower(), is_staff=True)
    person.groups.add(Group.objects.get(name=group))
    browser.force_login(person)
    return browser


@pytest.fixture
def desk(db):
    return signed_in("Editors")


def preview_of(article) -> str:
    return reverse("issue-preview-article", args=[article.issue_id, article.pk])


def test_drafts_are_shown_in_their_place_as_readers_will_see_them(desk, at):
    page = desk.get(at).content.decode()
    assert page.index("Ferries") < page.index("Tides") < page.index("Lanterns")
    assert 'class="nameplate"' in page


def test_withdrawn_articles_are_left_out_and_the_page_says_so(desk, at):
    page = desk.get(at).content.decode()
    assert "Regrets" not in page
    assert "1 withdrawn article is left out" in page


def test_it_is_marked(desk, at):
    page = " ".join(desk.get(at).content.decode().split())
    assert "Preview – not published." in page
    assert "2 articles of this issue are not public yet" in page


def test_links_between_its_pages_stay_in_the_preview(desk, at, issue):
    page = desk.get(at).content.decode()
    for article in issue.articles.exclude(status=Status.WITHDRAWN):
        assert f'href="{preview_of(article)}"' in page
        assert f'href="{article.get_absolute_url()}"' not in page


def test_article_leads_to_the_one_before_and_the_one_after(desk, issue):
    ferries, tides, lanterns = issue.articles.exclude(status=Status.WITHDRAWN).order_by("position")
    page = desk.get(preview_of(tides))
    assert (page.context["previous"], page.context["next"]) == (ferries, lanterns)
    assert f'rel="next" href="{preview_of(lanterns)}"' in page.content.decode()
    assert "Preview – not published." in page.content.decode()


def test_withdrawn_article_may_be_looked_at_by_itself(desk, issue):
    assert desk.get(preview_of(issue.articles.get(title="Regrets"))).status_code == 200


def test_issue_without_articles_says_so(desk):
    page = desk.get(reverse("issue-preview", args=[IssueFactory().pk]))
    assert "nothing in this issue yet" in page.content.decode()


@pytest.mark.parametrize("kind", ["issue", "article"])
def test_no_cache_and_no_crawler_keeps_it(desk, at, issue, kind):
    address = at if kind == "issue" else preview_of(issue.articles.get(title="Tides"))
    answer = desk.get(address)
    assert {"no-store", "private"} <= set(answer["Cache-Control"].split(", "))
    assert "noindex" in answer["X-Robots-Tag"]
    assert '<meta name="robots" content="noindex, nofollow">' in answer.content.decode()
    assert not answer.has_header("ETag")
    assert not answer.has_header("Last-Modified")
    assert 'rel="canonical"' not in answer.content.decode()


def test_no_reader_gets_a_draft_after_an_editor_looked_at_it(desk, at, issue, client):
    tides = issue.articles.get(title="Tides")
    public = issue.get_absolute_url()
    before = client.get(public)
    desk.get(at), desk.get(preview_of(tides))
    after = client.get(public)
    assert after["ETag"] == before["ETag"]
    assert "Tides" not in after.content.decode()
    assert client.get(tides.get_absolute_url()).status_code == 404


def test_an_etag_of_the_site_opens_no_preview(client, at, issue):
    etag = client.get(issue.get_absolute_url())["ETag"]
    assert client.get(at, headers={"If-None-Match": etag}).status_code == 302


def test_who_is_not_signed_in_is_asked_to(client, at, issue):
    for address in (at, preview_of(issue.articles.get(title="Tides"))):
        assert client.get(address).status_code == 302


def test_contributors_see_no_drafts_of_others(at, issue):
    browser = signed_in("Contributors")
    for address in (at, preview_of(issue.articles.get(title="Tides"))):
        assert browser.get(address).status_code == 403


def test_article_of_another_issue_is_not_there(desk, issue):
    other = ArticleFactory()
    assert desk.get(reverse("issue-preview-article", args=[issue.pk, other.pk])).status_code == 404


@pytest.mark.parametrize("method", ["post", "put", "delete"])
def test_it_is_for_reading(desk, at, method):
    assert getattr(desk, method)(at).status_code == 405


@pytest.mark.slow
def test_two_hundred_articles_take_few_queries(desk, at, issue, django_assert_max_num_queries):
    for _ in range(200):
        ArticleFactory(issue=issue, status=Status.DRAFT, authors=["Ana Brod"])
    with django_assert_max_num_queries(16):
        desk.get(at)
    with django_assert_max_num_queries(24):
        desk.get(preview_of(issue.articles.get(title="Lanterns")))
