"""Sitemaps (sitemaps.org, 0.9): the addresses of the site's pages in files of bounded size, and an index of the files.

A file has the rows with ids of one range, so that a new article changes the last file alone, and pages of it need no
count. Ranges are far smaller than the fifty thousand addresses that are allowed, so that no file takes long to make.
"""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from xml.sax.saxutils import escape

from django.db.models import (
    BigIntegerField,
    Case,
    DateTimeField,
    Exists,
    ExpressionWrapper,
    F,
    Max,
    OuterRef,
    QuerySet,
    Subquery,
    When,
)
from django.db.models.functions import Greatest

from archive.models import Article, Author, Citation, Issue, Publication, Source, Topic

ROWS = 2_000
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
    shown = Article.objects.published().filter(issue=OuterRef("pk")).order_by().values("issue")
    later = Case(
        When(publish_at__gt=F("changed"), then=F("publish_at")), default=F("changed"), output_field=DateTimeField()
    )
    news = Subquery(shown.annotate(latest=Max(later)).values("latest"))
    rows = Issue.objects.published().select_related("publication")
    return rows.only("path", "changed", "publication__slug").annotate(
        news=Greatest(F("changed"), news, output_field=DateTimeField())
    )


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
    dated = _latest_changes()
    return [one for kind in PAGES for one in (_dated(kind, dated[kind]) if kind in dated else _undated(kind))]


def _dated(kind: str, latest: dict[int, datetime.datetime]) -> list[SitemapFile]:
    return [SitemapFile(kind, number, changed) for number, changed in sorted(latest.items())]


def _undated(kind: str) -> list[SitemapFile]:
    numbers = PAGES[kind]().order_by().values_list(_file("pk"), flat=True).distinct()
    return [SitemapFile(kind, number) for number in sorted(numbers)]


def _latest_changes() -> dict[str, dict[int, datetime.datetime]]:
    """Return the last change of the articles and of the issues of each file, by its number, in two queries."""
    found: dict[str, dict[int, datetime.datetime]] = {"articles": {}, "issues": {}}
    articles = Article.objects.published_of_all().order_by().values(file=_file("pk"), file_of_issue=_file("issue_id"))
    latest_of = articles.annotate(latest=Max("changed"), published=Max("publish_at"))
    for file, file_of_issue, *moments in latest_of.values_list("file", "file_of_issue", "latest", "published"):
        latest = max(filter(None, moments))
        for numbered, number in ((found["articles"], file), (found["issues"], file_of_issue)):
            numbered[number] = max(numbered.get(number, latest), latest)
    issues = Issue.objects.published().order_by().values(file=_file("pk")).annotate(latest=Max("changed"))
    for file, latest in issues.values_list("file", "latest"):
        found["issues"][file] = max(found["issues"].get(file, latest), latest)
    return found


def _file(key: str) -> ExpressionWrapper:
    return ExpressionWrapper(F(key) / ROWS, output_field=BigIntegerField())


def sitemap_index(files: list[SitemapFile], address: Callable[[SitemapFile], str]) -> str:
    """Return the index of files; `address` gives the full URL of one."""
    entries = "".join(f"<sitemap>{_entry(address(one), one.changed)}</sitemap>\n" for one in files)
    return f'{_DECLARATION}<sitemapindex xmlns="{NAMESPACE}">\n{entries}</sitemapindex>\n'


def has_file(kind: str, number: int) -> bool:
    """Return whether the sitemap has a file of a kind of page with any address."""
    return kind in PAGES and _rows_of(kind, number).exists()


def _rows_of(kind: str, number: int) -> QuerySet:
    return PAGES[kind]().filter(pk__gte=number * ROWS, pk__lt=(number + 1) * ROWS)


def sitemap(kind: str, number: int, absolute: Absolute) -> Iterator[str]:
    """Yield a file of the sitemap, piece by piece. Raises KeyError for a kind that there is not."""
    rows = _rows_of(kind, number).order_by("pk")
    yield f'{_DECLARATION}<urlset xmlns="{NAMESPACE}">\n'
    for row in rows.iterator(chunk_size=CHUNK):
        yield f"<url>{_entry(absolute(row.get_absolute_url()), getattr(row, 'news', None))}</url>\n"
    yield "</urlset>\n"


def _entry(address: str, changed: datetime.datetime | None) -> str:
    lastmod = f"<lastmod>{changed.isoformat(timespec='seconds')}</lastmod>" if changed else ""
    return f"<loc>{escape(address)}</loc>{lastmod}"
