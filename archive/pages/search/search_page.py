"""The search page; any search as a feed, JSON or table; suggestions; the OpenSearch description."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import wraps
from itertools import chain

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse, StreamingHttpResponse
from django.shortcuts import render
from django.urls import reverse

from archive.exports.articles.registry import Describes
from archive.exports.csv_rows import csv_lines
from archive.exports.opensearch_description import description
from archive.pages.addresses.absolute import absolute_addresses
from archive.pages.caching.cached_page import NO_STORE, cached_page, cached_search_page
from archive.pages.rate_limiting.rate_limit import rate_limited
from archive.pages.rendering.alternates import alternates
from archive.pages.rendering.charts import bars
from archive.pages.rendering.pagination import shown_numbers
from archive.pages.search.search_html import facet_sections, hit_list, page_list, value_list
from archive.pages.search.search_serialisers import FIELDS, end_rows, entry_of, feed_of, row_of
from archive.search import fields
from archive.search.engine import IndexUnusable
from archive.search.query.request import Order, SearchRequest
from archive.search.results.results import NoSuchPage, Results, search
from archive.search.results.row_results import rows_found
from archive.search.results.titles import titles_with
from archive.search.suggesting.suggestions import suggestions

MAX_ROWS = 10_000
# A damaged or missing index is rebuilt at once; that of a few thousand articles takes some seconds.
RETRY_SECONDS = "30"
# A feed leads to every hit of an archive of a million articles.
MAX_PAGE_OF_FEED = 50_000
ORDERED = {Order.RELEVANCE: "the best match first", Order.NEWEST: "newest first", Order.OLDEST: "oldest first"}
# What they cost of a client's rate limit, beside 1 for a page of hits.
COST_OF_TABLE, COST_OF_SUGGESTIONS = 10, 0.2
PLURALS = {field.name: field.facet for field in fields.FIELDS if field.facet}


def results_for(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Wrap a view that searches: 404 beyond the last page, 503 where the index cannot be read."""

    @cached_search_page
    @wraps(view)
    def answer(request: HttpRequest, **parts: str) -> HttpResponse:
        asked = SearchRequest.from_params(dict(request.GET.lists()))
        try:
            return view(request, asked, **parts)
        except NoSuchPage as error:
            raise Http404(str(error)) from error
        except IndexUnusable as error:
            return _unusable(request, asked, error)

    return answer


def _unusable(request: HttpRequest, asked: SearchRequest, error: IndexUnusable) -> HttpResponse:
    if request.path == reverse("search"):
        context = {"request_made": asked, "reason": str(error), "titles": titles_with(asked)}
        response = render(request, "search/unusable.html", context, status=503)
    else:
        response = HttpResponse(f"{error}\n", content_type="text/plain; charset=utf-8", status=503)
    response["Retry-After"] = RETRY_SECONDS
    response["Cache-Control"] = NO_STORE
    return response


@rate_limited()
@results_for
def search_page(request: HttpRequest, asked: SearchRequest) -> HttpResponse:
    context: dict[str, object] = {
        "asked": asked,
        "kept": [pair for pair in asked.params() if pair[0] not in ("q", "from", "to", "sort", "variants", "page")],
    }
    if asked.is_empty:
        return render(request, "search/start.html", context)
    found = search(asked)
    years = next((facet for facet in found.facets if facet.name == "year" and facet.values), None)
    context |= {
        "found": found,
        "ordered": ORDERED[asked.order],
        "hit_list": hit_list(found.hits),
        "uncounted": [PLURALS[name].lower() for name in found.uncounted],
        "facets": facet_sections(
            (facet, PLURALS[facet.name])
            for facet in found.facets
            if facet.name != "year" and (facet.values or facet.more)
        ),
        "years": years,
        "year_list": value_list(years.values) if years else "",
        "chart": _chart(years),
        "within": [part for part in found.parts if part.kind in asked.filters],
        "widened": asked.changed(filters={}),
        "other_variants": asked.changed(variants=not asked.variants),
        **_ways(asked, found.pages),
    }
    return _cache_if_complete(render(request, "search/results.html", context), found)


def _ways(asked: SearchRequest, last: int) -> dict[str, object]:
    """Return the links of a search's pagination as query strings, and the numbered ones as a list."""
    here, shown = asked.page, shown_numbers(asked.page, max(last, 1))
    ways = asked.query_strings_of_pages({1, here, max(here - 1, 1), here + 1, *filter(None, shown)})
    return {
        "pages": page_list(shown, here, ways),
        "previous": ways[here - 1] if here > 1 else "",
        "next": ways[here + 1] if here < last else "",
        "this_page": ways[here],
        "first_page": ways[1],
        "formats": alternates(reverse("search"), Describes.LIST),
    }


