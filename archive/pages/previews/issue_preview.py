"""Preview of an issue with its drafts, for editors of the issue; never cached."""

from __future__ import annotations

from bisect import bisect_left

from django.contrib.admin import site
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from archive.editing.publishing.workflow import visible_to
from archive.models import Article, Issue, Status
from archive.models.catalogue.article import ArticleQuerySet
from archive.models.common.url_cache import cached_reverse
from archive.pages.browse.articles import NEIGHBOURS, article_in_issue
from archive.pages.browse.issues import ARTICLES_ON_A_PAGE, front_page, in_front_order, issue_after, issue_before
from archive.pages.rendering.cross_references import referring_to_issue
from archive.pages.rendering.pagination import page_of

RIGHT = "archive.change_issue"


def _for_editors(view):
    """Wrap a view for signed-in people with the right to edit issues; not cached, not indexed by crawlers."""

    @require_safe
    def answer(request: HttpRequest, **parts) -> HttpResponse:
        if not request.user.has_perm(RIGHT):
            raise PermissionDenied
        response = view(request, **parts)
        response["X-Robots-Tag"] = "noindex, nofollow"
        return response

    # Requires a staff account, and forbids caching.
    return site.admin_view(answer)


@_for_editors
def issue(request: HttpRequest, pk: int) -> HttpResponse:
    """Show the issue's front page, paginated by `?page=`. An issue without articles gets a note."""
    found = _issue(pk)
    contents = page_of(request, in_front_order(_to_appear(request, found)), ARTICLES_ON_A_PAGE)
    for article in contents:
        _lead_to_preview(article, found)
    context = _about(request, found)
    if not contents:
        return render(request, "issue_preview_empty.html", context)
    context |= front_page(found, contents)
    context |= {"referring": referring_to_issue(found), "previous": issue_before(found), "next": issue_after(found)}
    return render(request, "issue_preview.html", context)


@_for_editors
def article(request: HttpRequest, pk: int, article: int) -> HttpResponse:
    """Show one article of the issue, with links to its neighbours."""
    found = _issue(pk)
    shown = get_object_or_404(_seen_in(request, found), pk=article)
    shown.issue = found
    titles = list(_to_appear(request, found).order_by("position", "pk").only("title", "slug", "issue_id", "position"))
    here = bisect_left(titles, (shown.position, shown.pk), key=lambda each: (each.position, each.pk))
    before = titles[max(0, here - NEIGHBOURS) : here][::-1]
    after = [each for each in titles[here : here + NEIGHBOURS + 1] if each != shown][:NEIGHBOURS]
    for each in (shown, *before, *after):
        _lead_to_preview(each, found)
    context = article_in_issue(request, shown, before, after)
    return render(request, "article_preview.html", context | _about(request, found))


def _issue(pk: int) -> Issue:
    found = Issue.objects.select_related("publication").filter(pk=pk).first()
    if found is None:
        raise Http404(f"no issue {pk}")
    _lead_to(found, cached_reverse("issue-preview", pk))
    return found


def _seen_in(request: HttpRequest, issue: Issue) -> ArticleQuerySet:
    """Return the issue's articles that this user may see in the admin."""
    return Article.objects.in_issue(issue).filter(visible_to(request.user))


def _to_appear(request: HttpRequest, issue: Issue) -> ArticleQuerySet:
    """Return the articles that are or will be published: all but withdrawn ones."""
    return _seen_in(request, issue).exclude(status=Status.WITHDRAWN)


def _about(request: HttpRequest, issue: Issue) -> dict[str, object]:
    """Return the context of the band above every preview."""
    every = _seen_in(request, issue)
    shown = every.published().count()
    to_appear = _to_appear(request, issue).count()
    return {
        "publication": issue.publication,
        "issue": issue,
        "desk": cached_reverse("admin:archive_issue_contents", issue.pk),
        "not_published": to_appear - shown,
        "withdrawn": every.count() - to_appear,
    }


def _lead_to_preview(article: Article, issue: Issue) -> None:
    _lead_to(article, cached_reverse("issue-preview-article", issue.pk, article.pk))


def _lead_to(row: Issue | Article, where: str) -> None:
    """Set the row's address to its preview, so that the readers' templates link there."""
    row.get_absolute_url = lambda: where
