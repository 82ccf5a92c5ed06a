"""Authors from A to Z, and an author's articles."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import groupby

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from archive.models import Article, Author
from archive.pages.charts import bars
from archive.pages.lookup import author_at, stay_at
from archive.pages.paging import page_of
from archive.pages.respond import page
from archive.pages.wording import span_in_words

AUTHORS_ON_A_PAGE = 300
ARTICLES_ON_A_PAGE = 50


@dataclass(frozen=True, slots=True)
class Letter:
    """A letter of the alphabet of names, with the address of its first name."""

    letter: str
    address: str


@page
def authors(request: HttpRequest) -> HttpResponse:
    shown = Author.objects.with_article_counts().with_initials().order_by("sort_key", "pk")
    listed = page_of(request, shown, AUTHORS_ON_A_PAGE)
    context = {
        "page": listed,
        "letters": _letters(list(shown.values_list("initial", flat=True))),
        "groups": [(letter, list(group)) for letter, group in groupby(listed, key=lambda author: author.initial)],
    }
    return render(request, "authors.html", context)


@page
def author(request: HttpRequest, slug: str) -> HttpResponse:
    found = author_at(slug)
    stay_at(request.path, found.get_absolute_url())
    articles = Article.objects.published().by(found)
    counts = {row["year"]: row["articles"] for row in articles.counted_by_year()}
    years = span_in_words(min(counts, default=None), max(counts, default=None))
    context = {
        "author": found,
        "page": page_of(request, articles.newest_first().for_listing(), ARTICLES_ON_A_PAGE),
        "years": years,
        "counts": list(counts.items()),
        "chart": bars(counts, f"Articles a year by {found.name}, {years}") if len(counts) > 1 else "",
    }
    return render(request, "author.html", context)


def _letters(initials: list[str]) -> list[Letter]:
    """Where each letter begins, among names in order."""
    first_at: dict[str, int] = {}
    for place, initial in enumerate(initials):
        first_at.setdefault(initial, place)
    return [
        Letter(letter, f"?page={place // AUTHORS_ON_A_PAGE + 1}#letter-{letter}") for letter, place in first_at.items()
    ]
