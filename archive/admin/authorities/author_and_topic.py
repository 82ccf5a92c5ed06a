"""Admin of authors and topics."""

from __future__ import annotations

from django import forms
from django.contrib import admin

from archive.admin.authorities.merging import MergingAdmin
from archive.admin.bulk.bulk_actions import UndoableDeletions
from archive.admin.common.admin_search import WordSearch, in_author, in_topic
from archive.admin.common.fields import LinesField
from archive.admin.common.pagination import LargeTableAdmin, count_of
from archive.models import Article, Author, Authorship


class WithArticleCount(UndoableDeletions, WordSearch, LargeTableAdmin, MergingAdmin):
    """Mixin that lists rows with the number of their articles."""

    moved = "articles"

    list_display = ["name", "slug", "article_count"]

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
    found_in = staticmethod(in_author)
    begins_with = "name_key"

    def get_queryset(self, request):
        return super().get_queryset(request).annotate(article_count=count_of(Authorship.objects, "author"))


class TopicAdmin(WithArticleCount):
    search_fields = ["name"]
    found_in = staticmethod(in_topic)
    begins_with = "name"
    fields = ["name", "slug"]

    def get_queryset(self, request):
        return super().get_queryset(request).annotate(article_count=count_of(Article.topics.through.objects, "topic"))
