"""Series of articles: the previous and the next part."""

from __future__ import annotations

from archive.models import Article

# A series that returns every year ("The Budget, Part One") has dozens of parts; the nearest in time are taken.
MAX_PARTS = 400


def parts_beside(article: Article) -> tuple[Article | None, Article | None]:
    """Return the previous and next part of a series; no query for an article of none.

    A part that is not held is skipped. Where several articles are the same part, the nearest in time is taken.
    """
    if article.series_part is None:
        return None, None
    held = Article.objects.published().in_series(article).exclude(pk=article.pk).select_related("issue__publication")
    parts = list(held.defer("body").order_by("pk")[:MAX_PARTS])
    before = [part for part in parts if part.series_part < article.series_part]
    after = [part for part in parts if part.series_part > article.series_part]
    return _nearest(article, before, max), _nearest(article, after, min)


def _nearest(article: Article, parts: list[Article], pick) -> Article | None:
    if not parts:
        return None
    number = pick(part.series_part for part in parts)
    same = [part for part in parts if part.series_part == number]
    return min(same, key=lambda part: (abs((part.issue.sort_date - article.issue.sort_date).days), part.pk))
