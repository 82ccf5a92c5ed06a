"""Restores a version of a row, or a deleted article, with its dependent rows.

The restored state is a new version, so that restoring can be undone too. The status of an article (draft, published, …)
is not restored: editors restore texts, only publishers publish.
"""

from __future__ import annotations

from typing import Any, cast

from django.contrib.auth.models import User
from django.core import serializers
from django.core.exceptions import ValidationError
from django.db import models
from django.utils import timezone

from archive.editing.change_set import change_set
from archive.editing.derived.internal_links import former_addresses
from archive.editing.derived.recompute import pending_work
from archive.models import (
    Article,
    ArticleOrigin,
    Author,
    Authorship,
    Citation,
    Issue,
    ReviewNote,
    Source,
    SourceName,
    Status,
    Tombstone,
    Topic,
)
from archive.models.catalogue.article import in_order_of_signing
from archive.models.common.slugs import free_slug
from archive.models.common.tombstone import Reason
from archive.models.records.audit_event import EventKind, record
from archive.models.records.versions import DELETED, HistoryRow, deleted_issue, version_model
from archive.text.names.normalisation import fold
from archive.text.names.source_names import folded_name

# Columns of an article that restoring a version sets; its slug too, where no other article has it by now.
RESTORED = (
    "title", "title_is_provisional", "standfirst", "caption", "language", "url", "date", "date_precision",
    "elocation_id", "position",
)  # fmt: skip
# Never restored: who created the row and when, and its status.
NEVER_RESTORED = frozenset({"id", "created", "created_by_id", "version", "status", "publish_at"})


class CannotRestore(ValueError):
    """A version that cannot be restored; `str()` of it says to an editor why, and what to do."""


def restore_version(version: HistoryRow, *, by: User | None = None, reason: str = "") -> models.Model:
    """Restore a row to the state of a version; return the row. `by` is the account that does it.

    Citations of an article are derived again from the restored text, and editors' decisions on them stay. Raises
    CannotRestore.
    """
    model = version.instance_type
    reason = reason or f"Restored the version of {_when(version)}"
    with change_set(reason, by=by):
        row = _locked(model, version.id)
        if isinstance(row, Article):
            _restore_article(row, version)
        else:
            _restore_row(row, version)
        record(EventKind.RESTORE_VERSION, actor=by, of=row, detail={"version": version.pk, "of": _when(version)})
    return row


def restore_deleted(
    version: HistoryRow, *, by: User | None = None, status: Status = Status.IN_REVIEW, leaves_event: bool = True
) -> Article:
    """Restore a deleted article from its last version, under its old id, with the given status.

    Its imported text, editors' decisions on its citations, and the notes of its reviews are restored too; so is an
    issue that was deleted with it. `leaves_event=False` is for a caller that records many as one. Raises CannotRestore
    where it is no deleted article, or its publication was deleted.
    """
    if version.history_type != DELETED or Article.objects.filter(pk=version.id).exists():
        raise CannotRestore("This article is not deleted.")
    with change_set(f"Brought back; it was deleted on {_when(version)}", by=by):
        article = _recreate_article(version, status)
        _set_authors(article, version.authors_snapshot)
        article.topics.set(_named_again(Topic, version.topics_snapshot))
        _bring_back_what_hung_on(article, version)
        with pending_work() as work:
            work.articles.add(article.pk)  # it is not new: it has decided citations
            work.paths.update(former_addresses(article))
        stones = Tombstone.objects.filter(article_id=article.pk)
        if not article.is_published(timezone.now()):  # readers still cannot see it, and its address keeps answering so
            stones.public().update(reason=Reason.WITHDRAWN)
            stones = stones.filter(reason=Reason.DISCARDED)
        stones.delete()
        if leaves_event:
            record(EventKind.RESTORE_VERSION, actor=by, of=article, detail={"version": version.pk, "was": "deleted"})
    return article


def deleted_articles() -> models.QuerySet[Any]:
    """Return the last versions of articles that are deleted now, latest first, without their texts."""
    history = version_model(Article).objects.filter(history_type=DELETED).defer("text_snapshot", "related_snapshot")
    later = version_model(Article).objects.filter(
        id=models.OuterRef("id"), history_id__gt=models.OuterRef("history_id")
    )
    gone = ~models.Exists(Article.objects.filter(pk=models.OuterRef("id")))
    return cast(
        "models.QuerySet[Any]",
        history.filter(gone, ~models.Exists(later)).select_related("history_user").order_by("-history_id"),
    )


def _when(version: HistoryRow) -> str:
    return f"{timezone.localtime(version.history_date):%-d %B %Y, %H:%M}"


def _locked(model: type[models.Model], pk: int) -> models.Model:
    """Load the row, locked until the transaction ends where the database can. Raises CannotRestore where it is
    deleted.
    """
    rows = model._default_manager.select_for_update(of=("self",)).filter(pk=pk)
    if model is Article:
        rows = rows.select_related("issue__publication").prefetch_related(in_order_of_signing())
    row = rows.first()
    if row is None:
        raise CannotRestore("It was deleted meanwhile.")
    return row


