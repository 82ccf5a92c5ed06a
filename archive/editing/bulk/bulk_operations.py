"""Carries out decisions on many rows: a bounded number in a transaction, so that nobody waits for long.

    task = propose("reject-group", ids, by=editor, parameters={"key": key, "group": "Kerpress"})
    if not refresh(task):               # nothing changed since the editor saw it
        for number in run(task): …
    undoing = propose_undo(task, by=editor)

Progress is written in the transaction of each chunk, so that a killed run resumes there and nothing is done twice. The
person's right is checked for every article when it is processed.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from django.contrib.auth.models import User
from django.db import transaction
from django.utils import timezone

from archive.editing.bulk import bulk_citations
from archive.editing.bulk.bulk_actions import ACTIONS, CHUNK, UNDO, Action, Parameters, Step, label_of, states
from archive.editing.bulk.bulk_articles import note_moved, states_of
from archive.editing.bulk.bulk_outcome import BulkOutcome
from archive.editing.change_set import change_set
from archive.editing.tasks.task_lock import TaskLocked, held, was_killed
from archive.editing.tasks.task_requests import is_stop_requested, mark_running
from archive.models import BulkRecord, BulkState, BulkTask
from archive.models.records.audit_event import EventKind, record

MAX_ROWS = 100_000
MAX_REPORTED = 200
RECORDS_AT_ONCE = 500
# The steps by name.
WORK: dict[str, Step] = {name: action.step for name, action in ACTIONS.items()}


class CannotStart(RuntimeError):
    """The task is done, or another process works on it."""


class CannotUndo(RuntimeError):
    """A decision that cannot be undone, or no longer; `str()` says why."""


def propose(action: str, ids: Sequence[Any], *, by: User | None, parameters: Parameters | None = None) -> BulkTask:
    """Create a task that waits for its requester's confirmation; return it."""
    parameters = parameters or {}
    return BulkTask.objects.create(
        action=action,
        label=label_of(action, ids, parameters),
        ids=list(ids),
        total=len(ids),
        parameters=parameters | {"seen": _fingerprint(action, ids)},
        by=by,
    )


@contextmanager
def recorded_as_task(action: str, article_ids: Sequence[int], *, by: User | None, of: str) -> Iterator[BulkTask]:
    """Record the transition made inside the block as a finished task, so that it can be undone later; yield the task.

    `of` names the articles in words. The block and its record are one transaction.
    """
    with transaction.atomic():
        before = states_of(article_ids)
        label = f"{label_of(action, article_ids, {})} of {of}"[:200]
        task = BulkTask(action=action, label=label, ids=list(article_ids), total=len(article_ids), by=by)
        task.save()
        yield task
        done = BulkOutcome()
        note_moved(done, before)
        done.changed = len(done.records)
        _note(task, task.total, done)
        _end(task, BulkState.FINISHED)


def members_of(action: str, parameters: Parameters) -> list[Any]:
    """Return the ids that a decision on a group means now."""
    members = ACTIONS[action].members
    return members(parameters) if members else []


def refresh(task: BulkTask) -> bool:
    """Update a waiting decision to the present rows; return whether they changed since its confirmation was
    requested.
    """
    if "seen" not in task.parameters or task.done:
        return False
    action = ACTIONS[task.action]
    seen = list(states(task.action, task.ids))
    there = {state[0] for state in seen}
    ids = action.members(task.parameters) if action.members else [pk for pk in task.ids if pk in there]
    stamp = _fingerprint(task.action, ids)
    if ids == task.ids and stamp == task.parameters["seen"]:
        return False
    task.ids, task.total, task.parameters["seen"] = ids, len(ids), stamp
    task.label = label_of(task.action, ids, task.parameters)
    task.save(update_fields=["ids", "total", "label", "parameters"])
    return True


def _fingerprint(action: str, ids: Sequence[Any]) -> str:
    stamp = hashlib.sha256(str(len(ids)).encode())
    for state in states(action, ids):
        stamp.update(repr(state).encode())
    return stamp.hexdigest()[:20]