def _chart(years) -> str:
    counts = {int(value.value): value.count for value in years.values} if years else {}
    if not any(counts.values()):
        return ""
    addresses = {int(value.value): f"?{value.query_string}" for value in years.values}
    return bars(counts, "Hits by year", addresses)


def _cache_if_complete(response: HttpResponse, found: Results) -> HttpResponse:
    """Mark incomplete results as not cacheable: a moment later they may be complete, though nothing changed."""
    if not found.is_whole:
        response["Cache-Control"] = NO_STORE
    return response


def _address(name: str, asked: SearchRequest) -> str:
    return f"{reverse(name)}?{asked.query_string()}"


@rate_limited()
@results_for
def search_atom(request: HttpRequest, asked: SearchRequest) -> HttpResponse:
    """Return an Atom feed (RFC 4287), with the paging links of RFC 5005 and OpenSearch's response elements.

    The latest articles in the archive come first, whatever the order of the page: readers of feeds look at its head.
    """
    by_appearance = asked.changed(order=Order.APPEARED, page=asked.page)
    found = replace(search(by_appearance, facets=(), deepest=MAX_PAGE_OF_FEED), request=asked)
    feed = feed_of(found, request.build_absolute_uri)
    return _cache_if_complete(HttpResponse(feed, content_type="application/atom+xml; charset=utf-8"), found)


@rate_limited()
@results_for
def search_json(request: HttpRequest, asked: SearchRequest) -> HttpResponse:
    found = search(asked)
    whole = request.build_absolute_uri
    answer = {
        "query": asked.query,
        "read_as": found.sentence,
        "notes": list(found.notes),
        "count": found.count,
        "page": asked.page,
        "pages": found.pages,
        "partial": found.partial,
        "not_searched": found.missing,
        "only_some_words_match": found.loose,
        "did_you_mean": found.suggestion.query if found.suggestion else None,
        "next": whole(_address("search-json", asked.changed(page=asked.page + 1)))
        if asked.page < found.pages
        else None,
        "facets": {
            facet.name: [
                {"value": value.value, "label": value.label, "count": value.count, "selected": value.selected}
                for value in facet.values
            ]
            for facet in found.facets
        },
        "articles": [entry_of(hit, whole) for hit in found.hits],
    }
    return _cache_if_complete(JsonResponse(answer, json_dumps_params={"ensure_ascii": False}), found)


@rate_limited(COST_OF_TABLE)
@results_for
def search_csv(request: HttpRequest, asked: SearchRequest) -> HttpResponse:
    """Return the first ten thousand hits as a table, read from the database in batches; a last row says what is
    missing.
    """
    found = rows_found(asked, MAX_ROWS)
    absolute = absolute_addresses(request)
    rows = chain((row_of(article, absolute) for article in found.articles()), end_rows(found))
    response = StreamingHttpResponse(csv_lines(FIELDS, rows), content_type="text/csv; charset=utf-8")
    name = "search-incomplete.csv" if found.missing or found.left_off or found.partial else "search.csv"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    if not found.whole:
        response["Cache-Control"] = NO_STORE
    return response


@rate_limited(COST_OF_SUGGESTIONS)
@cached_search_page
def suggest(request: HttpRequest) -> HttpResponse:
    """Return suggestions in OpenSearch's form: [typed text, completions, kinds, addresses]."""
    typed = request.GET.get("q", "")
    found = suggestions(typed)
    answer = [
        typed[:200],
        [each.text for each in found],
        [each.kind for each in found],
        [request.build_absolute_uri(each.address) for each in found],
    ]
    return JsonResponse(
        answer, safe=False, content_type="application/x-suggestions+json", json_dumps_params={"ensure_ascii": False}
    )


@cached_page
def opensearch(request: HttpRequest) -> HttpResponse:
    """Return the description by which browsers and feed readers find the search."""
    whole = request.build_absolute_uri
    document = description(
        settings.SITE_NAME,
        page=whole(reverse("search")),
        atom=whole(reverse("search-atom")),
        json=whole(reverse("search-json")),
        suggest=whole(reverse("search-suggest")),
        itself=whole(reverse("opensearch")),
    )
    return HttpResponse(document, content_type="application/opensearchdescription+xml; charset=utf-8")
