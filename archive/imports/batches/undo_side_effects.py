"""Undo of side effects of an import: issues and their dates, authors, topics, sources, publications."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Mapping
from typing import Any

from django.db import models

from archive.editing.change_set import change_set
from archive.editing.derived.derivation import derive
from archive.editing.derived.issue_dates import infer_issue_date
from archive.editing.publications.publication_resolver import FACTS
from archive.editing.references.cross_references import resolve_again
from archive.editing.side_effects import DATE_COLUMNS, values_of
from archive.models import (
    Author,
    ImportBatch,
    ImportRecord,
    ImportSideEffect,
    Issue,
    Publication,
    SlugRedirect,
    Source,
    Topic,
    UndoResult,
)
from archive.models.common.accounts import Account

Kind = ImportSideEffect.Kind
CHUNK = 100
# Rows that refer to others go first.
IN_ORDER = (Kind.ISSUE, Kind.AUTHOR, Kind.TOPIC, Kind.SOURCE, Kind.PUBLICATION)


def undo_effects(batch: ImportBatch, *, by: Account | None = None) -> None:
    """Undo the remaining side effects of an import, except those that are in use or were changed since.

    Those are tried again when the import is undone again.
    """
    needed = needed_by_later_imports(batch)
    for kind in IN_ORDER:
        below = None
        while effects := _chunk(batch, kind, below):
            with change_set(f"{batch} undone", by=by):
                for effect in effects:
                    effect.undone = (effect.kind, effect.object_id) not in needed and UNDO[kind](effect)
                ImportSideEffect.objects.bulk_update(effects, ["undone"])
            below = effects[-1].pk


def needed_by_later_imports(batch: ImportBatch) -> set[tuple[str, int]]:
    """Return the (kind, id) of authors and topics needed to undo later imports of skipped articles."""
    left = batch.records.filter(undo_result=UndoResult.SKIPPED).values("article_id")
    later = ImportRecord.objects.filter(article_id__in=left, applied=True, before__isnull=False).exclude(batch=batch)
    needed: set[tuple[str, int]] = set()
    for before in later.values_list("before", flat=True).iterator(chunk_size=CHUNK):
        needed.update((Kind.AUTHOR.value, pk) for pk, _ in before["authors"])
        needed.update((Kind.TOPIC.value, pk) for pk, _ in before["topics"])
    return needed


def _chunk(batch: ImportBatch, kind: Kind, below: int | None) -> list[ImportSideEffect]:
    effects = batch.effects.filter(kind=kind, undone=False).order_by("-pk")
    return list((effects if below is None else effects.filter(pk__lt=below))[:CHUNK])


def _undo_issue(effect: ImportSideEffect) -> bool:
    issue = Issue.objects.select_related("publication").filter(pk=effect.object_id).first()
    if issue is None:
        return True
    if effect.before is not None:
        return _undo_date(issue, effect.before, effect.after)
    if issue.articles.exists() or issue.title:
        return False
    issue.delete()
    return True


def _undo_date(issue: Issue, before: Mapping[str, Any], left: Mapping[str, Any]) -> bool:
    if values_of(issue, DATE_COLUMNS) != left:
        return False
    for name in DATE_COLUMNS:
        setattr(issue, name, before[name])
    if before["date"]:
        issue.date = datetime.date.fromisoformat(str(before["date"]))
    issue.save(update_fields=DATE_COLUMNS)
    resolve_again(issue)
    for article in issue.articles.all():
        article.issue = issue
        derive(article, date_issue=False)
    infer_issue_date(issue)
    return True


def _undo_publication(effect: ImportSideEffect) -> bool:
    publication = Publication.objects.filter(pk=effect.object_id).first()
    if publication is None:
        return True
    if effect.before is None:
        if publication.issues.exists() or publication.succeeding.exists():
            return False
        publication.delete()
        return True
    current = values_of(publication, FACTS)
    unchanged = {name: value for name, value in effect.before.items() if current[name] == effect.after[name]}
    if "preceding_id" in unchanged and not Publication.objects.filter(pk=unchanged["preceding_id"]).exists():
        unchanged["preceding_id"] = None
    for name, value in unchanged.items():
        setattr(publication, name, value)
    publication.save()
    return len(unchanged) == len(effect.before)


def _undo_made(model: type[models.Model], kind: str, is_used: Callable[[models.Model], bool]):
    """Return a function that deletes a created row, unless it is used or another one was merged into it."""

    def undo(effect: ImportSideEffect) -> bool:
        row = model.objects.filter(pk=effect.object_id).first()
        if row is None:
            return True
        if is_used(row) or SlugRedirect.objects.filter(kind=kind, target_id=row.pk).exists():
            return False
        row.delete()
        return True

    return undo


UNDO: dict[str, Callable[[ImportSideEffect], bool]] = {
    Kind.ISSUE: _undo_issue,
    Kind.AUTHOR: _undo_made(Author, "author", lambda author: author.authorships.exists() or bool(author.other_names)),
    Kind.TOPIC: _undo_made(Topic, "topic", lambda topic: topic.articles.exists()),
    Kind.SOURCE: _undo_made(Source, "source", lambda source: source.citations.exists()),
    Kind.PUBLICATION: _undo_publication,
}
