"""The desk's page for sources, with their other names and merging."""

from __future__ import annotations

from django import forms
from django.contrib import admin, messages
from django.db import models
from django.db.models import Count
from django.http import HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import path, reverse

from archive.models import Source, SourceName
from archive.models.merging import merge_sources


class OtherNamesInline(admin.TabularInline):
    model = SourceName
    fields = ["name"]
    extra = 1
    verbose_name = "other name"
    verbose_name_plural = "Other names and spellings"


class MergeForm(forms.Form):
    """Which source stays, of those chosen."""

    kept = forms.ModelChoiceField(Source.objects.none(), label="Keep", empty_label=None, widget=forms.RadioSelect)

    def __init__(self, chosen, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["kept"].queryset = chosen


class SourceAdmin(admin.ModelAdmin):
    list_display = ["name", "kind", "country", "citation_count"]
    list_filter = ["kind", "country"]
    search_fields = ["name", "other_names__name"]
    inlines = [OtherNamesInline]
    actions = ["merge"]
    fields = ["name", "slug", "kind", "country", "homepage"]
    formfield_overrides = {models.URLField: {"assume_scheme": "https"}}

    def get_queryset(self, request):
        return super().get_queryset(request).annotate(citation_count=Count("citations", distinct=True))

    def get_urls(self):
        return [
            path("merge/", self.admin_site.admin_view(self.merge_view), name="archive_source_merge"),
            *super().get_urls(),
        ]

    @admin.display(description="citations", ordering="citation_count")
    def citation_count(self, source: Source) -> int:
        return source.citation_count

    @admin.action(description="Merge the selected sources", permissions=["change", "delete"])
    def merge(self, request, sources):
        chosen = list(sources.values_list("pk", flat=True))
        if len(chosen) < 2:
            self.message_user(request, "Choose two sources or more to merge.", messages.ERROR)
            return None
        address = reverse("admin:archive_source_merge")
        return HttpResponseRedirect(f"{address}?ids={','.join(map(str, chosen))}")

    def merge_view(self, request):
        """Ask which of the chosen sources stays, say what moves, and merge."""
        ids = [int(text) for text in request.GET.get("ids", "").split(",") if text.isdigit()]
        chosen = self.get_queryset(request).filter(pk__in=ids)
        if len(chosen) < 2 or not self.has_delete_permission(request):
            self.message_user(request, "Choose two sources or more to merge.", messages.ERROR)
            return HttpResponseRedirect(reverse("admin:archive_source_changelist"))
        form = MergeForm(chosen, request.POST or None)
        if request.method == "POST" and form.is_valid():
            kept = form.cleaned_data["kept"]
            lost = [source for source in chosen if source != kept]
            moved = sum(merge_sources(kept, source) for source in lost)
            gone = ", ".join(source.name for source in lost)
            self.message_user(request, f"{gone}: now {kept}. {moved} citations moved; old addresses lead there.")
            return HttpResponseRedirect(reverse("admin:archive_source_change", args=[kept.pk]))
        context = {**self.admin_site.each_context(request), "title": "Merge sources", "form": form, "chosen": chosen,
                   "opts": self.opts}  # fmt: skip
        return TemplateResponse(request, "admin/archive/source/merge.html", context)