def _restore_article(article: Article, version: HistoryRow) -> None:
    text = version.text()
    if text is None:
        raise CannotRestore("The text of this version was not kept. Choose another.")
    for name in RESTORED:
        setattr(article, name, getattr(version, name))
    if version.issue_id != article.issue_id and (issue := Issue.objects.filter(pk=version.issue_id).first()):
        article.issue = issue
    if article.slug != version.slug or article.issue_id == version.issue_id:
        article.slug = free_slug(version.slug, _others_in_issue(article))
    article.set_body(text)
    article.save()
    if [author.pk for author in article.byline()] != [pk for pk, _ in version.authors_snapshot]:
        _set_authors(article, version.authors_snapshot)
    article.topics.set(_named_again(Topic, version.topics_snapshot))


def _others_in_issue(article: Article) -> models.QuerySet[Any]:
    return Article.objects.filter(issue=article.issue_id).exclude(pk=article.pk)


def _set_authors(article: Article, names: list[Any]) -> None:
    Authorship.objects.filter(article=article).delete()
    for place, author in enumerate(dict.fromkeys(_named_again(Author, names))):
        Authorship.objects.create(article=article, author=author, position=place)


def _named_again(model: type[Author] | type[Topic], names: list[Any]) -> list[Any]:
    """Return the rows of a version's pairs [id, name]: by id where they exist, else by name, else new ones."""
    there = model.objects.in_bulk([pk for pk, _ in names])
    return [there.get(pk) or _of_this_name(model, name) for pk, name in names]


def _of_this_name(model: type[Author] | type[Topic], name: str) -> Author | Topic:
    if model is Topic:
        return Topic.objects.filter(name=name).first() or Topic.objects.create(name=name)
    if found := Author.objects.named(name).first():
        return cast("Author | Topic", found)
    # One that was merged into another since is known there as another spelling.
    for author in Author.objects.exclude(other_names=[]).iterator():
        if fold(name) in map(fold, author.other_names):
            return author
    return Author.objects.create(name=name)


def _restore_row(row: models.Model, version: HistoryRow) -> None:
    """Set a row of any other model to a version's columns."""
    for field in version.tracked_fields:
        if field.attname not in NEVER_RESTORED and _is_there(field, getattr(version, field.attname)):
            setattr(row, field.attname, getattr(version, field.attname))
    try:
        row.full_clean()
    except ValidationError as error:
        raise CannotRestore(" ".join(error.messages)) from error
    row.save()
    if isinstance(row, Source):
        _set_names(row, version.names_snapshot)


def _is_there(field: models.Field[Any, Any], value: object) -> bool:
    """Return whether the target of a foreign key still exists."""
    if value is None or not isinstance(field, models.ForeignKey):
        return True
    return bool(field.related_model._default_manager.filter(pk=value).exists())


def _set_names(source: Source, names: list[str]) -> None:
    for gone in source.other_names.exclude(name__in=names):
        gone.delete()
    for name in names:
        if not SourceName.objects.filter(key=folded_name(name)[:200]).exists():
            SourceName.objects.create(source=source, name=name)


def _recreate_article(version: HistoryRow, status: Status) -> Article:
    article = Article(
        pk=version.id,
        issue=_issue_again(version.issue_id),
        version=version.version,
        status=status,
        publish_at=version.publish_at if status == version.status else None,
        **{name: getattr(version, name) for name in RESTORED},
    )
    creator = Article._meta.get_field("created_by")
    if _is_there(creator, version.created_by_id):
        article.created_by_id = version.created_by_id
    article.slug = free_slug(version.slug, _others_in_issue(article))
    article.set_body(version.text() or "")
    article.save(force_insert=True)
    Article._base_manager.filter(pk=article.pk).update(created=version.created)
    return article


def _issue_again(pk: int) -> Issue:
    """Return the issue, recreated from its last version where it was deleted with its articles."""
    if issue := Issue.objects.select_related("publication").filter(pk=pk).first():
        return issue
    issue = deleted_issue(pk)
    if issue is None:
        raise CannotRestore("Its publication was deleted too. Add the publication again, then the article by import.")
    at_its_address = Issue.objects.filter(publication=issue.publication_id, path=issue.path)
    if recreated := at_its_address.select_related("publication").first():  # it was recreated meanwhile
        return recreated
    issue.save(force_insert=True)
    return issue


def _bring_back_what_hung_on(article: Article, version: HistoryRow) -> None:
    """Restore the imported text of the article, its decided citations, and the notes of its reviews."""
    for related in serializers.deserialize("json", version.related_snapshot or "[]", ignorenonexistent=True):
        row = related.object
        if isinstance(row, Citation) and not _is_there(Citation._meta.get_field("source"), row.source_id):
            row.source_id = None
        if isinstance(row, ReviewNote) and not _is_there(ReviewNote._meta.get_field("author"), row.author_id):
            row.author_id = None
        if isinstance(row, ArticleOrigin) and row.left_version == version.version:
            row.left_version = article.version  # no editor changed it
        related.save(force_insert=True)
