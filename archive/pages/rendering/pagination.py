"""Pagination of long lists, bounded in size; a page out of range is a 404."""

from __future__ import annotations

from collections.abc import Sequence

from django.core.paginator import EmptyPage, Page, Paginator
from django.http import Http404, HttpRequest

from archive.models import Article

MAX_DIGITS = 9


def page_of(request: HttpRequest, rows, size: int) -> Page:
    """Return the page of rows named by `?page=`; page 1 where it is missing or no number. Raises Http404 out of range.

    The page's `shown_numbers` are the numbers to link to: the first, the last, and those around it, None for a gap.
    """
    requested = request.GET.get("page", "1")
    if not (requested.isascii() and requested.isdigit()):
        requested = "1"
    if len(requested) > MAX_DIGITS:
        raise Http404("no such page")
    paginator = Paginator(rows, size)
    try:
        page = paginator.page(int(requested))
    except EmptyPage as error:
        raise Http404(f"no page {requested}: there are {paginator.num_pages}") from error
    page.shown_numbers = shown_numbers(page.number, paginator.num_pages)
    return page


def page_of_articles(request: HttpRequest, ids: Sequence[int], size: int) -> Page:
    """Return the page of articles, given by their ids in order, loaded for a list. Raises Http404 out of range."""
    page = page_of(request, ids, size)
    rows = Article.objects.published().filter(pk__in=list(page)).for_listing().order_by().in_bulk()
    page.object_list = [rows[pk] for pk in page.object_list if pk in rows]
    return page


def shown_numbers(number: int, last: int) -> list[int | None]:
    """Return the page numbers to link to: the first, the last, and those around this one, None for a gap."""
    wanted = sorted({1, last, *range(max(1, number - 2), min(last, number + 2) + 1)})
    shown: list[int | None] = []
    for each in wanted:
        if shown and each - (shown[-1] or 0) > 1:
            shown.append(None)
        shown.append(each)
    return shown
