"""An article's page, and its permanent address."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.safestring import mark_safe

from archive.exports.articles.cite_styles import references
from archive.exports.articles.page_metadata import json_ld, meta_tags
from archive.exports.articles.record import record
from archive.exports.articles.registry import Describes, data_formats
from archive.exports.articles.signposting import article_links, link_header
from archive.models import Article, Author, Topic
from archive.models.common.prepared_statements import PreparedQuery
from archive.pages.addresses.url_resolution import (
    article_with_id,
    get_article_or_redirect,
    redirect_to_canonical,
)
from archive.pages.browse.issues import issue_after, issue_before
from archive.pages.browse.series import parts_beside
from archive.pages.caching.cached_page import cached_page, with_query
from archive.pages.rendering.alternates import alternates
from archive.pages.rendering.body_rendering import body_html
from archive.pages.rendering.citation_notes import Citing, citing_of
from archive.pages.rendering.cross_references import referring_to_article
from archive.pages.rendering.how_to_cite import how_to_cite
from archive.search.suggesting.related import related_articles

NEIGHBOURS = 6
DESCRIPTION_WORDS = 30


_before = PreparedQuery(Article, lambda article: _titles().before(article)[:NEIGHBOURS])
_after = PreparedQuery(Article, lambda article: _titles().after(article)[:NEIGHBOURS])
_authors = PreparedQuery(
    Article,
    lambda article: Author.objects.filter(authorships__article=article.pk).order_by(
        "authorships__position", "authorships__pk"
    ),
)
_topics = PreparedQuery(Article, lambda article: Topic.objects.filter(articles=article.pk))


def _titles():
    return Article.objects.published().only("title", "slug", "issue_id")


@cached_page
def article(request: HttpRequest, publication: str, at: str, slug: str) -> HttpResponse:
    found = get_article_or_redirect(request.path, publication, at, slug)
    redirect_to_canonical(request.path, found.get_absolute_url())
    context = article_in_issue(request, found, *neighbours(found))
    described = record(found, request.build_absolute_uri, context["authors"], context["topics"])
    context |= {
        "formats": alternates(request.path, Describes.ARTICLE),
        "meta_tags": list(meta_tags(described)),
        "references": references(described),
        "json_ld": mark_safe(json_ld(described)),
    }
    response = render(request, "article.html", context)
    response["Link"] = link_header(article_links(described, data_formats()))
    return response


def neighbours(article: Article) -> tuple[list[Article], list[Article]]:
    """Return the published articles before and after this one in its issue, the nearest first."""
    return _before(article), _after(article)


@dataclass(frozen=True, slots=True)
class Around:
    """Context of an article's page that comes from other rows."""

    authors: Sequence[Author]
    topics: Sequence[Topic]
    citing: Citing
    related: Sequence[Article] = ()


def article_in_issue(
    request: HttpRequest, found: Article, before: list[Article], after: list[Article], around: Around | None = None
) -> dict[str, object]:
    """Return the template context of an article. `before` and `after` are its neighbours, the nearest first.

    `around` replaces what would be queried; a preview passes the values of its form.
    """
    issue = found.issue
    for other in (*before, *after):
        other.issue = issue
    blocks = found.blocks()
    around = around or Around(_authors(found), _topics(found), citing_of(found, blocks), related_articles(found))
    citing = around.citing
    previous_part, next_part = parts_beside(found)
    context = {
        "publication": issue.publication,
        "issue": issue,
        "article": found,
        "authors": around.authors,
        "topics": around.topics,
        "language": found.language or issue.publication.language,
        "body": body_html(blocks, citing.marks),
        "citing": citing,
        "previous_part": previous_part,
        "next_part": next_part,
        "referring": referring_to_article(found, is_alone=not (before or after)),
        "description": found.standfirst or _first_words(blocks),
        "others": [*reversed(before), *after],
        "related": around.related,
        "previous": before[0] if before else None,
        "next": after[0] if after else None,
        "permanent": request.build_absolute_uri(found.get_permanent_url()),
    }
    context["cite"] = how_to_cite(found, list(around.authors))
    if not (before and after):
        # The first and the last article of an issue link to the previous and next issue.
        context["previous_issue"] = issue_before(issue)
        context["next_issue"] = issue_after(issue)
    return context


@cached_page
def permanent(request: HttpRequest, pk: int) -> HttpResponse:
    """Redirect to the article's present address; temporarily, since it may change."""
    return HttpResponseRedirect(with_query(article_with_id(pk).get_absolute_url(), request))


def _first_words(blocks) -> str:
    text = next((block.text for block in blocks if block.tag == "p"), "")
    words = text.split()
    return " ".join(words[:DESCRIPTION_WORDS]) + (" …" if len(words) > DESCRIPTION_WORDS else "")
