"""Authors from A to Z, and an author's articles."""

from __future__ import annotations

from itertools import groupby

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from archive.exports.articles.registry import Describes
from archive.models import Author
from archive.models.catalogue.article_list import article_list, totals
from archive.pages.addresses.url_resolution import get_author_or_redirect, redirect_to_canonical
from archive.pages.authorities.alphabet import letters_of
from archive.pages.caching.cached_page import cached_page
from archive.pages.rendering.alternates import alternates_of_row
from archive.pages.rendering.charts import bars
from archive.pages.rendering.formatting import span_in_words
from archive.pages.rendering.pagination import page_of, page_of_articles

AUTHORS_ON_A_PAGE = 300
ARTICLES_ON_A_PAGE = 50


@cached_page
def authors(request: HttpRequest) -> HttpResponse:
    # All names, since letters link to pages; names only.
    names = Author.objects.with_initials().only("name", "slug").order_by("sort_key", "pk")
    counts = totals(Author)
    shown = [author for author in names if author.pk in counts]
    listed = page_of(request, shown, AUTHORS_ON_A_PAGE)
    for author in listed:
        author.article_count = counts[author.pk].articles
    context = {
        "page": listed,
        "letters": letters_of([author.initial for author in shown], AUTHORS_ON_A_PAGE),
        "groups": [(letter, list(group)) for letter, group in groupby(listed, key=lambda author: author.initial)],
    }
    return render(request, "authors.html", context)


@cached_page
def author(request: HttpRequest, slug: str) -> HttpResponse:
    found = get_author_or_redirect(slug)
    redirect_to_canonical(request.path, found.get_absolute_url())
    articles = article_list(found)
    counts = {each.year: each.articles for each in articles.years() if each.year is not None}
    years = span_in_words(min(counts, default=None), max(counts, default=None))
    context = {
        "author": found,
        "page": page_of_articles(request, articles, ARTICLES_ON_A_PAGE),
        "years": years,
        "counts": list(counts.items()),
        "chart": bars(counts, f"Articles a year by {found.name}, {years}") if len(counts) > 1 else "",
    }
    context["formats"] = alternates_of_row(found.get_absolute_url(), Describes.LIST)
    return render(request, "author.html", context)
