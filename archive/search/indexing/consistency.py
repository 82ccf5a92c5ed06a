"""Compares the index with the database, both ways, and repairs differences."""

from __future__ import annotations

import multiprocessing
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass

import django

from archive.models.common.outbox import enqueue
from archive.search.engine import engine
from archive.search.indexing import documents
from archive.search.indexing.article_ranges import Range, published_within, ranges_of_published, suitable_processes
from archive.search.indexing.documents import loaded
from archive.search.indexing.index_updates import DrainResult, drain

CHUNK = 500


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


def _published_digests(processes: int) -> Iterator[list[tuple[int, str]]]:
    """Yield ids and digests of all published articles, a batch after the other."""
    ranges = ranges_of_published(CHUNK)
    if processes == 1:
        yield from map(digests_between, ranges)
        return
    # Spawned, and so with connections of their own.
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(processes, mp_context=context, initializer=django.setup) as pool:
        yield from pool.map(digests_between, ranges)


def digests_between(ids: Range) -> list[tuple[int, str]]:
    """Return ids and digests of the published articles of a range."""
    return [(article.pk, documents.document(article)["digest"]) for article in loaded(published_within(ids))]


def repair(drift: Drift) -> DrainResult:
    """Index the differing articles again."""
    enqueue(drift.article_ids)
    return drain()
