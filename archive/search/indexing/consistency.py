"""Compares the index with the database, both ways, and repairs differences."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from archive.models import Article
from archive.models.common.outbox import enqueue
from archive.search.engine import engine
from archive.search.indexing import documents
from archive.search.indexing.documents import with_everything_indexed
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


def compare(progress: Callable[[int], object] = lambda number: None) -> Drift:
    """Compare every published article's entry with the one in the index. Raises IndexUnusable without an index.

    `progress` is called with the number of articles compared. Memory grows with ids and digests, not with texts.
    """
    held = Counter[int]()
    digests: dict[int, str] = {}
    for pk, digest in engine().digests():
        held[pk] += 1
        digests[pk] = digest
    published: set[int] = set()
    missing, stale = [], []
    for article in published_articles():
        published.add(article.pk)
        if article.pk not in digests:
            missing.append(article.pk)
        elif documents.document(article)["digest"] != digests[article.pk]:
            stale.append(article.pk)
        progress(1)
    surplus = sorted(set(held) - published)
    return Drift(missing, stale, surplus, double=sorted(pk for pk, number in held.items() if number > 1))


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
