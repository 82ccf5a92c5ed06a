"""The table of moves: what fits each stage, what a move asks for, and what becomes of many."""

import datetime

import pytest
from django.contrib.auth.models import Group
from django.utils import timezone

from archive.editing.publishing.transitions import (
    PUBLISH_TRANSITION,
    RETURN,
    SCHEDULE,
    SEND,
    TRANSITIONS,
    WITHDRAW,
    State,
    label_of,
    state_of,
    validation_error,
)
from archive.editing.publishing.workflow import apply_transition, contacts_for, transitions_open_to, visible_to
from archive.models import Article, Event, Status
from tests.factories import ArticleFactory

pytestmark = pytest.mark.django_db

HOUR = datetime.timedelta(hours=1)


@pytest.fixture
def person(django_user_model):
    def make_one(group: str = "", name: str = "ines", **values):
        user = django_user_model.objects.create_user(name, is_staff=True, **values)
        if group:
            user.groups.add(Group.objects.get(name=group))
        return user

    return make_one


@pytest.fixture
def publisher(person):
    return person("Publishers")


@pytest.mark.parametrize(
    ("status", "from_now", "stage"),
    [
        (Status.DRAFT, None, State.DRAFT),
        (Status.DRAFT, -HOUR, State.DRAFT),
        (Status.IN_REVIEW, HOUR, State.IN_REVIEW),
        (Status.PUBLISHED, None, State.PUBLISHED),
        (Status.PUBLISHED, -HOUR, State.PUBLISHED),
        (Status.PUBLISHED, HOUR, State.SCHEDULED),
        (Status.WITHDRAWN, HOUR, State.WITHDRAWN),
    ],
)
def test_stage(status, from_now, stage):
    now = timezone.now()
    assert state_of(Article(status=status, publish_at=from_now and now + from_now), now) is stage


@pytest.mark.parametrize(
    ("values", "moves"),
    [
        ({"status": Status.DRAFT}, "send publish schedule"),
        ({"status": Status.IN_REVIEW}, "return publish schedule"),
        ({"status": Status.PUBLISHED}, "withdraw"),
        ({"status": Status.WITHDRAWN}, "publish schedule reopen"),
    ],
)
def test_moves_of_a_publisher(publisher, values, moves):
    assert " ".join(move.name for move in transitions_open_to(publisher, ArticleFactory(**values))) == moves


@pytest.mark.parametrize(
    ("values", "label"),
    [
        ({"status": Status.DRAFT}, "Publish now"),
        ({"status": Status.DRAFT, "publish_at": HOUR}, "Schedule"),
        ({"status": Status.DRAFT, "publish_at": -HOUR}, "Publish now"),
        ({"status": Status.WITHDRAWN}, "Publish again"),
    ],
)
def test_the_button_says_what_will_happen(values, label):
    now = timezone.now()
    if "publish_at" in values:
        values = values | {"publish_at": now + values["publish_at"]}
    assert label_of(PUBLISH_TRANSITION, Article(**values), now) == label


@pytest.mark.parametrize(
    ("move", "note", "from_now", "lacks"),
    [
        (RETURN, "", None, True),
        (RETURN, "  ", None, True),
        (RETURN, "Say who owns it.", None, False),
        (RETURN, "x" * 2001, None, True),
        (SCHEDULE, "", None, True),
        (SCHEDULE, "", -HOUR, True),
        (SCHEDULE, "", HOUR, False),
        (SEND, "", None, False),
    ],
)
def test_what_a_move_asks_for(move, note, from_now, lacks):
    assert bool(validation_error(move, note, from_now and timezone.now() + from_now)) is lacks


def test_what_may_not_be_moved_is_left_and_told(publisher):
    draft, published = ArticleFactory(status=Status.DRAFT), ArticleFactory(title="Out already")
    outcome = apply_transition(PUBLISH_TRANSITION, Article.objects.all(), by=publisher)
    assert outcome.moved == [draft.pk]
    assert outcome.refused == {"It cannot be published: it is published already.": [published.title]}


def test_what_was_changed_since_it_was_seen_is_left(publisher):
    seen, changed = ArticleFactory(status=Status.DRAFT), ArticleFactory(status=Status.DRAFT)
    versions = {seen.pk: seen.version, changed.pk: changed.version}
    changed.save()
    assert apply_transition(PUBLISH_TRANSITION, Article.objects.all(), by=publisher, versions=versions).moved == [
        seen.pk
    ]


def test_somebody_elses_draft_is_not_sent(person):
    ines = person("Contributors")
    own, _ = ArticleFactory(status=Status.DRAFT, created_by=ines), ArticleFactory(status=Status.DRAFT)
    assert apply_transition(SEND, Article.objects.all(), by=ines).moved == [own.pk]


@pytest.mark.parametrize(
    ("move", "values", "kind"),
    [
        (PUBLISH_TRANSITION, {"status": Status.DRAFT}, "publish"),
        (PUBLISH_TRANSITION, {"status": Status.DRAFT, "publish_at": timezone.now() + HOUR}, "schedule"),
        (SCHEDULE, {"status": Status.IN_REVIEW}, "schedule"),
        (WITHDRAW, {}, "withdraw"),
    ],
)
def test_what_readers_can_see_of_it_is_recorded(publisher, move, values, kind):
    article = ArticleFactory(**values)
    apply_transition(move, Article.objects.all(), by=publisher, moment=timezone.now() + HOUR)
    event = Event.objects.get(object_kind="article")
    assert (event.kind, event.actor, event.object_id) == (kind, publisher, str(article.pk))


def test_many_are_recorded_once(publisher):
    articles = [ArticleFactory(status=Status.DRAFT) for _ in range(3)]
    apply_transition(PUBLISH_TRANSITION, Article.objects.all(), by=publisher)
    assert Event.objects.get(kind="publish").detail == {"articles": [article.pk for article in articles]}


def test_a_hundred_are_moved_in_few_queries(publisher, django_assert_max_num_queries):
    first = ArticleFactory(status=Status.DRAFT)
    for _ in range(100):
        ArticleFactory(issue=first.issue, status=Status.DRAFT)
    with django_assert_max_num_queries(40):
        assert len(apply_transition(PUBLISH_TRANSITION, Article.objects.all(), by=publisher).moved) == 101


@pytest.mark.parametrize(
    ("group", "own", "status", "sees"),
    [
        ("Contributors", False, Status.DRAFT, False),
        ("Contributors", True, Status.DRAFT, True),
        ("Contributors", False, Status.PUBLISHED, True),
        ("Editors", False, Status.WITHDRAWN, True),
    ],
)
def test_who_sees_it_on_the_desk(person, group, own, status, sees):
    user = person(group)
    ArticleFactory(status=status, created_by=user if own else None)
    assert Article.objects.filter(visible_to(user)).exists() is sees


def test_who_is_asked_is_named_and_can_sign_in(person):
    person("Editors", "gone", is_active=False)
    person("Publishers", "boss", first_name="Ines", last_name="Rusk")
    assert contacts_for("Editors") == ["Ines Rusk"]


def test_every_move_can_be_named_by_a_form():
    assert all(name == move.name for name, move in TRANSITIONS.items())
