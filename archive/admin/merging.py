"""Merging rows on the desk: choose them in the list, say which stays, and see what moved."""

from __future__ import annotations

from collections.abc import Callable
from typing import ClassVar

from django import forms
from django.contrib import admin, messages
from django.http import HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import path, reverse


class MergeForm(forms.Form):
    """Which row stays, of those chosen."""

    kept = forms.ModelChoiceField(None, label="Keep", empty_label=None)

    def __init__(self, chosen, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["kept"].queryset = chosen


class MergingAdmin(admin.ModelAdmin):
    """A ModelAdmin whose rows can be merged. `merge_rows(kept, lost)` does it and returns how many records moved.

    `moved` names those records, and `weight` is the attribute of a listed row that counts them.
    """

    actions = ["merge"]
    merge_rows: ClassVar[Callable[[object, object], int]]
    moved: ClassVar[str]
    weight: ClassVar[str]

    def get_urls(self):
        view = self.admin_site.admin_view(self.merge_view)
        return [path("merge/", view, name=f"archive_{self.opts.model_name}_merge"), *super().get_urls()]

    @admin.action(description="Merge the selected %(verbose_name_plural)s", permissions=["change", "delete"])
    def merge(self, request, rows):
        chosen = list(rows.values_list("pk", flat=True))
        if len(chosen) < 2:
            return self._nothing_to_merge(request)
        address = reverse(f"admin:archive_{self.opts.model_name}_merge")
        return HttpResponseRedirect(f"{address}?ids={','.join(map(str, chosen))}")

    def merge_view(self, request):
        """Ask which of the chosen rows stays, and merge the others into it."""
        ids = [int(text) for text in request.GET.get("ids", "").split(",") if text.isdigit()]
        chosen = self.get_queryset(request).filter(pk__in=ids)
        if len(chosen) < 2 or not (self.has_delete_permission(request) and self.has_change_permission(request)):
            return self._nothing_to_merge(request)
        form = MergeForm(chosen, request.POST or None)
        if request.method == "POST" and form.is_valid():
            return self._merge(request, form.cleaned_data["kept"], chosen)
        context = {
            **self.admin_site.each_context(request),
            "title": f"Merge {self.opts.verbose_name_plural}",
            "opts": self.opts,
            "form": form,
            "rows": [(row, getattr(row, self.weight)) for row in chosen],
            "moved": self.moved,
            "list_url": reverse(f"admin:archive_{self.opts.model_name}_changelist"),
        }
        return TemplateResponse(request, "admin/archive/merge.html", context)

    def _merge(self, request, kept, chosen):
        lost = [row for row in chosen if row != kept]
        names = ", ".join(row.name for row in lost)
        moved = sum(type(self).merge_rows(kept, row) for row in lost)
        self.message_user(request, f"{names}: now {kept.name}. {moved} {self.moved} moved; old addresses lead there.")
        return HttpResponseRedirect(reverse(f"admin:archive_{self.opts.model_name}_change", args=[kept.pk]))

    def _nothing_to_merge(self, request):
        self.message_user(request, f"Choose two {self.opts.verbose_name_plural} or more to merge.", messages.ERROR)
        return HttpResponseRedirect(reverse(f"admin:archive_{self.opts.model_name}_changelist"))
