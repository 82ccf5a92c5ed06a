"""A task's lock tells whether a process works on it, and ends with that process."""

from __future__ import annotations

import datetime
import subprocess
import sys

import pytest
from django.utils import timezone

from archive.editing.tasks.task_lock import TaskLocked, held, is_locked, locked, was_killed
from archive.editing.tasks.task_requests import is_stop_requested, mark_running, reap_dead, request_stop
from archive.models import BulkState, BulkTask, ImportBatch, ImportState
from archive.models.records.task import Task

pytestmark = pytest.mark.django_db
LONG_AGO = datetime.timedelta(minutes=5)


@pytest.fixture(autouse=True)
def folder(settings, tmp_path):
    settings.DATA_DIR = tmp_path
    return tmp_path


@pytest.fixture(params=["import", "decision"])
def task(request) -> Task:
    """A task that was requested long ago."""
    values = {"state": Task.RUNNING, "heartbeat_at": timezone.now() - LONG_AGO}
    if request.param == "import":
        return ImportBatch.objects.create(name="letters.zip", **values)
    return BulkTask.objects.create(action="publish", label="Publish 2", **values)


def test_held_task_is_locked_until_its_work_ends(task, folder):
    with held(task):
        assert is_locked(task)
    assert not is_locked(task)
    assert list((folder / "locks").iterdir()) == []


def test_task_is_held_once(task):
    with held(task), pytest.raises(TaskLocked, match=f"works on {task._meta.verbose_name} {task.pk}"), held(task):
        pass


def test_tasks_of_two_kinds_have_locks_of_their_own():
    one = ImportBatch.objects.create(pk=7, name="letters.zip")
    other = BulkTask.objects.create(pk=7, action="publish", label="Publish 2")
    with held(one), held(other):
        assert is_locked(one)


def test_lock_is_shared_with_a_child_and_ends_with_it(task):
    wait = [sys.executable, "-c", "import sys; sys.stdin.read()"]
    with locked(task) as lock:
        child = subprocess.Popen(wait, stdin=subprocess.PIPE, pass_fds=(lock,))
    assert is_locked(task)
    child.communicate()
    assert not is_locked(task)


def test_lock_that_its_holder_deleted_meanwhile_is_taken_anew(task, folder):
    with locked(task):
        for file in (folder / "locks").iterdir():
            file.unlink()
        with held(task):
            assert is_locked(task)


def test_task_without_process_was_killed(task):
    assert was_killed(task)
    with held(task):
        assert not was_killed(task)


def test_requested_task_may_be_about_to_start(task):
    task.heartbeat_at = timezone.now()
    assert not was_killed(task)


@pytest.mark.parametrize("state", [BulkState.WAITING, BulkState.FINISHED, BulkState.STOPPED, BulkState.FAILED])
def test_task_that_does_not_run_was_not_killed(state):
    assert not was_killed(BulkTask(state=state))


def test_killed_task_is_marked_as_stopped_and_says_why(task):
    assert reap_dead(task)
    assert (task.state, task.message[:22]) == ("stopped", "It was interrupted: it")


def test_task_at_work_is_not_reaped(task):
    with held(task):
        assert not reap_dead(task)


def test_task_that_was_continued_meanwhile_is_not_reaped(task):
    type(task).objects.update(heartbeat_at=timezone.now())
    assert not reap_dead(task)
    assert task.state == Task.RUNNING


def test_stop_is_requested_of_a_task_at_work(task):
    with held(task):
        request_stop(task)
        assert is_stop_requested(task)


def test_stop_of_a_killed_task_is_at_once(task):
    request_stop(task)
    task.refresh_from_db()
    assert (task.state, task.stop_requested) == ("stopped", False)


def test_deleted_task_is_to_be_stopped(task):
    assert not is_stop_requested(task)
    type(task).objects.all().delete()
    assert is_stop_requested(task)


def test_marked_task_runs_and_knows_of_no_earlier_stop():
    batch = ImportBatch.objects.create(name="x", state=ImportState.STOPPED, stop_requested=True, message="Stopped.")
    assert mark_running(ImportBatch.objects.filter(pk=batch.pk))
    batch.refresh_from_db()
    assert (batch.state, batch.stop_requested, batch.message) == (ImportState.RUNNING, False, "")


def test_task_that_changed_meanwhile_is_not_marked():
    assert not mark_running(ImportBatch.objects.filter(state=ImportState.PREVIEWED))
