"""The next issue is started from the one before it."""

from __future__ import annotations

import datetime

import pytest
from django.urls import reverse

from archive.models import Issue
from tests.factories import IssueFactory, PublicationFactory


@pytest.fixture
def issue(db):
    publication = PublicationFactory(frequency="weekly", first_year=2004)
    return IssueFactory(publication=publication, number="115", date=datetime.date(2004, 10, 26))


@pytest.fixture
def at(issue):
    return reverse("admin:archive_issue_next", args=[issue.pk])


def sent(page) -> dict:
    form = page.context["form"]
    return {name: form[name].value() or "" for name in form.fields}


def test_number_volume_and_date_are_proposed_with_a_reason(desk, at):
    page = desk.get(at)
    values = sent(page)
    assert (values["volume"], values["number"], str(values["date"])) == (1, "116", "2004-11-02")
    assert "because the publication is weekly" in page.content.decode()


def test_issue_is_started_and_put_together_next(desk, at, issue):
    answer = desk.post(at, sent(desk.get(at)))
    made = Issue.objects.get(number="116")
    assert answer["Location"] == reverse("admin:archive_issue_contents", args=[made.pk])
    assert (made.publication, made.date, made.date_precision) == (issue.publication, datetime.date(2004, 11, 2), "day")


def test_issue_that_is_there_already_is_refused_with_the_way_to_it(desk, at, issue):
    saved = IssueFactory(publication=issue.publication, number="116")
    page = desk.post(at, sent(desk.get(at)))
    assert reverse("admin:archive_issue_contents", args=[saved.pk]) in page.content.decode()
    assert Issue.objects.count() == 2


def test_it_says_so_before_anything_is_sent(desk, at, issue):
    saved = IssueFactory(publication=issue.publication, number="No. 116")
    assert desk.get(at).context["existing"] == saved


@pytest.mark.parametrize("volume", ["", "x", "99999999999999999999", "-1"])
def test_what_is_no_volume_is_an_error_on_the_form(desk, at, volume):
    page = desk.post(at, sent(desk.get(at)) | {"volume": volume})
    assert page.context["form"].errors["volume"]


def test_contents_page_leads_to_it(desk, at, issue):
    assert at in desk.get(reverse("admin:archive_issue_contents", args=[issue.pk])).content.decode()


def test_issue_added_by_its_form_is_put_together_next(desk, issue):
    answer = desk.post(
        reverse("admin:archive_issue_add"),
        {"publication": issue.publication_id, "volume": 1, "number": "200", "date": "", "date_precision": ""},
    )
    assert answer["Location"] == reverse("admin:archive_issue_contents", args=[Issue.objects.get(number="200").pk])
