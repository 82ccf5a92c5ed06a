"""Does what was asked for with thousands of articles: a bounded number in a transaction, so that nobody waits for long.

How far it came is written in the transaction that did it; a run that is killed is taken up where it was, and nothing is
done twice. Whether the person may do it is asked of every article when its turn comes.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from django.db import transaction
from django.db.models import Q
from django.db.models.deletion import Collector
from django.utils import timezone

from archive.editing.change_set import change_set
from archive.editing.derived.issue_dates import infer_issue_date
from archive.editing.derived.rederive import derive_all
from archive.editing.publishing.workflow import (
    TRANSITIONS,
    Transition,
    apply_transition,
    reason_delete_denied,
    reason_edit_denied,
    title_for,
)
from archive.models import Article, BulkState, BulkTask, Issue
from archive.models.common.outbox import batch_enqueue, enqueue
from archive.models.records.audit_event import EventKind, record
from archive.models.records.bulk_task import HEARTBEAT_TIMEOUT

# Rows in a transaction, during which nobody else can write to SQLite; less of what takes longer, so that each is done
# within half a second on a quiet machine.
CHUNK = 200
CHUNK_OF_ACTION = {"delete": 50, "read-again": 50}
MAX_ROWS = 100_000
MAX_TOLD = 200


@dataclass(slots=True)
class BulkOutcome:
    """What became of some articles: how many were changed, and (title, why) of those that were left."""

    changed: int = 0
    left: list[tuple[str, str]] = field(default_factory=list)


class CannotStart(RuntimeError):
    """The task is done, or somebody is at work on it."""


def run(task: BulkTask) -> Iterator[int]:
    """Do the task, or the rest of it; gives the number of rows after each chunk. Raises CannotStart.

    A failure is told on the task and raised.
    """
    claim(task)
    work, most = WORK[task.action], min(CHUNK, CHUNK_OF_ACTION.get(task.action, CHUNK))
    while task.left and not _stop_asked(task):
        ids = task.ids[task.done : task.done + most]
        try:
            with transaction.atomic():
                _note(task, len(ids), work(ids, task.by))
        except Exception as failure:
            _end(task, BulkState.FAILED, f"{type(failure).__name__}: {failure}"[:1000])
            raise
        yield len(ids)
    _end(task, BulkState.STOPPED if task.left else BulkState.FINISHED)


def claim(task: BulkTask) -> None:
    """Make the task this process's own. Raises CannotStart where it is finished, or another process is alive."""
    now = timezone.now()
    silent = Q(state=BulkState.RUNNING) & (Q(heard_of=None) | Q(heard_of__lt=now - HEARTBEAT_TIMEOUT))
    free = silent | Q(state__in=(BulkState.WAITING, BulkState.STOPPED, BulkState.FAILED))
    values = {"state": BulkState.RUNNING, "heard_of": now, "stop_asked": False, "message": "", "finished": None}
    if not BulkTask.objects.filter(free, pk=task.pk).update(**values):
        raise CannotStart(f"“{task.label}” is finished, or under way already.")
    task.refresh_from_db()


def _note(task: BulkTask, number: int, done: BulkOutcome) -> None:
    task.done += number
    task.changed += done.changed
    task.failures = [*task.failures, *map(list, done.left)][:MAX_TOLD]
    task.heard_of = timezone.now()
    task.save(update_fields=["done", "changed", "failures", "heard_of"])


def _stop_asked(task: BulkTask) -> bool:
    return BulkTask.objects.filter(pk=task.pk, stop_asked=True).exists()


def _end(task: BulkTask, state: str, message: str = "") -> None:
    task.state, task.message, task.finished = state, message, timezone.now()
    task.save(update_fields=["state", "message", "finished"])


def _move(move: Transition) -> Callable[[list[int], object], BulkOutcome]:
    def moved(ids: list[int], by) -> BulkOutcome:
        outcome = apply_transition(move, Article.objects.filter(pk__in=ids), by=by)
        left = [(title, reason) for reason, titles in outcome.refused.items() for title in titles]
        return BulkOutcome(len(outcome.moved), left)

    return moved


def delete(ids: list[int], by) -> BulkOutcome:
    """Delete articles, each with its tombstone; issues that they dated are dated by what remains."""
    articles, done = [], BulkOutcome()
    for article in Article.objects.filter(pk__in=ids).select_related("issue__publication").order_by("pk"):
        if reason := reason_delete_denied(by, article):
            done.left.append((title_for(by, article), reason))
        else:
            articles.append(article)
    if not articles:
        return done
    deleted = [article.pk for article in articles]
    with change_set("Deleted with others", by=by):
        with batch_enqueue([]):
            # The rows at hand are deleted, not fetched again: their issues are known, by which they leave tombstones.
            collector = Collector(using="default", origin=articles)
            collector.collect(articles)
            collector.delete()
        enqueue(deleted)
        for issue in Issue.objects.select_related("publication").filter(pk__in={one.issue_id for one in articles}):
            infer_issue_date(issue)
    record(EventKind.DELETE, actor=by, of=f"{len(deleted):,} articles", detail={"articles": deleted})
    done.changed = len(deleted)
    return done


def read_again(ids: list[int], by) -> BulkOutcome:
    """Read the articles' bodies again for citations, references and links."""
    done, allowed = BulkOutcome(), []
    for article in Article.objects.filter(pk__in=ids).defer("body"):
        if reason := reason_edit_denied(by, article):
            done.left.append((title_for(by, article), reason))
        else:
            allowed.append(article.pk)
    done.changed = sum(batch.changed for batch in derive_all(Article.objects.filter(pk__in=allowed)))
    return done


WORK: dict[str, Callable[[list[int], object], BulkOutcome]] = {
    "delete": delete,
    "read-again": read_again,
    **{name: _move(TRANSITIONS[name]) for name in ("send", "publish", "withdraw")},
}
