"""The desk's page for the outbox: what the index has not taken up, and why."""

from __future__ import annotations

from django.contrib import admin

from archive.admin.common.pagination import LargeTableAdmin


class IndexChangeAdmin(LargeTableAdmin):
    list_display = ["article_id", "recorded", "due", "attempts", "set_aside", "error"]
    list_filter = ["set_aside"]
    ordering = ["pk"]
    readonly_fields = ["article_id", "recorded", "due", "attempts", "error"]
    actions = ["try_again"]

    def has_add_permission(self, request) -> bool:
        return False

    @admin.action(description="Try the selected changes again", permissions=["change"])
    def try_again(self, request, changes) -> None:
        retried = changes.update(set_aside=False, attempts=0, error="")
        self.message_user(request, f"Waiting to be written again: {retried}. They are written with the next change.")
