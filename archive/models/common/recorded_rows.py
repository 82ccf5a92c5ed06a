"""Rows from which others follow: a save is one transaction with all that it sets off, and no bulk write bypasses it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, ClassVar

from django.db import models, router, transaction
from django.dispatch import Signal

# Sent (with the `rows`) after rows of a model were created at once, inside the same transaction.
bulk_created = Signal()
# Sent (with the `row`) when a save has written all that belongs to the row (a redirect from its former address, say).
save_ending = Signal()


@contextmanager
def atomic_for(row: models.Model, using: str | None) -> Iterator[None]:
    """Open the transaction of a row's save, and send `save_ending` at its end.

    Django sends `post_save` after the transaction of a bare save has ended: without this one, an outbox row written by
    a receiver would be in a transaction of its own.
    """
    with transaction.atomic(using=using or router.db_for_write(type(row), instance=row), savepoint=False):
        yield
        save_ending.send(type(row), row=row)


class AtomicSave(models.Model):
    """Row whose save and what its signals set off are one transaction."""

    class Meta:
        abstract = True

    def save(self, *args: Any, **kwargs: Any) -> None:
        with atomic_for(self, kwargs.get("using")):
            super().save(*args, **kwargs)


class BypassesDependencies(TypeError):
    """A bulk write of columns that other rows, the index and pages are computed from; `str()` says what to do."""


class SavedRowsQuerySet(models.QuerySet):
    """Queryset of rows that change by `save()` and `delete()` only, as bulk updates send no signals.

    `free_columns` names those that nothing is computed from, which may be updated in bulk.
    """

    free_columns: ClassVar[frozenset[str]] = frozenset({"created", "changed"})

    def update(self, **values: Any) -> int:
        self._check(values)
        return super().update(**values)

    update.alters_data = True

    def bulk_update(self, objs: Any, fields: Any, *args: Any, **kwargs: Any) -> int:
        self._check(fields)
        return super().bulk_update(objs, fields, *args, **kwargs)

    bulk_update.alters_data = True

    def bulk_create(self, objs: Any, *args: Any, **kwargs: Any) -> Any:
        with transaction.atomic(using=self.db, savepoint=False):
            created = super().bulk_create(objs, *args, **kwargs)
            bulk_created.send(sender=self.model, rows=created)
        return created

    bulk_create.alters_data = True

    def _check(self, fields: Any) -> None:
        if bypassed := sorted(set(fields) - self.free_columns):
            raise BypassesDependencies(
                f"{self.model.__name__}: {', '.join(bypassed)} cannot be updated in bulk, since other rows are computed"
                " from it. Save the rows one by one."
            )
