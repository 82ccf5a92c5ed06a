"""Occasions: why rows are changed and by whom, and what belongs together as one version of a row.

    with occasion("Import batch 12", by=editor):
        article.save()
        article.topics.set(topics)      # one version of the article, not two

`archive.editing.versions.version_recorder` writes the versions when the outermost occasion ends, in its transaction.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field

from django.contrib.auth.models import User
from django.db import models, transaction
from django.dispatch import Signal


@dataclass(slots=True)
class Attribution:
    """Why a row was changed, and by whom (an account, or None where nobody is signed in)."""

    reason: str = ""
    by: User | None = None


@dataclass(slots=True)
class ChangeSet:
    """What is going on: a reason, a person, and the rows touched so far, by model and primary key."""

    reason: str = ""
    by: User | None = None
    creations: bool = True
    touched: dict[type[models.Model], dict[int, Attribution]] = field(default_factory=dict)
    # Rows whose state from before is kept, or that had none; common to an occasion and those inside it.
    settled: set[tuple[type[models.Model], int]] = field(default_factory=set)

    def touch(self, model: type[models.Model], pks: Iterable[int]) -> None:
        rows = self.touched.setdefault(model, {})
        for pk in pks:
            rows.setdefault(pk, Attribution(self.reason, self.by))


_current: ContextVar[ChangeSet | None] = ContextVar("occasion", default=None)

# Sent with `change_set`, at its end and in its transaction, unless it ended in an exception.
change_set_ended = Signal()


def current_change_set() -> ChangeSet | None:
    """The occasion under way, the innermost one."""
    return _current.get()


@contextmanager
def change_set(reason: str = "", *, by: User | None = None, creations: bool = True) -> Iterator[ChangeSet]:
    """Take all changes inside the block as one version of each row, made for a reason by a person.

    `by` is an account; without it, the one that is signed in. Inside another occasion, that one's end is what writes
    the versions; reason and person of the inner one are kept for the rows that it touched first. With
    `creations=False` rows that are made inside leave no version (an import of 20,000 articles): what stood there is
    recorded before its first change.
    """
    outer = _current.get()
    inner = ChangeSet(
        reason or (outer.reason if outer else ""),
        by or (outer.by if outer else None),
        creations and (outer is None or outer.creations),
    )
    if outer is not None:
        inner.settled = outer.settled
    token = _current.set(inner)
    try:
        with transaction.atomic():
            yield inner
            if outer is None:
                change_set_ended.send(sender=ChangeSet, occasion=inner)
    finally:
        _current.reset(token)
    if outer is not None:
        for model, rows in inner.touched.items():
            kept = outer.touched.setdefault(model, {})
            for pk, touch in rows.items():
                kept.setdefault(pk, touch)
