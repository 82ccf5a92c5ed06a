"""Actions on many articles: shown first, begun by a second word, at once where they are few, else by a process."""

import subprocess

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from archive.admin.bulk import bulk_actions
from archive.editing.bulk.bulk_operations import run_at_once
from archive.models import Article, BulkState, BulkTask, Event, Status, Tombstone
from archive.models.records.bulk_task import HEARTBEAT_TIMEOUT
from tests.factories import ArticleFactory, IssueFactory

pytestmark = pytest.mark.django_db
LIST = "admin:archive_article_changelist"


@pytest.fixture
def articles():
    issue = IssueFactory()
    return [ArticleFactory(issue=issue, status=Status.DRAFT, title=f"Tides {n}") for n in range(4)]


@pytest.fixture
def launched(monkeypatch):
    """The ids of tasks for which a process would have been started."""
    started = []
    monkeypatch.setattr(bulk_actions, "launch", lambda task: started.append(task.pk))
    return started


@pytest.fixture
def many(monkeypatch):
    """More than two articles are many."""
    monkeypatch.setattr(bulk_actions, "CHUNK", 2)


def act(browser, action: str, articles, **more):
    data = {"action": action, "_selected_action": [article.pk for article in articles], **more}
    return browser.post(reverse(LIST), data)


def start(browser, task: BulkTask):
    return browser.post(reverse("admin:archive_bulktask_start", args=[task.pk]), follow=True)


def test_deletion_is_shown_before_it_is_done(desk, articles):
    page = desk.get(act(desk, "delete_many", articles).url).content.decode()
    assert "Delete 4 articles" in page
    assert "Tides 2" in page
    assert Article.objects.count() == 4


def test_deletion_is_done_at_the_second_word(desk, articles):
    act(desk, "delete_many", articles)
    page = start(desk, BulkTask.objects.get()).content.decode()
    assert "4 of 4 articles were changed" in page
    assert (Article.objects.count(), Tombstone.objects.count()) == (0, 4)


def test_nothing_is_done_where_the_second_word_is_no(desk, articles):
    act(desk, "delete_many", articles)
    desk.post(reverse("admin:archive_bulktask_stop", args=[BulkTask.objects.get().pk]))
    assert (Article.objects.count(), BulkTask.objects.get().state) == (4, BulkState.STOPPED)


def test_one_is_published_unasked(publishers_desk, articles):
    act(publishers_desk, "publish", articles[:1])
    assert not BulkTask.objects.exists()
    assert Article.objects.published().count() == 1


def test_few_are_asked_about_too(publishers_desk, articles):
    page = publishers_desk.get(act(publishers_desk, "publish", articles).url).content.decode()
    assert "Publish 4 articles" in page
    assert not Article.objects.published().exists()
    start(publishers_desk, BulkTask.objects.get())
    assert Article.objects.published().count() == 4


def test_many_are_published_by_a_process(publishers_desk, articles, many, launched):
    act(publishers_desk, "publish", articles)
    task = BulkTask.objects.get()
    page = start(publishers_desk, task).content.decode()
    assert launched == [task.pk]
    assert "You may close this page" in page


def test_second_click_starts_no_second_process(publishers_desk, articles, many, launched):
    act(publishers_desk, "publish", articles)
    for _ in range(2):
        start(publishers_desk, BulkTask.objects.get())
    assert len(launched) == 1


def test_all_pages_can_be_chosen(desk, articles, monkeypatch):
    monkeypatch.setattr("archive.admin.articles.article.ArticleAdmin.list_per_page", 2)
    act(desk, "delete_many", articles[:1], select_across="1")
    assert BulkTask.objects.get().total == 4


def test_process_does_what_was_asked(publishers_desk, articles, many, monkeypatch):
    """What is started is the command, by the task's number, apart from the server."""
    seen = {}
    monkeypatch.setattr(subprocess, "Popen", lambda command, **options: seen.update(options, command=command))
    act(publishers_desk, "publish", articles)
    task = BulkTask.objects.get()
    start(publishers_desk, task)
    assert seen["command"][-2:] == ["run_task", str(task.pk)]
    assert seen["start_new_session"] is True


@pytest.mark.parametrize("action", ["publish", "withdraw"])
def test_editors_are_offered_no_publishing(desk, articles, action):
    act(desk, action, articles)
    assert Article.objects.filter(status=Status.DRAFT).count() == 4
    assert not BulkTask.objects.exists()


def test_contributors_delete_nothing(member, articles):
    browser = Client()
    browser.force_login(member("Contributors"))
    act(browser, "delete_many", articles)
    assert not BulkTask.objects.exists()


def test_tasks_of_others_are_not_started(desk, publishers_desk, articles):
    act(publishers_desk, "delete_many", articles)
    assert start(desk, BulkTask.objects.get()).status_code == 403
    assert Article.objects.count() == 4


def test_tasks_of_others_are_not_seen_by_contributors(publishers_desk, member, articles):
    act(publishers_desk, "delete_many", articles)
    browser = Client()
    browser.force_login(member("Contributors"))
    assert browser.get(reverse("admin:archive_bulktask_change", args=[BulkTask.objects.get().pk])).status_code == 404


