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
    """A change set under way: its reason and person, and the rows changed so far, by model and primary key."""

    reason: str = ""
    by: User | None = None
    creations: bool = True
    touched: dict[type[models.Model], dict[int, Attribution]] = field(default_factory=dict)
    # Rows whose earlier state has a version, or that had none; shared by a change set and those inside it.
    settled: set[tuple[type[models.Model], int]] = field(default_factory=set)
    # What is to be computed again at its end; shared likewise.
    pending: PendingWork = field(default_factory=PendingWork)

    def touch(self, model: type[models.Model], pks: Iterable[int]) -> None:
        """Note that rows were changed, for this change set's reason."""
        rows = self.touched.setdefault(model, {})
        for pk in pks:
            rows.setdefault(pk, Attribution(self.reason, self.by))


_current: ContextVar[ChangeSet | None] = ContextVar("change_set", default=None)

# Sent with `change_set` at the end of the outermost one, in its transaction, unless it ends with an exception: first to
# compute what follows from the changes, then to record them.
change_set_closing, change_set_ended = Signal(), Signal()


def current_change_set() -> ChangeSet | None:
    """Return the innermost change set under way, or None."""
    return _current.get()


@contextmanager
def change_set(reason: str = "", *, by: User | None = None, creations: bool = True) -> Iterator[ChangeSet]:
    """Take all changes inside the block as one version of each row, made for a reason by a person.

    `by` is an account; without it, the one that is signed in. Inside another change set, the end of the outer one
    writes the versions; rows that the inner one changed first keep its reason and person. With `creations=False` rows
    that are created inside get no version (an import of 20,000 articles): their state is recorded before their first
    change.
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
