"""The desk’s page for articles that were deleted or withdrawn; they are listed, never changed."""

from __future__ import annotations

from archive.admin.common.pagination import LargeTableAdmin


class TombstoneAdmin(LargeTableAdmin):
    list_display = ["title", "path", "reason", "deleted"]
    list_filter = ["reason"]
    search_fields = ["title", "path"]

    def has_add_permission(self, request) -> bool:
        return False

    def has_change_permission(self, request, obj=None) -> bool:
        return False

    def has_delete_permission(self, request, obj=None) -> bool:
        return False
