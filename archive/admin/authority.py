"""The desk's pages for authors and topics."""

from __future__ import annotations

from django import forms
from django.contrib import admin
from django.db.models import Count

from archive.admin.fields import LinesField
from archive.admin.merging import MergingAdmin
from archive.models import Author


class WithArticleCount(MergingAdmin):
    """Lists rows with the number of their articles."""

    moved = "articles"

    list_display = ["name", "slug", "article_count"]

    def get_queryset(self, request):
        return super().get_queryset(request).annotate(article_count=Count("articles"))

    @admin.display(description="articles", ordering="article_count")
    def article_count(self, row) -> int:
        return row.article_count


class AuthorForm(forms.ModelForm):
    other_names = LinesField(label="Other spellings", help_text="Spellings that by-lines have, one a line.")

    class Meta:
        model = Author
        fields = ["name", "slug", "other_names"]


class AuthorAdmin(WithArticleCount):
    form = AuthorForm
    search_fields = ["name", "name_key", "other_names"]


class TopicAdmin(WithArticleCount):
    search_fields = ["name"]
    fields = ["name", "slug"]
