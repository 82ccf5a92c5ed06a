"""Articles that were moved or deleted by one decision are put back where they stood, as one."""

import datetime

import pytest
from django.contrib.auth.models import Group, User
from django.utils import timezone

from archive.editing.bulk.bulk_operations import propose, propose_undo, run_at_once
from archive.models import Article, BulkTask, Citation, CitationStatus, Event, Status, Tombstone, versions_of
from tests.derivation import derive
from tests.factories import ArticleFactory, AuthorFactory, IssueFactory, SourceFactory, TopicFactory

pytestmark = pytest.mark.django_db
STANDS = ("status", "publish_at", "note", "status_by", "status_since")


@pytest.fixture
def person():
    def found(group: str = "Publishers") -> User:
        account, _ = User.objects.get_or_create(username=group.lower(), is_staff=True)
        account.groups.add(Group.objects.get(name=group))
        return account

    return found


@pytest.fixture
def articles():
    """Articles that stand everywhere: a draft with a note, in review, scheduled, published, withdrawn."""
    issue = IssueFactory()
    later = timezone.now() + datetime.timedelta(days=3)
    made = [
        ArticleFactory(issue=issue, status=Status.DRAFT, note="Shorter."),
        ArticleFactory(issue=issue, status=Status.IN_REVIEW),
        ArticleFactory(issue=issue, status=Status.PUBLISHED, publish_at=later),
        ArticleFactory(issue=issue, status=Status.PUBLISHED),
        ArticleFactory(issue=issue, status=Status.PUBLISHED),
    ]
    Article.objects.filter(pk=made[4].pk).withdraw()
    return made


def decide(action: str, by: User, **parameters) -> BulkTask:
    ids = list(Article.objects.order_by("pk").values_list("pk", flat=True))
    return run_at_once(propose(action, ids, by=by, parameters=parameters))


def stands() -> list[tuple]:
    return list(Article.objects.order_by("pk").values_list("pk", *STANDS))


def undo(task: BulkTask, by: User) -> BulkTask:
    return run_at_once(propose_undo(task, by=by))


@pytest.mark.parametrize(
    ("action", "moved"),
    [("publish", 3), ("withdraw", 1), ("send", 1), ("return", 1), ("schedule", 4), ("unschedule", 1)],
)
def test_each_article_is_put_back_where_it_stood(articles, person, action, moved):
    before = stands()
    moment = (timezone.now() + datetime.timedelta(days=1)).isoformat()
    task = decide(action, person(), note="Longer.", moment=moment)
    assert task.changed == moved
    assert undo(task, person()).changed == moved
    assert stands() == before


def test_tombstones_follow(articles, person):
    task = decide("withdraw", person())
    assert Tombstone.objects.filter(article_id=articles[3].pk).exists()
    undo(task, person())
    assert not Tombstone.objects.filter(article_id=articles[3].pk).exists()


def test_what_readers_saw_answers_that_it_is_gone(articles, person):
    undo(decide("publish", person()), person())
    assert Tombstone.objects.get(article_id=articles[0].pk).reason == "withdrawn"


def test_article_that_was_moved_since_stays(articles, person):
    task = decide("publish", person())
    Article.objects.filter(pk=articles[0].pk).withdraw()
    undone = undo(task, person())
    assert (undone.changed, undone.failures[0][0]) == (2, articles[0].title)
    assert Article.objects.get(pk=articles[0].pk).status == Status.WITHDRAWN


def test_article_that_was_deleted_since_is_named(articles, person):
    task = decide("publish", person())
    Article.objects.filter(pk=articles[0].pk).delete()
    assert undo(task, person()).failures == [[f"Article {articles[0].pk}", "It is gone."]]


def test_editors_put_back_nothing_that_readers_see(articles, person):
    task = decide("publish", person())
    assert undo(task, person("Editors")).changed == 0


def test_moment_that_passed_meanwhile_moves_nothing(articles, person):
    before = stands()
    task = decide("schedule", person(), moment=(timezone.now() - datetime.timedelta(minutes=1)).isoformat())
    assert (task.changed, stands()) == (0, before)


def test_undoing_is_a_version_that_says_so(articles, person):
    task = decide("send", person())
    undo(task, person())
    assert versions_of(Article, articles[0].pk)[0].history_change_reason == f"Undone: {task.label}"


def test_deleted_articles_come_back_as_they_stood(person):
    issue, source = IssueFactory(), SourceFactory(name="Varda Courier")
    made = [
        ArticleFactory(issue=issue, status=status, authors=[AuthorFactory()], topics=[TopicFactory()],
                       paragraphs=["So it was (Varda Courier, October 3; Kerpress, October 4)."])
        for status in (Status.DRAFT, Status.IN_REVIEW, Status.PUBLISHED)
    ]  # fmt: skip
    for article in made:
        derive(article)
    Citation.objects.filter(article=made[0], source=source).update(status=CitationStatus.REJECTED)
    cited = sorted(Citation.objects.values_list("article", "raw", "name", "status", "source"))
    before, bodies = stands(), sorted(Article.objects.values_list("pk", "body", "slug", "authors", "topics"))
    task = decide("delete", person())
    assert Article.objects.count() == 0
    assert undo(task, person()).changed == 3
    assert stands() == before
    assert sorted(Article.objects.values_list("pk", "body", "slug", "authors", "topics")) == bodies
    assert sorted(Citation.objects.values_list("article", "raw", "name", "status", "source")) == cited
    assert not Tombstone.objects.exists()


def test_tombstone_from_before_the_deletion_stays(articles, person):
    undo(decide("delete", person()), person())
    assert Tombstone.objects.get().article_id == articles[4].pk
    assert Tombstone.objects.get().reason == "withdrawn"


def test_many_that_come_back_are_one_event(articles, person):
    undo(decide("delete", person()), person())
    events = Event.objects.exclude(kind="rights").order_by("pk")
    assert list(events.values_list("kind", flat=True)) == ["delete", "undo-decision"]


def test_article_that_is_back_already_is_named(articles, person):
    task = decide("delete", person())
    ArticleFactory(pk=task.ids[0])
    undone = undo(task, person())
    assert (undone.changed, undone.failures[0][1]) == (4, "This article is not deleted.")


def test_reading_again_leaves_nothing_to_undo(articles, person):
    assert not decide("read-again", person()).records.exists()
