"""OpenAPI document of the archive's data, and the page to read it. Both follow the URL map and the registry of formats.

A route of data has a line in ROUTES; its addresses, parameters and types come from its pattern and the registry.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import URLPattern, get_resolver

import archive
from archive.exports.articles.registry import ARTICLE, ISSUE, LIST, ROW_JSON, Describes, formats_of
from archive.exports.openapi.document import Operation, Parameter, Service, document, fields_of
from archive.exports.openapi.schemas import SCHEMAS
from archive.pages.caching.cached_page import cached_page
from archive.pages.downloads.feeds import ATOM
from archive.pages.downloads.opds import ACQUISITION, NAVIGATION
from archive.search.query.request import FILTERS

JSON = ROW_JSON.content_type
XML = "application/xml"


def _in_path(name: str, described: str, example: str) -> Parameter:
    return Parameter(name, described, example, where="path", is_required=True, key=f"path-{name}")


IN_PATHS = {
    each.name: each
    for each in (
        _in_path("publication", "Slug of a publication.", "harbour-letter"),
        _in_path("volume", "Volume.", "1"),
        _in_path(
            "number",
            "Number of an issue. Publications without volumes or numbers have other addresses (/bulletin/n45, "
            "/harbour-blog/2013/06/07): take those that their JSON gives.",
            "7",
        ),
        _in_path("article", "Slug of an article.", "fog-on-the-quay"),
        _in_path("author", "Slug of an author.", "ana-brod"),
        _in_path("topic", "Slug of a topic.", "ice"),
        _in_path("source", "Slug of a source.", "quay-herald"),
    )
}
PAGE = (Parameter("page", "Page of the list, from 1.", "1"),)
ARCHIVE = (Parameter("archive", "Older articles, a hundred each; the feed links to them.", "1"),)
QUERY = Parameter("q", "What to search for, in the query language of the search page.", "fog", is_required=True)
SEARCH = (
    QUERY,
    *(
        Parameter(name, f"Only this {name}; several may be given.", takes_several=True, key=f"filter-{name}")
        for name in FILTERS
    ),
    Parameter("from", "First day, month or year: 2004-10.", key="first-day"),
    Parameter("to", "Last day, month or year.", key="last-day"),
    Parameter("sort", "relevance, newest or oldest."),
    Parameter("variants", "off: without other spellings of names."),
)
OAI = (
    Parameter("verb", "Identify, ListMetadataFormats, ListSets, ListIdentifiers, ListRecords or GetRecord.", "Identify",
              is_required=True),
    *(Parameter(name, "As OAI-PMH 2.0 has it.", key=f"oai-{name}")
      for name in ("metadataPrefix", "identifier", "set", "from", "until", "resumptionToken")),
)  # fmt: skip
UNAPI = (
    Parameter("id", "Permanent URL of an article."),
    Parameter("format", "ris, bibtex, csl or jats; without it, the answer lists them with status 300."),
)


@dataclass(frozen=True, slots=True)
class Route:
    """What a route of data gives. `describes` has it in each format of the registry, else it is of one `media_type`.

    `slug` names what the slug in its address is of; `schemas` those of JSON documents by suffix, "" of the route.
    """

    group: str
    summary: str
    media_type: str = ""
    describes: Describes | None = None
    slug: str = ""
    schemas: dict[str, str] = field(default_factory=dict)
    query: tuple[Parameter, ...] = ()
    is_search: bool = False
    is_confirmed: bool = True


OF_ARTICLES = {"csl.json": "CslItems"}
OF_PAGES = OF_ARTICLES | {"linkset.json": "Linkset"}
ROUTES: dict[str, Route] = {
    "publication-json": Route("Publications", "Publication with its issues", JSON, schemas={"": "Publication"},
                              query=PAGE),
    "publication-feed": Route("Publications", "Feed of a publication", ATOM, query=ARCHIVE),
    "publication-opds": Route("Publications", "Issues of a publication as books (OPDS)", ACQUISITION, query=PAGE),
    "volume-format": Route("Publications", "Articles of a volume", describes=LIST, schemas=OF_ARTICLES),
    "volume-feed": Route("Publications", "Feed of a volume", ATOM, query=ARCHIVE),
    "issue-format": Route("Issues", "Articles of an issue", describes=ISSUE, schemas=OF_PAGES | {"json": "Issue"}),
    "article-format": Route("Articles", "Article", describes=ARTICLE, slug="article",
                            schemas=OF_PAGES | {"json": "Article"}),
    "author-json": Route("Authors", "Author with articles", JSON, slug="author", schemas={"": "Author"}, query=PAGE),
    "author-format": Route("Authors", "Articles of an author", describes=LIST, slug="author", schemas=OF_ARTICLES),
    "author-feed": Route("Authors", "Feed of an author", ATOM, slug="author", query=ARCHIVE),
    "topic-json": Route("Topics", "Topic with articles", JSON, slug="topic", schemas={"": "Topic"}, query=PAGE),
    "topic-format": Route("Topics", "Articles on a topic", describes=LIST, slug="topic", schemas=OF_ARTICLES),
    "topic-feed": Route("Topics", "Feed of a topic", ATOM, slug="topic", query=ARCHIVE),
    "source-json": Route("Sources", "Source with the articles that cite it", JSON, slug="source",
                         schemas={"": "Source"}, query=PAGE),
    "source-format": Route("Sources", "Articles that cite a source", describes=LIST, slug="source",
                           schemas=OF_ARTICLES),
    "source-feed": Route("Sources", "Feed of what cites a source", ATOM, slug="source", query=ARCHIVE),
    "search-json": Route("Search", "Page of hits with passages and facets", "application/json",
                         schemas={"": "SearchResults"}, query=SEARCH + PAGE, is_search=True),
    "search-csv": Route("Search", "Table of hits", "text/csv; charset=utf-8", query=SEARCH, is_search=True),
    "search-atom": Route("Search", "Feed of a search", ATOM, query=SEARCH + PAGE, is_search=True),
    "search-format": Route("Search", "Articles that a search finds", describes=LIST, schemas=OF_ARTICLES, query=SEARCH,
                           is_search=True),
    "search-suggest": Route("Search", "Suggestions while typing", "application/x-suggestions+json",
                            schemas={"": "Suggestions"}, query=(QUERY,), is_search=True),
    "opensearch": Route("Search", "Description of the search", "application/opensearchdescription+xml; charset=utf-8"),
    "site-feed": Route("Whole archive", "Feed of the newest articles", ATOM, query=ARCHIVE),
    "opds": Route("Whole archive", "Catalogue of books (OPDS)", NAVIGATION, query=PAGE),
    "oai": Route("Whole archive", "Harvest by OAI-PMH 2.0", "text/xml; charset=utf-8", query=OAI, is_confirmed=False),
    "unapi": Route("Whole archive", "Article in a format of unAPI", XML, query=UNAPI),
}  # fmt: skip


@cached_page
def openapi(request: HttpRequest) -> HttpResponse:
    """Return the OpenAPI document."""
    url = request.build_absolute_uri("/").removesuffix("/")
    service = Service(settings.SITE_NAME, url, archive.__version__, settings.RATE_LIMIT)
    text = json.dumps(document(operations(), service), ensure_ascii=False, indent=1) + "\n"
    return HttpResponse(text, content_type=JSON)


@cached_page
def developers(request: HttpRequest) -> HttpResponse:
    """Return the page that tells people what the document tells programs."""
    listed = operations()
    groups = {one.group: [each for each in listed if each.group == one.group] for one in listed}
    schemas = {name: fields for name in SCHEMAS if (fields := fields_of(name))}
    context = {"groups": groups, "schemas": schemas, "search": [*SEARCH, *PAGE], "limit": settings.RATE_LIMIT}
    return render(request, "developers.html", context)


@cache
def operations() -> tuple[Operation, ...]:
    """Return every documented address, in the order of ROUTES."""
    patterns = {each.name: str(each.pattern) for each in get_resolver().url_patterns if isinstance(each, URLPattern)}
    return tuple(one for name, route in ROUTES.items() for one in _operations_of(name, route, patterns[name]))


def _operations_of(name: str, route: Route, pattern: str) -> Iterator[Operation]:
    """Yield the operation of a route, or one for each format of what it describes."""
    if route.describes is None:
        yield _operation(name, route, pattern, route.summary, route.media_type, "")
        return
    for one in formats_of(route.describes):
        address = pattern.replace("<format:suffix>", one.suffix)
        yield _operation(name, route, address, f"{route.summary} as {one.name}", one.content_type, one.suffix)


def _operation(name: str, route: Route, pattern: str, summary: str, media_type: str, suffix: str) -> Operation:
    path = path_template(pattern, route.slug)
    in_path = tuple(IN_PATHS[each] for each in re.findall(r"{(\w+)}", path))
    return Operation(
        path=path,
        name=f"{name.removesuffix('-format')}-{suffix}" if suffix else name,
        group=route.group,
        summary=summary,
        media_type=media_type.partition(";")[0] if "profile" not in media_type else media_type,
        parameters=in_path + route.query,
        schema=route.schemas.get(suffix, ""),
        is_search=route.is_search,
        is_confirmed=route.is_confirmed,
        may_end_early=route.describes is LIST and not route.is_search,
    )


def path_template(pattern: str, slug: str) -> str:
    """Return a route as OpenAPI writes it: "topics/<slug:slug>.ris" → "/topics/{topic}.ris".

    Issues are given in the commonest form of their address, since a parameter of OpenAPI holds no slash.
    """
    named = pattern.replace("<issue:at>", "v{volume}/i{number}").replace("<slug:slug>", f"{{{slug}}}")
    return "/" + re.sub(r"<\w+:(\w+)>", r"{\1}", named)
