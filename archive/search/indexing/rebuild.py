"""Rebuilds the index from the database, while the old one is searched and written to."""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from typing import Any

import django
from django.db import transaction

from archive.editing.derived.article_lists import list_articles
from archive.models import Article, OutboxEntry
from archive.models.catalogue.article import ArticleQuerySet
from archive.models.common.outbox import enqueue
from archive.search.engine import BUILD_MEMORY_MB, Batch, Chunks, IndexUnusable, engine
from archive.search.errors import EntryRefused
from archive.search.indexing.article_ranges import Range, published_within, ranges_of_published, suitable_processes
from archive.search.indexing.documents import documents_for
from archive.search.indexing.index_updates import DrainResult, drain

logger = logging.getLogger(__name__)

# From this number of changes on, and half of the archive, a rebuild is faster than updates.
FAR_BEHIND = 5_000
BATCH = 5_000
# Articles that are read at once: some megabytes of texts, and a part of the index in each building process.
CHUNK = 250


def rebuild(
    progress: Callable[[int], object] = lambda number: None,
    *,
    processes: int | None = None,
    memory_mb: int = BUILD_MEMORY_MB,
) -> int:
    """Build a new generation of the index and swap it in; return its number of articles.

    `progress` is called with the number of articles read. So many `processes` analyse them (None: by the size of
    archive and machine), within `memory_mb` megabytes. Raises IndexUnusable while another process rebuilds. Dead
    letters are tried again.
    """
    # Every article is read after this, so entries recorded before need not be written again.
    recorded = list(OutboxEntry.objects.waiting().values_list("pk", "article_id"))
    failed: set[int] = set()
    held = _build(progress, failed, processes or suitable_processes(), memory_mb)
    for start in range(0, len(recorded), BATCH):
        some = recorded[start : start + BATCH]
        with transaction.atomic():
            list_articles([article for _, article in some])
            OutboxEntry.objects.filter(pk__in=[pk for pk, _ in some]).delete()
    OutboxEntry.objects.dead_lettered().update(dead_letter=False, attempts=0, error="")
    # Failed entries are tried once more by the drain, which makes them dead letters with their error.
    enqueue(failed)
    drain()
    return held


def _build(progress: Callable[[int], object], failed: set[int], processes: int, memory_mb: int) -> int:
    """Build, and again without each entry that the index refuses; add to `failed` these, and what cannot be read."""

    def done(articles: int, missing: list[int]) -> None:
        failed.update(missing)
        progress(articles)

    while True:
        chunks = [(each, frozenset(failed)) for each in ranges_of_published(CHUNK)]
        try:
            return engine().rebuild(
                Chunks(chunks, read_chunk, django.setup, done), _entries_of, processes=processes, memory_mb=memory_mb
            )
        except EntryRefused as refused:
            if refused.pk is None or refused.pk in failed:
                raise
            logger.warning("%s The index is built again without it: %s", refused, refused.__cause__)
            failed.add(refused.pk)


def read_chunk(chunk: tuple[Range, frozenset[int]]) -> Batch:
    """Return the published articles of a range, and the entries of those that can be read and are not excluded."""
    ids, excluded = chunk
    articles = published_within(ids)
    return _batch(articles.exclude(pk__in=excluded) if excluded else articles)


def _batch(articles: ArticleQuerySet[Article]) -> Batch:
    failed: dict[int, Exception] = {}
    entries = list(documents_for(articles, failed=failed))
    return Batch([*(entry["pk"] for entry in entries), *failed], entries)


def _entries_of(pks: list[int]) -> Sequence[dict[str, Any]]:
    return _batch(Article.objects.published().filter(pk__in=pks)).entries


def bring_up_to_date(
    progress: Callable[[int], object] = lambda number: None, *, verify: bool = False
) -> DrainResult | int:
    """Drain the outbox to a sound index; rebuild one that is missing, damaged, of another version, or far behind.

    With `verify`, all checksums are compared before. Returns the result of the drain, or the number of articles in the
    new index.
    """
    waiting = OutboxEntry.objects.waiting().count()
    if damage(verify=verify):
        return rebuild(progress)
    if waiting > FAR_BEHIND and waiting * 2 > Article.objects.published().count():
        return rebuild(progress)
    return drain(progress=progress)


def damage(*, verify: bool = True) -> str:
    """Return why the index is unusable, "" if it is sound; with `verify=False` without comparing checksums."""
    try:
        engine().verify() if verify else engine().check()
    except IndexUnusable as error:
        return str(error)
    return ""
