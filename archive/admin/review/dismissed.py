"""Admin of dismissed warnings; deleting one restores it to the review desk."""

from __future__ import annotations

from django.db.models import Q

from archive.admin.bulk.bulk_actions import UndoableDeletions
from archive.admin.common.pagination import LargeTableAdmin
from archive.editing.review.quality_checks import IN_ARTICLES
from archive.models import Article
from archive.models.common.permissions import EDIT_ANY


class DismissedWarningAdmin(UndoableDeletions, LargeTableAdmin):
    list_display = ["__str__", "kind", "by", "at"]
    list_filter = ["kind"]
    list_select_related = ["by"]
    ordering = ["-at", "-pk"]

    def get_queryset(self, request):
        """Return the dismissed warnings; those of others' articles, which quote titles, only for users who see every
        article.
        """
        found = super().get_queryset(request)
        if request.user.has_perm(EDIT_ANY):
            return found
        own = Article.objects.filter(created_by=request.user).order_by()
        return found.exclude(~Q(row_id__in=own.values("pk")), kind__in=IN_ARTICLES)

    def has_add_permission(self, request) -> bool:
        return False

    def has_change_permission(self, request, obj=None) -> bool:
        return False

    def get_actions(self, request):
        """Return the actions, with deletion labelled as restoring."""
        actions = super().get_actions(request)
        if "delete_selected" in actions:
            function, name, _ = actions["delete_selected"]
            actions["delete_selected"] = (function, name, "Restore the selected warnings")
        return actions
