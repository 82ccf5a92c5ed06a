"""A publication's pages: the title itself, its years, months and volumes."""

from __future__ import annotations

import calendar
import datetime
from collections.abc import Callable
from itertools import groupby

from django.db.models import Max, Min, Prefetch, Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from archive.exports.articles.registry import Describes
from archive.models import Article, Issue, Publication
from archive.models.catalogue.article import in_order_of_signing
from archive.pages.addresses.url_resolution import (
    get_issue_at,
    get_publication_or_redirect,
    redirect_to_canonical,
)
from archive.pages.browse.excerpts import OPENING_CHARACTERS, Excerpt, excerpt_of
from archive.pages.browse.issue_calendar import issue_calendar_of
from archive.pages.browse.issues import issue_page
from archive.pages.browse.missing_numbers import missing_numbers
from archive.pages.browse.month_calendar import days_of, months_of
from archive.pages.caching.cached_page import cached_page
from archive.pages.rendering.alternates import alternates, alternates_of_row
from archive.pages.rendering.pagination import page_of
from archive.text.dates import Precision
from archive.text.numbering.habits import volume_in_words

ISSUES_ON_A_PAGE = 200
MAX_DAYS = 1000
ISSUES_IN_A_MONTH = 100
TITLES_OF_AN_ISSUE = 8
LATEST_STORIES, OPENING_WORDS = 4, 70
MAX_SUCCESSORS = 10


@cached_page
def publication(request: HttpRequest, publication: str) -> HttpResponse:
    found = get_publication_or_redirect(publication)
    redirect_to_canonical(request.path, found.get_absolute_url())
    shown = Issue.objects.of(found).published()
    latest = shown.latest_first().for_listing().first()
    calendar_of_run = issue_calendar_of(found)
    volumes = [row | {"shown": volume_in_words(row["volume"])} for row in shown.counted_by_volume()]
    context = {
        "publication": found,
        "run": calendar_of_run,
        "volumes": volumes,
        "has_run": calendar_of_run.issues > sum(row["issues"] for row in volumes),
        "latest": latest,
        "latest_stories": _excerpts(latest) if latest else [],
        "preceding": _if_shown(found.preceding),
        "succeeding": Publication.objects.with_published_issues().filter(preceding=found)[:MAX_SUCCESSORS],
        "formats": alternates_of_row(found.get_absolute_url()),
    }
    return render(request, "publication.html", context)


@cached_page
def year(request: HttpRequest, publication: str, year: int) -> HttpResponse:
    found = get_publication_or_redirect(publication)
    redirect_to_canonical(request.path, reverse("year", args=[found.slug, year]))
    of_title = Issue.objects.of(found).published()
    of_year = of_title.in_year(year).order_by_run()
    # The year of a daily is shown as twelve month grids; only issues without a day are listed below.
    months = months_of(found, year, of_year.known_to_the_day()[:MAX_DAYS])
    listed = of_year.not_known_to_the_day() if months else of_year
    issues = page_of(request, listed.for_listing(), ISSUES_ON_A_PAGE)
    if not (months or issues.paginator.count):
        raise Http404("no issues in this year")
    context = {
        "publication": found,
        "year": year,
        "page": issues,
        "months": months,
        "issue_count": of_year.count() if months else issues.paginator.count,
        "groups": [(label, list(group)) for label, group in groupby(issues, key=lambda issue: _month_of(issue, year))],
        **_beside(of_title, "year", year, lambda value: reverse("year", args=[found.slug, value])),
    }
    return render(request, "year.html", context)


@cached_page
def month(request: HttpRequest, publication: str, year: int, month: int) -> HttpResponse:
    if issue := get_issue_at(publication, f"{year:04d}/{month:02d}"):
        return issue_page(request, issue)
    found = get_publication_or_redirect(publication)
    redirect_to_canonical(request.path, reverse("month", args=[found.slug, year, month]))
    contents = Prefetch(
        "articles",
        Article.objects.published()
        .order_by("position", "pk")
        .defer("body")
        .prefetch_related(in_order_of_signing())[:TITLES_OF_AN_ISSUE],
        to_attr="contents",
    )
    shown = Issue.objects.of(found).published()
    issues = page_of(
        request,
        shown.in_month(year, month).order_by_run().for_listing().prefetch_related(contents),
        ISSUES_IN_A_MONTH,
    )
    _refuse_empty(issues)
    for issue in issues:
        issue.more = issue.article_count - len(issue.contents)
    context = {
        "publication": found,
        "year": year,
        "month_name": calendar.month_name[month],
        "page": issues,
        "weeks": days_of(year, month, issues),
        **_months_beside(shown, found, year, month),
    }
    return render(request, "month.html", context)


