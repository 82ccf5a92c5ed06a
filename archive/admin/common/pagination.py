"""Admin lists of any size: bounded counts, ids of a page before its rows, and related data by page."""

from __future__ import annotations

from typing import ClassVar

from django.contrib import admin
from django.contrib.admin.views.main import ChangeList
from django.core.paginator import Paginator
from django.db.models import Count, Manager, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.utils.functional import cached_property

# Lists count up to this number, and show "more than 10,000" beyond it.
MAX_COUNTED = 10_000


class AtLeast(int):
    """A count that stopped at its bound, shown as "more than 10,000"."""

    def __str__(self) -> str:
        return f"more than {MAX_COUNTED:,}"


def bounded_count(rows: QuerySet, most: int = MAX_COUNTED) -> int:
    """Return the number of rows, or `AtLeast` of one more than `most`: rows beyond are not read."""
    if rows.query.is_empty():
        return 0
    number = rows.order_by().values("pk")[: most + 1].count()
    return AtLeast(number) if number > most else number


def count_of(rows: Manager | QuerySet, column: str) -> Coalesce:
    """Return a count of related rows as a subquery, which runs for the rows of the page alone.

    Join and group would count for the whole table, to show fifty.
    """
    of_row = rows.filter(**{column: OuterRef("pk")}).order_by().values(column)
    return Coalesce(Subquery(of_row.annotate(number=Count("pk")).values("number")), 0)


class BoundedPaginator(Paginator):
    """Paginator of a list that is counted up to a bound."""

    @cached_property
    def count(self) -> int:
        return bounded_count(self.object_list) if isinstance(self.object_list, QuerySet) else len(self.object_list)


class PageFirst(ChangeList):
    """A list that finds the ids of its page first, by indexes alone, and then reads these rows.

    Sorting whole rows, bodies included, to show fifty of them took longer than all the rest.
    """

    def get_ordering_field(self, field_name):
        """Return the indexed column that replaces another in orders: "title_key" for the title."""
        return self.model_admin.ordered_by.get(field_name) or super().get_ordering_field(field_name)

    def get_ordering(self, request, queryset):
        """Return the requested order, or the ModelAdmin's; not both, which no index covers."""
        return super().get_ordering(request, queryset.order_by())

    def get_results(self, request) -> None:
        super().get_results(request)
        if isinstance(self.result_list, QuerySet):
            self.result_list = self._rows(request, self.result_list)

    def _rows(self, request, page: QuerySet) -> list:
        ids = list(page.select_related(None).prefetch_related(None).values_list("pk", flat=True))
        rows = self.model_admin.get_queryset(request).filter(pk__in=ids).order_by()
        rows = self.apply_select_related(rows).defer(*self.model_admin.not_listed)
        place = {pk: number for number, pk in enumerate(ids)}
        return sorted(rows, key=lambda row: place[row.pk])


class LargeTableAdmin(admin.ModelAdmin):
    """A ModelAdmin whose list costs the same for a hundred rows and for a hundred thousand."""

    paginator = BoundedPaginator
    show_full_result_count = False
    show_facets = admin.ShowFacets.NEVER
    list_per_page = 50
    # Columns that no list shows, such as bodies; they are not loaded.
    not_listed: ClassVar[tuple[str, ...]] = ()
    # Listed columns, with the columns by which they are ordered.
    ordered_by: ClassVar[dict[str, str]] = {}

    def get_changelist(self, request, **kwargs):
        return PageFirst
