"""Topics, and the articles filed under each."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from archive.exports.articles.registry import Describes
from archive.models import Topic
from archive.models.catalogue.article_list import article_list, totals
from archive.pages.addresses.url_resolution import get_topic_or_redirect, redirect_to_canonical
from archive.pages.caching.cached_page import cached_page
from archive.pages.rendering.alternates import alternates_of_row
from archive.pages.rendering.charts import bars
from archive.pages.rendering.formatting import span_in_words
from archive.pages.rendering.pagination import page_of, page_of_articles

TOPICS_ON_A_PAGE = 300
ARTICLES_ON_A_PAGE = 50


@cached_page
def topics(request: HttpRequest) -> HttpResponse:
    counts = totals(Topic)
    named = [topic for topic in Topic.objects.only("name", "slug").order_by("name") if topic.pk in counts]
    listed = page_of(request, named, TOPICS_ON_A_PAGE)
    for topic in listed:
        topic.article_count = counts[topic.pk].articles
    return render(request, "topics.html", {"page": listed})


@cached_page
def topic(request: HttpRequest, slug: str) -> HttpResponse:
    found = get_topic_or_redirect(slug)
    redirect_to_canonical(request.path, found.get_absolute_url())
    articles = article_list(found)
    counts = {each.year: each.articles for each in articles.years() if each.year is not None}
    years = span_in_words(min(counts, default=None), max(counts, default=None))
    context = {
        "topic": found,
        "page": page_of_articles(request, articles, ARTICLES_ON_A_PAGE),
        "years": years,
        "counts": list(counts.items()),
        "chart": bars(counts, f"Articles a year about {found.name}, {years}") if len(counts) > 1 else "",
    }
    context["formats"] = alternates_of_row(found.get_absolute_url(), Describes.LIST)
    return render(request, "topic.html", context)
