"""Deleting on the desk leaves an event, whether one row goes or all that were chosen in a list."""

from __future__ import annotations

from django.contrib import admin

from archive.models import EventKind
from archive.models.common.permissions import EDIT_ANY
from archive.models.records.audit_event import record

ONE_BY_ONE = 50  # more rows at once are one event, which has their numbers


class AuditedDeletions(admin.ModelAdmin):
    """A ModelAdmin that records what is deleted with it."""

    def get_deleted_objects(self, objs, request):
        """What goes with rows, for Django's page that asks first. Those who may not see every article are told how many
        rows go or stand in the way, not what they are called: they are named by the articles that they hang on.
        """
        to_delete, counts, lacking, protected = super().get_deleted_objects(objs, request)
        if request.user.has_perm(EDIT_ANY):
            return to_delete, counts, lacking, protected
        in_the_way = [f"{len(protected):,} rows that hang on it"] if protected else []
        return [str(row) for row in objs], counts, lacking, in_the_way

    def log_deletions(self, request, queryset):
        """Called by Django before it deletes one row or many."""
        rows = list(queryset)
        if len(rows) <= ONE_BY_ONE:
            for row in rows:
                record(EventKind.DELETE, request=request, of=row)
        else:
            detail = {str(self.opts.verbose_name_plural): [row.pk for row in rows]}
            record(
                EventKind.DELETE, request=request, of=f"{len(rows):,} {self.opts.verbose_name_plural}", detail=detail
            )
        return super().log_deletions(request, queryset)
