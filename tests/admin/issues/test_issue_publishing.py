"""A whole issue is published, scheduled, taken off the schedule and withdrawn, by one action each."""

from __future__ import annotations

import datetime

import pytest
from django.test import override_settings
from django.urls import reverse
from django.utils import timezone

from archive.models import Article, Event, Status
from tests.factories import ArticleFactory, IssueFactory


@pytest.fixture
def issue(db):
    issue = IssueFactory(date=datetime.date(1996, 3, 19))
    ArticleFactory(issue=issue, title="Published", authors=["Ana Brod"])
    for title in ("Draft one", "Draft two"):
        ArticleFactory(issue=issue, title=title, status=Status.DRAFT, authors=["Ana Brod"])
    return issue


@pytest.fixture
def at(issue):
    return reverse("admin:archive_issue_publish", args=[issue.pk])


@pytest.fixture
def away(issue):
    return reverse("admin:archive_issue_withdraw", args=[issue.pk])


def text_of(answer) -> str:
    return " ".join(answer.content.decode().split())


def agree(desk, at, **chosen):
    """Both steps, as without script: ask what would happen, and press the button of that page."""
    context = desk.post(at, chosen).context
    agreed = {"plan": context["release"].fingerprint, "agreed": context["release"].verb}
    return desk.post(at, {**chosen, **agreed})


def public(issue) -> int:
    return Article.objects.published().in_issue(issue).count()


def in_an_hour() -> str:
    return (timezone.localtime() + datetime.timedelta(hours=1)).strftime("%Y-%m-%dT%H:%M")


def test_page_says_what_will_happen(publishers_desk, at):
    page = text_of(publishers_desk.get(at))
    assert "<b>2 of 3 articles</b> will be published now" in page
    assert "1 is published already and stays so" in page
    assert "The issue keeps its date, 19 March 1996" in page


def test_page_names_what_is_incomplete(publishers_desk, at, issue):
    ArticleFactory(issue=issue, title="Unsigned", status=Status.DRAFT)
    page = text_of(publishers_desk.get(at))
    assert "1 of these is incomplete – publish anyway?" in page
    assert "Unsigned</a>: no author" in page


def test_what_is_published_already_is_not_called_incomplete(publishers_desk, at, issue):
    ArticleFactory(issue=issue, title="Unsigned")
    assert "incomplete" not in text_of(publishers_desk.get(at))


def test_first_step_publishes_nothing(publishers_desk, at, issue):
    page = publishers_desk.post(at, {"when": ""})
    assert "Publish 2 articles</button>" in text_of(page)
    assert public(issue) == 1


def test_issue_is_published(publishers_desk, at, issue):
    answer = agree(publishers_desk, at)
    assert answer.status_code == 302
    assert public(issue) == 3


def test_publishing_is_recorded_once_with_its_articles(publishers_desk, at, issue):
    agree(publishers_desk, at)
    event = Event.objects.get(kind="publish", object_kind="issue")
    assert (event.actor_name, event.object_id, event.detail["changed"]) == ("publisher", str(issue.pk), 2)


def test_button_for_a_moment_to_come_says_schedule(publishers_desk, at):
    assert "Schedule 2 articles</button>" in text_of(publishers_desk.post(at, {"when": in_an_hour()}))


def test_issue_is_scheduled(publishers_desk, at, issue):
    when = in_an_hour()
    agree(publishers_desk, at, when=when)
    assert public(issue) == 1
    moments = {timezone.localtime(each.publish_at).strftime("%Y-%m-%dT%H:%M") for each in issue.articles.scheduled()}
    assert moments == {when}
    assert Event.objects.filter(kind="schedule", object_kind="issue").count() == 1


@override_settings(TIME_ZONE="Asia/Almaty")
def test_moment_is_read_by_the_archives_clock_and_its_name_stands_beside_it(publishers_desk, at, issue):
    assert "Time zone: Asia/Almaty" in text_of(publishers_desk.get(at))
    agree(publishers_desk, at, when="2199-12-03T09:00")
    assert issue.articles.scheduled().first().publish_at.astimezone(datetime.UTC).hour == 4


