"""Signals of versions: rows that are saved and deleted, and those that are written in bulk, get their versions.

Django's signals report single rows, `archive.models.common.outbox` those that are written in bulk.
"""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from django.db import models
from django.db.models.signals import m2m_changed, post_delete, post_save, pre_delete, pre_save

from archive.editing.change_set import ChangeSet, change_set_ended, current_change_set
from archive.editing.versions.version_recorder import (
    current_user,
    mark_changed,
    record,
    record_deletion,
    snapshot_before_change,
)
from archive.models.catalogue.article import Article, Authorship
from archive.models.catalogue.issue import Issue
from archive.models.catalogue.source import Source, SourceName
from archive.models.catalogue.topic import Topic
from archive.models.common import outbox
from archive.models.records.versions import TRACKED, version_model
from archive.text.dates import Precision


def connect() -> None:
    """Connect every receiver; calling it twice changes nothing."""
    for model in TRACKED:
        for signal, receiver in ((pre_save, _saving), (post_save, _saved), (pre_delete, _deleting)):
            signal.connect(receiver, sender=model, dispatch_uid=f"version-{receiver.__name__}-{model.__name__}")
    for part in (Authorship, SourceName):
        for signal in (pre_save, pre_delete):
            signal.connect(_part_changing, sender=part, dispatch_uid=f"version-before-{part.__name__}")
        for signal in (post_save, post_delete):
            signal.connect(_part_changed, sender=part, dispatch_uid=f"version-after-{part.__name__}")
    m2m_changed.connect(_topics_changed, sender=Article.topics.through, dispatch_uid="version-topics")
    pre_delete.connect(_topic_going, sender=Topic, dispatch_uid="version-topic-going")
    post_delete.connect(_topic_gone, sender=Topic, dispatch_uid="version-topic-gone")
    outbox.bulk_changing.connect(_bulk_changing, dispatch_uid="version-bulk-before")
    outbox.bulk_changed.connect(_bulk_changed, dispatch_uid="version-bulk-after")
    change_set_ended.connect(_write_versions, dispatch_uid="versions")


def _write_versions(sender: type[models.Model], change_set: ChangeSet, **kwargs: object) -> None:
    for model, touched in change_set.touched.items():
        record(model, touched)


def _saving(
    sender: type[models.Model],
    instance: Any,
    raw: bool = False,
    update_fields: Collection[str] | None = None,
    **kwargs: object,
) -> None:
    if raw or instance._state.adding or _is_inferring(instance, update_fields):
        return
    snapshot_before_change(sender, [instance.pk], with_text=sender is Article and _text_changes(instance))


def _text_changes(article: Article) -> bool:
    if "body" in article.get_deferred_fields():
        return False
    return Article._base_manager.filter(pk=article.pk).exclude(body=article.body).exists()


def _saved(
    sender: type[models.Model],
    instance: Any,
    created: bool,
    raw: bool = False,
    update_fields: Collection[str] | None = None,
    **kwargs: object,
) -> None:
    if raw or _is_inferring(instance, update_fields):
        return
    now = current_change_set()
    if created and now is not None:
        now.settled.add((sender, instance.pk))
    if created and (not now.creations if now is not None else current_user() is None):
        return
    mark_changed(sender, [instance.pk])


def _is_inferring(instance: models.Model, update_fields: Collection[str] | None) -> bool:
    """Return whether an issue gets an inferred date, which is no person's change."""
    inferred = isinstance(instance, Issue) and instance.date_precision in ("", Precision.INFERRED)
    return inferred and update_fields is not None and "date" in update_fields


def _deleting(sender: type[models.Model], instance: Any, **kwargs: object) -> None:
    record_deletion(sender, instance.pk)


def _parent_row(part: Authorship | SourceName) -> tuple[type[models.Model], int]:
    """Return the row that a part belongs to."""
    return (Article, part.article_id) if isinstance(part, Authorship) else (Source, part.source_id)


def _is_cascade(part: models.Model, origin: Any) -> bool:
    """Return whether a part is deleted with its whole."""
    return origin is not None and getattr(origin, "model", type(origin)) is not type(part)


def _part_changing(
    sender: type[models.Model], instance: Any, raw: bool = False, origin: Any = None, **kwargs: object
) -> None:
    model, pk = _parent_row(instance)
    if not raw and not _is_cascade(instance, origin) and not _is_being_created(model, [pk]):
        snapshot_before_change(model, [pk])


def _part_changed(
    sender: type[models.Model], instance: Any, raw: bool = False, origin: Any = None, **kwargs: object
) -> None:
    model, pk = _parent_row(instance)
    if not raw and not _is_cascade(instance, origin) and not _is_being_created(model, [pk]):
        mark_changed(model, [pk])


def _is_being_created(model: type[models.Model], pks: list[int]) -> bool:
    """Return whether a program created the rows just now, and is still adding their parts."""
    if current_change_set() is not None or current_user() is not None:
        return False
    if version_model(model).objects.filter(id__in=pks).exists():
        return False
    return model is Source or not Article._base_manager.filter(pk__in=pks, version__gt=1).exists()


def _topics_changed(
    sender: type[models.Model], instance: Any, action: str, reverse: bool, pk_set: set[int] | None, **kwargs: object
) -> None:
    if action.startswith("post_"):
        mark_changed(Article, instance.__dict__.pop("_articles_then", []))
        return
    articles = [instance.pk]
    if reverse:
        articles = list(instance.articles.values_list("pk", flat=True) if pk_set is None else pk_set)
    if pk_set != set() and not _is_being_created(Article, articles):
        snapshot_before_change(Article, articles)
        instance._articles_then = articles


def _topic_going(sender: type[models.Model], instance: Any, **kwargs: object) -> None:
    instance._articles_then = list(instance.articles.order_by().values_list("pk", flat=True))
    snapshot_before_change(Article, instance._articles_then)


def _topic_gone(sender: type[models.Model], instance: Any, **kwargs: object) -> None:
    mark_changed(Article, instance._articles_then)


def _bulk_changing(sender: type[models.Model], article_ids: Collection[int], fields: Any, **kwargs: object) -> None:
    if sender in (Article, Authorship) and _is_versioned(sender, fields):
        snapshot_before_change(Article, article_ids, with_text=sender is Article and "body" in fields)


def _bulk_changed(sender: type[models.Model], article_ids: Collection[int], fields: Any, **kwargs: object) -> None:
    if sender in (Article, Authorship) and _is_versioned(sender, fields):
        mark_changed(Article, article_ids)


def _is_versioned(sender: type[models.Model], fields: frozenset[str]) -> bool:
    """Return whether a bulk change is of columns that versions record."""
    versioned = {"body", *(field.name for field in version_model(Article).tracked_fields)} - {"version", "created"}
    return sender is Authorship or bool(fields & versioned) or bool(fields & {"issue_id"})