def test_looking_starts_nothing(desk, articles):
    act(desk, "delete_many", articles)
    assert desk.get(reverse("admin:archive_bulktask_start", args=[BulkTask.objects.get().pk])).status_code == 405


def test_what_was_refused_is_told(desk, articles):
    Article.objects.filter(pk=articles[0].pk).update(status=Status.PUBLISHED)
    act(desk, "delete_many", articles)
    page = start(desk, BulkTask.objects.get()).content.decode()
    assert "Tides 0: It is published, and deleted by the publishers only." in page


def test_task_that_was_killed_can_be_gone_on_with(publishers_desk, articles, many, launched):
    act(publishers_desk, "publish", articles)
    long_ago = timezone.now() - 2 * HEARTBEAT_TIMEOUT
    BulkTask.objects.update(state=BulkState.RUNNING, heartbeat_at=long_ago, created=long_ago)
    task = BulkTask.objects.get()
    page = publishers_desk.get(reverse("admin:archive_bulktask_change", args=[task.pk])).content.decode()
    assert "Resume" in page
    start(publishers_desk, task)
    assert launched == [task.pk]


def test_progress_is_told_as_numbers(publishers_desk, articles, many, launched):
    act(publishers_desk, "publish", articles)
    told = publishers_desk.get(reverse("admin:archive_bulktask_progress", args=[BulkTask.objects.get().pk])).json()
    assert told == {"state": "waiting", "done": 0, "total": 4, "silent": False}


def test_too_many_are_refused(desk, articles, monkeypatch):
    monkeypatch.setattr(bulk_actions, "MAX_ROWS", 3)
    act(desk, "delete_many", articles)
    assert not BulkTask.objects.exists()


def test_django_deletes_no_list(desk):
    ArticleFactory()
    assert 'value="delete_selected"' not in desk.get(reverse(LIST)).content.decode()


def undo(browser, task: BulkTask):
    return browser.post(reverse("admin:archive_bulktask_undo", args=[task.pk]), follow=True).content.decode()


def test_undo_is_offered_with_what_was_done(publishers_desk, articles):
    act(publishers_desk, "publish", articles)
    task = BulkTask.objects.get()
    page = start(publishers_desk, task).content.decode()
    address = reverse("admin:archive_bulktask_undo", args=[task.pk])
    assert f'<a href="{address}">Undo…</a>' in page


def test_undo_names_its_number_and_asks(publishers_desk, articles):
    act(publishers_desk, "publish", articles)
    task = BulkTask.objects.get()
    start(publishers_desk, task)
    page = publishers_desk.get(reverse("admin:archive_bulktask_undo", args=[task.pk])).content.decode()
    assert "Undo 4 records" in page
    assert Article.objects.published().count() == 4


def test_decision_is_undone_once(publishers_desk, articles):
    act(publishers_desk, "publish", articles)
    task = BulkTask.objects.get()
    start(publishers_desk, task)
    assert "4 of 4 records were put back as they were" in undo(publishers_desk, task)
    assert "It was undone already." in undo(publishers_desk, task)
    assert Article.objects.drafts().count() == 4


def test_undone_decision_is_not_begun_again(publishers_desk, articles):
    act(publishers_desk, "publish", articles)
    task = BulkTask.objects.get()
    start(publishers_desk, task)
    undo(publishers_desk, task)
    start(publishers_desk, task)
    assert Article.objects.drafts().count() == 4


def test_editors_undo_no_publishing(desk, publishers_desk, articles):
    act(publishers_desk, "publish", articles)
    task = BulkTask.objects.get()
    start(publishers_desk, task)
    assert desk.post(reverse("admin:archive_bulktask_undo", args=[task.pk])).status_code == 403


def test_what_is_not_done_is_not_undone(publishers_desk, articles):
    act(publishers_desk, "publish", articles)
    assert "It is not done yet." in undo(publishers_desk, BulkTask.objects.get())


def test_change_since_the_question_asks_again(desk, articles):
    act(desk, "delete_many", articles)
    Article.objects.filter(pk=articles[0].pk).delete()
    page = start(desk, BulkTask.objects.get()).content.decode()
    assert "the records changed since you were asked" in page
    assert "Delete 3 articles" in page
    assert Article.objects.count() == 3


def test_page_from_before_a_change_asks_again(desk, articles):
    act(desk, "delete_many", articles)
    task = BulkTask.objects.get()
    answer = desk.post(reverse("admin:archive_bulktask_start", args=[task.pk]), {"seen": "another"}, follow=True)
    assert "Look at the number again" in answer.content.decode()
    assert Article.objects.count() == 4


def test_undo_of_thousands_is_a_process(publishers_desk, articles, many, launched):
    act(publishers_desk, "publish", articles)
    task = BulkTask.objects.get()
    run_at_once(task)
    undo(publishers_desk, task)
    assert launched == [task.undo_tasks.get().pk]


def test_event_leads_to_where_it_is_undone(publishers_desk, articles):
    act(publishers_desk, "publish", articles)
    task = BulkTask.objects.get()
    start(publishers_desk, task)
    event = Event.objects.get(kind="publish")
    page = publishers_desk.get(reverse("admin:archive_event_change", args=[event.pk])).content.decode()
    assert reverse("admin:archive_bulktask_change", args=[task.pk]) in page
