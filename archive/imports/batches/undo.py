"""Undo of an import: updates are restored, created articles deleted with tombstones, side effects reverted.

A record that was edited since, or changed by a later import, is skipped with its reason; a merge of its authors or
topics is not an edit, and remains. Records are undone in chunks, each in one transaction, so that an interrupted undo
can be continued; undoing twice changes nothing.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from django.db import DatabaseError, transaction
from django.db.models import Q
from django.utils import timezone

from archive.editing.change_set import change_set
from archive.editing.derived.derivation import derive
from archive.editing.derived.issue_dates import infer_issue_date
from archive.editing.derived.known_names import KnownNames, load_known_names
from archive.editing.merges.merge_replay import MergeHistory
from archive.imports.batches.batch_lifecycle import Progress, recount
from archive.imports.batches.undo_side_effects import undo_effects
from archive.imports.importing.snapshots import digest, restore
from archive.models import Article, ImportBatch, ImportRecord, Issue, UndoResult
from archive.models.catalogue.article import in_order_of_signing
from archive.models.common.accounts import Account
from archive.models.common.outbox import batch_enqueue
from archive.models.records.merge import MergeKind

CHUNK = 50


class CannotUndo(Exception):
    """A record that is skipped; `str()` says why, and what a person can do."""


@dataclass(frozen=True, slots=True)
class UndoContext:
    """Context of undoing all records: names for deriving citations, and the merges made since the import."""

    names: KnownNames
    merges: MergeHistory


def undo(batch: ImportBatch, progress: Progress, *, by: Account | None = None) -> Iterator[ImportRecord]:
    """Undo an import, the last record first, and yield each record with the result (`undoing`).

    The work is done lazily. Records skipped by an earlier undo are tried again. Raises `StopRequested` between chunks
    if a person requested to stop.
    """
    progress.total = batch.records.to_undo().count()
    context = UndoContext(load_known_names(), MergeHistory(batch.begun))
    below = None
    while rows := _chunk(batch, below):
        yield from _undo_chunk(batch, rows, context, by)
        below = rows[-1].sequence
        progress.passed += len(rows)
        progress.tick()
    undo_effects(batch, by=by)
    recount(batch)
    ImportBatch.objects.filter(pk=batch.pk).update(undone=timezone.now())


def _chunk(batch: ImportBatch, below: int | None) -> list[ImportRecord]:
    rows = batch.records.to_undo().defer("changes", "facts").order_by("-sequence")
    return list((rows if below is None else rows.filter(sequence__lt=below))[:CHUNK])


def _undo_chunk(
    batch: ImportBatch, rows: list[ImportRecord], context: UndoContext, by: Account | None
) -> list[ImportRecord]:
    """Undo some records in one transaction, and return them."""
    issues: set[int] = set()
    touched: list[int] = []
    with change_set(f"{batch} undone", by=by):
        with batch_enqueue(touched):
            for row in rows:
                _undo_record(row, context, issues, touched)
        for issue in Issue.objects.select_related("publication").filter(pk__in=issues):
            infer_issue_date(issue)
        ImportRecord.objects.bulk_update(rows, ["undo_result", "undo_note"])
    return rows


def _undo_record(row: ImportRecord, context: UndoContext, issues: set[int], touched: list[int]) -> None:
    """Undo one record and set its result; skip it if its article was changed since."""
    row.undo_note = ""
    try:
        with transaction.atomic():
            article = _article_of(row)
            if article is None:
                row.undo_result, row.undo_note = UndoResult.GONE, "The article was deleted before."
                return
            _check_untouched(row, article, context.merges)
            issues.add(article.issue_id)
            touched.append(article.pk)
            if row.action == ImportRecord.Action.CREATE:
                article.delete()
                row.undo_result = UndoResult.WITHDRAWN
            else:
                _restore(row, article, context)
                row.undo_result = UndoResult.RESTORED
    except CannotUndo as left:
        row.undo_result, row.undo_note = UndoResult.SKIPPED, str(left)
    except DatabaseError as refusal:
        row.undo_result = UndoResult.SKIPPED
        row.undo_note = f"The database refused it: {str(refusal)[:200]}. Undo the import again."


def _article_of(row: ImportRecord) -> Article | None:
    rows = Article.objects.select_related("issue__publication", "origin").prefetch_related(in_order_of_signing())
    return rows.select_for_update(of=("self",)).filter(pk=row.article_id).first()


def _check_untouched(row: ImportRecord, article: Article, merges: MergeHistory) -> None:
    """Raise `CannotUndo` if somebody worked on the article after the import.

    Publishing, scheduling and withdrawing it, moving it within its issue, and merging its authors and topics are not
    edits of its text, and do not count.
    """
    later = (
        ImportRecord.objects.filter(article_id=article.pk, applied=True)
        .filter(Q(version_after__gt=row.version_after) | Q(version_after=row.version_after, pk__gt=row.pk))
        .exclude(batch=row.batch_id)
        .exclude(undo_result__in=(UndoResult.RESTORED, UndoResult.WITHDRAWN))
        .order_by("-pk")
        .values_list("batch_id", flat=True)
        .first()
    )
    if later is not None:
        raise CannotUndo(f"Import {later} changed it later. Undo that one first, and then this one again.")
    if article.version != row.version_after and not _is_as_imported(row, article, merges):
        raise CannotUndo("It was edited after the import. Edit or delete it by hand.")
    if row.action == ImportRecord.Action.CREATE and article.citations.decided().exists():
        raise CannotUndo("Somebody confirmed, rejected or added a citation of it. Delete it by hand if it is to go.")


def _is_as_imported(row: ImportRecord, article: Article, merges: MergeHistory) -> bool:
    return any(digest(article, *filed) == row.digest_after for filed in merges.earlier(article))


def _restore(row: ImportRecord, article: Article, context: UndoContext) -> None:
    before = dict(row.before)
    before["authors"] = context.merges.followed(MergeKind.AUTHOR, before["authors"])
    before["topics"] = context.merges.followed(MergeKind.TOPIC, before["topics"])
    if before["slug"] != article.slug and _is_taken(article, before["slug"]):
        before["slug"] = article.slug  # another article has its old address now
    restore(article, before, bytes(row.received_before))
    derive(article, context.names, date_issue=False)


def _is_taken(article: Article, slug: str) -> bool:
    return Article.objects.filter(issue_id=article.issue_id, slug=slug).exclude(pk=article.pk).exists()
