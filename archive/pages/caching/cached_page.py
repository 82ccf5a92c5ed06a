"""What every page has in common: it answers GET and HEAD, is revalidated cheaply, and follows rows that moved."""

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

# Caches may keep a page but ask each time: the answer costs one query, and what an editor withdrew is gone at once.
REVALIDATE = "public, max-age=0, must-revalidate"
# A page that a moment later would say more, though nothing in the archive changed: it must not be confirmed then.
NO_STORE = "no-store"
# An old address may be given to another row one day.
ONE_DAY = "public, max-age=86400"
# HTTP dates count whole seconds; a date so recent could stand for two states of the archive (RFC 9110, 8.8.2.2).
# Nor is a page kept so soon: the clocks of site and database may differ by as much about what appeared on time.
TOO_RECENT = datetime.timedelta(seconds=2)
VARYING = "Accept-Encoding"
# So long a page waits for another that the same worker makes, and is then made beside it.
RENDER_LOCK_TIMEOUT = 0.25
_rendering = Lock()

# Django's own middleware would compress a page anew each time that it is given from the cache, and also what holds a
# secret, whose length may tell of it (BREACH).
_gzip = GZipMiddleware(HttpResponse)
_gzip.max_random_bytes = 0  # which would hide that length: here is nothing to hide, and a page is the same each time
# "gzip, br" asks for it; "", "br" and "gzip;q=0" do not (RFC 9110, 12.5.3).
_TAKES_GZIP = re.compile(r"\bgzip\b(?!\s*;\s*q\s*=\s*0(?:\.0*)?\s*(?:,|$))")


@dataclass(frozen=True, slots=True)
class Validators:
    """What a page is confirmed by: its ETag, "" for none, and its last change in seconds, None while that is recent."""

    etag: str
    modified: int | None


def cached_page(view: View) -> View:
    """Make a page of a view that reads only its address, the database, and the index that follows it.

    The archive's revision, the site's release and the index's generation make its ETag, so a page that a reader has is
    confirmed (304) without running the view, and one that was made already is given again, at the cost of one query.
    An answer that says NO_STORE has no ETag. `url_resolution.Moved` becomes a 301 that keeps the query string,
    `url_resolution.Gone` a 410.
    """
    return _not_modified(view, lambda: engine.generation(), "pages")


def cached_search_page(view: View) -> View:
    """Make a page as `cached_page` does, of a view that searches: it is another after each change of the index.

    It is cached apart from other pages: whatever a reader types makes another search, of which few are asked for again,
    and those often. A crawl of them takes no page's place.
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
            response["Cache-Control"] = ONE_DAY
            return response
        except Gone as deleted:
            return gone(request, deleted.tombstone)
        if not response.has_header("ETag"):
            return response
        return get_conditional_response(
            request, etag=validators.etag, last_modified=validators.modified, response=response
        )

    return answer


def _from_cache(alias: str, view: View, request: HttpRequest, validators: Validators, parts: dict) -> HttpResponse:
    """The page from the cache of that name, else a new one, which is cached if it may be: its headers and its body."""
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
    """A sum of everything of a request that a page may depend on, besides what makes it one reader's own.

    The method is not in it: HEAD is answered as GET, and then loses its body. `path` begins with the script prefix, of
    which links are made, and `path_info` chooses the view; the query string is decoded by `encoding`.
    """
    query, encoding = request.META.get("QUERY_STRING", ""), request.encoding or ""
    told = request.scheme, request.get_host(), request.path, request.path_info, query, encoding, takes_gzip(request)
    return hashlib.blake2b(repr(told).encode(), digest_size=16).hexdigest()


def takes_gzip(request: HttpRequest) -> bool:
    return bool(_TAKES_GZIP.search(request.META.get("HTTP_ACCEPT_ENCODING", "")))


@contextmanager
def _render_lock() -> Iterator[None]:
    """Make pages of a worker one after another: its threads share one processor, and taking turns at it costs.

    A search made alone took 9.1 ms of processor time, beside another in turns 10 to 12. Half of them waited 20 ms
    either way; of twenty one waited 33 to 40 in turns, 26 to 29 one after another. What takes long (a search may, up to
    a second) holds nobody up for more than RENDER_LOCK_TIMEOUT.
    """
    is_alone = _rendering.acquire(timeout=RENDER_LOCK_TIMEOUT)
    try:
        yield
    finally:
        if is_alone:
            _rendering.release()


@_render_lock()
def _render(view: View, request: HttpRequest, validators: Validators, parts: dict) -> HttpResponse:
    """What the view answers, with the headers of a page, compressed for those who take it."""
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
    """Whether the answer may hold what is meant for one reader: the session was asked, or a form got its token."""
    session = getattr(request, "session", None)
    return (session is not None and session.accessed) or "CSRF_COOKIE_NEEDS_UPDATE" in request.META


def _has(request: HttpRequest, etag: str) -> bool:
    """Whether the reader holds this very page. A date, or "*", does not say so: it may come for a page that is not."""
    held = request.META.get("HTTP_IF_NONE_MATCH")
    return held is not None and etag.removeprefix("W/") in (each.removeprefix("W/") for each in parse_etags(held))


def with_query(address: str, request: HttpRequest) -> str:
    """The address with the query string that the request came with."""
    query = request.META.get("QUERY_STRING", "")
    return f"{address}?{query}" if query else address


def _validators(index: Callable[[], str]) -> Validators:
    """ETag and Last-Modified of every page now; no ETag while templates may change under a running server.

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
