"""The desk's page for issues."""

from __future__ import annotations

from django.contrib import admin
from django.db.models import Count
from django.urls import reverse
from django.utils.html import format_html

from archive.ingest.derivation import derive
from archive.ingest.known_names import load_known_names
from archive.ingest.references import resolve_again
from archive.models import Article, Issue
from archive.text.dates import Precision


class ContentsInline(admin.TabularInline):
    """The table of contents: its order is changed here, the articles on their own pages."""

    model = Article
    fields = ["position", "headline", "status", "title_is_provisional"]
    readonly_fields = ["headline", "title_is_provisional"]
    ordering = ["position", "pk"]
    extra = 0
    max_num = 0
    can_delete = False
    verbose_name_plural = "Contents"

    @admin.display(description="article")
    def headline(self, article: Article) -> str:
        return format_html(
            '<a href="{}">{}</a>', reverse("admin:archive_article_change", args=[article.pk]), article.title
        )


class IssueAdmin(admin.ModelAdmin):
    list_display = ["designation", "publication", "shown_date", "date_precision", "title", "article_count"]
    list_filter = ["publication", "date_precision", "year"]
    list_select_related = ["publication"]
    date_hierarchy = "date"
    ordering = ["-sort_date", "-volume", "-number_key"]
    # "EDM 115" finds No. 115 of that title: every word must be in one of these.
    search_fields = ["publication__title", "publication__abbreviation", "=volume", "number", "title"]
    autocomplete_fields = ["publication"]
    inlines = [ContentsInline]
    fieldsets = [
        (None, {"fields": ["publication", ("volume", "number"), "title"]}),
        ("Date", {"fields": [("date", "date_precision"), "date_text"]}),
    ]

    def get_queryset(self, request):
        return super().get_queryset(request).annotate(article_count=Count("articles"))

    def save_model(self, request, issue: Issue, form, change) -> None:
        """Save the issue; a date that an editor gives is no inferred one, and what its articles cite is dated by it."""
        dated = "date" in form.changed_data
        if dated and "date_precision" not in form.changed_data and issue.date_precision != Precision.MONTH:
            issue.date_precision = Precision.DAY.value if issue.date else ""
        super().save_model(request, issue, form, change)
        if not change or dated or "volume" in form.changed_data or "date_precision" in form.changed_data:
            resolve_again(issue)
            names = load_known_names()
            for article in issue.articles.select_related("issue__publication"):
                derive(article, names)

    @admin.display(description="issue", ordering="number_key")
    def designation(self, issue: Issue) -> str:
        return issue.designation

    @admin.display(description="date", ordering="sort_date")
    def shown_date(self, issue: Issue):
        return issue.date

    @admin.display(description="articles", ordering="article_count")
    def article_count(self, issue: Issue) -> int:
        return issue.article_count
