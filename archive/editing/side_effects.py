"""Side effects of an import: rows that it creates or changes beside articles, recorded for undo."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from django.db import models

from archive.models import ImportSideEffect, Issue

DATE_COLUMNS = ("date", "date_precision", "date_text")


@dataclass(frozen=True, slots=True)
class Effect:
    """A created row (`before` is None), or columns of a row that changed from `before` to `after`."""

    kind: str
    object_id: int
    before: Mapping[str, object] | None = None
    after: Mapping[str, object] | None = None

    def row(self, batch_id: int) -> ImportSideEffect:
        """Return the unsaved row that records it with its import."""
        before, after = (dict(values) if values is not None else None for values in (self.before, self.after))
        return ImportSideEffect(batch_id=batch_id, kind=self.kind, object_id=self.object_id, before=before, after=after)


def created(kind: ImportSideEffect.Kind, object_id: int) -> Effect:
    return Effect(kind.value, object_id)


def values_of(row: models.Model, columns: tuple[str, ...]) -> dict[str, object]:
    """Return columns of a row as JSON: {"date": "2004-10-23", "date_precision": "day", "date_text": ""}."""
    values = {name: getattr(row, name) for name in columns}
    return {name: value.isoformat() if hasattr(value, "isoformat") else value for name, value in values.items()}


def date_changed(issue: Issue, before: Mapping[str, object]) -> Effect:
    """Return the effect on an issue whose date was `before` (from `values_of`) and changed."""
    return Effect(ImportSideEffect.Kind.ISSUE.value, issue.pk, before, values_of(issue, DATE_COLUMNS))
