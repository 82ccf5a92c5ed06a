"""Lifecycle of an import: created, requested, running with its progress in its row, finished."""

from __future__ import annotations

import logging
import time
from collections import Counter
from contextlib import suppress

from django.db import OperationalError
from django.db.models import Count
from django.utils import timezone

from archive.imports.batches.batch_storage import was_killed
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
KILLED = "It was interrupted: its process ended without a word, or the machine was restarted."
# States in which each task can be requested; after a kill, the interrupted task can be continued.
MAY_FOLLOW = {
    ImportTask.PREVIEW: (ImportState.UPLOADED, ImportState.PREVIEWED),
    ImportTask.IMPORT: (ImportState.PREVIEWED,),
    ImportTask.UNDO: (ImportState.DONE, ImportState.STOPPED, ImportState.FAILED, ImportState.UNDONE),
}
HALTED = (ImportState.STOPPED, ImportState.FAILED)


def begin(*, name: str, by_name: str, publication: str, status: str, overwrite: bool) -> ImportBatch:
    """Create an import of the command line, in the running state."""
    return ImportBatch.objects.create(
        origin=ImportBatch.Origin.COMMAND_LINE,
        name=name[:300],
        by_name=by_name[:150],
        state=ImportState.RUNNING,
        task=ImportTask.IMPORT,
        publication=publication[:200],
        status=status,
        overwrite=overwrite,
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
    now = timezone.now()
    values = {"state": ImportState.RUNNING, "task": task, "heartbeat_at": now, "changed": now}
    return bool(as_it_was.update(**values, stop_requested=False, message="", total=None, passed=0))


def request_stop(batch: ImportBatch) -> None:
    """Request the working process to stop after its present record; a killed import is marked as stopped."""
    if was_killed(batch):
        reap_dead(batch)
    ImportBatch.objects.filter(pk=batch.pk, state=ImportState.RUNNING).update(stop_requested=True)


def reap_dead(batch: ImportBatch) -> None:
    """Mark an import as stopped if its process was killed, unless it had a heartbeat meanwhile."""
    as_it_was = ImportBatch.objects.filter(pk=batch.pk, state=ImportState.RUNNING, heartbeat_at=batch.heartbeat_at)
    if as_it_was.update(state=ImportState.STOPPED, message=KILLED, changed=timezone.now()):
        recount(batch)
        batch.refresh_from_db()


class Progress:
    """Progress of an import: writes it into the row, at most every other second, and checks for stop requests."""

    def __init__(self, batch: ImportBatch, *, total: int | None = None) -> None:
        self.batch_id = batch.pk
        self.total = total
        self.passed = 0
        self.counts: Counter[str] = Counter()
        self._written = 0.0
        self._stop_requested = False

    def count(self, action: Action) -> None:
        """Count a finished record, for imports that store no records of unchanged files."""
        self.passed += action is not Action.READ
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
            logger.warning("The progress of import %s could not be written: %s", self.batch_id, locked)
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
                logger.warning("The end of import %s could not be written; trying again.", self.batch_id)
            else:
                return

    def _write(self, **values) -> None:
        rows = ImportBatch.objects.filter(pk=self.batch_id)
        rows.update(heartbeat_at=timezone.now(), total=self.total, passed=self.passed, **self.counts, **values)
        self._written = time.monotonic()
        self._stop_requested = rows.values_list("stop_requested", flat=True).first() is not False


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
