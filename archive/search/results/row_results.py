"""Hits as rows: the articles of a search in its order, for tables, without passages or facets."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from archive.models import Article
from archive.search.indexing import index_updates
from archive.search.query.grammar import parse
from archive.search.query.request import SearchRequest
from archive.search.results.loose import ranked

CHUNK = 500


@dataclass(frozen=True, slots=True)
class Rows:
    """The ids of a search's articles in its order, and whether the list is complete and up to date.

    `missing` articles could not be searched, because the index is damaged; `left_off` are found and not in the list.
    """

    ids: list[int]
    whole: bool
    missing: int = 0
    left_off: int = 0
    partial: bool = False

    def articles(self) -> Iterator[Article]:
        """Yield the published ones, as loaded by `for_listing`, some hundred read at a time."""
        for start in range(0, len(self.ids), CHUNK):
            chunk = self.ids[start : start + CHUNK]
            articles = {row.pk: row for row in Article.objects.published().for_listing().filter(pk__in=chunk)}
            yield from (articles[pk] for pk in chunk if pk in articles)


def rows_found(request: SearchRequest, most: int) -> Rows:
    """Return the first articles of a search, at most `most`. Raises IndexUnusable at once."""
    fresh = index_updates.drain_if_due()
    query = parse(request.query)
    found, _ = ranked(request, query, stop=most)
    whole = fresh and not (found.partial or found.missing)
    ids = [pk for pk, _ in found.ranking]
    return Rows(ids, whole, found.missing, max(found.count - most, 0), found.partial)
