"""The Atom feeds of sources and publications."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from archive.exports.atom_feed import ARTICLES_IN_A_FEED, Entry, Feed, atom
from archive.models import Article
from archive.pages.addresses.url_resolution import (
    get_publication_or_redirect,
    get_source_or_redirect,
    redirect_to_canonical,
)
from archive.pages.authorities.sources import CitingArticle, citing_articles
from archive.pages.browse.excerpts import OPENING_CHARACTERS, excerpt_of
from archive.pages.caching.cached_page import cached_page

ATOM = "application/atom+xml; charset=utf-8"
SUMMARY_WORDS = 60


@cached_page
def source(request: HttpRequest, slug: str) -> HttpResponse:
    """Return the feed of articles that cite a source, newest first, with the citing sentences."""
    found = get_source_or_redirect(slug)
    redirect_to_canonical(request.path, reverse("source-feed", args=[found.slug]))
    newest = Article.objects.citing(found).newest_first().values_list("pk", flat=True)
    feed = Feed(f"Articles that cite {found.name}", "Newest first", found.get_absolute_url(), request.path)
    entries = [Entry(each.article, _quoted(each)) for each in citing_articles(found, list(newest[:ARTICLES_IN_A_FEED]))]
    return _answer(request, feed, entries)


@cached_page
def publication(request: HttpRequest, publication: str) -> HttpResponse:
    """Return the feed of a publication's latest articles, each with its opening."""
    found = get_publication_or_redirect(publication)
    redirect_to_canonical(request.path, reverse("publication-feed", args=[found.slug]))
    latest = Article.objects.published().of(found).newest_first().values_list("pk", flat=True)[:ARTICLES_IN_A_FEED]
    rows = Article.objects.filter(pk__in=list(latest)).for_listing().with_openings(OPENING_CHARACTERS)
    feed = Feed(found.title, found.description, found.get_absolute_url(), request.path)
    entries = [Entry(article, excerpt_of(article, SUMMARY_WORDS)) for article in rows.newest_first()]
    return _answer(request, feed, entries)


def _quoted(citing: CitingArticle) -> str:
    return " … ".join(f"{each.before}{each.marked}{each.behind}" for each in citing.quotations)


def _answer(request: HttpRequest, feed: Feed, entries: list[Entry]) -> HttpResponse:
    return HttpResponse(atom(feed, entries, request.build_absolute_uri), content_type=ATOM)
