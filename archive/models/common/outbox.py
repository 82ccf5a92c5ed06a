"""Outbox: articles whose index entry is out of date, recorded in the transaction that changed them.

Rows are recorded here by every change of indexed content: saving, deleting and bulk-changing articles, and renaming
their publication, issue, author, topic or source. `archive.search` drains the table.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

from django.db import models, transaction
from django.db.models.signals import m2m_changed, post_delete, post_save, pre_delete
from django.dispatch import Signal
from django.utils import timezone

from archive.models.common.prepared_statements import Parameter

BATCH = 1000

# Sent (with `using`) after rows were recorded, inside the same transaction.
changes_recorded = Signal()
# Sent after all rows of the archive were replaced by others, as a restore does: no index is of these rows.
rows_replaced = Signal()
# Sent (with `article_ids` and the names of `fields`) before and after many rows of a model are written at once.
bulk_changing, bulk_changed = Signal(), Signal()

_suspended: ContextVar[bool] = ContextVar("outbox_muted", default=False)


class OutboxEntryQuerySet(models.QuerySet):
    def waiting(self, at: datetime.datetime | Parameter | None = None) -> OutboxEntryQuerySet:
        """Filter changes that are due now (or at a moment), in the order in which they were recorded."""
        return self.filter(dead_letter=False, due__lte=timezone.now() if at is None else at).order_by("pk")

    def dead_lettered(self) -> OutboxEntryQuerySet:
        """Filter dead letters: changes that failed several times; they block no others, and wait for a person."""
        return self.filter(dead_letter=True)


class OutboxEntry(models.Model):
    """Article to be indexed again; no foreign key, since the article may be deleted."""

    article_id = models.PositiveBigIntegerField(db_index=True)
    recorded = models.DateTimeField(auto_now_add=True)
    due = models.DateTimeField(
        default=timezone.now, db_index=True, help_text="Not before this moment: a scheduled article appears on time."
    )
    attempts = models.PositiveSmallIntegerField(default=0)
    dead_letter = models.BooleanField("dead letter", default=False, db_index=True)
    error = models.TextField(blank=True)

    objects = OutboxEntryQuerySet.as_manager()

    class Meta:
        verbose_name = "search index entry"
        verbose_name_plural = "search index queue"

    def __str__(self) -> str:
        return f"article {self.article_id}"


def enqueue(article_ids: Iterable[int], *, using: str | None = None) -> None:
    """Record, in the current transaction, that the index entries of these articles are out of date."""
    if _suspended.get():
        return
    rows = [OutboxEntry(article_id=pk) for pk in dict.fromkeys(article_ids)]
    if not rows:
        return
    OutboxEntry.objects.using(using).bulk_create(rows, batch_size=BATCH)
    changes_recorded.send(sender=OutboxEntry, using=using)


def schedule_reindex(appearances: Iterable[tuple[int, datetime.datetime]], *, using: str | None = None) -> None:
    """Schedule index changes: pairs of an article's id and its time of publication, in the future."""
    rows = [OutboxEntry(article_id=pk, due=at) for pk, at in appearances]
    if not rows:
        return
    # Replaces a pending scheduled reindex of the same article.
    changes = OutboxEntry.objects.using(using)
    changes.filter(article_id__in=[row.article_id for row in rows], due__gt=timezone.now()).delete()
    changes.bulk_create(rows, batch_size=BATCH)


@contextmanager
def batch_enqueue(article_ids: list[int]):
    """Suspend row-by-row recording within the block; record the ids in the list, which the block fills, at its end.

    For a writer that makes twenty rows an article (an importer): one outbox row an article instead of twenty. The
    caller holds the transaction open around the block.
    """
    token = _suspended.set(True)
    try:
        yield
    finally:
        _suspended.reset(token)
    enqueue(article_ids)


class OutboxQuerySet(models.QuerySet):
    """Queryset whose bulk writes are recorded too, as they send no signals.

    `article_ids()` returns the articles that the rows belong to.
    """

    def article_ids(self) -> list[int]:
        return list(self.values_list("pk", flat=True))

    def update(self, **values) -> int:
        touched = self.article_ids()
        with self._announced(touched, values):
            changed = super().update(**values)
            enqueue(touched, using=self.db)
        return changed

    update.alters_data = True

    def bulk_create(self, objs, *args, **kwargs):
        created = super().bulk_create(objs, *args, **kwargs)
        enqueue(self.ids_in(created), using=self.db)
        return created

    def bulk_update(self, objs, fields, *args, **kwargs):
        touched = self.ids_in(objs)
        with self._announced(touched, fields):
            changed = super().bulk_update(objs, fields, *args, **kwargs)
            enqueue(touched, using=self.db)
        return changed

    @contextmanager
    def _announced(self, article_ids: list[int], fields: Iterable[str]):
        """Open a transaction, and send `bulk_changing` before and `bulk_changed` after the block."""
        signal = {"sender": self.model, "article_ids": article_ids, "fields": frozenset(fields)}
        with transaction.atomic(using=self.db, savepoint=False):
            bulk_changing.send(**signal)
            yield
            bulk_changed.send(**signal)

    def ids_in(self, rows: Iterable[models.Model]) -> list[int]:
        return [row.pk for row in rows]


class ArticlePartOutboxQuerySet(OutboxQuerySet):
    """Rows that belong to an article (authorships, citations): a bulk write records their articles."""

    def article_ids(self) -> list[int]:
        return list(self.order_by().values_list("article_id", flat=True).distinct())

    def ids_in(self, rows: Iterable[Any]) -> list[int]:
        return [row.article_id for row in rows]


def connect(model: type[models.Model], articles_of) -> None:
    """Record the articles of a row whenever it is saved or deleted; `articles_of(row)` returns their ids."""

    def saved(sender, instance, using, raw=False, **kwargs):
        enqueue(articles_of(instance), using=using)

    name = f"outbox-{model.__name__}"
    post_save.connect(saved, sender=model, weak=False, dispatch_uid=f"{name}-save")
    # The articles of a related row must be read before it is deleted; an article is recorded after.
    gone = post_delete if model.__name__ == "Article" else pre_delete
    gone.connect(saved, sender=model, weak=False, dispatch_uid=f"{name}-delete")


def connect_many_to_many(through: type[models.Model]) -> None:
    """Record an article when a plain many-to-many set of it changes, from either side."""

    def changed(sender, instance, action, reverse, pk_set, using, **kwargs):
        if not action.startswith(("post_", "pre_clear")):
            return
        if not reverse:
            enqueue([instance.pk], using=using)
        elif pk_set:
            enqueue(pk_set, using=using)
        elif action == "pre_clear":
            enqueue(instance.articles.values_list("pk", flat=True), using=using)

    m2m_changed.connect(changed, sender=through, weak=False, dispatch_uid=f"outbox-{through.__name__}")
