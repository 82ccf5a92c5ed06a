"""The course of a batch: begun, asked to do something, at work with its progress in its row, ended."""

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
from archive.models import Batch, BatchRecord, BatchState, Task, Undoing

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
# What can be asked of a batch in which state; one that was killed may be asked to go on with what it did.
MAY_FOLLOW = {
    Task.PREVIEW: (BatchState.UPLOADED, BatchState.PREVIEWED),
    Task.IMPORT: (BatchState.PREVIEWED,),
    Task.UNDO: (BatchState.DONE, BatchState.STOPPED, BatchState.FAILED, BatchState.UNDONE),
}
HALTED = (BatchState.STOPPED, BatchState.FAILED)


def begin(*, name: str, by_name: str, publication: str, status: str, overwrite: bool) -> Batch:
    """A batch of the command line, at work from now on."""
    return Batch.objects.create(
        origin=Batch.Origin.COMMAND_LINE,
        name=name[:300],
        by_name=by_name[:150],
        state=BatchState.RUNNING,
        task=Task.IMPORT,
        publication=publication[:200],
        status=status,
        overwrite=overwrite,
        heard_of=timezone.now(),
    )


def mark_finished(batch: Batch) -> None:
    """Note that the import ended, now."""
    Batch.objects.filter(pk=batch.pk).update(finished=timezone.now())


class StopRequested(Exception):
    """A person asked the batch to stop."""


def is_allowed(batch: Batch, task: Task) -> bool:
    """Whether a batch can be asked to do something now, be it anew or to go on with it."""
    if batch.state == BatchState.RUNNING:
        return batch.task == task and was_killed(batch) and _goes_on(batch)
    if task == Task.UNDO and not (batch.wrote_anything or batch.task == Task.UNDO):
        return False
    return batch.state in MAY_FOLLOW[task] or (batch.state in HALTED and batch.task == task and _goes_on(batch))


def _goes_on(batch: Batch) -> bool:
    """Whether what a batch did can be gone on with here: files that a command was given are not kept."""
    return batch.origin == Batch.Origin.DESK or batch.task == Task.UNDO


def request_task(batch: Batch, task: Task) -> bool:
    """Say that a process will do this with a batch; returns whether it may, and nobody was faster.

    The row is changed under the condition that it is as it was read, so that of two who ask at once one is refused.
    """
    if not is_allowed(batch, task):
        return False
    as_it_was = Batch.objects.filter(pk=batch.pk, state=batch.state, task=batch.task, changed=batch.changed)
    now = timezone.now()
    values = {"state": BatchState.RUNNING, "task": task, "heard_of": now, "changed": now}
    return bool(as_it_was.update(**values, stop_asked=False, message="", total=None, passed=0))


def request_stop(batch: Batch) -> None:
    """Ask the process at work to stop after the record that it is at; one that was killed is marked as stopped."""
    if was_killed(batch):
        reap_dead(batch)
    Batch.objects.filter(pk=batch.pk, state=BatchState.RUNNING).update(stop_asked=True)


def reap_dead(batch: Batch) -> None:
    """Mark a batch whose process was killed as stopped, unless it was heard of meanwhile."""
    as_it_was = Batch.objects.filter(pk=batch.pk, state=BatchState.RUNNING, heard_of=batch.heard_of)
    if as_it_was.update(state=BatchState.STOPPED, message=KILLED, changed=timezone.now()):
        recount(batch)
        batch.refresh_from_db()


class Progress:
    """Writes into the row of a batch how far it is, every other second at most, and sees whether to stop."""

    def __init__(self, batch: Batch, *, total: int | None = None) -> None:
        self.batch_id = batch.pk
        self.total = total
        self.passed = 0
        self.counts: Counter[str] = Counter()
        self._written = 0.0
        self._stop_asked = False

    def count(self, action: Action) -> None:
        """One more record is done with, and counted: for batches that keep no record of what is unchanged."""
        self.passed += action is not Action.READ
        if action in COUNTED:
            self.counts[COUNTED[action]] += 1

    def tick(self) -> None:
        """Say that the process lives. Call it between records, outside of transactions. Raises `StopRequested`."""
        if time.monotonic() - self._written < WRITTEN_EVERY:
            return
        try:
            self._write()
        except OperationalError as locked:
            # Another writer keeps the database for long; the records matter more than how many there were.
            logger.warning("The progress of import %s could not be written: %s", self.batch_id, locked)
        if self._stop_asked:
            raise StopRequested

    def live(self) -> None:
        """Say that the process lives, where it cannot be stopped."""
        with suppress(StopRequested):
            self.tick()

    def end(self, state: BatchState, message: str = "") -> None:
        """Write the last figures, with what became of the batch; tries again where the database is locked."""
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
        rows = Batch.objects.filter(pk=self.batch_id)
        rows.update(heard_of=timezone.now(), total=self.total, passed=self.passed, **self.counts, **values)
        self._written = time.monotonic()
        self._stop_asked = rows.values_list("stop_asked", flat=True).first() is not False


def recount(batch: Batch) -> None:
    """Set the counts of a batch by its records, which several processes may have written.

    What was unchanged is on record for batches of the desk only; others keep what was counted.
    """
    by_action = dict(batch.records.order_by().values_list("action").annotate(rows=Count("pk")))
    taken = batch.records.filter(taken=True).order_by()
    wrote = dict(taken.values_list("action").annotate(rows=Count("pk")))
    undone = dict(taken.values_list("undoing").annotate(rows=Count("pk")))
    counts = {
        "created": wrote.get(BatchRecord.Action.CREATE, 0),
        "updated": wrote.get(BatchRecord.Action.UPDATE, 0),
        "restored": undone.get(Undoing.RESTORED, 0),
        "withdrawn": undone.get(Undoing.WITHDRAWN, 0),
        "left": undone.get(Undoing.LEFT, 0),
    }
    if batch.origin == Batch.Origin.DESK:
        counts |= {
            COUNTED[action]: by_action.get(action.value, 0) for action in (Action.UNCHANGED, Action.REFUSE, Action.SKIP)
        }
    Batch.objects.filter(pk=batch.pk).update(**counts)
