"""Decorators of every public page: GET and HEAD only, cheap revalidation, redirects of moved rows, the page cache."""

from __future__ import annotations

import datetime
import hashlib
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import wraps
from threading import Lock

from django.conf import settings
from django.core.cache import caches
from django.http import HttpRequest, HttpResponse, HttpResponseNotModified, HttpResponsePermanentRedirect
from django.middleware.gzip import GZipMiddleware
from django.utils import timezone
from django.utils.cache import get_conditional_response, patch_vary_headers
from django.utils.http import http_date, parse_etags
from django.views.decorators.http import require_safe

from archive.models import SiteRevision
from archive.pages.addresses.url_resolution import Gone, Moved
from archive.pages.caching import build_id
from archive.pages.errors import gone
from archive.search import engine

View = Callable[..., HttpResponse]

# Caches may store a page but must revalidate it: that costs one query, and a withdrawn article is gone at once.
REVALIDATE = "public, max-age=0, must-revalidate"
# A page that may be complete a moment later, without any change in the archive: it must not be confirmed then.
NO_STORE = "no-store"
# HTTP dates have whole seconds; a recent date could stand for two states of the archive (RFC 9110, 8.8.2.2). Nor is a
# page cached so early: the clocks of site and database may differ by as much about a scheduled article.
TOO_RECENT = datetime.timedelta(seconds=2)
VARYING = "Accept-Encoding"
# How long a request waits for another page being rendered by the same worker; then it renders beside it.
RENDER_LOCK_TIMEOUT = 0.25
_rendering = Lock()

# Django's own middleware would compress a cached page again for each request, and also pages with a secret, whose
# length may reveal it (BREACH).
_gzip = GZipMiddleware(HttpResponse)
_gzip.max_random_bytes = 0  # random padding against BREACH: public pages have no secrets, and are the same each time
# "gzip, br" asks for it; "", "br" and "gzip;q=0" do not (RFC 9110, 12.5.3).
_TAKES_GZIP = re.compile(r"\bgzip\b(?!\s*;\s*q\s*=\s*0(?:\.0*)?\s*(?:,|$))")


@dataclass(frozen=True, slots=True)
class Validators:
    """Validators of a page: its ETag, "" for none, and its last change in seconds, None while that is recent."""

    etag: str
    modified: int | None


def cached_page(view: View) -> View:
    """Wrap a view that reads only its address, the database, and the index that follows it.

    The site revision, the build id and the index generation make its ETag, so that a client's copy is confirmed (304)
    without running the view, and a cached page is returned, at the cost of one query. A response with NO_STORE has no
    ETag. `url_resolution.Moved` becomes a 301 that preserves the query string, `url_resolution.Gone` a 410.
    """
    return _not_modified(view, lambda: engine.generation(), "pages")


def cached_search_page(view: View) -> View:
    """Wrap a view that searches, as `cached_page` does, with an ETag that changes with every change of the index.

    Search pages are cached apart from others: readers' queries are endless, few of them are repeated, and those often.
    So a crawl of searches evicts no other page.
    """
    return _not_modified(view, lambda: engine.state(), "searches")


def _not_modified(view: View, index: Callable[[], str], alias: str) -> View:
    @require_safe
    @wraps(view)
    def answer(request: HttpRequest, **parts) -> HttpResponse:
        validators = _validators(index)
        if validators.etag and _has(request, validators.etag):
            headers = {"ETag": validators.etag, "Cache-Control": REVALIDATE, "Vary": VARYING}
            return HttpResponseNotModified(headers=headers)
        try:
            response = _from_cache(alias, view, request, validators, parts)
        except Moved as moved:
            response = HttpResponsePermanentRedirect(with_query(moved.address, request))
            # An editor may take a move back: a browser that kept both ways would go round in circles.
            response["Cache-Control"] = REVALIDATE
            return response
        except Gone as deleted:
            return gone(request, deleted.tombstone, is_issue=deleted.is_issue)
        if not response.has_header("ETag"):
            return response
        return get_conditional_response(
            request, etag=validators.etag, last_modified=validators.modified, response=response
        )

    return answer


