"""Lifecycle of an import: created, requested, running with its progress in its row, finished."""

from __future__ import annotations

import logging
import time
from collections import Counter
from contextlib import suppress

from django.db import OperationalError
from django.db.models import Count
from django.utils import timezone

from archive.editing.tasks import task_requests
from archive.editing.tasks.task_lock import was_killed
from archive.editing.tasks.task_requests import is_stop_requested, mark_running
from archive.imports.reading.report import Action
from archive.models import ImportBatch, ImportRecord, ImportState, ImportTask, UndoResult

logger = logging.getLogger(__name__)

WRITTEN_EVERY = 2.0  # seconds
ATTEMPTS = 3
COUNTED = {
    Action.CREATE: "created",
    Action.UPDATE: "updated",
    Action.UNCHANGED: "unchanged",
    Action.REFUSE: "refused",
    Action.SKIP: "skipped",
}
# States in which each task can be requested; after a kill, the interrupted task can be continued.
MAY_FOLLOW = {
    ImportTask.PREVIEW: (ImportState.UPLOADED, ImportState.PREVIEWED),
    ImportTask.IMPORT: (ImportState.PREVIEWED,),
    # An import is previewed again where a refused file of it was corrected.
    ImportTask.UNDO: (
        ImportState.PREVIEWED,
        ImportState.DONE,
        ImportState.STOPPED,
        ImportState.FAILED,
        ImportState.UNDONE,
    ),
}
HALTED = (ImportState.STOPPED, ImportState.FAILED)


def begin(
    *, name: str, by_name: str, publication: str, status: str, overwrite: bool, encoding: str = "", **place: object
) -> ImportBatch:
    """Create an import of the command line, in the running state; `place` are its numbering, volume and number."""
    return ImportBatch.objects.create(
        origin=ImportBatch.Origin.COMMAND_LINE,
        name=name[:300],
        by_name=by_name[:150],
        state=ImportState.RUNNING,
        task=ImportTask.IMPORT,
        publication=publication[:200],
        status=status,
        overwrite=overwrite,
        encoding=encoding[:40],
        **place,
        heartbeat_at=timezone.now(),
    )


def mark_finished(batch: ImportBatch) -> None:
    """Record that the import ended now."""
    ImportBatch.objects.filter(pk=batch.pk).update(finished=timezone.now())


class StopRequested(Exception):
    """A person requested the import to stop."""


def is_allowed(batch: ImportBatch, task: ImportTask) -> bool:
    """Return whether a task can be requested now, to start or to continue it."""
    if batch.state == ImportState.RUNNING:
        return batch.task == task and was_killed(batch) and _can_continue(batch)
    if task == ImportTask.UNDO and not (batch.wrote_anything or batch.task == ImportTask.UNDO):
        return False
    return batch.state in MAY_FOLLOW[task] or (batch.state in HALTED and batch.task == task and _can_continue(batch))


def _can_continue(batch: ImportBatch) -> bool:
    """Return whether an interrupted task can be continued here: files given to a command are not stored."""
    return batch.origin == ImportBatch.Origin.DESK or batch.task == ImportTask.UNDO


def request_task(batch: ImportBatch, task: ImportTask) -> bool:
    """Mark a task as running for a process to start; return False if it is not allowed or another request won.

    The update is conditional on the row as it was read, so that of two concurrent requests one is refused.
    """
    if not is_allowed(batch, task):
        return False
    as_it_was = ImportBatch.objects.filter(pk=batch.pk, state=batch.state, task=batch.task, changed=batch.changed)
    return mark_running(as_it_was, task=task, changed=timezone.now(), total=None, done=0)


def reap_dead(batch: ImportBatch) -> None:
    """Mark an import as stopped if its process was killed, and count what it had done."""
    if task_requests.reap_dead(batch):
        recount(batch)
        batch.refresh_from_db()


class Progress:
    """Progress of an import: writes it into the row, at most every other second, and checks for stop requests."""

    def __init__(self, batch: ImportBatch, *, total: int | None = None) -> None:
        self.batch = batch
        self.total = total
        self.done = 0
        self.counts: Counter[str] = Counter()
        self._written = 0.0
        self._stop_requested = False

    def count(self, action: Action) -> None:
        """Count a finished record, for imports that store no records of unchanged files."""
        self.done += action is not Action.READ
        if action in COUNTED:
            self.counts[COUNTED[action]] += 1

    def tick(self) -> None:
        """Send a heartbeat. Call it between records, outside of transactions. Raises `StopRequested`."""
        if time.monotonic() - self._written < WRITTEN_EVERY:
            return
        try:
            self._write()
        except OperationalError as locked:
            # Another writer holds the database for long; the records matter more than their number.
            logger.warning("The progress of import %s could not be written: %s", self.batch.pk, locked)
        if self._stop_requested:
            raise StopRequested

    def heartbeat(self) -> None:
        """Send a heartbeat where the process cannot be stopped."""
        with suppress(StopRequested):
            self.tick()

    def end(self, state: ImportState, message: str = "") -> None:
        """Write the last counts and the final state; retry if the database is locked."""
        for attempt in range(1, ATTEMPTS + 1):
            try:
                self._write(state=state, message=message, changed=timezone.now())
            except OperationalError:
                if attempt == ATTEMPTS:
                    raise
                logger.warning("The end of import %s could not be written; trying again.", self.batch.pk)
            else:
                return

    def _write(self, **values) -> None:
        rows = ImportBatch.objects.filter(pk=self.batch.pk)
        rows.update(heartbeat_at=timezone.now(), total=self.total, done=self.done, **self.counts, **values)
        self._written = time.monotonic()
        self._stop_requested = is_stop_requested(self.batch)


def recount(batch: ImportBatch) -> None:
    """Set the counts of an import from its records, which several processes may have written.

    Unchanged files are recorded for imports of the admin only; for others the running count is used.
    """
    by_action = dict(batch.records.order_by().values_list("action").annotate(rows=Count("pk")))
    taken = batch.records.filter(applied=True).order_by()
    wrote = dict(taken.values_list("action").annotate(rows=Count("pk")))
    undone = dict(taken.values_list("undo_result").annotate(rows=Count("pk")))
    counts = {
        "created": wrote.get(ImportRecord.Action.CREATE, 0),
        "updated": wrote.get(ImportRecord.Action.UPDATE, 0),
        "restored": undone.get(UndoResult.RESTORED, 0),
        "withdrawn": undone.get(UndoResult.WITHDRAWN, 0),
        "left": undone.get(UndoResult.SKIPPED, 0),
    }
    if batch.origin == ImportBatch.Origin.DESK:
        counts |= {
            COUNTED[action]: by_action.get(action.value, 0) for action in (Action.UNCHANGED, Action.REFUSE, Action.SKIP)
        }
    ImportBatch.objects.filter(pk=batch.pk).update(**counts)
