"""Pages as data: articles, issues and lists of articles in every format of `archive.exports.articles.registry`.

The address is that of the page with the format's suffix in place of the last slash: "/edm/v1/i115/ferries.ris".
"""

from __future__ import annotations

from collections.abc import Callable, Iterable

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.urls import reverse

from archive.exports.articles.record import ArticleRecord, records, records_in_order
from archive.exports.articles.registry import MAX_LISTED, Describes, Format, find_format, formats_of
from archive.models import Article, Author, Issue, Source, Topic
from archive.models.catalogue.article_list import article_list
from archive.models.common.url_cache import data_address
from archive.pages.addresses.absolute import absolute_addresses
from archive.pages.addresses.url_resolution import (
    get_article_or_redirect,
    get_author_or_redirect,
    get_issue_at,
    get_issue_or_redirect,
    get_publication_or_redirect,
    get_source_or_redirect,
    get_topic_or_redirect,
    redirect_to_canonical,
)
from archive.pages.caching.cached_page import NO_STORE, cached_page
from archive.pages.rate_limiting.rate_limit import rate_limited
from archive.pages.search.search_page import COST_OF_TABLE, MAX_ROWS, results_for
from archive.search.query.request import SearchRequest
from archive.search.results.row_results import rows_found


@cached_page
def article(request: HttpRequest, publication: str, at: str, slug: str, suffix: str) -> HttpResponse:
    chosen = _format(suffix, Describes.ARTICLE)
    path = f"{request.path.removesuffix(f'.{suffix}')}/"
    found = get_article_or_redirect(path, publication, at, slug)
    address = data_address(found.get_absolute_url(), suffix)
    redirect_to_canonical(request.path, address)
    rows = Article.objects.published().filter(pk=found.pk)
    return _answer(request, chosen, records(rows, request.build_absolute_uri), found.get_absolute_url(), address)


@cached_page
def issue(request: HttpRequest, publication: str, at: str, suffix: str) -> HttpResponse:
    """Return the published articles of an issue in their order."""
    return _issue(request, get_issue_or_redirect(publication, at), suffix)


def _issue(request: HttpRequest, found: Issue, suffix: str) -> HttpResponse:
    chosen = _format(suffix, Describes.ISSUE)
    address = data_address(found.get_absolute_url(), suffix)
    redirect_to_canonical(request.path, address)
    rows = Article.objects.published().in_issue(found).order_by("position", "pk")
    return _answer(request, chosen, records(rows, request.build_absolute_uri), found.get_absolute_url(), address)


@cached_page
def volume(request: HttpRequest, publication: str, volume: int, suffix: str) -> HttpResponse:
    """Return the published articles of a volume in the order of its issues, or of the issue that it is."""
    if whole := get_issue_at(publication, f"v{volume}"):
        return _issue(request, whole, suffix)
    chosen = _format(suffix, Describes.LIST)
    found = get_publication_or_redirect(publication)
    page = reverse("volume", args=[found.slug, volume])
    address = data_address(page, suffix)
    redirect_to_canonical(request.path, address)
    issues = Issue.objects.of(found).published().in_volume(volume)
    if not issues.exists():
        raise Http404("no issues here")
    articles = Article.objects.published().filter(issue__in=issues).in_order_of_run()
    pks = list(articles.values_list("pk", flat=True)[: _most_of_list(chosen) + 1])
    return _first_of(request, chosen, pks, page, address)


@cached_page
def author(request: HttpRequest, slug: str, suffix: str) -> HttpResponse:
    found = get_author_or_redirect(slug)
    return _list(request, found, suffix)


@cached_page
def topic(request: HttpRequest, slug: str, suffix: str) -> HttpResponse:
    found = get_topic_or_redirect(slug)
    return _list(request, found, suffix)


@cached_page
def source(request: HttpRequest, slug: str, suffix: str) -> HttpResponse:
    """Return the articles that cite a source."""
    found = get_source_or_redirect(slug)
    return _list(request, found, suffix)


def _list(request: HttpRequest, row: Author | Topic | Source, suffix: str) -> HttpResponse:
    chosen = _format(suffix, Describes.LIST)
    address = data_address(row.get_absolute_url(), suffix)
    redirect_to_canonical(request.path, address)
    return _first_of(request, chosen, article_list(row)[: _most_of_list(chosen) + 1], row.get_absolute_url(), address)


def _most_of_list(chosen: Format) -> int:
    return chosen.most or MAX_LISTED


def _first_of(request: HttpRequest, chosen: Format, pks: list[int], page: str, address: str) -> HttpResponse:
    """Return as many of the articles as the format takes, and say in the header `X-Left-Off` where it ends early."""
    most = _most_of_list(chosen)
    listed = records_in_order(pks[:most], absolute_addresses(request), bodies=chosen.holds_text)
    response = _answer(request, chosen, listed, page, address)
    if len(pks) > most:
        response["X-Left-Off"] = f"This list ends after {most} articles."
    return response


def _format(suffix: str, kind: Describes) -> Format:
    """Return the format of a suffix. Raises Http404 for one that rows of this kind have not."""
    if found := find_format(suffix, kind):
        return found
    known = ", ".join(f".{one.suffix}" for one in formats_of(kind))
    raise Http404(f"There is no format .{suffix} of this page; there are {known}.")


def _answer(
    request: HttpRequest, chosen: Format, listed: Iterable[ArticleRecord], page: str, address: str
) -> HttpResponse:
    absolute = request.build_absolute_uri
    pieces = (piece.encode() if isinstance(piece, str) else piece for piece in chosen.write(listed, absolute))
    response = HttpResponse(b"".join(pieces), content_type=chosen.content_type)
    _label(response, chosen, absolute(page), address)
    return response


def _label(response: HttpResponseBase, chosen: Format, page: str, address: str) -> None:
    """Set the headers of a page's data: its page, so that search engines list that, and the name to store it by."""
    response["Link"] = f'<{page}>; rel="canonical"'
    if chosen.is_file:
        name = address.strip("/").replace("/", "-")
        response["Content-Disposition"] = f'attachment; filename="{name}"'


def _streamed(chosen: Format, listed: Iterable[ArticleRecord], absolute: Callable[[str], str]) -> StreamingHttpResponse:
    """Return articles piece by piece, for lists too long to hold."""
    pieces = (piece.encode() if isinstance(piece, str) else piece for piece in chosen.write(listed, absolute))
    return StreamingHttpResponse(pieces, content_type=chosen.content_type)


@rate_limited(COST_OF_TABLE)
@results_for
def search(request: HttpRequest, asked: SearchRequest, suffix: str) -> HttpResponse:
    """Return the first ten thousand hits in a format of articles, read from the database in batches."""
    chosen = _format(suffix, Describes.LIST)
    found = rows_found(asked, MAX_ROWS)
    absolute = absolute_addresses(request)
    most = chosen.most or MAX_ROWS
    listed = records_in_order(found.ids[:most], absolute, bodies=chosen.holds_text)
    response = _streamed(chosen, listed, absolute)
    _label(response, chosen, absolute(f"{reverse('search')}?{asked.query_string()}"), request.path)
    if len(found.ids) > most:
        response["X-Left-Off"] = f"This list ends after {most} articles."
    if not found.whole:
        response["Cache-Control"] = NO_STORE
    return response