def run(task: BulkTask, *, lock: int | None = None) -> Iterator[int]:
    """Run the task, or the rest of it; yield the number of rows after each chunk. Raises CannotStart.

    A failure is recorded on the task and raised. `lock` is the lock of the task, where it was inherited.
    """
    try:
        with held(task, lock):
            yield from _run(task)
    except TaskLocked as busy:
        raise CannotStart(f"“{task.label}” is under way already.") from busy


def _run(task: BulkTask) -> Iterator[int]:
    claim(task)
    action, step = ACTIONS[task.action], WORK[task.action]
    most = min(CHUNK, action.chunk)
    while task.left and not is_stop_requested(task):
        ids = task.ids[task.done : task.done + most]
        try:
            with change_set(by=task.by):
                if not task.done:
                    _record_event(task, action)
                _note(task, len(ids), step(task, ids))
        except Exception as failure:
            _end(task, BulkState.FAILED, f"{type(failure).__name__}: {failure}"[:1000])
            raise
        yield len(ids)
    _end(task, BulkState.STOPPED if task.left else BulkState.FINISHED)


def run_at_once(task: BulkTask) -> BulkTask:
    """Run the whole task now; return its final state. Raises CannotStart."""
    for _ in run(task):
        pass
    return task


def claim(task: BulkTask) -> None:
    """Mark a task as running in this process. Raises CannotStart where it is finished or undone."""
    rows = BulkTask.objects.filter(pk=task.pk, undone=None).exclude(state=BulkState.FINISHED)
    if not mark_running(rows, finished=None):
        raise CannotStart(f"“{task.label}” is finished.")
    task.refresh_from_db()


def _record_event(task: BulkTask, action: Action) -> None:
    """Record the decision, its person and its number as an event; the outcome of each row is on the task's page."""
    if task.undoes is not None:
        detail = {"task": task.pk, "records": task.total}
        record(EventKind.UNDO_DECISION, actor=task.by, of=task.undoes, detail=detail)
    elif not action.has_event:
        detail = {"task": task.pk, f"{action.noun}s": task.total}
        record(EventKind.DECIDE, actor=task.by, of=task, detail=detail)


def _note(task: BulkTask, number: int, done: BulkOutcome) -> None:
    for one in done.records:
        one.task = task
    BulkRecord.objects.bulk_create(done.records, batch_size=RECORDS_AT_ONCE)
    task.done += number
    task.changed += done.changed
    task.failures = [*task.failures, *map(list, done.left)][:MAX_REPORTED]
    task.heartbeat_at = timezone.now()
    task.save(update_fields=["done", "changed", "failures", "heartbeat_at", "parameters"])


def _end(task: BulkTask, state: str, message: str = "") -> None:
    task.state, task.message, task.finished = state, message, timezone.now()
    task.save(update_fields=["state", "message", "finished"])


def refusal_to_undo(task: BulkTask) -> str:
    """Return why a decision cannot be undone now, in a sentence; "" where it can."""
    if task.undoes_id:
        return "It is an undoing itself. Decide again."
    if task.undone:
        return "It was undone already."
    if task.state == BulkState.WAITING or (task.state == BulkState.RUNNING and not was_killed(task)):
        return "It is not done yet."
    if not task.records.exists():
        return "It changed nothing that could be put back."
    return ""


@transaction.atomic
def propose_undo(task: BulkTask, *, by: User | None) -> BulkTask:
    """Create the task that undoes a decision as a whole, the last change first. Raises CannotUndo.

    Names are removed from their sources first, so that no derivation finds them again; created sources go last.
    """
    if reason := refusal_to_undo(task):
        raise CannotUndo(reason)
    if not BulkTask.objects.filter(pk=task.pk, undone=None).update(undone=timezone.now()):
        raise CannotUndo("It was undone already.")
    records = list(task.records.order_by("-pk").values_list("kind", "pk"))
    ids = [list(pair) for pair in records if pair[0] == bulk_citations.SOURCE_NAME]
    ids += [list(pair) for pair in records if pair[0] not in (bulk_citations.SOURCE_NAME, bulk_citations.SOURCE)]
    ids += [list(pair) for pair in records if pair[0] == bulk_citations.SOURCE]
    label = label_of(UNDO, ids, {"label": ""}) + task.label
    return BulkTask.objects.create(action=UNDO, label=label[:200], ids=ids, total=len(ids), undoes=task, by=by)
