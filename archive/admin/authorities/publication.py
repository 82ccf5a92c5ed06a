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

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["numbering"].required = False  # as a publication has one in any case

    def clean_numbering(self) -> str:
        return self.cleaned_data["numbering"] or self.instance.numbering


class PublicationAdmin(CitationStyleAdmin, UndoableDeletions, IndexedAfterSave, HistoryAdmin):
    form = PublicationForm
    list_display = ["title", "abbreviation", "genre", "frequency", "numbering", "first_year", "issue_count"]
    list_filter = ["genre", "language", "numbering"]
    search_fields = ["title", "abbreviation", "other_names"]
    autocomplete_fields = ["preceding"]
    fieldsets = [
        (None, {"fields": ["title", "slug", "abbreviation", "other_names", "preceding", "description"]}),
        ("Its issues", {"fields": ["numbering", "frequency", "first_year"]}),
        ("About it", {"fields": ["genre", "language", "publisher", "place", "issn"]}),
    ]

    def get_queryset(self, request):
        return super().get_queryset(request).annotate(issue_count=count_of(Issue.objects, "publication"))

    @admin.display(description="issues", ordering="issue_count")
    def issue_count(self, publication: Publication) -> int:
        return publication.issue_count
