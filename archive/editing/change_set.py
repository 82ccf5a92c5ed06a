"""Change sets: changes of rows that belong together, with a reason and a person.

    with change_set("Import 12", by=editor):
        article.save()
        article.topics.set(topics)      # one version of the article, not two

At the end of the outermost one, in its transaction, what follows from the changes is computed
(`archive.editing.derived.recompute`), and then the versions are written (`archive.editing.versions.version_recorder`).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field

from django.contrib.auth.models import User
from django.db import models, transaction
from django.dispatch import Signal

from archive.editing.pending_work import PendingWork


@dataclass(slots=True)
class Attribution:
    """Why a row was changed, and by whom (an account, or None where nobody is signed in)."""

    reason: str = ""
    by: User | None = None


@dataclass(slots=True)
class ChangeSet:
    """Change set in progress: its reason and person, and the rows changed so far, by model and primary key."""

    reason: str = ""
    by: User | None = None
    creations: bool = True
    touched: dict[type[models.Model], dict[int, Attribution]] = field(default_factory=dict)
    # Rows whose state before the change set is recorded, or that had none; shared with nested change sets.
    settled: set[tuple[type[models.Model], int]] = field(default_factory=set)
    # Work to be recomputed at its end; shared likewise.
    pending: PendingWork = field(default_factory=PendingWork)

    def touch(self, model: type[models.Model], pks: Iterable[int]) -> None:
        """Note that rows were changed, for this change set's reason."""
        rows = self.touched.setdefault(model, {})
        for pk in pks:
            rows.setdefault(pk, Attribution(self.reason, self.by))


_current: ContextVar[ChangeSet | None] = ContextVar("change_set", default=None)

# Sent with `change_set` at the end of the outermost one, in its transaction, unless it ends with an exception: first to
# recompute dependent rows, then to write versions.
change_set_closing, change_set_ended = Signal(), Signal()


def current_change_set() -> ChangeSet | None:
    """Return the innermost change set in progress, or None."""
    return _current.get()


@contextmanager
def change_set(reason: str = "", *, by: User | None = None, creations: bool = True) -> Iterator[ChangeSet]:
    """Record all changes inside the block as one version of each row, with a reason and a person.

    `by` is an account; by default the one that is signed in. A nested change set writes its versions at the end of the
    outer one; rows that the nested one changed first keep its reason and person. With `creations=False` rows created
    inside get no version (an import of 20,000 articles): their state is recorded before their first change.
    """
    outer = _current.get()
    inner = ChangeSet(
        reason or (outer.reason if outer else ""),
        by or (outer.by if outer else None),
        creations and (outer is None or outer.creations),
    )
    if outer is not None:
        inner.settled, inner.pending = outer.settled, outer.pending
    token = _current.set(inner)
    try:
        with transaction.atomic():
            yield inner
            if outer is None:
                change_set_closing.send(sender=ChangeSet, change_set=inner)
                change_set_ended.send(sender=ChangeSet, change_set=inner)
    finally:
        _current.reset(token)
    if outer is not None:
        for model, rows in inner.touched.items():
            noted = outer.touched.setdefault(model, {})
            for pk, touch in rows.items():
                noted.setdefault(pk, touch)