@cached_page
def volume(request: HttpRequest, publication: str, volume: int) -> HttpResponse:
    if issue := get_issue_at(publication, f"v{volume}"):
        return issue_page(request, issue)
    found = get_publication_or_redirect(publication)
    redirect_to_canonical(request.path, reverse("volume", args=[found.slug, volume]))
    of_title = Issue.objects.of(found).published()
    issues = page_of(request, of_title.in_volume(volume).order_by_run().for_listing(), ISSUES_ON_A_PAGE)
    _refuse_empty(issues)
    context = {
        "publication": found,
        "volume": volume,
        "volume_shown": volume_name(volume),
        "page": issues,
        "missing": missing_numbers(of_title.in_volume(volume).values_list("number", flat=True)),
        **of_title.in_volume(volume).aggregate(first_year=Min("year"), last_year=Max("year")),
        "formats": alternates(reverse("volume", args=[found.slug, volume]), Describes.LIST),
        **_beside(of_title, "volume", volume, lambda value: reverse("volume", args=[found.slug, value]), volume_name),
    }
    return render(request, "volume.html", context)


@cached_page
def run(request: HttpRequest, publication: str) -> HttpResponse:
    """Return the list of issues that are known by number or date alone, in their order, with missing numbers."""
    found = get_publication_or_redirect(publication)
    redirect_to_canonical(request.path, reverse("run", args=[found.slug]))
    of_title = Issue.objects.of(found).published().without_volume()
    issues = page_of(request, of_title.order_by_run().for_listing(), ISSUES_ON_A_PAGE)
    _refuse_empty(issues)
    context = {
        "publication": found,
        "page": issues,
        "missing": missing_numbers(of_title.exclude(number="").values_list("number", flat=True)),
        **of_title.aggregate(first_year=Min("year"), last_year=Max("year")),
    }
    return render(request, "run.html", context)


def volume_name(volume: int) -> str:
    """Return "Volume 12", or "2013" for a volume that is a year."""
    return volume_in_words(volume).replace("Vol.", "Volume")


def _excerpts(issue: Issue) -> list[Excerpt]:
    """Return the first articles of an issue with their openings."""
    articles = Article.objects.published().in_issue(issue).order_by("position", "pk")
    articles = articles.for_listing().with_openings(OPENING_CHARACTERS)[:LATEST_STORIES]
    return [Excerpt(article, excerpt_of(article, OPENING_WORDS)) for article in articles]


def _if_shown(preceding: Publication | None) -> Publication | None:
    return preceding and Publication.objects.with_published_issues().filter(pk=preceding.pk).first()


def _refuse_empty(issues) -> None:
    if not issues.paginator.count:
        raise Http404("no issues here")


def _month_of(issue: Issue, year: int) -> str:
    day = issue.calendar_day
    if day is None or issue.date_precision == Precision.YEAR:
        return f"{year}, month unknown"
    if issue.date_precision == Precision.INFERRED:
        return "Dates inferred"
    return f"{calendar.month_name[day.month]} {day.year}"


def _beside(issues, field: str, here: int, address, name: Callable[[int], str] = str) -> dict[str, object]:
    """Return the nearest year or volume on either side that has issues, with addresses."""
    nearest = issues.aggregate(
        previous=Max(field, filter=Q(**{f"{field}__lt": here})), next=Min(field, filter=Q(**{f"{field}__gt": here}))
    )
    return {
        side: value if value is None else {"name": name(value), "address": address(value)}
        for side, value in nearest.items()
    }


def _months_beside(issues, publication: Publication, year: int, month: int) -> dict[str, object]:
    """Return the nearest month on either side that has issues."""
    dated = issues.exclude(date_precision=Precision.YEAR)
    first = datetime.date(year, month, 1)
    after = datetime.date(year + month // 12, month % 12 + 1, 1)
    nearest = dated.aggregate(
        previous=Max("date", filter=Q(date__lt=first)), next=Min("date", filter=Q(date__gte=after))
    )
    return {
        side: day
        and {
            "name": f"{calendar.month_name[day.month]} {day.year}",
            "address": reverse("month", args=[publication.slug, day.year, day.month]),
        }
        for side, day in nearest.items()
    }
