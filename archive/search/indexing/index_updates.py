"""Keeps the index up to date: outbox entries are written after the commit, by the process that gets the lock.

An outbox entry is deleted only after the index was committed, so that a writer killed at any moment loses nothing: the
next one writes the same articles again. Writing an article twice gives the same entry.
"""

from __future__ import annotations

import datetime
import logging
import time
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Any

from django.db import DatabaseError, models, transaction
from django.db import connections as databases
from django.db.models import Exists, OuterRef
from django.utils import timezone
from haystack.signals import BaseSignalProcessor

from archive.editing.derived.article_lists import list_articles
from archive.editing.derived.recompute import derive_deferred
from archive.models import Article, OutboxEntry
from archive.models.common.outbox import changes_recorded, enqueue, rows_replaced, schedule_reindex
from archive.models.common.prepared_statements import PreparedQuery
from archive.search.engine import Batch, IndexUnusable, engine
from archive.search.errors import UNWRITABLE, EntryRefused
from archive.search.indexing.documents import documents_for

logger = logging.getLogger(__name__)

# Articles per commit: a commit of the index costs some tens of milliseconds whatever its size.
BATCH = 500
MAX_ATTEMPTS = 3
# How long a request waits for another writer before it leaves its changes to the next drain.
LOCK_TIMEOUT = 5.0
CLOCK_SKEW = datetime.timedelta(seconds=1)


@dataclass(frozen=True, slots=True)
class DrainResult:
    """Result of a drain: articles written or removed, entries that became dead letters, and whether all were done."""

    written: int
    dead_letters: int
    complete: bool


class OutboxProcessor(BaseSignalProcessor):
    """Haystack's signal processor: drains the outbox after each transaction that recorded something."""

    def setup(self) -> None:
        changes_recorded.connect(self.schedule, dispatch_uid="outbox-drain")
        rows_replaced.connect(self.discard, dispatch_uid="index-discard")

    def teardown(self) -> None:
        rows_replaced.disconnect(dispatch_uid="index-discard")
        changes_recorded.disconnect(dispatch_uid="outbox-drain")

    def discard(self, sender: type[models.Model], **kwargs: object) -> None:
        """Discard the index after all rows were replaced."""
        engine().discard()

    def schedule(self, sender: type[models.Model], using: str | None = None, **kwargs: object) -> None:
        """Drain once after the commit, however many rows the transaction records."""
        connection = databases[using or "default"]
        if any(getattr(entry[1], "__name__", "") == _drain_after_commit.__name__ for entry in connection.run_on_commit):
            return
        # Robust: the editor's change is committed, and an error of the index must not be reported as its failure.
        transaction.on_commit(_drain_after_commit, using=using, robust=True)


_suspended: ContextVar[bool] = ContextVar("indexing_suspended", default=False)


def _drain_after_commit() -> None:
    if not _suspended.get():
        drain()


@contextmanager
def suspend_indexing() -> Iterator[None]:
    """Suspend drains after commits within the block, in this thread or task: for bulk work, which drains at its end."""
    token = _suspended.set(True)
    try:
        yield
    finally:
        _suspended.reset(token)


