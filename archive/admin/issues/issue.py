"""Admin of issues."""

from __future__ import annotations

from django.contrib import admin
from django.http import HttpResponseRedirect
from django.urls import reverse
from django.utils.html import format_html

from archive.admin.bulk.bulk_actions import UndoableDeletions, decide
from archive.admin.common.admin_search import WordSearch, in_issue
from archive.admin.common.pagination import LargeTableAdmin, count_of
from archive.admin.issues.issue_form import IssueForm, save_issue
from archive.admin.issues.issue_publishing import PublishingPages
from archive.admin.issues.next_issue import NextIssuePages
from archive.admin.issues.toc_editor import ContentsPages
from archive.admin.records.history import HistoryAdmin
from archive.admin.review.worklist import Worklist
from archive.editing.bulk.bulk_actions import DELETE_ISSUES
from archive.editing.bulk.bulk_operations import members_of
from archive.models import Article, Issue


class IssueAdmin(
    UndoableDeletions,
    Worklist,
    ContentsPages,
    PublishingPages,
    NextIssuePages,
    WordSearch,
    LargeTableAdmin,
    HistoryAdmin,
):
    form = IssueForm
    list_display = [
        "designation", "publication", "shown_date", "date_precision", "title", "article_count", "put_together",
    ]  # fmt: skip
    list_filter = ["publication", "date_precision", "year"]
    list_select_related = ["publication"]
    ordering = ["-sort_date", "-volume_key", "-number_key"]
    search_fields = ["number"]
    search_help_text = "Words of the publication’s name or abbreviation, the number, the volume: “EDM 115”."
    found_in = staticmethod(in_issue)
    autocomplete_fields = ["publication"]
    change_form_template = "admin/archive/issue/change_form.html"
    fieldsets = [
        (None, {"fields": ["publication", ("volume", "number"), "title"]}),
        ("Date", {"fields": [("date", "date_precision"), "date_text"]}),
    ]

    def get_queryset(self, request):
        issues = super().get_queryset(request).select_related("publication")
        return issues.annotate(article_count=count_of(Article.objects, "issue"))

    def get_list_display(self, request):
        shown = super().get_list_display(request)
        return shown if self.has_change_permission(request) else [each for each in shown if each != "put_together"]

    def save_model(self, request, issue: Issue, form, change) -> None:
        save_issue(issue, form.changed_data)

    def _delete(self, request, rows: list) -> None:
        """Delete issues with their articles, as one decision."""
        names = ", ".join(map(str, rows[:3])) + ("…" if len(rows) > 3 else "")
        parameters = {"issues": [issue.pk for issue in rows], "names": names}
        decide(request, DELETE_ISSUES, members_of(DELETE_ISSUES, parameters), parameters)

    def response_add(self, request, issue: Issue, post_url_continue=None):
        """Redirect to the contents page of a new issue, unless another one is to be added."""
        response = super().response_add(request, issue, post_url_continue)
        if {"_continue", "_addanother", "_popup"} & request.POST.keys():
            return response
        return HttpResponseRedirect(reverse("admin:archive_issue_contents", args=[issue.pk]))

    @admin.display(description="issue", ordering="number_key")
    def designation(self, issue: Issue) -> str:
        return issue.designation

    @admin.display(description="date", ordering="sort_date")
    def shown_date(self, issue: Issue):
        return issue.date

    @admin.display(description="articles", ordering="article_count")
    def article_count(self, issue: Issue) -> int:
        return issue.article_count

    @admin.display(description="contents")
    def put_together(self, issue: Issue) -> str:
        address = reverse("admin:archive_issue_contents", args=[issue.pk])
        return format_html('<a href="{}">Put together</a>', address)
