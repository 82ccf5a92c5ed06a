"""An issue's page, laid out as a front page: a lead, columns, and the rest of the contents."""

from __future__ import annotations

from collections.abc import Sequence

from django.core.paginator import Page
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from archive.exports.articles.registry import Describes
from archive.exports.articles.signposting import LINKSET, Link, link_header
from archive.models import Article, Issue
from archive.models.catalogue.article import ArticleQuerySet
from archive.models.common.prepared_statements import PreparedQuery
from archive.models.common.url_cache import data_address
from archive.pages.addresses.url_resolution import get_issue_or_redirect, redirect_to_canonical
from archive.pages.browse.excerpts import OPENING_CHARACTERS, Excerpt, excerpt_of
from archive.pages.caching.cached_page import cached_page
from archive.pages.rendering.alternates import alternates
from archive.pages.rendering.cross_references import referring_to_issue
from archive.pages.rendering.pagination import page_of
from archive.text.dates import Precision

ARTICLES_ON_A_PAGE = 100
ISSUES_WITHIN = 200
BESIDE_THE_LEAD, IN_COLUMNS = 2, 12
LEAD_WORDS, LONE_LEAD_WORDS, COLUMN_WORDS = 150, 220, 45


_before = PreparedQuery(Issue, lambda issue: Issue.objects.published().select_related("publication").before(issue)[:1])
_after = PreparedQuery(Issue, lambda issue: Issue.objects.published().select_related("publication").after(issue)[:1])
# Enough for nearly every issue; one more than a page shows whether there are more.
_first_articles = PreparedQuery(
    Issue,
    lambda issue: in_front_order(Article.objects.published().filter(issue=issue.pk))[: ARTICLES_ON_A_PAGE + 1],
)


def issue_before(issue: Issue) -> Issue | None:
    """Return the previous issue of the publication that has published articles."""
    return next(iter(_before(issue)), None)


def issue_after(issue: Issue) -> Issue | None:
    """Return the next issue of the publication that has published articles."""
    return next(iter(_after(issue)), None)


@cached_page
def issue(request: HttpRequest, publication: str, at: str) -> HttpResponse:
    return issue_page(request, get_issue_or_redirect(publication, at))


def issue_page(request: HttpRequest, found: Issue) -> HttpResponse:
    """Return the page of an issue that readers may see, whichever route led to it."""
    redirect_to_canonical(request.path, found.get_absolute_url())
    contents = _first_articles(found)
    if len(contents) > ARTICLES_ON_A_PAGE:
        contents = in_front_order(Article.objects.published().in_issue(found))
    context = front_page(found, page_of(request, contents, ARTICLES_ON_A_PAGE))
    context |= {"referring": referring_to_issue(found), "previous": issue_before(found), "next": issue_after(found)}
    context["within"] = issues_within(found)
    context["formats"] = alternates(found.get_absolute_url(), Describes.ISSUE)
    response = render(request, "issue.html", context)
    # Of each article's links, the header has no room for those of a hundred.
    address = request.build_absolute_uri(data_address(found.get_absolute_url(), LINKSET))
    response["Link"] = link_header([Link(address, "linkset", "application/linkset+json")])
    return response


def issues_within(issue: Issue) -> Sequence[Issue]:
    """Return the issues that lie in one that is a whole volume or month, where a publication's habit changed."""
    if issue.number:
        return []
    shown = Issue.objects.of(issue.publication).published().exclude(pk=issue.pk)
    if issue.volume is not None:
        return shown.in_volume(issue.volume).order_by_run().for_listing()[:ISSUES_WITHIN]
    if issue.date and issue.date_precision == Precision.MONTH:
        return shown.in_month(issue.date.year, issue.date.month).order_by_run().for_listing()[:ISSUES_WITHIN]
    return []


def in_front_order(articles: ArticleQuerySet) -> ArticleQuerySet:
    """Return the articles of an issue in their order, loaded with their openings for the front page."""
    return articles.order_by("position", "pk").for_listing().with_openings(OPENING_CHARACTERS)


def front_page(issue: Issue, contents: Page) -> dict[str, object]:
    """Return the template context of an issue: lead, columns, rest. `contents` must hold at least one article."""
    articles = list(contents)
    lead_words = LEAD_WORDS if len(articles) > 1 else LONE_LEAD_WORDS
    stories = [Excerpt(article, excerpt_of(article, COLUMN_WORDS)) for article in articles[1 : 1 + IN_COLUMNS]]
    return {
        "publication": issue.publication,
        "issue": issue,
        "page": contents,
        "lead": Excerpt(articles[0], excerpt_of(articles[0], lead_words)),
        "beside": stories[:BESIDE_THE_LEAD],
        "columns": stories[BESIDE_THE_LEAD:],
        "rest": articles[1 + len(stories) :],
    }
