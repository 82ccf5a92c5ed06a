"""The published set, and moves in bulk: counts, what readers see, tombstones, appointments with the index."""

import datetime

import pytest
from django.db import connection
from django.utils import timezone

from archive.editing.change_set import change_set
from archive.models import Article, OutboxEntry, Status, Tombstone
from archive.models.common.tombstone import Reason
from archive.models.records.site_revision import _current_sql
from tests.factories import ArticleFactory

pytestmark = pytest.mark.django_db

HOUR = datetime.timedelta(hours=1)

MOVES = {
    "publish": (
        lambda articles: articles.publish(),
        {"draft": "published", "in-review": "published", "withdrawn": "published"},
    ),
    "publish_now": (
        lambda articles: articles.publish_now(),
        {"draft": "published", "in-review": "published", "scheduled": "published", "withdrawn": "published"},
    ),
    "schedule": (
        lambda articles: articles.schedule(timezone.now() + HOUR),
        {"draft": "scheduled", "in-review": "scheduled", "scheduled": "scheduled", "withdrawn": "scheduled"},
    ),
    "send_to_review": (lambda articles: articles.send_to_review(), {"draft": "in-review", "scheduled": "in-review"}),
    "return_to_draft": (
        lambda articles: articles.return_to_draft(),
        {"in-review": "draft", "scheduled": "draft", "withdrawn": "draft"},
    ),
    "withdraw": (lambda articles: articles.withdraw(), {"published": "withdrawn", "scheduled": "withdrawn"}),
}


def one_of_each() -> dict[str, Article]:
    made = {status.value: ArticleFactory(status=status) for status in Status}
    return made | {"scheduled": ArticleFactory(publish_at=timezone.now() + HOUR)}


def standing(article: Article) -> str:
    return "scheduled" if Article.objects.scheduled().filter(pk=article.pk).exists() else article.status


@pytest.mark.parametrize("name", MOVES)
def test_a_move_makes_a_new_version_of_each_that_it_changes(name):
    move, becomes = MOVES[name]
    made = one_of_each()
    move(Article.objects.all())
    for before, article in made.items():
        version, changed = article.version, article.changed
        article.refresh_from_db()
        assert article.version == version + (before in becomes)
        assert (article.changed > changed) == (before in becomes)


def test_moves_there_and_back_in_one_change_set_are_two_versions():
    version = ArticleFactory().version
    with change_set("Withdrawn by mistake"):
        Article.objects.all().withdraw()
        Article.objects.all().publish()
    assert Article.objects.get().version == version + 2


@pytest.mark.parametrize("name", MOVES)
def test_a_move_takes_each_where_it_says(name):
    move, becomes = MOVES[name]
    made = one_of_each()
    assert move(Article.objects.all()) == len(becomes)
    for before, article in made.items():
        article.refresh_from_db()
        assert standing(article) == becomes.get(before, before)


def test_a_move_that_changes_nothing_counts_nothing():
    ArticleFactory()
    version = Article.objects.get().version
    assert Article.objects.all().publish() == 0
    assert Article.objects.get().version == version


def test_every_article_is_in_one_set():
    one_of_each()
    articles = Article.objects
    sets = [articles.drafts(), articles.in_review(), articles.scheduled(), articles.published(), articles.withdrawn()]
    assert [each.count() for each in sets] == [1, 1, 1, 1, 1]
    assert articles.not_public().count() == 4


def test_publishing_keeps_a_moment_that_is_to_come():
    soon = timezone.now() + HOUR
    ArticleFactory(status=Status.DRAFT, publish_at=soon)
    Article.objects.all().publish()
    assert (Article.objects.scheduled().get().publish_at, Article.objects.published().count()) == (soon, 0)


def test_no_moment_is_made_up():
    ArticleFactory(status=Status.DRAFT)
    Article.objects.all().publish()
    assert Article.objects.get().publish_at is None


def test_who_moved_it_and_when_is_kept(django_user_model):
    ines = django_user_model.objects.create_user("ines")
    ArticleFactory(status=Status.DRAFT)
    Article.objects.all().send_to_review(by=ines)
    article = Article.objects.get()
    assert article.status_by == ines
    assert timezone.now() - article.status_since < HOUR


def test_a_note_goes_with_the_next_move():
    ArticleFactory(status=Status.IN_REVIEW)
    Article.objects.all().return_to_draft(note="Say who owns the ferry.")
    assert Article.objects.get().note == "Say who owns the ferry."
    Article.objects.all().send_to_review()
    assert Article.objects.get().note == ""


# --- tombstones -------------------------------------------------------------------------------------------------------


def test_a_withdrawn_article_leaves_a_tombstone_at_its_address():
    article = ArticleFactory()
    Article.objects.all().withdraw()
    stone = Tombstone.objects.get(article_id=article.pk)
    assert (stone.path, stone.reason) == (article.get_absolute_url(), Reason.WITHDRAWN)


def test_what_readers_never_saw_leaves_none():
    ArticleFactory(publish_at=timezone.now() + HOUR)
    Article.objects.all().withdraw()
    assert not Tombstone.objects.exists()


BACK = {
    "publish": lambda: Article.objects.all().publish(),
    "save": lambda: _save(Article.objects.get()),
    "update": lambda: Article.objects.update(status=Status.PUBLISHED),
}


def _save(article: Article) -> None:
    article.status = Status.PUBLISHED
    article.save()


@pytest.mark.parametrize("back", BACK.values(), ids=BACK)
def test_the_tombstone_goes_when_the_article_is_back(back):
    ArticleFactory()
    Article.objects.all().withdraw()
    back()
    assert not Tombstone.objects.exists()


