"""Admin of the outbox: index entries that wait or failed, with the error."""

from __future__ import annotations

from django.contrib import admin

from archive.admin.common.pagination import LargeTableAdmin


class OutboxEntryAdmin(LargeTableAdmin):
    list_display = ["article_id", "recorded", "due", "attempts", "dead_letter", "error"]
    list_filter = ["dead_letter"]
    ordering = ["pk"]
    readonly_fields = ["article_id", "recorded", "due", "attempts", "error"]
    actions = ["try_again"]

    def has_add_permission(self, request) -> bool:
        return False

    @admin.action(description="Retry the selected changes", permissions=["change"])
    def try_again(self, request, changes) -> None:
        retried = changes.update(dead_letter=False, attempts=0, error="")
        self.message_user(request, f"Queued again: {retried}. They are indexed with the next change.")
