"""What an import makes or changes beside articles, so that undoing it can take that back too."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from django.db import models

from archive.models import ImportSideEffect, Issue

DATE_COLUMNS = ("date", "date_precision", "date_text")


@dataclass(frozen=True, slots=True)
class Effect:
    """A row that was made (`before` is None), or columns of one that were changed from `before` to `after`."""

    kind: str
    object_id: int
    before: Mapping[str, object] | None = None
    after: Mapping[str, object] | None = None

    def row(self, batch_id: int) -> ImportSideEffect:
        """The row that keeps it with its batch, not saved yet."""
        before, after = (dict(values) if values is not None else None for values in (self.before, self.after))
        return ImportSideEffect(batch_id=batch_id, kind=self.kind, object_id=self.object_id, before=before, after=after)


def created(kind: ImportSideEffect.Kind, object_id: int) -> Effect:
    return Effect(kind.value, object_id)


def values_of(row: models.Model, columns: tuple[str, ...]) -> dict[str, object]:
    """Columns of a row as JSON takes them: {"date": "2004-10-23", "date_precision": "day", "date_text": ""}."""
    values = {name: getattr(row, name) for name in columns}
    return {name: value.isoformat() if hasattr(value, "isoformat") else value for name, value in values.items()}


def date_changed(issue: Issue, before: Mapping[str, object]) -> Effect:
    """An issue whose date was `before` (as `values_of` gives it) and is another one now."""
    return Effect(ImportSideEffect.Kind.ISSUE.value, issue.pk, before, values_of(issue, DATE_COLUMNS))
