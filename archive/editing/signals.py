"""Effects of a save: outbox entries, tombstones, picture uses, versions, dependent rows, the site revision."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.db.models.signals import post_delete, post_save, pre_delete
from django.utils import timezone

from archive.editing import row_changes
from archive.editing.derived import recompute
from archive.editing.versions import version_signals
from archive.models.catalogue.article import Article, Authorship, Status
from archive.models.catalogue.author import Author
from archive.models.catalogue.citation import Citation, CrossReference
from archive.models.catalogue.issue import Issue
from archive.models.catalogue.picture import update_usage
from archive.models.catalogue.publication import Publication
from archive.models.catalogue.source import Source, SourceName
from archive.models.catalogue.topic import Topic
from archive.models.common import outbox
from archive.models.common.tombstone import Reason, Tombstone
from archive.models.common.url_cache import cached_reverse_below
from archive.models.records.site_revision import SiteRevision
from archive.models.records.versions import version_model


def connect() -> None:
    """Connect every receiver; calling it twice changes nothing."""
    outbox.connect(Article, lambda article: [article.pk])
    outbox.connect(Authorship, lambda authorship: [authorship.article_id])
    outbox.connect(Citation, lambda citation: [citation.article_id])
    outbox.connect(Publication, lambda publication: _ids(Article.objects.of(publication)))
    outbox.connect(Issue, lambda issue: _ids(Article.objects.in_issue(issue)))
    outbox.connect(Author, lambda author: _ids(author.articles))
    outbox.connect(Topic, lambda topic: _ids(topic.articles))
    outbox.connect(Source, lambda source: _ids(Article.objects.filter(citations__source=source).distinct()))
    outbox.connect(SourceName, lambda name: _ids(Article.objects.filter(citations__source=name.source_id).distinct()))
    outbox.connect_many_to_many(Article.topics.through)
    post_save.connect(_follow_status, sender=Article, dispatch_uid="article-status")
    post_save.connect(_note_pictures, sender=Article, dispatch_uid="pictures")
    pre_delete.connect(_remember_path, sender=Article, dispatch_uid="tombstone-path")
    post_delete.connect(_raise_tombstone, sender=Article, dispatch_uid="tombstone")
    outbox.changes_recorded.connect(_renew_revision, dispatch_uid="revision")
    # Before the versions, so that those include the dependent rows.
    row_changes.connect()
    recompute.connect()
    version_signals.connect()
    # Shown on pages, but in no article's index entry.
    for model in (CrossReference, Issue, Publication, SourceName):
        post_save.connect(_renew_revision, sender=model, dispatch_uid=f"revision-{model.__name__}-save")
        post_delete.connect(_renew_revision, sender=model, dispatch_uid=f"revision-{model.__name__}-delete")


def _ids(articles: Any) -> list[int]:
    return list(articles.order_by().values_list("pk", flat=True))


def _renew_revision(sender: type[models.Model], using: str | None = None, **kwargs: object) -> None:
    SiteRevision.bump(using=using)


def _follow_status(
    sender: type[models.Model], instance: Article, created: bool, using: str | None, raw: bool = False, **kwargs: object
) -> None:
    """Schedule reindexing for a scheduled article; remove the tombstone of one that is published again."""
    now = timezone.now()
    if instance.status == Status.PUBLISHED and instance.publish_at and instance.publish_at > now:
        outbox.schedule_reindex([(instance.pk, instance.publish_at)], using=using)
    if created or raw:
        return
    if instance.is_published(now):
        Tombstone.remove_for([instance.pk], using=using)


def _note_pictures(
    sender: type[models.Model], instance: Article, created: bool, raw: bool = False, **kwargs: object
) -> None:
    if not raw:  # a fixture has its own rows
        update_usage(instance, is_new=created)


def _remember_path(sender: type[models.Model], instance: Article, **kwargs: object) -> None:
    instance.__dict__["last_path"] = instance.get_absolute_url()


def _raise_tombstone(sender: type[models.Model], instance: Article, using: str | None, **kwargs: object) -> None:
    """Leave a tombstone at the last public address; for an unpublished article, one that reveals nothing.

    An existing tombstone (of a withdrawn article) keeps its address: later changes were never public.
    """
    stone = Tombstone.objects.using(using).filter(article_id=instance.pk).first() or Tombstone(article_id=instance.pk)
    if stone.pk is None or stone.reason == Reason.DISCARDED:
        public = version_model(Article).objects.using(using).public().filter(id=instance.pk)
        shown = public.order_by("-history_id").only("title", "slug", "issue_id").first()
        stone.title = shown.title if shown else instance.title
        stone.path = _last_public_path(instance, shown)[:400]
        stone.reason = Reason.DELETED if shown else Reason.DISCARDED
    else:
        stone.reason = Reason.DELETED
    stone.deleted = timezone.now()
    stone.save(using=using)


def _last_public_path(article: Article, shown: Any) -> str:
    """Return the last public path of a deleted article (from `shown`, its last public version, or None); else its last
    one.
    """
    last_path: str = article.__dict__["last_path"]  # see `_remember_path`
    if shown is None or (shown.issue_id, shown.slug) == (article.issue_id, article.slug):
        return last_path
    issue = Issue.objects.select_related("publication").filter(pk=shown.issue_id).first()
    return cached_reverse_below(issue.get_absolute_url(), shown.slug) if issue else last_path