def drain(*, timeout: float = LOCK_TIMEOUT, progress: Any = None) -> DrainResult:
    """Write the outbox to the index, until it is empty or another writer holds the lock.

    `progress`, when given, is called with the number of articles of each batch. An index that is missing or corrupt
    leaves the entries in the outbox, with an error in the log; `rebuild_index` repairs it.
    """
    derive_deferred()
    written = dead_letters = 0
    batch = BATCH
    deadline = time.monotonic() + timeout
    while OutboxEntry.objects.waiting().exists():
        try:
            pending = _Pending(batch)
            if not engine().write(pending.read, seconds=max(0.0, deadline - time.monotonic())):
                return DrainResult(written, dead_letters, complete=False)
            rows, failed = pending.rows, pending.failed
        except IndexUnusable as error:
            logger.error("The index cannot be written, so changes wait in the outbox: %s", error)
            return DrainResult(written, dead_letters, complete=False)
        except (EntryRefused, *UNWRITABLE) as error:
            rows = pending.rows
            # One bad entry fails its whole batch, which was rolled back: retry smaller ones, down to the bad entry.
            if batch > 1:
                batch = max(1, batch // 8)
                continue
            failed = {row.article_id: error for row in rows}
        articles = {row.article_id for row in rows}
        dead_letters += _acknowledge(rows, failed)
        written += len(articles - failed.keys())
        batch = min(BATCH, max(1, batch) * 2)
        if progress:
            progress(len(articles))
        deadline = time.monotonic() + timeout
    return DrainResult(written, dead_letters, complete=True)


class _Pending:
    """The first outbox entries as a batch, with the errors of its articles."""

    def __init__(self, most: int) -> None:
        self._most = most
        self.rows: list[OutboxEntry] = []
        self.failed: dict[int, Exception] = {}

    def read(self) -> Batch:
        """Read outbox and index entries; an article whose entry fails keeps its present one."""
        self.rows = list(OutboxEntry.objects.waiting()[: self._most])
        ids = list(dict.fromkeys(row.article_id for row in self.rows))
        entries = list(documents_for(Article.objects.published().filter(pk__in=ids), failed=self.failed))
        return Batch([pk for pk in ids if pk not in self.failed], entries)


def _acknowledge(rows: list[OutboxEntry], failed: dict[int, Exception]) -> int:
    """List what was written, delete its entries and count failures; the third makes a dead letter. Return how many it
    made.
    """
    done = [row.pk for row in rows if row.article_id not in failed]
    dead_letters = 0
    with transaction.atomic():
        list_articles([row.article_id for row in rows if row.article_id not in failed])
        OutboxEntry.objects.filter(pk__in=done).delete()
        _reschedule([row.article_id for row in rows])
        for row in rows:
            if row.article_id not in failed:
                continue
            row.attempts += 1
            row.error = f"{type(failed[row.article_id]).__name__}: {failed[row.article_id]}"[:2000]
            row.dead_letter = row.attempts >= MAX_ATTEMPTS
            dead_letters += row.dead_letter
            row.save(update_fields=["attempts", "error", "dead_letter"])
            logger.error("Article %s could not be indexed (attempt %s): %s", row.article_id, row.attempts, row.error)
    return dead_letters


def _reschedule(article_ids: list[int]) -> None:
    """Reschedule indexing for articles whose `publish_at` is in the future.

    By the database's clock: where ours is ahead of it, a due article is not published yet, and is indexed a moment
    later.
    """
    scheduled = Article.objects.filter(pk__in=article_ids).scheduled().order_by()
    now = timezone.now()
    moments = scheduled.values_list("pk", "publish_at")
    schedule_reindex([(pk, at if at > now else now + CLOCK_SKEW) for pk, at in moments if at])


# Every search calls this.
_first_waiting = PreparedQuery(OutboxEntry, lambda at: OutboxEntry.objects.waiting(at.due).values_list("pk")[:1])

# And this: articles that are to appear later, of which nothing says that they are to be indexed then. They appeared and
# are indexed, and are hidden again: the clock was set back.
_to_hide_again = PreparedQuery(Article, lambda _: _scheduled_unrecorded().values_list("pk")[:BATCH])


def _scheduled_unrecorded() -> Any:
    recorded = OutboxEntry.objects.filter(article_id=OuterRef("pk"))
    return Article.objects.scheduled().exclude(Exists(recorded)).order_by()


def drain_if_due() -> bool:
    """Drain the outbox if entries are due: of scheduled articles, or left by another writer.

    Returns whether the index is up to date. Searches continue in any case: an error of the database is logged, and the
    next search tries again.
    """
    try:
        if hidden := _to_hide_again():
            enqueue(pk for (pk,) in hidden)
        return not _first_waiting(due=timezone.now()) or drain(timeout=0.0).complete
    except DatabaseError:
        logger.exception("What waits in the outbox could not be written just now.")
        return False


@dataclass(frozen=True, slots=True)
class Lag:
    """How many changes wait, for how long the oldest has, and how many are dead letters."""

    waiting: int
    dead_letters: int
    oldest_seconds: float


def lag() -> Lag:
    """Return how far the index lags, for operators and the admin."""
    waiting = OutboxEntry.objects.waiting()
    oldest = waiting.order_by("due").values_list("due", flat=True).first()
    seconds = (timezone.now() - oldest).total_seconds() if oldest else 0.0
    return Lag(waiting.count(), OutboxEntry.objects.dead_lettered().count(), seconds)
