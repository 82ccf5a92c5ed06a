"""Admin of past merges: what was merged into what, by whom, and undoing it."""

from __future__ import annotations

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponseNotAllowed, HttpResponseRedirect
from django.urls import path, reverse

from archive.admin.common.async_indexing import index_follows
from archive.admin.common.read_only import ReadOnlyRows
from archive.editing.merges.merge_preview import LINKS
from archive.editing.merges.merge_undo import CannotUndo, refusal, undo
from archive.editing.merges.merging import MODELS
from archive.models import Merge

UNDO = "archive.undo_merge"


class StateFilter(admin.SimpleListFilter):
    title = "state"
    parameter_name = "state"

    def lookups(self, request, model_admin):
        return [("merged", "merged"), ("undone", "undone")]

    def queryset(self, request, queryset):
        if self.value() in ("merged", "undone"):
            return queryset.filter(undone_at__isnull=self.value() == "merged")
        return queryset


class MergeAdmin(ReadOnlyRows, admin.ModelAdmin):
    change_form_template = "admin/archive/merge/change_form.html"
    list_display = ["duplicates", "target_name", "kind", "moved", "at", "made_by", "state"]
    list_display_links = ["duplicates"]
    list_filter = ["kind", StateFilter]
    list_select_related = ["made_by"]
    search_fields = ["target_name", "duplicate_names"]
    search_help_text = "By a name that was merged, or merged into."
    date_hierarchy = "at"
    show_full_result_count = False
    show_facets = admin.ShowFacets.NEVER
    fields = ["at", "kind", "duplicates", "target_name", "moved", "collapsed", "made_by", "state", "left"]
    readonly_fields = fields
    actions = None

    def get_urls(self):
        undoing = self.admin_site.admin_view(self.undo_view)
        return [path("<int:pk>/undo/", undoing, name="archive_merge_undo"), *super().get_urls()]

    def get_queryset(self, request):
        return super().get_queryset(request).defer("record")

    def changelist_view(self, request, extra_context=None):
        return super().changelist_view(request, {"title": "Merges", **(extra_context or {})})

    def change_view(self, request, object_id, form_url="", extra_context=None):
        merge = self.get_object(request, object_id)
        context = {**(extra_context or {}), "subtitle": None}
        if merge is not None:
            context |= {
                "title": f"Merge of {merge.kind}s",
                "refusal": refusal(merge),
                "may_undo": request.user.has_perm(UNDO),
                "target_url": _address_of_target(merge),
            }
        return super().change_view(request, object_id, form_url, context)

    def undo_view(self, request, pk: int):
        """Undo a merge."""
        if not request.user.has_perm(UNDO):
            raise PermissionDenied
        if request.method != "POST":
            return HttpResponseNotAllowed(["POST"])
        merge = Merge.objects.filter(pk=pk).first()
        if merge is None:
            raise Http404(f"no merge {pk}")
        address = reverse("admin:archive_merge_change", args=[pk])
        try:
            with index_follows(_weight(merge)):
                undone = undo(merge, by=request.user)
        except CannotUndo as refused:
            self.message_user(request, f"Nothing was undone. {refused}", messages.ERROR)
            return HttpResponseRedirect(address)
        names = ", ".join(merge.duplicate_names)
        self.message_user(request, f"{names}: apart from {merge.target_name} again. Put back: {undone.put_back}.")
        if undone.left:
            self.message_user(request, f"Left as it is: {'; '.join(undone.left)}.", messages.WARNING)
        return HttpResponseRedirect(address)

    @admin.display(description="merged", ordering="target_name")
    def duplicates(self, merge: Merge) -> str:
        return ", ".join(merge.duplicate_names)

    @admin.display(description="state", ordering="undone_at")
    def state(self, merge: Merge) -> str:
        if not merge.undone_at:
            return "merged"
        return f"undone on {merge.undone_at:%-d %B %Y}" + (f" by {merge.undone_by}" if merge.undone_by else "")

    @admin.display(description="articles that had both")
    def collapsed(self, merge: Merge) -> int:
        return sum(len(row["collapsed"]) for row in merge.record["lost"])

    @admin.display(description="left as it was when undone")
    def left(self, merge: Merge) -> str:
        return "; ".join(merge.undo_summary.get("left", [])) or "—"


def _weight(merge: Merge) -> int:
    """Return how many citations or articles the target has, which are all indexed again."""
    links, column = LINKS[MODELS[merge.kind]]
    return links.objects.filter(**{column: merge.target_id}).count()


def _address_of_target(merge: Merge) -> str | None:
    if MODELS[merge.kind].objects.filter(pk=merge.target_id).exists():
        return reverse(f"admin:archive_{merge.kind}_change", args=[merge.target_id])
    return None
