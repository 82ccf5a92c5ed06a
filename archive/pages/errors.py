"""Error pages, with links to the nearest existing pages."""

from __future__ import annotations

import logging
import re
from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template import TemplateDoesNotExist
from django.template.loader import render_to_string
from django.urls import Resolver404, resolve, reverse

from archive.models import Issue, Publication, Tombstone
from archive.models.common.tombstone import Reason
from archive.pages.rendering.context_processors import site

logger = logging.getLogger(__name__)

MAX_PATH = 400
MAX_PARTS = 6
MAX_WORDS = 80


@dataclass(frozen=True, slots=True)
class Ancestor:
    """An existing page above one that was not found: its address and name."""

    address: str
    name: str


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Show a 404 page with links to the existing pages above, and a search for the words of the address."""
    context = {"ancestors": ancestors(request.path_info), "words": words_of(request.path_info)}
    return _uncached(render(request, "404.html", context, status=404))


def gone(request: HttpRequest, tombstone: Tombstone, *, is_issue: bool = False) -> HttpResponse:
    """Show a 410 page of an article, or of the issue that held it.

    The title is not shown: the article may have been withdrawn for a reason.
    """
    withdrawn = tombstone.reason == Reason.WITHDRAWN
    context = {"ancestors": ancestors(tombstone.path), "deleted": tombstone.deleted, "withdrawn": withdrawn}
    context["kind"] = "issue" if is_issue else "article"
    return _uncached(render(request, "410.html", context, status=410))


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Show a 403 page."""
    return _uncached(render(request, "403.html", status=403))


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Show a 400 page, without the request in the template, since its host may be malformed."""
    return _uncached(HttpResponse(render_to_string("400.html", site()), status=400))


PLAIN_500 = """<!doctype html>
<html lang="en"><meta charset="utf-8"><title>Something broke</title>
<h1>Something broke</h1>
<p>The fault is ours, and it has been noted. Try again in a minute; what you were sending may not have been saved.</p>
</html>
"""


def server_error(request: HttpRequest) -> HttpResponse:
    """Show a 500 page. Uses neither the request nor the database, which may be what failed.

    Nor does it need the list of static files: without it, no template of the site can be rendered.
    """
    try:
        page = render_to_string("500.html", site())
    except (OSError, TemplateDoesNotExist, ValueError):
        logger.exception("The page for errors cannot be rendered, so a plain one is shown.")
        page = PLAIN_500
    return _uncached(HttpResponse(page, status=500))


def unavailable(request: HttpRequest) -> HttpResponse:
    """Show a 503 page. Uses neither the request nor the database, which may be what failed."""
    response = _uncached(HttpResponse(render_to_string("503.html", site()), status=503))
    response["Retry-After"] = "60"
    return response


def ancestors(path: str) -> list[Ancestor]:
    """Return the existing pages above a path, the nearest first; at most one query each."""
    parts = [part for part in path[:MAX_PATH].split("/") if part][:MAX_PARTS]
    found = (_page_at("/" + "/".join(parts[:length]) + "/") for length in range(len(parts) - 1, 0, -1))
    return [page for page in found if page]


def words_of(path: str) -> str:
    """Return the words of an address's last part, to search for: "/edm/v1/i9/ferries-stand-idle/" → "ferries stand
    idle".
    """
    parts = [part for part in path[:MAX_PATH].split("/") if part]
    words = " ".join(re.findall(r"[^\W_]{2,}", parts[-1])) if parts else ""
    return words[:MAX_WORDS].rpartition(" ")[0] if len(words) > MAX_WORDS else words


def _page_at(path: str) -> Ancestor | None:
    try:
        match = resolve(path)
    except Resolver404:
        return None
    name = _name_of(match.url_name, match.kwargs)
    return Ancestor(reverse(match.url_name, kwargs=match.kwargs), name) if name else None


def _name_of(url_name: str, parts: dict[str, object]) -> str:
    """Return the name of a page, "" where there is none."""
    if url_name in LISTS:
        return LISTS[url_name]
    if url_name not in LEVELS:
        return ""
    narrowed, name = LEVELS[url_name]
    issues = narrowed(Issue.objects.published().filter(publication__slug=parts["publication"]), parts)
    if url_name == "issue":
        issue = issues.select_related("publication").first()
        return str(issue) if issue else ""
    title = Publication.objects.filter(pk__in=issues.values("publication")).values_list("title", flat=True).first()
    return name.format(title=title, **parts) if title else ""


LISTS = {"authors": "All authors", "topics": "All topics", "sources": "All sources", "search": "Search"}
# For each level of a publication: the filter of its issues, and the page's name.
LEVELS = {
    "publication": (lambda issues, parts: issues, "{title}"),
    "year": (lambda issues, parts: issues.in_year(parts["year"]), "{title}, {year}"),
    "month": (lambda issues, parts: issues.in_month(parts["year"], parts["month"]), "{title}, {year}/{month}"),
    "volume": (lambda issues, parts: issues.in_volume(parts["volume"]), "{title}, volume {volume}"),
    "run": (lambda issues, parts: issues.without_volume(), "{title}, all issues"),
    "issue": (lambda issues, parts: issues.filter(path=parts["at"]), ""),
}


def _uncached(response: HttpResponse) -> HttpResponse:
    response["Cache-Control"] = "no-cache"
    return response
