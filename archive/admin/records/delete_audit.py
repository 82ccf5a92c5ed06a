"""Audit of deletions in the admin: an event for one row or for all selected in a list."""

from __future__ import annotations

from archive.admin.common.bounded_deletions import BoundedDeletions
from archive.models import EventKind
from archive.models.common.permissions import EDIT_ANY
from archive.models.records.audit_event import record

ONE_BY_ONE = 50  # more rows are recorded as one event with their number


class AuditedDeletions(BoundedDeletions):
    """A ModelAdmin that records deletions as events."""

    def get_deleted_objects(self, objs, request):
        """Return the rows that would be deleted too, for Django's confirmation page. Users who may not see every
        article get counts instead of names, which contain titles.
        """
        to_delete, counts, lacking, protected = super().get_deleted_objects(objs, request)
        if request.user.has_perm(EDIT_ANY):
            return to_delete, counts, lacking, protected
        in_the_way = [f"{len(protected):,} rows that refer to it"] if protected else []
        return [str(row) for row in objs], counts, lacking, in_the_way

    def log_deletions(self, request, queryset):
        """Record the rows; Django calls it before it deletes them."""
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
