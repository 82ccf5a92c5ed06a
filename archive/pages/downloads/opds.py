"""OPDS 1.2 catalogue, by which programs for reading find the archive's books (https://specs.opds.io/opds-1.2).

`/opds.xml` lists the publications, `/harbour-letter/opds.xml` the issues of one, the latest first, each an EPUB.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from dataclasses import dataclass

from django.conf import settings
from django.db.models import Prefetch
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.urls import reverse

from archive.exports.articles.registry import EPUB
from archive.models import Article, Issue, Publication, SiteRevision
from archive.models.common.url_cache import data_address
from archive.pages.addresses.url_resolution import get_publication_or_redirect, redirect_to_canonical
from archive.pages.caching.cached_page import cached_page
from archive.pages.rendering.pagination import page_of
from archive.text.date_words import iso_date
from archive.text.dates import Precision

NAVIGATION = "application/atom+xml;profile=opds-catalog;kind=navigation"
ACQUISITION = "application/atom+xml;profile=opds-catalog;kind=acquisition"
ENTRIES_ON_A_PAGE = 50
TITLES_OF_AN_ISSUE = 20


@dataclass(frozen=True, slots=True)
class Link:
    """Link of an entry: its relation, full address and media type."""

    rel: str
    href: str
    type: str


@dataclass(frozen=True, slots=True)
class Entry:
    """Publication or issue in the catalogue; "" for what is not known."""

    id: str
    title: str
    updated: str
    links: tuple[Link, ...]
    content: str = ""
    language: str = ""
    publisher: str = ""
    issued: str = ""


@cached_page
def publications(request: HttpRequest) -> HttpResponse:
    """Return the publications that have issues, by title."""
    page = page_of(request, Publication.objects.with_published_issues().order_by("title", "pk"), ENTRIES_ON_A_PAGE)
    updated = _last_change()
    entries = [
        Entry(
            id=request.build_absolute_uri(row.get_absolute_url()),
            title=row.title,
            updated=updated,
            links=(Link("subsection", request.build_absolute_uri(_address_of(row)), ACQUISITION),),
            content=row.description,
            language=row.language,
            publisher=row.publisher,
        )
        for row in page
    ]
    return _answer(request, settings.SITE_NAME, NAVIGATION, page, entries, updated)


def _address_of(publication: Publication) -> str:
    return reverse("publication-opds", args=[publication.slug])


@cached_page
def publication(request: HttpRequest, publication: str) -> HttpResponse:
    """Return a publication's issues, the latest first, with the titles of their articles."""
    found = get_publication_or_redirect(publication)
    redirect_to_canonical(request.path, _address_of(found))
    contents = Prefetch("articles", Article.objects.published().order_by("position", "pk").defer("body"), "contents")
    rows = Issue.objects.of(found).published().latest_first().select_related("publication").prefetch_related(contents)
    page = page_of(request, rows, ENTRIES_ON_A_PAGE)
    entries = [_entry_of(request, issue) for issue in page]
    return _answer(request, found.title, ACQUISITION, page, entries, _last_change())


def _entry_of(request: HttpRequest, issue: Issue) -> Entry:
    address = issue.get_absolute_url()
    titles = [article.title for article in issue.contents]
    more = f"; and {len(titles) - TITLES_OF_AN_ISSUE} more" if len(titles) > TITLES_OF_AN_ISSUE else ""
    date = issue.partial_date
    return Entry(
        id=request.build_absolute_uri(address),
        title=str(issue),
        updated=_in_utc(max(article.news_since for article in issue.contents)),
        links=(
            Link("http://opds-spec.org/acquisition", request.build_absolute_uri(data_address(address, "epub")), EPUB),
            Link("alternate", request.build_absolute_uri(address), "text/html"),
        ),
        content="; ".join(titles[:TITLES_OF_AN_ISSUE]) + more,
        language=issue.publication.language,
        publisher=issue.publication.publisher,
        issued=iso_date(date) if date and date.precision in (Precision.DAY, Precision.MONTH, Precision.YEAR) else "",
    )


def _answer(request: HttpRequest, title: str, kind: str, page, entries: Iterable[Entry], updated: str) -> HttpResponse:
    context = {
        "title": title,
        "kind": kind,
        "navigation": NAVIGATION,
        "here": request.build_absolute_uri(request.path),
        "start": request.build_absolute_uri(reverse("opds")),
        "page": page,
        "entries": entries,
        "updated": updated,
        "site_name": settings.SITE_NAME,
    }
    return HttpResponse(render_to_string("opds/catalogue.xml", context), content_type=kind)


def _last_change() -> str:
    """Return the moment of the archive's last change: the catalogue is the same until the next one."""
    since = SiteRevision.current().since
    return _in_utc(since or datetime.datetime.fromtimestamp(0, datetime.UTC))


def _in_utc(moment: datetime.datetime) -> str:
    return moment.astimezone(datetime.UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
