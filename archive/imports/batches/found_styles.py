"""Citation styles after an import: found from the texts of the publications that it brought many articles of.

They are side effects of the import, which its undo takes back.
"""

from __future__ import annotations

from django.db import transaction
from django.db.models import Count

from archive.editing.derived.citation_style import find_style
from archive.editing.side_effects import Effect, values_of
from archive.models import Article, ImportBatch, ImportRecord, ImportSideEffect, Publication

# A publication is surveyed again when an import brought this many of its articles, and this share of them.
_MIN_ARTICLES, _MIN_SHARE = 3, 0.1
_COLUMNS = ("citation_style",)


def find_styles_after(batch: ImportBatch) -> list[Publication]:
    """Find the styles of an import's publications; return those that have another one now, and so other citations."""
    new = batch.records.filter(action=ImportRecord.Action.CREATE, applied=True).values("article")
    counts = _by_publication(Article.objects.filter(pk__in=new))
    total = _by_publication(Article.objects.filter(issue__publication__in=counts))
    surveyed = [pk for pk, count in counts.items() if brings_enough(count, total[pk])]
    rows = Publication.objects.filter(pk__in=surveyed).order_by("pk")
    return [publication for publication in rows if _find(publication, batch)]


def brings_enough(count: int, total: int) -> bool:
    """Return whether an import that brought `count` of now `total` articles may tell the style of their publication."""
    return count >= _MIN_ARTICLES and count >= _MIN_SHARE * total


def _find(publication: Publication, batch: ImportBatch) -> bool:
    """Find a publication's style, with a side effect of the import; return whether it is another one."""
    before = values_of(publication, _COLUMNS)
    with transaction.atomic():
        if not find_style(publication):
            return False
        kind = ImportSideEffect.Kind.PUBLICATION.value
        Effect(kind, publication.pk, before, values_of(publication, _COLUMNS)).row(batch.pk).save()
    return True


def _by_publication(articles) -> dict[int, int]:
    rows = articles.order_by().values("issue__publication").annotate(count=Count("pk"))
    return {row["issue__publication"]: row["count"] for row in rows}
