"""Records versions: a row's state before its first change, and after every change set that changed it.

`archive.editing.versions.version_signals` calls it. A change after which a row has the same state leaves no version.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from django.contrib.auth.models import User
from django.core import serializers
from django.db import models, transaction
from django.db.models import F
from django.db.models.functions import Now
from django.utils import timezone
from simple_history.models import HistoricalRecords

from archive.editing.change_set import Attribution, current_change_set
from archive.models.catalogue.article import Article
from archive.models.catalogue.article_origin import ArticleOrigin
from archive.models.catalogue.citation import Citation
from archive.models.catalogue.publication_status import Status
from archive.models.records.review_note import ReviewNote
from archive.models.records.versions import (
    CHANGED,
    CREATED,
    DELETED,
    HistoryRow,
    is_same_state,
    newest_versions,
    unsaved_versions,
    version_model,
)

BATCH = 500
REASON_BEFORE_FIRST_CHANGE = "As it stood before its first recorded change"
REASON_ARCHIVE_ITSELF = "Changed by the archive itself"
REASON_OF_STATUS = {
    Status.DRAFT: "Made a draft",
    Status.IN_REVIEW: "Sent to review",
    Status.PUBLISHED: "Published",
    Status.WITHDRAWN: "Withdrawn",
}


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


def record_deletion(model: type[models.Model], pk: int) -> None:
    """Write the last version of a row about to be deleted, with all that cannot be derived again."""
    version = unsaved_versions(model, [pk]).get(pk)
    if version is None:
        return
    if model is Article:
        version.text_snapshot = Article._base_manager.values_list("body", flat=True).get(pk=pk)
        origin = ArticleOrigin.objects.filter(article=pk)
        decided = Citation.objects.decided().filter(article=pk)
        notes = ReviewNote.objects.filter(article=pk)
        version.related_snapshot = serializers.serialize("json", [*origin, *decided, *notes])
    version.history_type, version.history_date = DELETED, timezone.now()
    now = current_change_set()
    _sign(version, Attribution(now.reason, now.by) if now is not None else Attribution(), None)
    version.save(force_insert=True)
