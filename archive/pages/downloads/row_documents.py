"""Publications, authors, topics and sources as JSON, a hundred of their issues or articles on a page.

The address is that of the page with ".json" in place of the last slash: "/authors/ana-brod.json?page=2".
"""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

from django.core.paginator import Page
from django.http import HttpRequest, HttpResponse

from archive.exports.articles.json_document import described
from archive.exports.articles.record import records_in_order
from archive.exports.articles.registry import ROW_JSON
from archive.exports.row_documents import author_facts, issue_entry, publication_facts, source_facts, topic_facts
from archive.models import Issue, Publication
from archive.models.catalogue.article_list import article_list
from archive.models.catalogue.listed_article import Listing
from archive.models.common.url_cache import data_address
from archive.pages.addresses.absolute import absolute_addresses
from archive.pages.addresses.url_resolution import (
    get_author_or_redirect,
    get_publication_or_redirect,
    get_source_or_redirect,
    get_topic_or_redirect,
    redirect_to_canonical,
)
from archive.pages.caching.cached_page import cached_page
from archive.pages.rendering.pagination import page_of

ENTRIES_ON_A_PAGE = 100
Row = Publication | Listing


@cached_page
def publication(request: HttpRequest, publication: str) -> HttpResponse:
    """Return a publication with its issues, the first of the run first."""
    found = get_publication_or_redirect(publication)
    address, absolute = _address_of(request, found), absolute_addresses(request)
    listed = page_of(request, Issue.objects.of(found).published().order_by_run().for_listing(), ENTRIES_ON_A_PAGE)
    document = publication_facts(found, absolute) | _place(listed, "issue_count", absolute(address))
    entries = [issue_entry(issue, issue.article_count, absolute) for issue in listed]
    return _answer(document | {"issues": entries}, document["url"])


@cached_page
def author(request: HttpRequest, slug: str) -> HttpResponse:
    return _with_articles(request, get_author_or_redirect(slug), author_facts)


@cached_page
def topic(request: HttpRequest, slug: str) -> HttpResponse:
    return _with_articles(request, get_topic_or_redirect(slug), topic_facts)


@cached_page
def source(request: HttpRequest, slug: str) -> HttpResponse:
    """Return a source with the articles that cite it."""
    return _with_articles(request, get_source_or_redirect(slug), source_facts)


def _with_articles(request: HttpRequest, row: Listing, facts: Callable[..., dict[str, Any]]) -> HttpResponse:
    """Return a row with its articles, the newest first."""
    address, absolute = _address_of(request, row), absolute_addresses(request)
    listed = page_of(request, article_list(row), ENTRIES_ON_A_PAGE)
    document = facts(row, absolute) | _place(listed, "article_count", absolute(address))
    entries = [described(one) for one in records_in_order(listed, absolute)]
    return _answer(document | {"articles": entries}, document["url"])


def _address_of(request: HttpRequest, row: Row) -> str:
    """Return the address of a row's JSON. Raises Moved where another one was asked for."""
    address = data_address(row.get_absolute_url(), ROW_JSON.suffix)
    redirect_to_canonical(request.path, address)
    return address


def _place(listed: Page, count: str, address: str) -> dict[str, Any]:
    """Return the page's place in its list: how many entries there are, and the URL of the next page or None."""
    return {
        count: listed.paginator.count,
        "page": listed.number,
        "pages": listed.paginator.num_pages,
        "next": f"{address}?page={listed.next_page_number()}" if listed.has_next() else None,
    }


def _answer(document: dict[str, Any], page: str) -> HttpResponse:
    text = json.dumps(document, ensure_ascii=False, indent=1) + "\n"
    return HttpResponse(text, content_type=ROW_JSON.content_type, headers={"Link": f'<{page}>; rel="canonical"'})
