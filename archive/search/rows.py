"""Hits as rows: the articles of a search one after another, for tables, without passages or facets."""

from __future__ import annotations

from collections.abc import Iterator

from archive.models import Article
from archive.search import freshness
from archive.search.grammar import parse
from archive.search.request import SearchRequest
from archive.search.running import run

CHUNK = 100


def rows_found(request: SearchRequest, most: int) -> Iterator[Article]:
    """The first articles of a search in its order, as `for_listing` reads them. Raises IndexUnusable at once."""
    freshness.drain_if_due()
    query = parse(request.query)
    ranking = run(request, query, query.tree, stop=most).ranking
    return _read_back([pk for pk, _ in ranking])


def _read_back(pks: list[int]) -> Iterator[Article]:
    for start in range(0, len(pks), CHUNK):
        chunk = pks[start : start + CHUNK]
        articles = {row.pk: row for row in Article.objects.published().for_listing().filter(pk__in=chunk)}
        yield from (articles[pk] for pk in chunk if pk in articles)
