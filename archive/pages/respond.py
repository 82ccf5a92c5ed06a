"""What every page has in common: it answers GET and HEAD, is revalidated cheaply, and follows rows that moved."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from functools import wraps

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseNotModified, HttpResponsePermanentRedirect
from django.utils import timezone
from django.utils.cache import get_conditional_response
from django.utils.http import http_date, parse_etags
from django.views.decorators.http import require_safe

from archive.models import Revision
from archive.pages import release
from archive.pages.errors import gone
from archive.pages.lookup import Gone, Moved

# Caches may keep a page but ask each time: the answer costs one query, and what an editor withdrew is gone at once.
ASK_EACH_TIME = "public, max-age=0, must-revalidate"
# A page that a moment later would say more, though nothing in the archive changed: it must not be confirmed then.
NOT_KEPT = "no-store"
# An old address may be given to another row one day.
A_DAY = "public, max-age=86400"
# HTTP dates count whole seconds; a date so recent could stand for two states of the archive (RFC 9110, 8.8.2.2).
TOO_RECENT = datetime.timedelta(seconds=2)


def page(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Make a page of a view that reads only the database.

    The archive's revision and the site's release make its ETag, so a page that a reader has is confirmed (304) without
    running the view; an answer that says NOT_KEPT has none. `lookup.Moved` becomes a 301 that keeps the query string,
    `lookup.Gone` a 410.
    """

    @require_safe
    @wraps(view)
    def answer(request: HttpRequest, *args, **kwargs) -> HttpResponse:
        etag, modified = _validators()
        if etag and _has(request, etag):
            return HttpResponseNotModified(headers={"ETag": etag, "Cache-Control": ASK_EACH_TIME})
        try:
            response = view(request, *args, **kwargs)
        except Moved as moved:
            response = HttpResponsePermanentRedirect(with_query(moved.address, request))
            response["Cache-Control"] = A_DAY
            return response
        except Gone as deleted:
            return gone(request, deleted.tombstone)
        response.setdefault("Cache-Control", ASK_EACH_TIME)
        if not etag or response.status_code != 200 or response["Cache-Control"] == NOT_KEPT:
            return response
        response.setdefault("ETag", etag)
        if modified:
            response.setdefault("Last-Modified", http_date(modified))
        return get_conditional_response(request, etag=etag, last_modified=modified, response=response)

    return answer


def _has(request: HttpRequest, etag: str) -> bool:
    """Whether the reader holds this very page. A date, or "*", does not say so: it may come for a page that is not."""
    held = parse_etags(request.headers.get("If-None-Match", ""))
    return etag.removeprefix("W/") in (each.removeprefix("W/") for each in held)


def with_query(address: str, request: HttpRequest) -> str:
    """The address with the query string that the request came with."""
    query = request.META.get("QUERY_STRING", "")
    return f"{address}?{query}" if query else address


def _validators() -> tuple[str, int | None]:
    """ETag and Last-Modified of every page now; no ETag while templates may change under a running server."""
    if settings.DEBUG:
        return "", None
    state = Revision.current()
    since = max(state.since or release.RELEASED, release.RELEASED)
    modified = int(since.timestamp()) if timezone.now() - since > TOO_RECENT else None
    return f'W/"{release.DIGEST}-{state.stamp}"', modified