def test_moment_that_has_passed_means_now_and_the_page_says_so(publishers_desk, at, issue):
    page = text_of(publishers_desk.post(at, {"when": "2001-01-01T09:00"}))
    assert "That moment has passed" in page
    assert "Publish 2 articles</button>" in page
    agree(publishers_desk, at, when="2001-01-01T09:00")
    assert public(issue) == 3
    assert not issue.articles.exclude(publish_at=None).exists()


def test_who_agreed_to_schedule_does_not_publish_by_being_late(publishers_desk, at, issue):
    plan = publishers_desk.get(at).context["release"].fingerprint
    page = publishers_desk.post(at, {"when": "2001-01-01T09:00", "plan": plan, "agreed": "schedule"})
    assert "not what you agreed to" in text_of(page)
    assert public(issue) == 1


def test_what_came_in_after_one_agreed_is_not_published(publishers_desk, at, issue):
    plan = publishers_desk.get(at).context["release"].fingerprint
    ArticleFactory(issue=issue, status=Status.DRAFT)
    page = publishers_desk.post(at, {"when": "", "plan": plan, "agreed": "publish"})
    assert "not what you agreed to" in text_of(page)
    assert public(issue) == 1


def test_what_is_no_moment_is_an_error_with_a_remedy(publishers_desk, at, issue):
    assert "Write the moment as" in text_of(publishers_desk.post(at, {"when": "tomorrow", "agreed": "publish"}))
    assert public(issue) == 1


def test_withdrawn_articles_stay_unless_they_are_meant(publishers_desk, at, issue):
    ArticleFactory(issue=issue, status=Status.WITHDRAWN)
    agree(publishers_desk, at)
    assert public(issue) == 3
    agree(publishers_desk, at, with_withdrawn="on")
    assert public(issue) == 4


def test_published_issue_has_nothing_to_publish(publishers_desk, at):
    agree(publishers_desk, at)
    assert "Nothing: there is no article here" in text_of(publishers_desk.get(at))


def test_issue_is_withdrawn(publishers_desk, away, issue, client):
    address = issue.articles.get(title="Published").get_absolute_url()
    assert "1 article is public" in text_of(publishers_desk.get(away))
    publishers_desk.post(away, {"do": "withdraw"})
    assert public(issue) == 0
    assert client.get(address).status_code == 410
    assert Event.objects.filter(kind="withdraw", object_kind="issue").count() == 1


def test_issue_is_taken_off_the_schedule(publishers_desk, at, away, issue):
    agree(publishers_desk, at, when=in_an_hour())
    assert "Take 2 off the schedule" in text_of(publishers_desk.get(away))
    publishers_desk.post(away, {"do": "unschedule"})
    assert not issue.articles.scheduled().exists()
    assert public(issue) == 1


def test_looking_at_it_withdraws_nothing(publishers_desk, away, issue):
    publishers_desk.get(away, {"do": "withdraw"})
    publishers_desk.post(away)
    assert public(issue) == 1


@pytest.mark.parametrize("sent", [{"agreed": "publish"}, {"do": "withdraw"}, {"do": "unschedule"}])
def test_editors_publish_and_withdraw_nothing(desk, at, away, issue, sent):
    assert desk.post(at, sent).status_code == 403
    assert desk.post(away, sent).status_code == 403
    assert public(issue) == 1


def test_editors_are_offered_no_publishing(desk, issue, at):
    page = text_of(desk.get(reverse("admin:archive_issue_contents", args=[issue.pk])))
    assert at not in page


def test_two_hundred_articles_are_published_in_few_queries(publishers_desk, at, issue, django_assert_max_num_queries):
    for _ in range(200):
        ArticleFactory(issue=issue, status=Status.DRAFT)
    with django_assert_max_num_queries(70):
        agree(publishers_desk, at)
    assert public(issue) == 203
