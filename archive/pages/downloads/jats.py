"""Articles and issues as JATS XML, at the address of their page with ".xml" in place of the last slash."""

from __future__ import annotations

from django.db.models import Prefetch
from django.http import HttpRequest, HttpResponse

from archive.exports.jats import article_xml, issue_xml, issue_zip
from archive.models import Article, Author, Issue, Topic
from archive.models.catalogue.article import in_order_of_signing
from archive.models.common.url_cache import data_address
from archive.pages.addresses.url_resolution import (
    get_article_or_redirect,
    get_issue_or_redirect,
    redirect_to_canonical,
)
from archive.pages.caching.cached_page import cached_page

XML = "application/xml; charset=utf-8"
SUFFIX = "xml"
PACKAGE_SUFFIX = "jats.zip"
TOPICS = Prefetch("topics", Topic.objects.order_by("name", "pk"))


@cached_page
def article(request: HttpRequest, publication: str, at: str, slug: str) -> HttpResponse:
    path = f"{request.path.removesuffix(f'.{SUFFIX}')}/"
    found = get_article_or_redirect(path, publication, at, slug)
    redirect_to_canonical(request.path, data_address(found.get_absolute_url(), SUFFIX))
    authors = found.authors.order_by("authorships__position", "authorships__pk")
    topics = found.topics.order_by("name", "pk")
    return _answer(request, article_xml(found, list(authors), list(topics), request.build_absolute_uri), found)


@cached_page
def issue(request: HttpRequest, publication: str, at: str) -> HttpResponse:
    """Return the published articles of an issue in their order, as JATS."""
    found = get_issue_or_redirect(publication, at)
    redirect_to_canonical(request.path, data_address(found.get_absolute_url(), SUFFIX))
    return _answer(request, issue_xml(_articles(found), request.build_absolute_uri), found)


@cached_page
def issue_package(request: HttpRequest, publication: str, at: str) -> HttpResponse:
    """Return the published articles of an issue as a zip file, a JATS document each."""
    found = get_issue_or_redirect(publication, at)
    address = data_address(found.get_absolute_url(), PACKAGE_SUFFIX)
    redirect_to_canonical(request.path, address)
    response = HttpResponse(issue_zip(_articles(found), request.build_absolute_uri), content_type="application/zip")
    name = f"{found.publication.slug}-{address.strip('/').partition('/')[2].replace('/', '-')}"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def _articles(issue: Issue) -> list[tuple[Article, list[Author], list[Topic]]]:
    rows = Article.objects.published().in_issue(issue).order_by("position", "pk")
    articles = []
    for each in rows.prefetch_related(in_order_of_signing(), TOPICS):
        each.issue = issue
        articles.append((each, each.byline(), list(each.topics.all())))
    return articles


def _answer(request: HttpRequest, xml: str, row) -> HttpResponse:
    response = HttpResponse(xml, content_type=XML)
    # So that search engines list the page, and not its XML.
    response["Link"] = f'<{request.build_absolute_uri(row.get_absolute_url())}>; rel="canonical"'
    return response
