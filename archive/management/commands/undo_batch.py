"""Command: undo an import, and report the result of each record."""

from __future__ import annotations

import json
import sys

from django.core.management.base import BaseCommand, CommandError
from tqdm import tqdm

from archive.imports.batches.batch_lifecycle import Progress, StopRequested, reap_dead, request_task
from archive.imports.batches.batch_storage import ImportLocked, running, was_killed
from archive.imports.batches.undo import undo
from archive.models import ImportBatch, ImportRecord, ImportState, ImportTask, UndoResult
from archive.models.records.audit_event import EventKind, record, system_user
from archive.search.engine import IndexUnusable
from archive.search.indexing import index_updates
from archive.search.indexing.rebuild import bring_up_to_date


class Command(BaseCommand):
    help = (
        "Undo an import: articles that it changed are put back, those that it created are deleted with a tombstone. "
        "Articles edited since are left as they are, and listed. Run it again to continue after an interruption."
    )

    def add_arguments(self, parser) -> None:
        parser.add_argument("batch", type=int, metavar="N", help="the number of the import, as import_articles said it")
        parser.add_argument("--json", action="store_true", help="print one JSON object a record on standard output")

    def handle(self, *, batch: int, **options) -> None:
        row = ImportBatch.objects.filter(pk=batch).first()
        if row is None:
            raise CommandError(f"There is no import {batch}. The list of imports is on the desk.")
        if was_killed(row):
            reap_dead(row)
        if not request_task(row, ImportTask.UNDO):
            raise CommandError(f"Import {batch} is {row.state}, and there is nothing to be undone in it now.")
        ImportBatch.objects.filter(pk=batch).update(undone_by_name=system_user())
        try:
            with running(batch), index_updates.suspend_indexing():
                self.undo(row, options)
        except ImportLocked as busy:
            raise CommandError(str(busy)) from busy

    def undo(self, batch: ImportBatch, options: dict) -> None:
        progress = Progress(batch)
        state = ImportState.STOPPED
        counts = dict.fromkeys(("restored", "withdrawn", "gone", "left"), 0)
        try:
            for each in self.shown(batch, progress, options):
                counts[str(each.undo_result)] += 1
                self.report(each, options)
            state = ImportState.UNDONE
        except StopRequested as stopped:
            raise CommandError(f"It was stopped on the desk. Go on with: undo_batch {batch.pk}") from stopped
        finally:
            progress.end(
                state, "" if state == ImportState.UNDONE else "Undoing was interrupted. Undo the import again."
            )
        record(EventKind.UNDO_IMPORT, of=batch, detail={"name": batch.name, **counts})
        self.bring_index_up_to_date()
        out = self.stderr if options["json"] else self.stdout
        out.write(
            f"{batch}: {counts['restored']:,} put back, {counts['withdrawn']:,} withdrawn, {counts['gone']:,} gone "
            f"before, {counts['left']:,} left.",
            lambda text: text,
        )

    def shown(self, batch: ImportBatch, progress: Progress, options: dict):
        """Return the records as they are undone, with a progress bar on a terminal."""
        hidden = options["json"] or options["verbosity"] == 0 or not self.stderr.isatty()
        total = batch.records.to_undo().count()
        return tqdm(undo(batch, progress), disable=hidden, file=sys.stderr, leave=False, total=total, desc="UndoResult")

    def report(self, each: ImportRecord, options: dict) -> None:
        if options["json"]:
            result = {
                "file": each.file,
                "article": each.article_id,
                "undoing": str(each.undo_result),
                "note": each.undo_note,
            }
            self.stdout.write(json.dumps(result, ensure_ascii=False))
        elif each.undo_result == UndoResult.SKIPPED:
            self.stderr.write(f"{each.file}: left as it is. {each.undo_note}", self.style.WARNING)

    def bring_index_up_to_date(self) -> None:
        try:
            bring_up_to_date()
        except IndexUnusable as error:
            raise CommandError(f"The import is undone, but search does not know it yet: {error}") from error
