"""The desk’s page for articles that were deleted or withdrawn; they are listed, never changed."""

from __future__ import annotations

from django.contrib import admin


class TombstoneAdmin(admin.ModelAdmin):
    list_display = ["title", "path", "reason", "deleted"]
    list_filter = ["reason"]
    search_fields = ["title", "path"]
    date_hierarchy = "deleted"

    def has_add_permission(self, request) -> bool:
        return False

    def has_change_permission(self, request, obj=None) -> bool:
        return False

    def has_delete_permission(self, request, obj=None) -> bool:
        return False
