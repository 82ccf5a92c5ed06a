"""Compares the index with the database, both ways, and repairs differences."""

from __future__ import annotations

import multiprocessing
import os
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass

import django

from archive.models import Article
from archive.models.common.outbox import enqueue
from archive.search.engine import engine
from archive.search.indexing import documents
from archive.search.indexing.documents import with_everything_indexed
from archive.search.indexing.index_updates import DrainResult, drain

CHUNK = 500
SMALL = 3_000  # articles
MAX_PROCESSES = 4


@dataclass(frozen=True, slots=True)
class Drift:
    """Ids of articles that are missing in the index, outdated, superfluous, or indexed more than once."""

    missing: list[int]
    stale: list[int]
    surplus: list[int]
    double: list[int]

    def __bool__(self) -> bool:
        return bool(self.missing or self.stale or self.surplus or self.double)

    @property
    def article_ids(self) -> list[int]:
        return sorted({*self.missing, *self.stale, *self.surplus, *self.double})


def compare(progress: Callable[[int], object] = lambda number: None, *, processes: int | None = None) -> Drift:
    """Compare every published article's entry with the one in the index. Raises IndexUnusable without an index.

    `progress` is called with the number of articles compared. So many `processes` compute the digests (None: by the
    size of archive and machine). Memory grows with ids and digests, not with texts.
    """
    held = Counter[int]()
    digests: dict[int, str] = {}
    for pk, digest in engine().digests():
        held[pk] += 1
        digests[pk] = digest
    published: set[int] = set()
    missing, stale = [], []
    for batch in _published_digests(processes or suitable_processes()):
        for pk, digest in batch:
            published.add(pk)
            if pk not in digests:
                missing.append(pk)
            elif digest != digests[pk]:
                stale.append(pk)
        progress(len(batch))
    surplus = sorted(set(held) - published)
    return Drift(missing, stale, surplus, double=sorted(pk for pk, number in held.items() if number > 1))


def suitable_processes() -> int:
    """Return the fastest number of processes: starting them takes as long as reading a small archive."""
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    return min(cores, MAX_PROCESSES) if Article.objects.published().count() > SMALL else 1


def _published_digests(processes: int) -> Iterator[list[tuple[int, str]]]:
    """Yield ids and digests of all published articles, a batch after the other."""
    ids = Article.objects.published().order_by("pk").values_list("pk", flat=True)
    bounds = list(ids)[::CHUNK]
    ends: list[int | None] = [*bounds[1:], None]
    ranges = list(zip(bounds, ends, strict=False))  # none where there are no articles
    if processes == 1:
        yield from map(digests_between, ranges)
        return
    # Spawned, and so with connections of their own.
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(processes, mp_context=context, initializer=django.setup) as pool:
        yield from pool.map(digests_between, ranges)


def digests_between(ids: tuple[int, int | None]) -> list[tuple[int, str]]:
    """Return ids and digests of the published articles from an id to another (exclusive), or to the last."""
    articles = Article.objects.published().filter(pk__gte=ids[0])
    if ids[1] is not None:
        articles = articles.filter(pk__lt=ids[1])
    return [(article.pk, documents.document(article)["digest"]) for article in with_everything_indexed(articles)]


def repair(drift: Drift) -> DrainResult:
    """Index the differing articles again."""
    enqueue(drift.article_ids)
    return drain()


def published_articles() -> Iterator[Article]:
    """Yield every published article with all related rows of its entry, in batches of some hundreds, in order of id."""
    last = 0
    while rows := list(with_everything_indexed(Article.objects.published().filter(pk__gt=last)).order_by("pk")[:CHUNK]):
        yield from rows
        last = rows[-1].pk
