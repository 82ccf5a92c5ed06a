"""Rows that the admin lists and shows, and nobody adds, changes or deletes there."""

from __future__ import annotations


class ReadOnlyRows:
    """Mixin of a ModelAdmin for records of what happened."""

    def has_add_permission(self, request) -> bool:
        return False

    def has_change_permission(self, request, obj=None) -> bool:
        return False

    def has_delete_permission(self, request, obj=None) -> bool:
        return False
