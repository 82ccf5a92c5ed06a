"""Atom feeds: of the site, and of a publication, a volume, an author, a topic, a source.

The feed has the newest articles. A longer list is given whole in archives beside it (RFC 5005, 4): the feed names the
last one, and each the one before it.
"""

from __future__ import annotations

import math
from collections.abc import Callable

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse

from archive.exports.atom_feed import ARTICLES_IN_A_FEED, ARTICLES_IN_AN_ARCHIVE, Entry, Feed, Place, atom
from archive.models import Article, Source
from archive.models.catalogue.article_list import CountedList, LiveList, PublishedList, article_list
from archive.pages.addresses.url_resolution import (
    get_author_or_redirect,
    get_publication_or_redirect,
    get_source_or_redirect,
    get_topic_or_redirect,
    redirect_to_canonical,
)
from archive.pages.authorities.sources import CitingArticle, citing_articles
from archive.pages.browse.excerpts import OPENING_CHARACTERS, excerpt_of
from archive.pages.browse.publications import volume_name
from archive.pages.caching.cached_page import cached_page

ATOM = "application/atom+xml; charset=utf-8"
SUMMARY_WORDS = 60
Entries = Callable[[list[int]], list[Entry]]
Listed = PublishedList | LiveList | CountedList


@cached_page
def site(request: HttpRequest) -> HttpResponse:
    feed = Feed(settings.SITE_NAME, "The latest articles of all publications", reverse("home"), request.path)
    return _answer(request, feed, PublishedList())


@cached_page
def source(request: HttpRequest, slug: str) -> HttpResponse:
    """Return the feed of articles that cite a source, newest first, with the citing sentences."""
    found = get_source_or_redirect(slug)
    redirect_to_canonical(request.path, reverse("source-feed", args=[found.slug]))
    feed = Feed(f"Articles that cite {found.name}", "Newest first", found.get_absolute_url(), request.path)
    return _answer(request, feed, article_list(found), lambda pks: _quoting(found, pks))


@cached_page
def author(request: HttpRequest, slug: str) -> HttpResponse:
    found = get_author_or_redirect(slug)
    redirect_to_canonical(request.path, reverse("author-feed", args=[found.slug]))
    feed = Feed(f"Articles by {found.name}", "Newest first", found.get_absolute_url(), request.path)
    return _answer(request, feed, article_list(found))


@cached_page
def topic(request: HttpRequest, slug: str) -> HttpResponse:
    found = get_topic_or_redirect(slug)
    redirect_to_canonical(request.path, reverse("topic-feed", args=[found.slug]))
    feed = Feed(f"Articles on {found.name}", "Newest first", found.get_absolute_url(), request.path)
    return _answer(request, feed, article_list(found))


@cached_page
def publication(request: HttpRequest, publication: str) -> HttpResponse:
    """Return the feed of a publication's latest articles, each with its opening."""
    found = get_publication_or_redirect(publication)
    redirect_to_canonical(request.path, reverse("publication-feed", args=[found.slug]))
    feed = Feed(found.title, found.description, found.get_absolute_url(), request.path)
    return _answer(request, feed, PublishedList(publication=found))


@cached_page
def volume(request: HttpRequest, publication: str, volume: int) -> HttpResponse:
    found = get_publication_or_redirect(publication)
    redirect_to_canonical(request.path, reverse("volume-feed", args=[found.slug, volume]))
    articles = PublishedList(publication=found, volume=volume)
    if not articles:
        raise Http404(f"{found} has no volume {volume}")
    page = reverse("volume", args=[found.slug, volume])
    return _answer(request, Feed(f"{found.title}, {volume_name(volume)}", "", page, request.path), articles)


def _opening(pks: list[int]) -> list[Entry]:
    rows = Article.objects.filter(pk__in=pks).for_listing().with_openings(OPENING_CHARACTERS).in_bulk()
    return [Entry(rows[pk], excerpt_of(rows[pk], SUMMARY_WORDS)) for pk in pks if pk in rows]


def _quoting(source: Source, pks: list[int]) -> list[Entry]:
    return [Entry(each.article, _quoted(each)) for each in citing_articles(source, pks)]


def _quoted(citing: CitingArticle) -> str:
    return " … ".join(f"{each.before}{each.marked}{each.behind}" for each in citing.quotations)


def _answer(request: HttpRequest, feed: Feed, articles: Listed, entries: Entries = _opening) -> HttpResponse:
    """Return the feed, or the archive of it that the request names by `archive`. Raises Http404 for another."""
    count = len(articles)
    place = Place(_asked(request), math.ceil(count / ARTICLES_IN_AN_ARCHIVE) if count > ARTICLES_IN_A_FEED else 0)
    if place.archive is None:
        pks = articles[:ARTICLES_IN_A_FEED]
    elif 1 <= place.archive <= place.archives:
        # By id, so that archives that are full change only where an article is withdrawn or a draft published.
        last = place.archive * ARTICLES_IN_AN_ARCHIVE
        pks = articles.in_order_of_ids(last - ARTICLES_IN_AN_ARCHIVE, last)
    else:
        raise Http404(f"This feed has {place.archives} archives.")
    return HttpResponse(atom(feed, entries(pks), request.build_absolute_uri, place), content_type=ATOM)


def _asked(request: HttpRequest) -> int | None:
    text = request.GET.get("archive")
    if text is None:
        return None
    if not (text.isascii() and text.isdecimal() and len(text) <= 9):
        raise Http404("archive must be a number")
    return int(text)
