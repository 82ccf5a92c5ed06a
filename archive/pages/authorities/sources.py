"""Sources from A to Z, and a source's page: citing articles, years, and quotations."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from itertools import groupby
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.safestring import SafeString

from archive.exports.articles.registry import Describes
from archive.models import Article, Author, Citation, Issue, PartKind, Publication, SiteRevision, Source
from archive.models.catalogue.article_list import YearTotal, article_list
from archive.pages.addresses.url_resolution import get_source_or_redirect, redirect_to_canonical
from archive.pages.authorities.alphabet import letters_of
from archive.pages.authorities.citation_contexts import CitationContext, citation_contexts_of
from archive.pages.authorities.source_filters import SourceFilter, source_list
from archive.pages.caching.cached_page import cached_page
from archive.pages.rendering.alternates import alternates_of_row
from archive.pages.rendering.charts import bars
from archive.pages.rendering.formatting import span_in_words
from archive.pages.rendering.pagination import page_of
from archive.text.names.countries import country_name

SOURCES_ON_A_PAGE = 300
ARTICLES_ON_A_PAGE = 20
QUOTATIONS_OF_AN_ARTICLE = 3
BESIDE = 12
CHART_WIDTH = 272  # the width of the side column, so that nothing is scaled down


@dataclass(frozen=True, slots=True)
class CitingArticle:
    """A citing article with its sentences; `more` counts the citations that are not quoted."""

    article: Article
    quotations: list[CitationContext]
    more: int


@dataclass(frozen=True, slots=True)
class Year:
    """One year's figures: citations, citing articles, and their share of the archive's articles in per cent."""

    year: int
    citations: int
    articles: int
    share: float


@dataclass(frozen=True, slots=True)
class Ranked:
    """A row (author, publication, source) with its number of citing articles."""

    row: Author | Publication | Source
    articles: int


@cached_page
def sources(request: HttpRequest) -> HttpResponse:
    wanted = SourceFilter.from_params(request.GET)
    listing = source_list(wanted)
    listed = page_of(request, listing.sources, SOURCES_ON_A_PAGE)
    listed.kept = wanted.kept
    context = {
        "page": listed,
        "wanted": wanted,
        "kinds": listing.kinds,
        "countries": listing.countries,
        "letters": letters_of([each.initial for each in listing.sources], SOURCES_ON_A_PAGE, wanted.kept),
        "groups": [(letter, [each.source for each in group]) for letter, group in groupby(listed, _initial)],
    }
    return render(request, "sources.html", context)


def _initial(listed) -> str:
    return listed.initial


@cached_page
def source(request: HttpRequest, slug: str) -> HttpResponse:
    found = get_source_or_redirect(slug)
    redirect_to_canonical(request.path, found.get_absolute_url())
    articles = article_list(found)
    years, undated = _years(articles.years())
    counts = {each.year: each.citations for each in years}
    span = span_in_words(min(counts, default=None), max(counts, default=None))
    listed = page_of(request, articles, ARTICLES_ON_A_PAGE)
    context = {
        "source": found,
        "country": country_name(found.country),
        "names": found.other_names.order_by("name"),
        "citation_count": sum(counts.values()) + undated,
        "undated": undated,
        "span": span,
        "years": years,
        **_charts(found, years, span),
        "page": listed,
        "citing": citing_articles(found, list(listed)),
        "authors": _ranked(Author, articles.largest(PartKind.AUTHOR, BESIDE)),
        "publications": _ranked(Publication, articles.largest(PartKind.PUBLICATION, BESIDE)),
        "beside": _ranked(Source, articles.largest(PartKind.SOURCE, BESIDE)),
    }
    context["formats"] = alternates_of_row(found.get_absolute_url(), Describes.LIST)
    return render(request, "source.html", context)


@lru_cache(maxsize=1)
def _articles_by_year(stamp: str) -> dict[int, int]:
    """Return the number of articles by year, for the shares of every source; cached for one state of the archive."""
    return {row["year"]: row["articles"] for row in Issue.objects.articles_by_year()}


def _years(totals: list[YearTotal]) -> tuple[list[Year], int]:
    """Return the figures of each year in which the source is cited, and the citations in issues without a year."""
    in_archive = _articles_by_year(SiteRevision.current().stamp)
    years = [
        Year(each.year, each.citations, each.articles, round(100 * each.articles / in_archive[each.year], 1))
        for each in totals
        if each.year is not None
    ]
    return years, sum(each.citations for each in totals if each.year is None)


def _charts(source: Source, years: list[Year], span: str) -> dict[str, SafeString]:
    """Return the charts of counts and of shares; none for a single year."""
    if len(years) < 2:
        return {}
    counts = {each.year: each.citations for each in years}
    shares = {each.year: each.share for each in years}
    found = {year: f"{reverse('search')}?{urlencode({'source': source.slug, 'year': year})}" for year in counts}
    return {
        "count_chart": bars(counts, f"Citations of {source.name} a year, {span}", found, width=CHART_WIDTH),
        "share_chart": bars(
            shares,
            f"Articles that cite {source.name}, in per cent of the archive’s articles of the year, {span}",
            width=CHART_WIDTH,
            unit=" %",
        ),
    }


def citing_articles(source: Source, article_ids: list[int]) -> list[CitingArticle]:
    """Return these articles in this order, with the sentences that cite the source; three queries."""
    rows = Article.objects.filter(pk__in=article_ids).for_listing().defer(None).in_bulk()
    by_article: dict[int, list[Citation]] = {}
    for citation in Citation.objects.counted().of(source).filter(article__in=article_ids).in_text_order():
        by_article.setdefault(citation.article_id, []).append(citation)
    return [_citing(rows[pk], by_article.get(pk, [])) for pk in article_ids if pk in rows]


def _citing(article: Article, citations: list[Citation]) -> CitingArticle:
    quoted = citations[:QUOTATIONS_OF_AN_ARTICLE]
    return CitingArticle(article, citation_contexts_of(article, quoted), len(citations) - len(quoted))


def _ranked(model, ranks: list[tuple[int, int]]) -> list[Ranked]:
    """Return rows, given by their ids, with their numbers of articles."""
    found = model.objects.in_bulk([pk for pk, _ in ranks])
    return [Ranked(found[pk], number) for pk, number in ranks if pk in found]
