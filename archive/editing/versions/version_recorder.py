"""Records versions: a row's state before its first change, and after every change set that changed it.

Signals report rows that are saved and deleted, `archive.models.common.outbox` those that are written in bulk. A change
after which a row has the same state leaves no version.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import Any

from django.contrib.auth.models import User
from django.core import serializers
from django.db import models, transaction
from django.db.models import F
from django.db.models.functions import Now
from django.db.models.signals import m2m_changed, post_delete, post_save, pre_delete, pre_save
from django.utils import timezone
from simple_history.models import HistoricalRecords

from archive.editing.change_set import Attribution, ChangeSet, change_set_ended, current_change_set
from archive.models.catalogue.article import Article, ArticleOrigin, Authorship
from archive.models.catalogue.citation import Citation
from archive.models.catalogue.issue import Issue
from archive.models.catalogue.publication_status import Status
from archive.models.catalogue.source import Source, SourceName
from archive.models.catalogue.topic import Topic
from archive.models.common import outbox
from archive.models.records.versions import (
    CHANGED,
    CREATED,
    DELETED,
    TRACKED,
    HistoryRow,
    is_same_state,
    newest_versions,
    unsaved_versions,
    version_model,
)
from archive.text.dates import Precision

BATCH = 500
REASON_BEFORE_FIRST_CHANGE = "As it stood before its first recorded change"
REASON_ARCHIVE_ITSELF = "Changed by the archive itself"
REASON_OF_STATUS = {
    Status.DRAFT: "Made a draft",
    Status.IN_REVIEW: "Sent to review",
    Status.PUBLISHED: "Published",
    Status.WITHDRAWN: "Withdrawn",
}


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


def current_user() -> User | None:
    """Return the account of the current request, or None."""
    user = getattr(getattr(HistoricalRecords.context, "request", None), "user", None)
    return user if isinstance(user, User) and user.is_authenticated else None


def snapshot_before_change(model: type[models.Model], pks: Iterable[int], *, with_text: bool = False) -> None:
    """Write a version of the present state of rows that are about to change, where the newest version differs.

    `with_text` says that the texts of articles are about to change too: they are moved into the newest version.
    """
    now = current_change_set()
    pks = list(dict.fromkeys(pks))
    new = [pk for pk in pks if now is None or (model, pk) not in now.settled]
    for some in _batches(new):
        _catch_up(model, some)
    if now is not None:
        now.settled.update((model, pk) for pk in new)
    if with_text:
        for some in _batches(pks):
            _snapshot_texts(some)


def _batches(pks: Iterable[int]) -> Iterator[list[int]]:
    pks = list(pks)
    return (pks[start : start + BATCH] for start in range(0, len(pks), BATCH))


def _catch_up(model: type[models.Model], pks: list[int]) -> None:
    newest = newest_versions(model, pks)
    if model is Article:  # only rows whose version number differs: comparing all others would read every text
        stored = dict(Article._base_manager.filter(pk__in=pks).values_list("pk", "version"))
        pks = [pk for pk in pks if pk not in newest or newest[pk].version != stored.get(pk)]
    present = unsaved_versions(model, pks)
    since = dict(model._base_manager.filter(pk__in=pks).values_list("pk", "changed"))
    rows = []
    for pk, version in present.items():
        before = newest.get(pk)
        if before is not None and before.history_type != DELETED and is_same_state(before, version):
            continue
        version.history_type = CREATED if before is None else CHANGED
        version.history_change_reason = REASON_BEFORE_FIRST_CHANGE if before is None else REASON_ARCHIVE_ITSELF
        version.history_date = since[pk]
        rows.append(version)
    version_model(model).objects.bulk_create(rows)


def _snapshot_texts(pks: list[int]) -> None:
    """Store present texts in the newest versions of their articles, which refer to them."""
    newest = {one.history_id: one for one in newest_versions(Article, pks).values()}
    versions = version_model(Article).objects
    without = set(versions.filter(history_id__in=newest, text_snapshot=None).values_list("history_id", flat=True))
    articles = {newest[history_id].id: history_id for history_id in without}
    for pk, body in Article._base_manager.filter(pk__in=articles).values_list("pk", "body").iterator(chunk_size=50):
        versions.filter(history_id=articles[pk]).update(text_snapshot=body)


def mark_changed(model: type[models.Model], pks: Iterable[int]) -> None:
    """Note that rows changed: their versions are written at the end of the change set, or now if there is none."""
    now = current_change_set()
    if now is not None:
        now.touch(model, pks)
    else:
        record(model, {pk: Attribution() for pk in pks})


def record(model: type[models.Model], touched: Mapping[int, Attribution]) -> None:
    """Write a version of each row that differs from its newest version."""
    with transaction.atomic(savepoint=False):
        for pks in _batches(touched):
            _record(model, {pk: touched[pk] for pk in pks})


def _record(model: type[models.Model], touched: Mapping[int, Attribution]) -> None:
    newest, present = newest_versions(model, touched), unsaved_versions(model, touched)
    rows: list[tuple[HistoryRow, HistoryRow | None]] = []
    for pk, version in present.items():
        before = newest.get(pk)
        is_new = before is None or before.history_type == DELETED
        if not is_new and is_same_state(before, version):
            continue
        version.history_type = CREATED if is_new else CHANGED
        version.history_date = timezone.now()
        _sign(version, touched[pk], before)
        rows.append((version, before))
    if model is Article:
        _move_on([version for version, before in rows if before is not None and version.version == before.version])
    version_model(model).objects.bulk_create([version for version, _ in rows])


def _sign(version: HistoryRow, attribution: Attribution, before: HistoryRow | None) -> None:
    """Set a version's account and reason; without a reason, that of a new status."""
    by = attribution.by or current_user()
    version.history_user = by
    version.made_by = by.get_username()[:150] if by is not None else ""
    reason = attribution.reason
    if not reason and before is not None and getattr(version, "status", None) != getattr(before, "status", None):
        reason = REASON_OF_STATUS[version.status]
        if version.status == Status.PUBLISHED and version.publish_at and version.publish_at > timezone.now():
            reason = f"Scheduled for {timezone.localtime(version.publish_at):%Y-%m-%d %H:%M}"
    version.history_change_reason = reason[:300]


def _move_on(versions: list[HistoryRow]) -> None:
    """Give articles a new version number after a change of by-line or topics: open forms must detect it."""
    for version in versions:
        version.version += 1
    # The plain queryset: dependent rows were recorded with these changes.
    articles: models.QuerySet[Article] = models.QuerySet(Article)
    rows = articles.filter(pk__in=[version.id for version in versions])
    if versions:
        rows.update(version=F("version") + 1, changed=Now())


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
    """Write the last version of rows about to be deleted, with all that cannot be derived again."""
    version = unsaved_versions(sender, [instance.pk]).get(instance.pk)
    if version is None:
        return
    if sender is Article:
        version.text_snapshot = Article._base_manager.values_list("body", flat=True).get(pk=instance.pk)
        origin = ArticleOrigin.objects.filter(article=instance.pk)
        decided = Citation.objects.decided().filter(article=instance.pk)
        version.related_snapshot = serializers.serialize("json", [*origin, *decided])
    version.history_type, version.history_date = DELETED, timezone.now()
    now = current_change_set()
    _sign(version, Attribution(now.reason, now.by) if now is not None else Attribution(), None)
    version.save(force_insert=True)


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
