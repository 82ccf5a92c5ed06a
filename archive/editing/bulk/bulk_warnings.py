"""Decisions that dismiss several warnings of an article; and their undo."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from archive.editing.bulk.bulk_outcome import GONE_SINCE, BulkOutcome
from archive.editing.review.quality_checks import dismiss, warnings_of
from archive.models import Article, BulkRecord, BulkTask, DismissedWarning

DISMISSED = "dismissed"


def keys_of(parameters: dict[str, Any]) -> list[str]:
    """Return the keys of the warnings of one kind that an article has now."""
    article = Article.objects.filter(pk=parameters["article"]).first()
    return list(dict(warnings_of(parameters["kind"], article))) if article else []


def texts_of(parameters: dict[str, Any], keys: Sequence[str]) -> list[str]:
    """Return the warnings in words."""
    article = Article.objects.filter(pk=parameters["article"]).first()
    found = dict(warnings_of(parameters["kind"], article)) if article else {}
    return [found[key] for key in keys if key in found]


def dismiss_warnings(task: BulkTask, keys: Sequence[str]) -> BulkOutcome:
    """Dismiss warnings: they are right as they are, and need no work."""
    done = BulkOutcome()
    article = Article.objects.filter(pk=task.parameters["article"]).first()
    if article is None:
        return done
    for row in dismiss(task.parameters["kind"], article, task.by, keys=keys):
        done.note(DISMISSED, row.pk, {}, {"text": row.text})
        done.changed += 1
    return done


def undo_dismissal(task: BulkTask, records: Sequence[BulkRecord]) -> BulkOutcome:
    """Restore dismissed warnings to the review desk."""
    there = set(DismissedWarning.objects.filter(pk__in=[one.row_id for one in records]).values_list("pk", flat=True))
    DismissedWarning.objects.filter(pk__in=there).delete()
    gone = [(one.after["text"], GONE_SINCE) for one in records if one.row_id not in there]
    return BulkOutcome(changed=len(there), left=gone)
