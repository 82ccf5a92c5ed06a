"""Versions: every state of an editor's row, with its author, time and reason.

A version is the state after a change; the newest is the present state. Imported rows have none until they are first
changed, when a version of their state is written before the change.

An article's text is stored once: a version whose text still exists (in a later version, or in the article itself) has
none. So publishing 5,000 articles adds rows of some hundred bytes, not copies of 5,000 texts.

Access to a version depends on the state that it recorded (`visible_to`), not on the state of the row today: an
article that is public now may have been a draft with confidential names.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from functools import cache
from typing import Any, TypeAlias

from django.db import models
from django.db.models import Case, F, OuterRef, Q, Subquery, When
from django.db.models.functions import Coalesce, Now
from simple_history import register
from simple_history.models import HistoricalRecords

from archive.models.catalogue.article import Article, Authorship
from archive.models.catalogue.author import Author
from archive.models.catalogue.issue import DERIVED as DERIVED_OF_ISSUE
from archive.models.catalogue.issue import Issue
from archive.models.catalogue.publication import Publication
from archive.models.catalogue.publication_status import Status
from archive.models.catalogue.source import Source, SourceName
from archive.models.catalogue.topic import Topic
from archive.models.common.permissions import EDIT_ANY

CREATED, CHANGED, DELETED = "+", "~", "-"


# A row of a model of versions, which django-simple-history makes while the program starts: no type is known of it.
HistoryRow: TypeAlias = Any


class VersionQuerySet(models.QuerySet):
    """Versions of rows that are visible to anyone who may see the row: issues, authors, sources and the like."""

    def visible_to(self, user) -> VersionQuerySet:
        """Filter the versions that a person may see, of rows that they may see."""
        return self


class ArticleVersionQuerySet(VersionQuerySet):
    """Versions of articles, by whether readers could see them while current."""

    def visible_to(self, user) -> ArticleVersionQuerySet:
        """Filter public versions and, of the others, all for editors and those of their own articles for authors."""
        if user.has_perm(EDIT_ANY):
            return self
        if user.pk is None:
            return self.public()
        return self._with_end().filter(_PUBLIC_UNTIL_END | Q(created_by=user.pk))

    def public(self) -> ArticleVersionQuerySet:
        """Filter versions that readers could see at some time while they were current."""
        return self._with_end().filter(_PUBLIC_UNTIL_END)

    def _with_end(self) -> ArticleVersionQuerySet:
        """Annotate `stood_until`: when the next version replaced it; now, for the newest.

        The last version of a deleted article ends with its deletion: its `publish_at` may have passed before the
        article was restored, while there was nothing to see.
        """
        later = self.model._base_manager.filter(id=OuterRef("id"), history_id__gt=OuterRef("history_id"))
        replaced = Subquery(later.order_by("history_id").values("history_date")[:1])
        return self.alias(
            stood_until=Case(When(history_type=DELETED, then=F("history_date")), default=Coalesce(replaced, Now()))
        )


# A scheduled version became public if its `publish_at` came while it was current.
_PUBLIC_UNTIL_END = Q(status=Status.PUBLISHED) & (Q(publish_at=None) | Q(publish_at__lte=F("stood_until")))


class Version(models.Model):
    """Columns of every model's versions, beside those of the row."""

    made_by = models.CharField("who", max_length=150, blank=True, help_text="The name, which outlasts the account.")

    objects = VersionQuerySet.as_manager()

    class Meta:
        abstract = True


class ArticleVersion(Version):
    """Columns of an article's versions, beside the article's own."""

    authors_snapshot = models.JSONField(default=list)  # pairs [id, name] in the order of the by-line
    topics_snapshot = models.JSONField(default=list)  # likewise, by name
    text_snapshot = models.TextField(null=True)  # noqa: DJ001 (None: the text is that of a later version, or still stands)
    text_digest = models.CharField(max_length=32)
    # Of a deleted article: related rows that cannot be derived, as Django serialises them.
    related_snapshot = models.TextField(blank=True)

    objects = ArticleVersionQuerySet.as_manager()

    class Meta:
        abstract = True

    def text(self) -> str | None:
        """Return the body's markup of the version; None if it was changed outside of the application and is lost."""
        if self.text_snapshot is not None:
            return self.text_snapshot
        later = type(self).objects.filter(id=self.id, text_snapshot__isnull=False).order_by("history_id")
        later = later.filter(history_id__gt=self.history_id) if self.history_id else later.none()
        text = later.values_list("text_snapshot", flat=True).first()
        if text is None:
            text = Article.objects.filter(pk=self.id).values_list("body", flat=True).first()
        return text if text is not None and digest(text) == self.text_digest else None


class SourceVersion(Version):
    """Columns of a source's versions, beside the source's own."""

    names_snapshot = models.JSONField(default=list)  # its other names, in alphabetical order

    class Meta:
        abstract = True


class Versions(HistoricalRecords):
    """django-simple-history's models without its receivers; `archive.editing.versions` has the rules."""

    def post_save(self, *args, **kwargs) -> None:
        """Write nothing."""

    def pre_delete(self, *args, **kwargs) -> None:
        """Load nothing."""

    def post_delete(self, *args, **kwargs) -> None:
        """Write nothing."""


