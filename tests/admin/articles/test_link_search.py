"""Search for articles to link to, while a text is written."""

from __future__ import annotations

import pytest
from django.urls import reverse

from archive.models import Status
from tests.factories import ArticleFactory

pytestmark = pytest.mark.django_db


def found(client, query: str) -> list[dict[str, str]]:
    return client.get(reverse("admin:archive_article_link_search"), {"q": query}).json()["articles"]


def test_words_and_numbers_find_articles(client, member):
    article = ArticleFactory(title="A breakwater is built")
    ArticleFactory(title="Ferries")
    client.force_login(member("Editors"))
    expected = [{"title": article.title, "where": str(article.issue), "address": f"/a/{article.pk}/"}]
    assert found(client, "break") == expected
    assert expected[0] in found(client, f"/a/{article.pk}/")
    assert found(client, "") == found(client, "nothing of the kind") == []


def test_drafts_of_others_are_found_by_editors_only(client, member):
    ArticleFactory(title="A breakwater is built", status=Status.DRAFT)
    client.force_login(member("Contributors"))
    assert found(client, "breakwater") == []
    client.force_login(member("Editors"))
    assert len(found(client, "breakwater")) == 1


def test_queries_are_bounded(client, member, django_assert_max_num_queries):
    for number in range(15):
        ArticleFactory(title=f"A breakwater {number}")
    client.force_login(member("Editors"))
    with django_assert_max_num_queries(12):
        assert len(found(client, "breakwater")) == 12


def test_only_for_who_may_write(client, member):
    assert client.get(reverse("admin:archive_article_link_search")).status_code == 302
    client.force_login(member())
    assert client.get(reverse("admin:archive_article_link_search")).status_code == 403
