"""The page that confirms a deletion names some rows, counts all, and takes as long for few as for many."""

import re

import pytest
from django.urls import reverse

from archive.admin.common import bounded_deletions
from archive.models import Author, Issue
from tests.factories import ArticleFactory, AuthorFactory, IssueFactory

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def few(monkeypatch):
    monkeypatch.setattr(bounded_deletions, "MAX_NAMED", 3)
    monkeypatch.setattr(bounded_deletions, "MAX_SELECTED", 4)


def confirmation(desk, row) -> str:
    address = reverse(f"admin:archive_{row._meta.model_name}_delete", args=[row.pk])
    return desk.get(address).content.decode()


@pytest.mark.parametrize(("number", "rest"), [(3, ""), (4, "and 1 more authorship"), (9, "and 6 more authorships")])
def test_of_what_is_in_the_way_some_is_named_and_the_rest_counted(desk, number, rest):
    author = AuthorFactory()
    for _ in range(number):
        ArticleFactory(authors=[author])
    page = confirmation(desk, author)
    assert page.count("Authorship: ") == 3
    assert rest in page
    assert Author.objects.filter(pk=author.pk).exists()


def test_what_goes_too_is_counted_whole(publishers_desk):
    issue = IssueFactory()
    for _ in range(5):
        ArticleFactory(issue=issue)
    page = confirmation(publishers_desk, issue)
    assert page.count("Article: ") == 3
    assert "Articles: 5" in page
    assert "and 2 more articles" in page


def test_an_issue_whose_articles_are_few_is_named_whole(publishers_desk):
    article = ArticleFactory(title="Ferries stand idle")
    page = confirmation(publishers_desk, article.issue)
    assert "Ferries stand idle" in page
    assert "Articles: 1" in page
    assert "more" not in re.sub(r"<(?:script|style).*?</", "", page.partition("<h1>")[2].partition("<footer")[0])


def test_it_takes_as_many_queries_for_many(desk, django_assert_max_num_queries):
    author, other = AuthorFactory(), AuthorFactory()
    for _ in range(8):
        ArticleFactory(authors=[author])
    ArticleFactory(authors=[other])
    with django_assert_max_num_queries(25):
        confirmation(desk, author)


def test_a_selection_is_bounded(desk):
    rows = [AuthorFactory() for _ in range(5)]
    chosen = {"action": "delete_selected", "_selected_action": [row.pk for row in rows], "post": "yes"}
    answer = desk.post(reverse("admin:archive_author_changelist"), chosen, follow=True)
    assert "Delete at most 4 at once." in answer.content.decode()
    assert Author.objects.count() == 5


def test_a_confirmed_deletion_takes_all(publishers_desk):
    issue = IssueFactory()
    for _ in range(5):
        ArticleFactory(issue=issue)
    publishers_desk.post(reverse("admin:archive_issue_delete", args=[issue.pk]), {"post": "yes"})
    assert not Issue.objects.filter(pk=issue.pk).exists()