def digest(text: str) -> str:
    """Return a digest of 32 characters, to compare texts."""
    return hashlib.blake2b(text.encode(), digest_size=16).hexdigest()


# Derived columns, and those recorded elsewhere, which are not part of a version.
DERIVED = {
    Article: [
        "body",
        "title_key",
        "series_key",
        "series_part",
        "word_count",
        "changed",
        "status_by",
        "status_since",
        "note",
    ],
    Issue: list(DERIVED_OF_ISSUE),
    Publication: ["changed"],
    Author: ["name_key", "sort_key", "changed"],
    Topic: ["changed"],
    Source: ["changed"],
}
BASES = {Article: ArticleVersion, Source: SourceVersion}
TRACKED = tuple(DERIVED)

for _model, _derived in DERIVED.items():
    register(
        _model,
        app="archive",
        records_class=Versions,
        excluded_fields=_derived,
        bases=(BASES.get(_model, Version),),
        history_change_reason_field=models.CharField("why", max_length=300, blank=True, default=""),
        # Versions are found by the row's id only.
        no_db_index=[field.name for field in _model._meta.fields if not field.primary_key],
    )

# Columns in which versions may differ without being different.
_NOT_COMPARED = {"id", "created", "version", "created_by_id"}


@cache
def version_model(model: type[models.Model]) -> Any:
    """Return the model of a tracked model's versions; cached, as the manager that gives it is built at each access."""
    return model.history.model


def compared_columns(model: type[models.Model]) -> list[str]:
    """Return the columns in which versions of a row are compared."""
    return [field.attname for field in version_model(model).tracked_fields if field.attname not in _NOT_COMPARED] + [
        *{Article: ["authors_snapshot", "topics_snapshot", "text_digest"], Source: ["names_snapshot"]}.get(model, [])
    ]


def is_same_state(one: HistoryRow, other: HistoryRow) -> bool:
    """Return whether two versions of a model have the same state."""
    return all(getattr(one, name) == getattr(other, name) for name in compared_columns(one.instance_type))


def versions_of(model: type[models.Model], pk: int) -> VersionQuerySet:
    """Return all versions of a row, newest first, with their authors; pages narrow them by `visible_to`."""
    return version_model(model).objects.filter(id=pk).select_related("history_user").order_by("-history_id")


def deleted_issue(pk: int) -> Issue | None:
    """Return a deleted issue as it last was, unsaved; None where there is no such issue, or no publication for it."""
    version = versions_of(Issue, pk).filter(history_type=DELETED).first()
    if version is None or not Publication.objects.filter(pk=version.publication_id).exists():
        return None
    issue = Issue(**{field.attname: getattr(version, field.attname) for field in version.tracked_fields})
    issue.ensure_slug()
    return issue


def version_at(article: Article, number: int | None, *, seen_by) -> HistoryRow:
    """Return an article's version by number: the newest not above it that `seen_by` (an account) may see.

    Without such a version, return the oldest visible one, or else the present state as an unsaved version.
    """
    versions = versions_of(Article, article.pk).visible_to(seen_by)
    found = versions.filter(version__lte=number).first() if number is not None else None
    return found or versions.last() or unsaved_versions(Article, [article.pk])[article.pk]


def newest_versions(model: type[models.Model], pks: Iterable[int]) -> dict[int, HistoryRow]:
    """Return the newest version of each row that has any, by primary key; two queries, without the texts."""
    versions = version_model(model).objects
    last = versions.filter(id__in=list(pks)).order_by().values("id").annotate(last=models.Max("history_id"))
    found = versions.filter(history_id__in=[row["last"] for row in last])
    return {one.id: one for one in (found.defer("text_snapshot", "related_snapshot") if model is Article else found)}


def unsaved_versions(model: type[models.Model], pks: Iterable[int]) -> dict[int, HistoryRow]:
    """Return the present state of rows as unsaved versions, by primary key; at most three queries."""
    pks = list(pks)
    rows = model._base_manager.in_bulk(pks)
    beside = _beside(model, pks)
    history = version_model(model)
    return {
        pk: history(
            **{field.attname: getattr(row, field.attname) for field in history.tracked_fields},
            **{name: values.get(pk, []) for name, values in beside.items()},
            **({"text_digest": digest(row.body)} if model is Article else {}),
        )
        for pk, row in rows.items()
    }


def _beside(model: type[models.Model], pks: list[int]) -> dict[str, dict[int, list]]:
    """Return the columns of versions that come from other tables, by name and the row's primary key."""
    if model is Article:
        authors = Authorship.objects.filter(article__in=pks).order_by("position", "pk")
        filed = Article.topics.through.objects.filter(article__in=pks).order_by("topic__name", "topic_id")
        return {
            "authors_snapshot": _listed(authors.values_list("article_id", "author_id", "author__name")),
            "topics_snapshot": _listed(filed.values_list("article_id", "topic_id", "topic__name")),
        }
    if model is Source:
        names = SourceName.objects.filter(source__in=pks).order_by("name", "pk")
        return {"names_snapshot": _listed(names.values_list("source_id", "name"))}
    return {}


def _listed(rows: Iterable[tuple]) -> dict[int, list]:
    listed: dict[int, list] = {}
    for pk, *rest in rows:
        listed.setdefault(pk, []).append(rest if len(rest) > 1 else rest[0])
    return listed
