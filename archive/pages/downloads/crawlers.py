"""What crawlers ask for first: robots.txt, the reservation of text and data mining, and the sitemap."""

from __future__ import annotations

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse

from archive.exports.crawling_rules import AiUse, robots_txt, tdmrep_json
from archive.exports.sitemap import PAGES, SitemapFile, has_file, sitemap, sitemap_files, sitemap_index
from archive.pages.caching.cached_page import cached_page

XML = "application/xml; charset=utf-8"


@cached_page
def robots(request: HttpRequest) -> HttpResponse:
    rules = robots_txt(AiUse(settings.AI_USE), request.build_absolute_uri(reverse("sitemap-index")))
    return HttpResponse(rules, content_type="text/plain; charset=utf-8")


@cached_page
def tdmrep(request: HttpRequest) -> HttpResponse:
    return HttpResponse(tdmrep_json(AiUse(settings.AI_USE)), content_type="application/json")


@cached_page
def index(request: HttpRequest) -> HttpResponse:
    """Return the index of the sitemap's files."""

    def address(one: SitemapFile) -> str:
        return request.build_absolute_uri(reverse("sitemap", args=[one.kind, one.number]))

    return HttpResponse(sitemap_index(sitemap_files(), address), content_type=XML)


@cached_page
def file(request: HttpRequest, kind: str, number: int) -> HttpResponse:
    """Return a file of the sitemap: some hundred kilobytes, which the page cache keeps compressed. Raises Http404."""
    if kind not in PAGES:
        raise Http404(f"no pages of the kind {kind!r}; there are {', '.join(PAGES)}")
    if not has_file(kind, number):
        raise Http404(f"the sitemap has no file {number} of {kind}")
    return HttpResponse(b"".join(map(str.encode, sitemap(kind, number, request.build_absolute_uri))), content_type=XML)
