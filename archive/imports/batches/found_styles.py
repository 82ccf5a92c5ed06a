"""Citation styles after an import: found from the texts of the publications that it brought many articles of."""

from __future__ import annotations

from django.db.models import Count

from archive.editing.derived.citation_style import find_styles_of
from archive.models import Article, ImportBatch, ImportRecord, Publication

# A publication is surveyed anew when an import brought this many of its articles, and this share of them.
_MIN_ARTICLES, _MIN_SHARE = 3, 0.1


def find_styles_after(batch: ImportBatch) -> list[Publication]:
    """Find the styles of an import's publications; return those that have another one now, and so other citations."""
    new = batch.records.filter(action=ImportRecord.Action.CREATE, applied=True).values("article")
    counts = _by_publication(Article.objects.filter(pk__in=new))
    total = _by_publication(Article.objects.filter(issue__publication__in=counts))
    return find_styles_of(
        pk for pk, count in counts.items() if count >= _MIN_ARTICLES and count >= _MIN_SHARE * total[pk]
    )


def _by_publication(articles) -> dict[int, int]:
    rows = articles.order_by().values("issue__publication").annotate(count=Count("pk"))
    return {row["issue__publication"]: row["count"] for row in rows}
