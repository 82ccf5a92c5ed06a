"""What publishing a whole issue does to each of its articles."""

from __future__ import annotations

import datetime

import pytest
from django.utils import timezone

from archive.editing.publishing.issue_publishing import (
    article_plans,
    publish_issue,
    publish_plan,
    unschedule,
    withdraw,
)
from archive.models import Article, Status, Tombstone
from tests.factories import ArticleFactory, IssueFactory

TOMORROW = datetime.timedelta(days=1)


@pytest.fixture
def issue(db):
    """Something of everything: published, draft, in review, scheduled, withdrawn."""
    issue = IssueFactory(date=datetime.date(1996, 3, 19))
    ArticleFactory(issue=issue, title="Published")
    ArticleFactory(issue=issue, title="Draft", status=Status.DRAFT)
    ArticleFactory(issue=issue, title="In review", status=Status.IN_REVIEW)
    ArticleFactory(issue=issue, title="Scheduled", publish_at=timezone.now() + TOMORROW)
    ArticleFactory(issue=issue, title="Withdrawn", status=Status.WITHDRAWN)
    return issue


def titles(rows) -> list[str]:
    return [each.article.title for each in rows]


def public(issue) -> list[str]:
    return list(Article.objects.published().in_issue(issue).order_by("pk").values_list("title", flat=True))


def test_plan_tells_what_appears_and_what_stays(issue):
    release = publish_plan(issue, None)
    assert titles(release.appearing) == ["Draft", "In review", "Scheduled"]
    assert titles(release.published) == ["Published"]
    assert titles(release.withdrawn) == ["Withdrawn"]


def test_withdrawn_articles_come_back_when_they_are_meant(issue):
    assert "Withdrawn" in titles(publish_plan(issue, None, with_withdrawn=True).appearing)


def test_publishing_lets_readers_see_all_of_it_at_once(issue):
    publish_issue(publish_plan(issue, None), by=None)
    assert public(issue) == ["Published", "Draft", "In review", "Scheduled"]


def test_back_issues_keep_their_date_and_get_no_moment(issue):
    publish_issue(publish_plan(issue, None), by=None)
    issue.refresh_from_db()
    assert issue.date == datetime.date(1996, 3, 19)
    assert not issue.articles.exclude(publish_at=None).exists()


def test_scheduling_gives_all_that_is_to_appear_one_moment(issue):
    moment = timezone.now() + 7 * TOMORROW
    publish_issue(publish_plan(issue, moment), by=None)
    assert public(issue) == ["Published"]
    assert list(issue.articles.scheduled().values_list("publish_at", flat=True)) == [moment] * 3


def test_a_moment_that_has_passed_means_now(issue):
    release = publish_plan(issue, timezone.now() - TOMORROW)
    assert (release.moment, release.verb) == (None, "publish")


def test_stamp_of_a_plan_changes_with_what_it_says(issue):
    before = publish_plan(issue, None).fingerprint
    assert publish_plan(issue, None).fingerprint == before
    Article.objects.filter(title="Draft").update(title_is_provisional=True)
    assert publish_plan(issue, None).fingerprint != before


def test_whole_issue_is_withdrawn(issue):
    assert withdraw(issue, by=None) == (1, 1)
    assert public(issue) == []
    assert Tombstone.objects.count() == 1
    assert not issue.articles.scheduled().exists()


def test_schedule_is_taken_back(issue):
    assert unschedule(issue, by=None) == 1
    assert issue.articles.get(title="Scheduled").status == Status.IN_REVIEW
    assert public(issue) == ["Published"]


def test_what_articles_are_without_is_known_in_four_queries(issue, django_assert_num_queries):
    ArticleFactory(issue=issue, title="Bare", body="", title_is_provisional=True)
    with django_assert_num_queries(3):
        rows = {each.article.title: each.wanting for each in article_plans(issue)}
    assert (rows["Bare"].title, rows["Bare"].author, rows["Bare"].text) == (True, True, True)
    assert (rows["Draft"].title, rows["Draft"].text) == (False, False)
