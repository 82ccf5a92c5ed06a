"""Work on many articles: in bounded steps, taken up where it was, and nothing done with what is not a person's."""

import pytest
from django.contrib.auth.models import Group, User
from django.core.management import CommandError, call_command

from archive.editing.bulk import bulk_operations
from archive.editing.bulk.bulk_operations import CannotStart, run
from archive.models import Article, ArticleOrigin, BulkState, BulkTask, Citation, Event, OutboxEntry, Status, Tombstone
from tests.factories import ArticleFactory, CitationFactory, IssueFactory

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def small_chunks(monkeypatch):
    monkeypatch.setattr(bulk_operations, "CHUNK", 2)


@pytest.fixture
def member():
    def make(group: str) -> User:
        person = User.objects.create_user(group.lower(), is_staff=True)
        person.groups.add(Group.objects.get(name=group))
        return person

    return make


@pytest.fixture
def task(member):
    """`task("delete")` → a task of a publisher with five published articles of one issue, each with a citation."""

    def make(action: str, group: str = "Publishers", status: str = Status.PUBLISHED) -> BulkTask:
        issue = IssueFactory()
        articles = [ArticleFactory(issue=issue, status=status) for _ in range(5)]
        for article in articles:
            CitationFactory(article=article)
        OutboxEntry.objects.all().delete()
        ids = [article.pk for article in articles]
        return BulkTask.objects.create(action=action, label=action, ids=ids, total=5, by=member(group))

    return make


def done(task: BulkTask) -> tuple:
    task.refresh_from_db()
    return task.state, task.done, task.changed


def test_it_goes_by_chunks(task):
    assert list(run(task("withdraw"))) == [2, 2, 1]


@pytest.mark.parametrize(
    ("action", "before", "after"),
    [
        ("publish", Status.DRAFT, Status.PUBLISHED),
        ("send", Status.DRAFT, Status.IN_REVIEW),
        ("withdraw", Status.PUBLISHED, Status.WITHDRAWN),
    ],
)
def test_moves(task, action, before, after):
    moving = task(action, status=before)
    list(run(moving))
    assert set(Article.objects.values_list("status", flat=True)) == {after}
    assert done(moving) == (BulkState.FINISHED, 5, 5)


def test_deleted_articles_leave_tombstones_where_they_were(task):
    deleting = task("delete")
    paths = {article.get_absolute_url() for article in Article.objects.all()}
    list(run(deleting))
    assert (Article.objects.count(), Citation.objects.count()) == (0, 0)
    assert set(Tombstone.objects.values_list("path", flat=True)) == paths


def test_deletion_is_one_outbox_row_an_article(task):
    deleting = task("delete")
    list(run(deleting))
    assert sorted(OutboxEntry.objects.values_list("article_id", flat=True)) == deleting.ids


def test_deletion_is_on_record(task):
    deleting = task("delete")
    list(run(deleting))
    told = Event.objects.filter(kind="delete", actor=deleting.by)
    assert sum(len(event.detail["articles"]) for event in told) == 5


def test_deletion_costs_a_bounded_number_of_queries_an_article(task, django_assert_max_num_queries, monkeypatch):
    monkeypatch.setattr(bulk_operations, "CHUNK", 200)
    deleting = task("delete")
    with django_assert_max_num_queries(40 + 5 * 13):
        list(run(deleting))


def test_reading_again_finds_what_the_texts_cite(task):
    reading = task("read-again")
    ArticleOrigin.objects.all().delete()
    list(run(reading))
    # The citations that the factory made stand in no text.
    assert (done(reading), Citation.objects.count()) == ((BulkState.FINISHED, 5, 5), 0)


@pytest.mark.parametrize(
    ("action", "group"),
    [("publish", "Editors"), ("delete", "Editors"), ("withdraw", "Editors"), ("delete", "Contributors")],
)
def test_what_is_not_a_persons_is_left(task, action, group):
    refused = task(action, group, Status.PUBLISHED if action != "publish" else Status.DRAFT)
    list(run(refused))
    assert done(refused) == (BulkState.FINISHED, 5, 0)
    assert len(refused.failures) == 5
    assert Article.objects.count() == 5


def test_killed_run_is_taken_up_where_it_was(task):
    killed = task("withdraw")
    next(run(killed))
    again = BulkTask.objects.get()
    assert list(run(again)) == [2, 1]
    assert done(again) == (BulkState.FINISHED, 5, 5)


def test_task_under_way_is_not_begun_twice(task):
    begun = task("withdraw")
    running = run(begun)
    next(running)
    with pytest.raises(CannotStart):
        next(run(BulkTask.objects.get()))


def test_finished_task_is_not_begun_again(task):
    finished = task("withdraw")
    list(run(finished))
    with pytest.raises(CannotStart):
        next(run(finished))


def test_stop_is_heard_after_the_chunk(task):
    stopped = task("withdraw")
    running = run(stopped)
    next(running)
    BulkTask.objects.update(stop_requested=True)
    list(running)
    assert done(stopped) == (BulkState.STOPPED, 2, 2)


def test_stopped_task_goes_on(task):
    stopped = task("withdraw")
    running = run(stopped)
    next(running)
    BulkTask.objects.update(stop_requested=True)
    list(running)
    assert list(run(stopped)) == [2, 1]


def test_failure_undoes_its_chunk_and_is_told(task, monkeypatch):
    failing = task("withdraw")
    running = run(failing)
    next(running)
    running.close()
    monkeypatch.setitem(bulk_operations.WORK, "withdraw", lambda ids, by: 1 / 0)
    failing = BulkTask.objects.get()
    BulkTask.objects.update(state=BulkState.STOPPED)
    with pytest.raises(ZeroDivisionError):
        list(run(failing))
    failing.refresh_from_db()
    assert (failing.state, failing.done) == (BulkState.FAILED, 2)
    assert "ZeroDivisionError" in failing.message


def test_command_does_it(task, capsys):
    asked = task("withdraw")
    call_command("run_task", str(asked.pk))
    assert "5 of 5, 5 changed" in capsys.readouterr().out


def test_command_says_that_there_is_no_such_task(db):
    with pytest.raises(CommandError, match="no task 7"):
        call_command("run_task", "7")
