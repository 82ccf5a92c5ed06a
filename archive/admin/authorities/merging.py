"""Merging: choose rows in a list or among likely duplicates, preview, merge, undo."""

from __future__ import annotations

from typing import ClassVar

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db import models
from django.http import HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import path, reverse

from archive.admin.common.async_indexing import IndexedAfterSave, index_follows
from archive.admin.records.history import HistoryAdmin
from archive.editing.merges.duplicates import likely_duplicates
from archive.editing.merges.merge_preview import MergePreview, preview
from archive.editing.merges.merging import MAX_ROWS, CannotMerge, Choice, merge
from archive.editing.publishing.workflow import visible_to

GROUPS_A_PAGE = 40


class ChoicesForm(forms.Form):
    """Form with a radio button for every value of every field in which several rows differ."""

    def __init__(self, choices: list[Choice], data=None) -> None:
        super().__init__(data)
        self.open = {choice.field: choice for choice in choices if choice.is_open}
        for name, choice in self.open.items():
            options = [(str(value), str(value)) for value in choice.values]
            self.fields[name] = forms.ChoiceField(
                label=choice.label.capitalize(),
                choices=options,
                widget=forms.RadioSelect,
                initial=str(choice.taken),
                required=False,
            )

    def chosen(self) -> dict[str, object]:
        """Return the chosen value of every field, the default for fields that were not sent."""
        return {
            name: next((value for value in choice.values if str(value) == self.cleaned_data[name]), choice.taken)
            for name, choice in self.open.items()
        }


class MergingAdmin(IndexedAfterSave, HistoryAdmin):
    """A ModelAdmin whose rows can be merged; `moved` names the rows that refer to them."""

    actions = ["merge"]
    change_list_template = "admin/archive/merge/change_list.html"
    moved: ClassVar[str]

    def get_urls(self):
        name = self.opts.model_name
        views = {"merge": self.merge_view, "duplicates": self.duplicates_view}
        own = [
            path(f"{view}/", self.admin_site.admin_view(answer), name=f"archive_{name}_{view}")
            for view, answer in views.items()
        ]
        return [*own, *super().get_urls()]

    def has_merge_permission(self, request) -> bool:
        """Return whether this user may merge: the right to change and to delete these rows."""
        return self.has_change_permission(request) and self.has_delete_permission(request)

    def changelist_view(self, request, extra_context=None):
        context = {"may_merge": self.has_merge_permission(request), **(extra_context or {})}
        return super().changelist_view(request, context)

    @admin.action(description="Merge the selected %(verbose_name_plural)s…", permissions=["merge"])
    def merge(self, request, rows):
        chosen = list(rows.order_by().values_list("pk", flat=True)[: MAX_ROWS + 2])
        if not 1 < len(chosen) <= MAX_ROWS + 1:
            return self._nothing_to_merge(request)
        return HttpResponseRedirect(f"{self._address('merge')}?ids={','.join(map(str, chosen))}")

    def merge_view(self, request):
        """Preview merging the rows of `ids` into the one of `target`; merge them on POST."""
        if not self.has_merge_permission(request):
            raise PermissionDenied
        rows = self._chosen(request)
        if not 1 < len(rows) <= MAX_ROWS + 1:
            return self._nothing_to_merge(request)
        wanted = request.POST.get("kept") or request.GET.get("kept")
        target = next((row for row in rows if str(row.pk) == wanted), rows[0])
        among = visible_to(request.user)
        effect = preview(target, [row for row in rows if row != target], among=among)
        if wanted is None and (heaviest := _heaviest(effect)) != target:
            # The spelling with the most articles is more likely right, and fewer rows move.
            target, effect = heaviest, preview(heaviest, [row for row in rows if row != heaviest], among=among)
        form = ChoicesForm(effect.choices, request.POST if request.method == "POST" else None)
        is_changed = request.POST.get("moving", str(effect.moving)) != str(effect.moving)
        if is_changed:
            text = "Nothing was merged: the number changed since you saw this page. Look at it again."
            self.message_user(request, text, messages.WARNING)
        elif request.method == "POST" and form.is_valid():
            weight = sum(side.weight for side in (effect.target, *effect.duplicates))
            return self._merge(request, target, [row for row in rows if row != target], form.chosen(), weight)
        context = {
            **self.admin_site.each_context(request),
            "title": f"Merge {self.opts.verbose_name_plural}",
            "opts": self.opts,
            "preview": effect,
            "sides": sorted([effect.target, *effect.duplicates], key=lambda side: rows.index(side.row)),
            "form": form,
            "ids": ",".join(str(row.pk) for row in rows),
            "moved": self.moved,
            "noun": self.moved.removesuffix("s"),
            "list_url": self._address("changelist"),
        }
        return TemplateResponse(request, "admin/archive/merge/preview.html", context)

    def duplicates_view(self, request):
        """List likely duplicates, each group with a link to the preview of its merge."""
        if not self.has_merge_permission(request):
            raise PermissionDenied
        groups = Paginator(likely_duplicates(self.model), GROUPS_A_PAGE)
        context = {
            **self.admin_site.each_context(request),
            "title": f"{self.opts.verbose_name_plural.capitalize()} that may be one",
            "opts": self.opts,
            "page": groups.get_page(request.GET.get("page")),
            "moved": self.moved,
            "merge_url": self._address("merge"),
            "list_url": self._address("changelist"),
        }
        return TemplateResponse(request, "admin/archive/merge/duplicates.html", context)

    def _chosen(self, request) -> list:
        """Return the existing rows of `ids` in their order."""
        ids = [int(text) for text in request.GET.get("ids", "").split(",") if text.isascii() and text.isdigit()]
        ids = list(dict.fromkeys(pk for pk in ids if pk < 1 << 63))[: MAX_ROWS + 2]
        rows = self.model.objects.in_bulk(ids)
        return [rows[pk] for pk in ids if pk in rows]

    def _merge(self, request, target, duplicates, chosen, weight):
        try:
            with index_follows(weight):
                made = merge(target, duplicates, chosen=chosen, by=request.user)
        except CannotMerge as refused:
            self.message_user(request, f"Nothing was merged. {refused}", messages.ERROR)
            return HttpResponseRedirect(self._address("changelist"))
        names = ", ".join(made.duplicate_names)
        moved = self.moved if made.moved != 1 else self.moved.removesuffix("s")
        self.message_user(request, f"{names}: now {target.name}. {made.moved} {moved} moved; old addresses lead there.")
        return HttpResponseRedirect(reverse("admin:archive_merge_change", args=[made.pk]))

    def _nothing_to_merge(self, request):
        what = self.opts.verbose_name_plural
        text = f"Choose two {what} or more to merge, and at most {MAX_ROWS + 1} at once."
        self.message_user(request, text, messages.ERROR)
        return HttpResponseRedirect(self._address("changelist"))

    def _address(self, view: str) -> str:
        return reverse(f"admin:archive_{self.opts.model_name}_{view}")


def _heaviest(effect: MergePreview) -> models.Model:
    """Return the row with the most references, the first of several."""
    return max((effect.target, *effect.duplicates), key=lambda side: side.weight).row
