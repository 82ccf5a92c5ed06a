"""Ranges of ids into which the published articles are divided, to be read side by side in several processes."""

from __future__ import annotations

import os

from archive.models import Article
from archive.models.catalogue.article import ArticleQuerySet

SMALL = 3_000  # articles
MAX_PROCESSES = 4

Range = tuple[int, int | None]
"""An id, and the one before which the range ends; None where it goes on to the last."""


def ranges_of_published(size: int) -> list[Range]:
    """Return ranges of so many published articles each, in order of id; none where there are no articles."""
    ids = Article.objects.published().order_by("pk").values_list("pk", flat=True)
    bounds = list(ids)[::size]
    return list(zip(bounds, [*bounds[1:], None], strict=False))


def published_within(ids: Range) -> ArticleQuerySet[Article]:
    """Return the published articles of a range, in order of id."""
    articles = Article.objects.published().filter(pk__gte=ids[0]).order_by("pk")
    return articles if ids[1] is None else articles.filter(pk__lt=ids[1])


def suitable_processes() -> int:
    """Return the fastest number of processes: starting them takes as long as reading a small archive."""
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    return min(cores, MAX_PROCESSES) if Article.objects.published().count() > SMALL else 1
