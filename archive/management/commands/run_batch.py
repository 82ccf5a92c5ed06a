"""Command: run the requested task of an import (preview, import or undo). The admin starts it."""

from __future__ import annotations

import os
import sys

from django.core.management.base import BaseCommand, CommandError

from archive.imports.batches.batch_lifecycle import Progress, StopRequested, mark_finished, request_task
from archive.imports.batches.batch_run import preview, run_import
from archive.imports.batches.batch_storage import ImportLocked, delete_old_files, running
from archive.imports.batches.undo import undo
from archive.models import ImportBatch, ImportState, ImportTask
from archive.models.records.audit_event import EventKind, record
from archive.search.engine import IndexUnusable
from archive.search.indexing import index_updates
from archive.search.indexing.rebuild import bring_up_to_date

ENDS = {
    ImportTask.PREVIEW: ImportState.PREVIEWED,
    ImportTask.IMPORT: ImportState.DONE,
    ImportTask.UNDO: ImportState.UNDONE,
}
STOPPED = "It was stopped by hand. What it had done stands; continue it, or undo the import."
STOPPED_PREVIEW = "It was stopped by hand. Nothing was written. Start the preview again."


class Command(BaseCommand):
    help = "Run the task requested for an import on the desk, or continue it after an interruption."

    def add_arguments(self, parser) -> None:
        parser.add_argument("batch", type=int, metavar="N", help="the number of the import")
        parser.add_argument("--lock", type=int, metavar="FILE", help="the open file by which the desk holds the import")

    def handle(self, *, batch: int, lock: int | None, **options) -> None:
        try:
            with running(batch, lock):
                self.work(self.requested(batch))
        except ImportLocked as busy:
            raise CommandError(str(busy)) from busy

    def requested(self, number: int) -> ImportBatch:
        """Return the import, marked as running. Raises CommandError if it has no task to run."""
        batch = ImportBatch.objects.select_related("by").filter(pk=number).first()
        if batch is None:
            raise CommandError(f"There is no import {number}.")
        if batch.state != ImportState.RUNNING and not request_task(batch, ImportTask(batch.task)):
            raise CommandError(f"Import {number} is {batch.state}: nothing is left to be done with it.")
        return batch

    def work(self, batch: ImportBatch) -> None:
        # A site with readers has priority over an import without one.
        os.nice(5)
        delete_old_files()
        progress = Progress(batch)
        progress.tick()
        state, message = ImportState.FAILED, ""
        try:
            with index_updates.suspend_indexing():
                state, message = self.do(batch, progress)
                if batch.task != ImportTask.PREVIEW:
                    message = f"{message} {self.bring_index_up_to_date(progress)}".strip()
        finally:
            if state == ImportState.FAILED:
                failure = sys.exc_info()[1]
                reason = f"{type(failure).__name__}: {str(failure)[:300]}"
                message = f"It failed ({reason}). Continue it; if it fails again, show this to whoever runs the server."
            progress.end(state, message)
        self.record_event(batch)

    def do(self, batch: ImportBatch, progress: Progress) -> tuple[ImportState, str]:
        """Run the task; return the final state, and a message."""
        try:
            if batch.task == ImportTask.PREVIEW:
                preview(batch, progress)
            elif batch.task == ImportTask.IMPORT:
                run_import(batch, progress)
                mark_finished(batch)
            else:
                for _ in undo(batch, progress, by=batch.by):
                    pass
        except StopRequested:
            return ImportState.STOPPED, STOPPED_PREVIEW if batch.task == ImportTask.PREVIEW else STOPPED
        return ENDS[ImportTask(batch.task)], ""

    def bring_index_up_to_date(self, progress: Progress) -> str:
        """Write the changes to the index; return a message if that fails, else ""."""
        try:
            bring_up_to_date(lambda _: progress.heartbeat())
        except IndexUnusable as error:
            return f"Search does not find the changes yet: {error}"
        return ""

    def record_event(self, batch: ImportBatch) -> None:
        """Record the task as an audit event."""
        batch.refresh_from_db()
        if batch.task == ImportTask.IMPORT:
            counts = {name: getattr(batch, name) for name in ("created", "updated", "refused")}
            record(EventKind.IMPORT, actor=batch.by or batch.by_name, of=batch, detail={"name": batch.name, **counts})
        elif batch.task == ImportTask.UNDO:
            counts = {name: getattr(batch, name) for name in ("restored", "withdrawn", "left")}
            actor = batch.undone_by_name or batch.by or batch.by_name
            record(EventKind.UNDO_IMPORT, actor=actor, of=batch, detail={"name": batch.name, **counts})
