"""Admin of the addresses of deleted and withdrawn articles; read-only."""

from __future__ import annotations

from archive.admin.common.pagination import LargeTableAdmin
from archive.admin.common.read_only import ReadOnlyRows
from archive.models.common.permissions import EDIT_ANY


class TombstoneAdmin(ReadOnlyRows, LargeTableAdmin):
    list_display = ["title", "path", "reason", "deleted"]
    list_filter = ["reason"]
    search_fields = ["title", "path"]

    def get_queryset(self, request):
        """Return the tombstones; those of articles deleted unpublished only for users who see drafts."""
        stones = super().get_queryset(request)
        return stones if request.user.has_perm(EDIT_ANY) else stones.public()
