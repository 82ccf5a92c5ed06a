"""Journal of an import: records of each change, written in the transaction of the change, for its undo."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

from django.db import models

from archive.editing.side_effects import Effect
from archive.imports.batches.batch_lifecycle import Progress
from archive.imports.batches.batch_storage import upload_name
from archive.imports.importing.import_observer import ImportObserver
from archive.imports.importing.snapshots import packed, snapshot
from archive.imports.matching.article_matching import Match
from archive.imports.reading.incoming_article import ImportRejected
from archive.imports.reading.report import Action, FileReport, error, problem_as_json
from archive.models import Article, ImportBatch, ImportRecord
from archive.models.common.bulk_insert import insert
from archive.text.formats.registry import format_of

Row = TypeVar("Row", bound=models.Model)
BLOCK = 200
MAX_TITLE, MAX_FILE, MAX_ISSUE, MAX_UPLOAD = 500, 700, 300, 300


def record_of(report: FileReport, batch_id: int, sequence: int, upload: str) -> ImportRecord:
    """Return the unsaved record of a file, from its report."""
    return ImportRecord(
        batch_id=batch_id,
        sequence=sequence,
        upload=upload,
        file=report.file[:MAX_FILE],
        line=line_of(report),
        action=report.action.value,
        title=(report.title or "")[:MAX_TITLE],
        issue_shown=", ".join(filter(None, (report.publication, report.issue)))[:MAX_ISSUE],
        problems=[problem_as_json(problem) for problem in report.problems],
    )


def in_json(row: Row, *columns: str) -> Row:
    """Serialise the JSON columns of a row, as `insert` requires."""
    for name in columns:
        value = getattr(row, name)
        if value is not None:
            setattr(row, name, json.dumps(value, ensure_ascii=False))
    return row


def line_of(report: FileReport) -> int | None:
    """Return the line of a report's first error, else of its first problem."""
    in_order = sorted(report.problems, key=lambda problem: problem.severity != "error")
    return next((problem.line for problem in in_order if problem.line), None)


class JournalObserver(ImportObserver):
    """Observer that records an import of the command line: each article written, and each file refused.

    Unchanged files are only counted: an archive imported every night would fill with their records.
    """

    def __init__(self, batch: ImportBatch, progress: Progress) -> None:
        self.batch = batch
        self.progress = progress
        self.upload = ""
        self.sequence = 0
        self._pending: list[ImportRecord] = []
        self._written = False
        self.begins()

    def opens(self, path: Path) -> None:
        self.upload = str(path)[-MAX_UPLOAD:]

    def begins(self) -> None:
        self._effects: list[Effect] = []
        self._before: dict[str, Any] | None = None
        self._received: bytes | None = None

    def replaces(self, article: Article) -> None:
        self._before, self._received = snapshot(article), packed(article)

    def effect(self, effect: Effect) -> None:
        self._effects.append(effect)

    def applied_facts(self) -> None:
        self._write_effects()

    def wrote(self, article: Article, report: FileReport, digest: Callable[[Article], str]) -> None:
        self.sequence += 1
        record = record_of(report, self.batch.pk, self.sequence, self.upload)
        record.applied = record.chosen = True
        record.article_id = article.pk
        record.title = article.title
        record.version_after, record.digest_after = article.version, digest(article)
        record.before, record.received_before = self._before, self._received
        self.insert_records([record])
        self._write_effects()
        self._written = True

    def _write_effects(self) -> None:
        rows = [effect.row(self.batch.pk) for effect in self._effects]
        insert([in_json(row, "before", "after") for row in rows])
        self._effects = []

    def passed(self, report: FileReport) -> None:
        self.progress.count(report.action)
        is_on_record, self._written = self._written, False
        if not is_on_record and (report.is_unpublished or report.action in (Action.REFUSE, Action.READ)):
            self.sequence += 1
            self._pending.append(record_of(report, self.batch.pk, self.sequence, self.upload))
        if len(self._pending) >= BLOCK:
            self.flush()
        self.progress.tick()

    def flush(self) -> None:
        """Write the pending records, of files for which nothing was written, in blocks."""
        self.insert_records(self._pending)
        self._pending = []

    def insert_records(self, records: list[ImportRecord]) -> None:
        """Insert records."""
        insert([in_json(record, "problems", "facts", "changes", "before") for record in records])


class ApplyObserver(JournalObserver):
    """Observer that applies the records chosen in the preview, if they are still as shown there."""

    def __init__(self, batch: ImportBatch, progress: Progress) -> None:
        super().__init__(batch, progress)
        self._previewed: ImportRecord | None = None

    def opens(self, path: Path) -> None:
        self.upload = upload_name(path)

    def _to_apply(self):
        return ImportRecord.objects.filter(batch=self.batch.pk, upload=self.upload).to_apply()

    def wants(self, path: str) -> bool:
        self._previewed = self._to_apply().filter(file=path[:MAX_FILE]).defer("changes", "facts").first()
        return self._previewed is not None

    def imports_part_of(self, path: str) -> bool:
        found = format_of(path)
        if found is None or not found.holds_several:
            return self.wants(path)
        # A single-article XML file has its path as its only id.
        return self.wants(path) or self._to_apply().filter(file__startswith=f"{path}#").exists()

    def check(self, found: Match, path: str) -> None:
        if found.action is Action.UNCHANGED or self._previewed is None:
            return
        seen = Article.objects.filter(pk=self._previewed.article_id).values_list("version", flat=True).first()
        if found.action.value != self._previewed.action or seen != self._previewed.seen_version:
            raise ImportRejected(
                error(
                    "The archive has changed since the preview: this would not be what you saw there",
                    "Preview the files again, look at it, and take it then.",
                )
            )

    def wrote(self, article: Article, report: FileReport, digest: Callable[[Article], str]) -> None:
        ImportRecord.objects.filter(pk=self._previewed.pk).update(
            applied=True,
            action=report.action.value,
            article_id=article.pk,
            title=article.title,
            problems=[problem_as_json(problem) for problem in report.problems],
            version_after=article.version,
            digest_after=digest(article),
            before=self._before,
            received_before=self._received,
        )
        self._write_effects()
        self._written = True

    def passed(self, report: FileReport) -> None:
        is_on_record, self._written = self._written, False
        if self._previewed is not None:
            self.progress.done += 1
            if not is_on_record:
                problems = [problem_as_json(problem) for problem in report.problems]
                ImportRecord.objects.filter(pk=self._previewed.pk).update(
                    action=report.action.value, chosen=False, problems=problems, line=line_of(report)
                )
        self._previewed = None
        self.progress.tick()
