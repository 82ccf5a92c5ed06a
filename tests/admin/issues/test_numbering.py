"""Desk forms of publications and issues, by numbering habit."""

from __future__ import annotations

import datetime

import pytest
from django.urls import reverse

from archive.models import Issue
from tests.factories import ArticleFactory, IssueFactory, PublicationFactory

pytestmark = pytest.mark.django_db
ADD = "admin:archive_issue_add"
MONDAY = datetime.date(2013, 6, 3)


def post(desk, publication, **facts):
    """Submit the form of a new issue."""
    empty = {"volume": "", "number": "", "title": "", "date": "", "date_precision": "", "date_text": ""}
    return desk.post(reverse(ADD), {**empty, "publication": publication.pk, **facts})


@pytest.mark.parametrize(
    ("numbering", "facts", "path"),
    [
        ("volume-number", {"volume": "1", "number": "115"}, "v1/i115"),
        ("number", {"number": "45"}, "n45"),
        ("date", {"date": "2013-06-07"}, "2013/06/07"),
        ("week", {"date": "2013-06-07"}, "2013/w23"),
        ("month", {"date": "2013-06-07"}, "2013/06"),
        ("volume", {"volume": "2"}, "v2"),
        ("year", {"volume": "2013", "number": "4"}, "v2013/i4"),
    ],
)
def test_a_new_issue_takes_what_the_habit_needs(desk, numbering, facts, path):
    post(desk, PublicationFactory(numbering=numbering), **facts)
    assert [issue.path for issue in Issue.objects.all()] == [path]


@pytest.mark.parametrize(
    ("numbering", "facts", "reason"),
    [
        ("volume-number", {"volume": "1"}, "issues are distinguished by volume and number"),
        ("number", {"volume": "3"}, "issues are distinguished by number alone"),
        ("date", {"number": "45"}, "issues are distinguished by date alone: an issue a day"),
        ("volume", {"number": "45"}, "issues are distinguished by volume without issues"),
        ("year", {"volume": "2013"}, "issues are distinguished by year as volume"),
    ],
)
def test_what_is_missing_is_asked_for(desk, numbering, facts, reason):
    answer = post(desk, PublicationFactory(numbering=numbering), **facts)
    assert reason in answer.content.decode()
    assert not Issue.objects.exists()


def test_an_issue_by_an_older_habit_is_saved_as_it_is(desk):
    issue = IssueFactory(publication=PublicationFactory(numbering="date"), volume=1, number="115")
    address = reverse("admin:archive_issue_change", args=[issue.pk])
    facts = {"volume": "1", "number": "115", "date": "", "date_precision": "", "date_text": "", "title": "Anniversary"}
    assert desk.post(address, {**facts, "publication": issue.publication_id}).status_code == 302
    issue.refresh_from_db()
    assert (issue.title, issue.path) == ("Anniversary", "v1/i115")


@pytest.mark.parametrize("page", ["issue_changelist", "publication_changelist", "article_changelist"])
def test_lists_show_issues_of_every_kind(desk, page):
    for numbering, facts in {
        "date": {"volume": None, "number": ""},
        "number": {"volume": None, "number": "45"},
        "volume": {"volume": 2, "number": ""},
    }.items():
        publication = PublicationFactory(numbering=numbering)
        ArticleFactory(issue=IssueFactory(publication=publication, **facts))
    assert desk.get(reverse(f"admin:archive_{page}")).status_code == 200


def test_the_next_issue_of_a_weekly_blog_is_started(desk):
    publication = PublicationFactory(numbering="week")
    issue = IssueFactory(publication=publication, volume=None, number="", date=MONDAY, date_precision="week")
    address = reverse("admin:archive_issue_next", args=[issue.pk])
    assert "2013-06-10" in desk.get(address).content.decode()
    facts = {"volume": "", "number": "", "title": "", "date": "2013-06-10", "date_precision": "week", "date_text": ""}
    assert desk.post(address, facts).status_code == 302
    assert Issue.objects.latest("pk").path == "2013/w24"


def test_the_next_issue_that_stands_already_is_named(desk):
    publication = PublicationFactory(numbering="week")
    first, second = (
        IssueFactory(publication=publication, volume=None, number="", date=date, date_precision="week")
        for date in (MONDAY, datetime.date(2013, 6, 10))
    )
    page = desk.get(reverse("admin:archive_issue_next", args=[first.pk])).content.decode()
    assert "Week of 10 June 2013 is here already" in page
    assert reverse("admin:archive_issue_contents", args=[second.pk]) in page
