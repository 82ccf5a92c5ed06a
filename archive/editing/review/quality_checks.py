"""Quality checks of articles: each kind of warning as a query, its text, and its dismissal."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import Any, TypeVar

from django.contrib.auth.models import User
from django.db import transaction
from django.db.models import Exists, F, OuterRef, Q, QuerySet, Value
from django.db.models.functions import Left

from archive.models import (
    Article,
    ArticleOrigin,
    Authorship,
    CrossReference,
    DismissedWarning,
    InternalLink,
    WarningKind,
)
from archive.models.catalogue.article import ArticleQuerySet

MAX_KEY = 200
MAX_REPORTED = 20
# Kinds of warnings about articles; those about a publication's sequence are in `archive.editing.review.issue_gaps`.
IN_ARTICLES = (
    WarningKind.AUTHOR,
    WarningKind.BODY,
    WarningKind.IMPORT,
    WarningKind.LINKS,
    WarningKind.REFERENCES,
)


Rows = TypeVar("Rows", bound=QuerySet[Any])


def needing(kind: str, articles: ArticleQuerySet[Article] | None = None) -> ArticleQuerySet[Article]:
    """Filter articles (by default all) with a warning of the kind."""
    articles = Article.objects.all() if articles is None else articles
    if kind == WarningKind.AUTHOR:
        signed = Authorship.objects.filter(article=OuterRef("pk"))
        return _not_dismissed(articles.filter(~Exists(signed)), kind, "pk", Value(""))
    if kind == WarningKind.BODY:
        return _not_dismissed(articles.filter(body=""), kind, "pk", Value(""))
    return articles.filter(pk__in=rows_of(kind).order_by().values("article"))


def rows_of(kind: str) -> QuerySet[Any]:
    """Return the rows that cause warnings of a kind, without dismissed ones: origins, links or references."""
    if kind == WarningKind.IMPORT:
        return _not_dismissed(ArticleOrigin.objects.filter(has_problems=True), kind, "article_id", F("sha256"))
    if kind == WarningKind.LINKS:
        return _not_dismissed(InternalLink.objects.broken(), kind, "article_id", Left("address", MAX_KEY))
    if kind == WarningKind.REFERENCES:
        return _not_dismissed(CrossReference.objects.leading_nowhere(), kind, "article_id", Left("raw", MAX_KEY))
    raise ValueError(f"no records are findings of kind {kind!r}")


def _not_dismissed(rows: Rows, kind: str, row_id: str, key: Any) -> Rows:
    """Exclude rows whose warning was dismissed. Few are, so their ids are read first."""
    rows = rows.alias(warning_key=key)
    dismissals = DismissedWarning.objects.filter(kind=kind, row_id=OuterRef(row_id), key=OuterRef("warning_key"))
    anyone = DismissedWarning.objects.filter(kind=kind).values("row_id")
    return rows.filter(~Q(**{f"{row_id}__in": anyone}) | ~Exists(dismissals))


def warnings_of(kind: str, article: Article) -> list[tuple[str, str]]:
    """Return the warnings of a kind for one article as (key, text); the key identifies it for dismissal."""
    if kind == WarningKind.AUTHOR:
        return [("", "Nobody signs it.")]
    if kind == WarningKind.BODY:
        return [("", "It has no text.")]
    rows = rows_of(kind).filter(article=article)[: MAX_REPORTED + 1]
    if kind == WarningKind.IMPORT:
        return [(origin.sha256, text) for origin in rows for text in _problems(origin)]
    if kind == WarningKind.LINKS:
        return [(link.address[:MAX_KEY], f"{link.address}: {_fault(link)}.") for link in rows]
    return [(one.raw[:MAX_KEY], f"{one.raw}: no issue of that date is here.") for one in rows]


def _problems(origin: ArticleOrigin) -> Iterable[str]:
    for problem in origin.problems[:MAX_REPORTED]:
        line = f"line {problem['line']}: " if problem.get("line") else ""
        yield f"{line}{problem.get('reason', '')} {problem.get('remedy', '')}".strip()


def _fault(link: InternalLink) -> str:
    if link.error:
        return link.get_error_display().lower()
    return "readers cannot see the article"


@transaction.atomic
def dismiss(
    kind: str, article: Article, by: User | None, *, keys: Collection[str] | None = None
) -> list[DismissedWarning]:
    """Dismiss the article's warnings of a kind (only those of `keys`, where given); return the created rows."""
    found = dict(warnings_of(kind, article))
    known = set(DismissedWarning.objects.filter(kind=kind, row_id=article.pk).values_list("key", flat=True))
    rows = [
        DismissedWarning(kind=kind, row_id=article.pk, key=key, text=f"{article.title}: {text}"[:300], by=by)
        for key, text in found.items()
        if key not in known and (keys is None or key in keys)
    ]
    DismissedWarning.objects.bulk_create(
        rows, ignore_conflicts=True
    )  # another person may dismiss them at the same moment
    return list(DismissedWarning.objects.filter(kind=kind, row_id=article.pk, key__in=[row.key for row in rows]))
