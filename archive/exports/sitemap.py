"""Sitemaps (sitemaps.org, 0.9): the addresses of the site's pages in files of bounded size, and an index of the files.

A file has the rows with ids of one range, so that a new article changes the last file alone, and pages of it need no
count. A range is half of the twenty thousand addresses that are allowed: ten thousand take less than 5 MB.
"""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from xml.sax.saxutils import escape

from django.db.models import Case, DateTimeField, Exists, F, Max, OuterRef, QuerySet, When
from django.db.models.functions import Greatest

from archive.models import Article, Author, Citation, Issue, Publication, Source, Topic

ROWS = 10_000
CHUNK = 1_000
NAMESPACE = "http://www.sitemaps.org/schemas/sitemap/0.9"
_DECLARATION = '<?xml version="1.0" encoding="UTF-8"?>\n'

Absolute = Callable[[str], str]


@dataclass(frozen=True, slots=True)
class SitemapFile:
    """File of a sitemap: its kind of page, its range of ids (from 0), the last change of its pages where known."""

    kind: str
    number: int
    changed: datetime.datetime | None = None


def _articles() -> QuerySet:
    # Not Greatest alone: on SQLite it is null where one of its values is.
    later = Case(
        When(publish_at__gt=F("changed"), then=F("publish_at")), default=F("changed"), output_field=DateTimeField()
    )
    columns = ("slug", "issue__path", "issue__publication__slug")
    rows = Article.objects.published().annotate(news=later).select_related("issue__publication")
    return rows.only(*columns)


def _issues() -> QuerySet:
    """Return issues that readers see; each has changed when it did, or one of its visible articles."""
    shown = Article.objects.published_condition("articles__")
    later = Case(
        When(articles__publish_at__gt=F("articles__changed"), then=F("articles__publish_at")),
        default=F("articles__changed"),
        output_field=DateTimeField(),
    )
    rows = Issue.objects.filter(shown).select_related("publication")
    return rows.only("path", "changed", "publication__slug").annotate(news=Greatest(F("changed"), Max(later)))


def _publications() -> QuerySet:
    return Publication.objects.with_published_issues()


def _authors() -> QuerySet:
    return Author.objects.with_published_articles()


def _topics() -> QuerySet:
    return Topic.objects.with_published_articles()


def _sources() -> QuerySet:
    return Source.objects.filter(Exists(Citation.objects.shown().filter(source=OuterRef("pk"))))


# Lists change with their articles, which would take long to find: they say no date, rather than a wrong one.
PAGES: dict[str, Callable[[], QuerySet]] = {
    "articles": _articles,
    "issues": _issues,
    "publications": _publications,
    "authors": _authors,
    "topics": _topics,
    "sources": _sources,
}


def sitemap_files() -> list[SitemapFile]:
    """Return the files of the sitemap that have any address, in a query for each kind of page."""
    return [one for kind in PAGES for one in _files_of(kind)]


def _files_of(kind: str) -> Iterator[SitemapFile]:
    rows = PAGES[kind]().order_by("pk")
    if kind in ("articles", "issues"):
        numbered: dict[int, datetime.datetime] = {}
        for pk, news in rows.values_list("pk", "news").iterator(chunk_size=CHUNK):
            number = pk // ROWS
            numbered[number] = max(numbered.get(number, news), news)
        yield from (SitemapFile(kind, number, changed) for number, changed in numbered.items())
        return
    yield from (
        SitemapFile(kind, number) for number in sorted({pk // ROWS for pk in rows.values_list("pk", flat=True)})
    )


def sitemap_index(files: list[SitemapFile], address: Callable[[SitemapFile], str]) -> str:
    """Return the index of files; `address` gives the full URL of one."""
    entries = "".join(f"<sitemap>{_entry(address(one), one.changed)}</sitemap>\n" for one in files)
    return f'{_DECLARATION}<sitemapindex xmlns="{NAMESPACE}">\n{entries}</sitemapindex>\n'


def sitemap(kind: str, number: int, absolute: Absolute) -> Iterator[str]:
    """Yield a file of the sitemap, piece by piece. Raises KeyError for a kind that there is not."""
    rows = PAGES[kind]().filter(pk__gte=number * ROWS, pk__lt=(number + 1) * ROWS).order_by("pk")
    yield f'{_DECLARATION}<urlset xmlns="{NAMESPACE}">\n'
    for row in rows.iterator(chunk_size=CHUNK):
        yield f"<url>{_entry(absolute(row.get_absolute_url()), getattr(row, 'news', None))}</url>\n"
    yield "</urlset>\n"


def _entry(address: str, changed: datetime.datetime | None) -> str:
    lastmod = f"<lastmod>{changed.isoformat(timespec='seconds')}</lastmod>" if changed else ""
    return f"<loc>{escape(address)}</loc>{lastmod}"
