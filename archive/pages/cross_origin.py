"""Cross-origin reading (CORS): pages of other sites may read the archive's data by script, without credentials.

What everybody may read is all that they get: no cookie goes along, so an editor's session shows them nothing more.
"""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.urls import Resolver404, resolve

# Names of the routes that are data. Pages for people are not: a site that shows them as its own is no reader.
DATA_ROUTES = frozenset({
    "article-format", "issue-format", "volume-format", "author-format", "topic-format", "source-format",
    "publication-json", "author-json", "topic-json", "source-json",
    "search-json", "search-csv", "search-atom", "search-format", "search-suggest",
    "site-feed", "publication-feed", "volume-feed", "author-feed", "topic-feed", "source-feed",
    "opds", "publication-opds", "oai", "unapi", "opensearch", "openapi",
})  # fmt: skip

READABLE = {
    "Access-Control-Allow-Origin": "*",
    "Access-Control-Expose-Headers": "Content-Disposition, ETag, Link, Retry-After, X-Left-Off",
}
PREFLIGHT = {
    "Allow": "GET, HEAD, OPTIONS",
    "Access-Control-Allow-Methods": "GET, HEAD",
    "Access-Control-Allow-Headers": "If-None-Match, If-Modified-Since",
    "Access-Control-Max-Age": "86400",
}


def with_cross_origin_reading(
    get_response: Callable[[HttpRequest], HttpResponse],
) -> Callable[[HttpRequest], HttpResponse]:
    """Let scripts of any site read data and its errors; answer the question that browsers put first (OPTIONS)."""

    def answer(request: HttpRequest) -> HttpResponse:
        if _is_preflight(request) and _route_of(request) in DATA_ROUTES:
            return HttpResponse(status=204, headers=READABLE | PREFLIGHT)
        response = get_response(request)
        match = request.resolver_match
        if match is not None and match.url_name in DATA_ROUTES:
            for header, value in READABLE.items():
                response[header] = value
        return response

    return answer


def _is_preflight(request: HttpRequest) -> bool:
    return request.method == "OPTIONS" and "HTTP_ACCESS_CONTROL_REQUEST_METHOD" in request.META


def _route_of(request: HttpRequest) -> str | None:
    """Return the name of the route of an address; None where there is none."""
    try:
        return resolve(request.path_info).url_name
    except Resolver404:
        return None