def test_a_withdrawn_article_that_is_scheduled_keeps_it_until_then():
    ArticleFactory()
    Article.objects.all().withdraw()
    Article.objects.all().schedule(timezone.now() + HOUR)
    assert Tombstone.objects.exists()


def withdrawn_and_renamed() -> tuple[Article, str, str]:
    """A withdrawn article under a title and slug that no reader was given, and the path and title that they had."""
    ArticleFactory(title="Ferries stand idle")
    Article.objects.all().withdraw()
    article = Article.objects.get()
    shown = article.get_absolute_url()
    article.title, article.slug = "A name in it", "elsewhere"
    article.save()
    return article, shown, "Ferries stand idle"


def test_the_tombstone_stays_where_readers_had_the_article(client):
    article, path, title = withdrawn_and_renamed()
    assert Tombstone.objects.values_list("path", "title").get() == (path, title)
    assert client.get(path).status_code == 410
    assert client.get(article.get_absolute_url()).status_code == 404


def test_it_stays_there_when_the_article_is_deleted(client):
    article, path, title = withdrawn_and_renamed()
    Article.objects.all().return_to_draft()
    article.delete()
    assert Tombstone.objects.values_list("path", "title", "reason").get() == (path, title, Reason.DELETED)
    assert client.get(path).status_code == 410


@pytest.mark.parametrize(
    "values",
    [{"status": Status.DRAFT}, {"status": Status.IN_REVIEW}, {"publish_at": timezone.now() + HOUR}],
    ids=["draft", "in review", "scheduled"],
)
def test_what_is_deleted_unpublished_was_never_there_for_readers(client, values):
    article = ArticleFactory(**values)
    paths = article.get_absolute_url(), article.get_permanent_url()
    article.delete()
    assert Tombstone.objects.get().reason == Reason.DISCARDED
    assert [client.get(path).status_code for path in paths] == [404, 404]


def test_a_draft_that_was_public_once_is_deleted_where_readers_had_it(client):
    article = ArticleFactory(title="Ferries stand idle")
    path = article.get_absolute_url()
    article.title, article.slug, article.status = "A name in it", "elsewhere", Status.DRAFT
    article.save()  # by a program, without withdrawing it first
    article.delete()
    assert Tombstone.objects.values_list("path", "title", "reason").get() == (
        path,
        "Ferries stand idle",
        Reason.DELETED,
    )


def test_a_withdrawn_article_that_is_deleted_is_deleted():
    article = ArticleFactory()
    Article.objects.all().withdraw()
    article.delete()
    assert Tombstone.objects.get().reason == Reason.DELETED


def test_many_are_withdrawn_in_few_queries(django_assert_max_num_queries):
    first = ArticleFactory()
    for _ in range(30):
        ArticleFactory(issue=first.issue)
    with django_assert_max_num_queries(30):
        assert Article.objects.all().withdraw() == 31
    assert Tombstone.objects.count() == 31


# --- appointments with the index --------------------------------------------------------------------------------------

SOON = timezone.now() + HOUR
SCHEDULING = {
    "publish a draft with a moment": lambda article: Article.objects.all().publish(),
    "schedule": lambda article: Article.objects.all().schedule(article.publish_at),
    "update": lambda article: Article.objects.update(status=Status.PUBLISHED),
    "bulk update": lambda article: _bulk(article),
    "save": lambda article: _save(article),
}
POSTPONING = {
    "schedule": lambda article: Article.objects.all().schedule(article.publish_at),
    "update": lambda article: Article.objects.update(publish_at=article.publish_at),
    "bulk update": lambda article: Article.objects.bulk_update([article], ["publish_at"]),
    "save": lambda article: article.save(),
}


def _bulk(article: Article) -> None:
    article.status = Status.PUBLISHED
    Article.objects.bulk_update([article], ["status"])


@pytest.mark.parametrize("schedules", SCHEDULING.values(), ids=SCHEDULING)
def test_whatever_schedules_an_article_makes_one_appointment(schedules):
    schedules(ArticleFactory(status=Status.DRAFT, publish_at=SOON))
    assert list(OutboxEntry.objects.filter(due__gt=timezone.now()).values_list("due", flat=True)) == [SOON]


def test_articles_made_in_bulk_have_theirs():
    kept = ArticleFactory(publish_at=SOON)
    OutboxEntry.objects.all().delete()
    kept.pk, kept.slug = None, "another"
    Article.objects.bulk_create([kept])
    assert OutboxEntry.objects.get(due=SOON).article_id == kept.pk


@pytest.mark.parametrize("postpones", POSTPONING.values(), ids=POSTPONING)
def test_another_moment_makes_the_earlier_appointment_void(postpones):
    article = ArticleFactory(publish_at=SOON)
    article.publish_at = SOON + HOUR
    postpones(article)
    due = OutboxEntry.objects.filter(article_id=article.pk, due__gt=timezone.now())
    assert [change.due for change in due] == [SOON + HOUR]


# --- cost -------------------------------------------------------------------------------------------------------------


def plan_of(sql: str, parameters: tuple) -> str:
    with connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN QUERY PLAN {sql}", parameters)
        return "\n".join(str(row[-1]) for row in cursor.fetchall())


@pytest.mark.sqlite(reason="the plans are SQLite's")
def test_the_last_appearance_is_one_entry_of_the_index():
    plan = plan_of(_current_sql(connection.vendor), ())
    assert "article_publish_at" in plan
    assert "SCAN archive_article" not in plan


@pytest.mark.sqlite(reason="the plans are SQLite's")
def test_what_is_withheld_is_found_by_two_indexes():
    plan = plan_of(*Article.objects.not_public().order_by().values("pk").query.sql_with_params())
    assert "MULTI-INDEX OR" in plan
    assert "SCAN archive_article" not in plan
