"""The desk's page for findings that editors set aside; taking one off this list puts it back on the review desk."""

from __future__ import annotations

from archive.admin.bulk import UndoableDeletions
from archive.admin.paging import LargeTableAdmin


class SetAsideAdmin(UndoableDeletions, LargeTableAdmin):
    list_display = ["__str__", "kind", "by", "at"]
    list_filter = ["kind"]
    list_select_related = ["by"]
    ordering = ["-at", "-pk"]

    def has_add_permission(self, request) -> bool:
        return False

    def has_change_permission(self, request, obj=None) -> bool:
        return False

    def get_actions(self, request):
        """Deleting is said as what it does here."""
        actions = super().get_actions(request)
        if "delete_selected" in actions:
            function, name, _ = actions["delete_selected"]
            actions["delete_selected"] = (function, name, "Put the selected findings back on the review desk")
        return actions
