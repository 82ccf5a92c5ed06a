"""Admin of publications."""

from __future__ import annotations

from django import forms
from django.contrib import admin

from archive.admin.authorities.citation_style import CitationStyleAdmin
from archive.admin.bulk.bulk_actions import UndoableDeletions
from archive.admin.common.async_indexing import IndexedAfterSave
from archive.admin.common.fields import LinesField
from archive.admin.common.pagination import count_of
from archive.admin.records.history import HistoryAdmin
from archive.models import Issue, Publication


class PublicationForm(forms.ModelForm):
    other_names = LinesField(help_text="Earlier and other names that articles refer to it by, one a line.")

    class Meta:
        model = Publication
        exclude = ("citation_style",)  # noqa: DJ006 (the style has a page of its own; every other field is the editors')


class PublicationAdmin(CitationStyleAdmin, UndoableDeletions, IndexedAfterSave, HistoryAdmin):
    form = PublicationForm
    list_display = ["title", "abbreviation", "genre", "frequency", "first_year", "issue_count"]
    list_filter = ["genre", "language"]
    search_fields = ["title", "abbreviation", "other_names"]
    autocomplete_fields = ["preceding"]
    fieldsets = [
        (None, {"fields": ["title", "slug", "abbreviation", "other_names", "preceding", "description"]}),
        ("About it", {"fields": ["genre", "frequency", "language", "publisher", "place", "issn", "first_year"]}),
    ]

    def get_queryset(self, request):
        return super().get_queryset(request).annotate(issue_count=count_of(Issue.objects, "publication"))

    @admin.display(description="issues", ordering="issue_count")
    def issue_count(self, publication: Publication) -> int:
        return publication.issue_count
