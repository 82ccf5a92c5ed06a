"""Imports in the sign-off list: articles of one import that await approval, as one line."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Count, Exists, OuterRef

from archive.models import ImportBatch, ImportRecord
from archive.models.catalogue.article import ArticleQuerySet

MANY = 10  # articles of one import; fewer are listed one by one
MAX_LINES = 20  # articles of older imports are listed one by one


@dataclass(frozen=True, slots=True)
class PendingImport:
    """An import with many waiting articles, and their number."""

    batch: ImportBatch
    articles: int


def pending_imports(articles: ArticleQuerySet) -> list[PendingImport]:
    """Return the imports with many of these articles, the newest first; two queries."""
    brought = articles.order_by().filter(
        import_records__action=ImportRecord.Action.CREATE, import_records__applied=True
    )  # fmt: skip
    rows = brought.values("import_records__batch").annotate(rows=Count("pk"))
    many = list(rows.filter(rows__gte=MANY).order_by("-import_records__batch")[:MAX_LINES])
    batches = ImportBatch.objects.only("name", "by_name", "begun").in_bulk(
        [row["import_records__batch"] for row in many]
    )
    return [PendingImport(batches[row["import_records__batch"]], row["rows"]) for row in many]


def brought_by(articles: ArticleQuerySet, number: int) -> ArticleQuerySet:
    """Return those of the articles that an import created."""
    return articles.filter(pk__in=_created([number]).values("article_id"))


def brought_by_none(articles: ArticleQuerySet, imports: Iterable[PendingImport]) -> ArticleQuerySet:
    """Return those of the articles that none of these imports created."""
    numbers = [each.batch.pk for each in imports]
    return articles.exclude(Exists(_created(numbers).filter(article=OuterRef("pk")))) if numbers else articles


def _created(numbers: list[int]):
    return ImportRecord.objects.order_by().filter(
        batch__in=numbers, action=ImportRecord.Action.CREATE, applied=True
    )  # fmt: skip
