"""Admin of sources, with their other names and merging."""

from __future__ import annotations

from django.contrib import admin
from django.db import models

from archive.admin.authorities.merging import MergingAdmin
from archive.admin.bulk.bulk_actions import UndoableDeletions
from archive.admin.common.admin_search import WordSearch, in_source
from archive.admin.common.pagination import LargeTableAdmin, count_of
from archive.models import Citation, Source, SourceName


class OtherNamesInline(admin.TabularInline):
    model = SourceName
    fields = ["name"]
    extra = 1
    verbose_name = "other name"
    verbose_name_plural = "Other names and spellings"


class SourceAdmin(UndoableDeletions, WordSearch, LargeTableAdmin, MergingAdmin):
    list_display = ["name", "kind", "country", "citation_count"]
    list_filter = ["kind", "country"]
    search_fields = ["name", "other_names__name"]
    found_in = staticmethod(in_source)
    begins_with = "name"
    inlines = [OtherNamesInline]
    fields = ["name", "slug", "kind", "country", "homepage"]
    formfield_overrides = {models.URLField: {"assume_scheme": "https"}}
    moved = "citations"

    def get_queryset(self, request):
        return super().get_queryset(request).annotate(citation_count=count_of(Citation.objects, "source"))

    @admin.display(description="citations", ordering="citation_count")
    def citation_count(self, source: Source) -> int:
        return source.citation_count
