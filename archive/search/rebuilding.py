"""Builds the index anew from the database, aside, while the old one is searched and written to."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from archive.models import Article, IndexChange
from archive.search.documents import document, documents_for
from archive.search.drift import published_articles
from archive.search.engine import IndexUnusable, engine
from archive.search.freshness import Drained, drain


def rebuild(progress: Callable[[int], None] = lambda number: None) -> int:
    """Build a new generation of the index and swap it in; returns how many articles it holds.

    `progress` is called with the number of articles read. Raises IndexUnusable while another process rebuilds. What
    was set aside earlier is tried again.
    """
    held = engine().store.rebuild(_entries(progress), _entries_of)
    IndexChange.objects.poisoned().update(set_aside=False, attempts=0, error="")
    drain()
    return held


def _entries(progress: Callable[[int], None]) -> Iterator[dict]:
    for article in published_articles():
        yield document(article)
        progress(1)


def _entries_of(pks: list[int]) -> list[dict]:
    failed: dict[int, Exception] = {}
    return list(documents_for(Article.objects.published().filter(pk__in=pks), failed=failed))


def bring_up_to_date(progress: Callable[[int], None] = lambda number: None) -> Drained | int:
    """Rebuild an index that is missing, damaged or of another version; drain the outbox into one that is sound.

    Returns what the drain did, or how many articles the new index holds.
    """
    try:
        engine().store.searcher()
    except IndexUnusable:
        return rebuild(progress)
    return drain()
