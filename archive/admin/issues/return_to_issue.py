"""Return from an article's form to the issue that it was opened from."""

from __future__ import annotations

from django.contrib import admin
from django.http import HttpRequest, HttpResponseRedirect
from django.urls import reverse

from archive.admin.common.admin_search import is_id
from archive.models import Article, Issue

BACK = "back"


class ReturnsToIssue(admin.ModelAdmin):
    """A ModelAdmin of articles whose pages with `?back=<issue>` return to that issue's contents page.

    An article that was moved to another issue returns to that one.
    """

    def response_post_save_change(self, request: HttpRequest, obj: Article):
        return self._to_issue(request, obj) or super().response_post_save_change(request, obj)

    def response_post_save_add(self, request: HttpRequest, obj: Article):
        return self._to_issue(request, obj) or super().response_post_save_add(request, obj)

    def response_delete(self, request: HttpRequest, obj_display: str, obj_id):
        answer = super().response_delete(request, obj_display, obj_id)
        issue = request.GET.get(BACK, "")
        if is_id(issue) and Issue.objects.filter(pk=int(issue)).exists():
            return HttpResponseRedirect(reverse("admin:archive_issue_contents", args=[issue]))
        return answer

    def _to_issue(self, request: HttpRequest, article: Article) -> HttpResponseRedirect | None:
        if BACK not in request.GET:
            return None
        return HttpResponseRedirect(f"{reverse('admin:archive_issue_contents', args=[article.issue_id])}#a{article.pk}")
