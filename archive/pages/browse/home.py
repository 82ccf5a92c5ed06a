"""The home page: publications, each with a chart of its years, and the latest issues."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.safestring import SafeString

from archive.models import Article, Issue, Publication
from archive.pages.caching.cached_page import cached_page
from archive.pages.rendering.charts import axis, curve
from archive.pages.rendering.formatting import counted, span_in_words
from archive.pages.rendering.pagination import page_of

LATEST = 7
PUBLICATIONS_ON_A_SHELF = 50


@dataclass(frozen=True, slots=True)
class Shelved:
    """A publication as the home page lists it."""

    publication: Publication
    issues: int
    years: str
    curve: SafeString


@cached_page
def home(request: HttpRequest) -> HttpResponse:
    publications = page_of(
        request, Publication.objects.with_published_issues().select_related("preceding"), PUBLICATIONS_ON_A_SHELF
    )
    counts = _counts_by_year()
    years = [year for by_year in counts.values() for year in by_year if year is not None]
    context = {
        "page": publications,
        "shelf": [_shelved(each, counts.get(each.pk, {}), years) for each in publications],
        "years": span_in_words(min(years, default=None), max(years, default=None)),
        "axis": axis(min(years), max(years)) if years else "",
        "issue_count": sum(sum(by_year.values()) for by_year in counts.values()),
        "article_count": Article.objects.count() - Article.objects.not_public().count(),
        "latest": _latest(publications.paginator.count),
    }
    return render(request, "home.html", context)


def _latest(publications: int) -> list[Issue]:
    """Return the newest issues, limited by publication so that none crowds out the others."""
    of_each = max(2, -(-LATEST // max(publications, 1)))
    newest = list(Issue.objects.published().newest_of_each_publication(of_each).values_list("pk", flat=True)[:LATEST])
    return list(Issue.objects.filter(pk__in=newest).newest_first().for_listing())


def _counts_by_year() -> dict[int, dict[int | None, int]]:
    """Return numbers of issues by publication and year."""
    counts: dict[int, dict[int | None, int]] = {}
    for row in Issue.objects.published().counted_by_year():
        counts.setdefault(row["publication"], {})[row["year"]] = row["issues"]
    return counts


def _shelved(publication: Publication, counts: dict[int | None, int], all_years: list[int]) -> Shelved:
    known = {year: number for year, number in counts.items() if year is not None}
    issues = sum(counts.values())
    years = span_in_words(min(known, default=None), max(known, default=None))
    meaning = f"Issues a year, {years}: {counted(max(known.values()), 'issue')} at most" if known else ""
    drawn = curve(known, min(all_years), max(all_years), meaning) if known else SafeString("")
    return Shelved(publication, issues, years, drawn)