def _from_cache(alias: str, view: View, request: HttpRequest, validators: Validators, parts: dict) -> HttpResponse:
    """Return headers and body of the cached page of that key, else of a newly rendered one, which is cached if
    allowed.
    """
    if validators.modified is None:
        return _render(view, request, validators, parts)
    cache, key = caches[alias], cache_key(request)
    if found := cache.get(key, version=validators.etag):
        headers, body = found
        return HttpResponse(body, headers=headers)
    response = _render(view, request, validators, parts)
    if response.has_header("ETag") and not (response.streaming or response.cookies or _is_personal(request)):
        cache.set(key, (dict(response.items()), response.content), version=validators.etag)
    return response


def cache_key(request: HttpRequest) -> str:
    """Return a checksum of everything in a request that a page may depend on, except personal data.

    The method is left out: HEAD is answered as GET, and then loses its body. `path` begins with the script prefix, from
    which links are made, and `path_info` selects the view; the query string is decoded by `encoding`.
    """
    query, encoding = request.META.get("QUERY_STRING", ""), request.encoding or ""
    key_parts = (
        request.scheme,
        request.get_host(),
        request.path,
        request.path_info,
        query,
        encoding,
        takes_gzip(request),
    )
    return hashlib.blake2b(repr(key_parts).encode(), digest_size=16).hexdigest()


def takes_gzip(request: HttpRequest) -> bool:
    return bool(_TAKES_GZIP.search(request.META.get("HTTP_ACCEPT_ENCODING", "")))


@contextmanager
def _render_lock() -> Iterator[None]:
    """Render the pages of a worker one after another: its threads share one processor, and switching costs time.

    A search took 9.1 ms of processor time when rendered alone, 10 to 12 beside another. Half of two requests waited 20
    ms either way; of twenty, one waited 33 to 40 when switching, 26 to 29 one after another. A slow page (a search may
    take a second) delays nobody by more than RENDER_LOCK_TIMEOUT.
    """
    is_alone = _rendering.acquire(timeout=RENDER_LOCK_TIMEOUT)
    try:
        yield
    finally:
        if is_alone:
            _rendering.release()


@_render_lock()
def _render(view: View, request: HttpRequest, validators: Validators, parts: dict) -> HttpResponse:
    """Return the view's response with the headers of a page, compressed for clients that accept it."""
    response = view(request, **parts)
    response.setdefault("Cache-Control", REVALIDATE)
    if response.status_code != 200:
        return response
    patch_vary_headers(response, [VARYING])
    if validators.etag and response["Cache-Control"] != NO_STORE:
        response.setdefault("ETag", validators.etag)
        if validators.modified:
            response.setdefault("Last-Modified", http_date(validators.modified))
    if takes_gzip(request) and not (response.streaming or _is_personal(request)):
        return _gzip.process_response(request, response)
    return response


def _is_personal(request: HttpRequest) -> bool:
    """Return whether the response may be personal: the session was read, or a form token was issued."""
    session = getattr(request, "session", None)
    return (session is not None and session.accessed) or "CSRF_COOKIE_NEEDS_UPDATE" in request.META


def _has(request: HttpRequest, etag: str) -> bool:
    """Return whether the client has this very page. A date, or "*", does not say so: its page may be another one."""
    held = request.META.get("HTTP_IF_NONE_MATCH")
    return held is not None and etag.removeprefix("W/") in (each.removeprefix("W/") for each in parse_etags(held))


def with_query(address: str, request: HttpRequest) -> str:
    """Return the address with the query string of the request."""
    query = request.META.get("QUERY_STRING", "")
    return f"{address}?{query}" if query else address


def _validators(index: Callable[[], str]) -> Validators:
    """Return ETag and Last-Modified of every page now; no ETag while templates may change under a running server.

    `index` names the state of the search index that the page depends on.
    """
    if settings.DEBUG:
        return Validators("", None)
    state = SiteRevision.current()
    etag = f'W/"{build_id.BUILD_ID}-{state.stamp}-{index()}"'
    if state.since is None:
        return Validators(etag, None)
    since = max(state.since, build_id.BUILD_TIME)
    return Validators(etag, int(since.timestamp()) if timezone.now() - since > TOO_RECENT else None)
