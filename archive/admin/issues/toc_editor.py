"""Contents page of an issue in the admin: masthead, order of articles, articles moved in and out."""

from __future__ import annotations

import re

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.views.decorators.http import require_POST, require_safe

from archive.admin.issues.article_search import articles_found, issues_found
from archive.admin.issues.issue_article_rows import Row, row_of
from archive.admin.issues.issue_form import MastheadForm, save_issue
from archive.editing.change_set import change_set
from archive.editing.issues.moving import move_article
from archive.editing.issues.toc_ordering import (
    ConcurrentReorder,
    Order,
    moved_by_one,
    next_position,
    order_from_places,
    set_order,
)
from archive.editing.publishing.issue_publishing import article_plans
from archive.editing.publishing.workflow import visible_to
from archive.models import Article, Issue
from archive.models.common.permissions import EDIT_ANY, PUBLISH

# Articles that can be ordered on one page; any others follow them.
MAX_ROWS = 1000
_MOVE = re.compile(r"(up|down)-([0-9]{1,18})")
_STEP = {"up": -1, "down": 1}


class ContentsPages(admin.ModelAdmin):
    """Mixin of IssueAdmin that orders, adds and moves articles."""

    def get_urls(self):
        wrap = self.admin_site.admin_view
        return [
            path("<int:pk>/contents/", wrap(self.contents_view), name="archive_issue_contents"),
            path("<int:pk>/contents/order/", wrap(require_POST(self.order_view)), name="archive_issue_order"),
            path("<int:pk>/contents/find/", wrap(require_safe(self.find_view)), name="archive_issue_find"),
            path("<int:pk>/contents/take/", wrap(require_POST(self.move_in_view)), name="archive_issue_take"),
            path("<int:pk>/contents/<int:article>/move/", wrap(self.move_view), name="archive_issue_move"),
            *super().get_urls(),
        ]

    def contents_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Show the issue; a POST saves its masthead."""
        with transaction.atomic():
            issue = self._issue(request, pk, lock=request.method == "POST")
            form = MastheadForm(request.POST or None, instance=issue)
            if request.method == "POST" and form.is_valid():
                with change_set("Masthead changed", by=request.user):
                    save_issue(issue, form.changed_data)
                self.message_user(request, "The masthead is saved.", messages.SUCCESS)
                return HttpResponseRedirect(_contents(pk))
        if request.method == "POST":
            issue = self._issue(request, pk)
        return self._contents_page(request, issue, form)

    def _contents_page(self, request: HttpRequest, issue: Issue, form: MastheadForm) -> HttpResponse:
        rows = [row_of(each) for each in article_plans(issue, MAX_ROWS, among=visible_to(request.user))]
        query = request.GET.get("q", "")
        context = self._about(request, issue, "Put together") | {
            "form": form,
            "rows": rows,
            "is_cut": len(rows) == MAX_ROWS,
            "seen": ",".join(str(row.article.pk) for row in rows),
            "counts": _counts(rows),
            "waiting": [row for row in rows if row.missing],
            "can_publish": request.user.has_perm(PUBLISH) and request.user.has_perm(EDIT_ANY),
            "can_add": request.user.has_perm("archive.add_article"),
            "can_delete": request.user.has_perm("archive.delete_article"),
            "articles_url": reverse("admin:archive_article_changelist"),
            "preview_url": reverse("issue-preview", args=[issue.pk]),
            "next_position": next_position(issue),
            "query": query,
            "found": articles_found(query, outside=issue, changeable_by=request.user) if query else None,
        }
        return TemplateResponse(request, "admin/archive/issue/contents.html", context)

    def order_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Save the order: numbers beside the articles, one article moved up or down, or a whole order."""
        issue = self._issue(request, pk)
        seen, move = _ids(request.POST.get("seen", "")), _MOVE.fullmatch(request.POST.get("move", ""))
        mine = _ids(request.POST.get("order", "")) or order_from_places(seen, _places(request, seen))
        if move:
            mine = moved_by_one(mine, int(move[2]), _STEP[move[1]])
        try:
            changed = set_order(issue, mine, seen=seen)
        except ConcurrentReorder as differ:
            return self._conflict(request, issue, differ)
        self.message_user(request, "The order is saved." if changed else "The order is as it was.", messages.SUCCESS)
        return HttpResponseRedirect(f"{_contents(pk)}#{f'a{move[2]}' if move else 'contents'}")

    def _conflict(self, request: HttpRequest, issue: Issue, differ: ConcurrentReorder) -> HttpResponse:
        titles = Article.objects.in_issue(issue).filter(visible_to(request.user)).only("title").in_bulk()
        context = self._about(request, issue, "Two orders of one issue") | {
            "mine": [titles[pk] for pk in differ.mine if pk in titles],
            "saved": [titles[pk] for pk in differ.saved if pk in titles],
            "moved": {pk for pk, other in zip(differ.mine, differ.saved, strict=True) if pk != other},
            "order": ",".join(map(str, differ.mine)),
            "seen": ",".join(map(str, differ.saved)),
        }
        return TemplateResponse(request, "admin/archive/issue/order_conflict.html", context, status=409)

    def find_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Return search results as a fragment of the page, for the script that searches while typing."""
        issue = self._issue(request, pk)
        query, article = request.GET.get("q", ""), request.GET.get("article", "")
        if article:
            found = issues_found(query, but=issue)
            return TemplateResponse(request, "admin/archive/issue/found_issues.html", {"found": found, "query": query})
        found = articles_found(query, outside=issue, changeable_by=request.user)
        context = {"found": found, "issue": issue, "query": query}
        return TemplateResponse(request, "admin/archive/issue/found_articles.html", context)

    def move_in_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Move an article from another issue into this one."""
        issue = self._issue(request, pk)
        article = self._article(request, Article.objects.all(), request.POST.get("article", ""))
        left = article.issue
        self._move(request, article, issue)
        self.message_user(request, f"“{article}” is in this issue now; it was in {left}.", messages.SUCCESS)
        return HttpResponseRedirect(f"{_contents(pk)}#a{article.pk}")

    def move_view(self, request: HttpRequest, pk: int, article: int) -> HttpResponse:
        """Move an article of this issue into another: search the issue, and choose it."""
        issue = self._issue(request, pk)
        moving = self._article(request, Article.objects.in_issue(issue), str(article))
        query = request.GET.get("q", "")
        if request.method == "POST":
            target = self._issue(request, _id(request.POST.get("issue", "")))
            self._move(request, moving, target)
            link = reverse("admin:archive_issue_contents", args=[target.pk])
            self.message_user(request, f"“{moving}” is in {target} now.", messages.SUCCESS)
            return HttpResponseRedirect(f"{link}#a{moving.pk}" if "follow" in request.POST else _contents(pk))
        context = self._about(request, issue, "Move to another issue") | {
            "moving": moving,
            "query": query,
            "found": issues_found(query, but=issue),
        }
        return TemplateResponse(request, "admin/archive/issue/move.html", context)

    def _move(self, request: HttpRequest, article: Article, issue: Issue) -> None:
        with change_set(f"Moved to {issue}", by=request.user):
            move_article(article, issue)

    def _article(self, request: HttpRequest, among, pk: str) -> Article:
        """Return an article that this user may change. Raises PermissionDenied, Http404."""
        article = get_object_or_404(among.select_related("issue__publication"), pk=_id(pk))
        if not self.admin_site.get_model_admin(Article).has_change_permission(request, article):
            raise PermissionDenied
        return article

    def _issue(self, request: HttpRequest, pk: int, *, lock: bool = False) -> Issue:
        """Return an issue that this user may change, its row locked on demand. Raises PermissionDenied, Http404."""
        issues = Issue.objects.select_related("publication")
        issue = get_object_or_404(issues.select_for_update(of=("self",)) if lock else issues, pk=pk)
        if not self.has_change_permission(request, issue):
            raise PermissionDenied
        return issue

    def _about(self, request: HttpRequest, issue: Issue, title: str) -> dict[str, object]:
        """Return the context that all pages about an issue share."""
        return {
            **self.admin_site.each_context(request),
            "title": title,
            "subtitle": str(issue),
            "opts": self.opts,
            "issue": issue,
            "contents_url": _contents(issue.pk),
        }


def _contents(pk: int) -> str:
    return reverse("admin:archive_issue_contents", args=[pk])


def _counts(rows: list[Row]) -> list[tuple[str, int]]:
    """Return the number of articles by status: [("published", 5), ("draft", 2)]."""
    counts: dict[str, int] = {}
    for row in rows:
        counts[row.state] = counts.get(row.state, 0) + 1
    return list(counts.items())


def _ids(text: str) -> Order:
    """Return comma-separated ids as sent by the page; anything else is skipped."""
    parts = text[: MAX_ROWS * 20].split(",")
    return [int(part) for part in parts[:MAX_ROWS] if part.isascii() and part.isdigit() and len(part) < 19]


def _places(request: HttpRequest, seen: Order) -> dict[int, int]:
    """Return the numbers beside the articles, by article."""
    typed = {pk: request.POST.get(f"place-{pk}", "").strip() for pk in seen}
    return {pk: int(text) for pk, text in typed.items() if text.isascii() and text.isdigit() and len(text) < 7}


def _id(text: str) -> int:
    """Return an id sent by a form. Raises Http404 for anything else."""
    if not (text.isascii() and text.isdigit() and len(text) < 19):
        raise Http404("no such row")
    return int(text)
