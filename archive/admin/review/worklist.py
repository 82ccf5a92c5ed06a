"""Working through a list: from a row's form to the next row of the list that it was opened from.

The list is given by the filters that Django carries along (`_changelist_filters`): any filter, search and order. A
row's position is read before it is saved, since saving may remove it from the list.
"""

from __future__ import annotations

import copy
from dataclasses import dataclass

from django.contrib import admin, messages
from django.contrib.admin.options import IS_POPUP_VAR, IncorrectLookupParameters
from django.contrib.admin.utils import quote
from django.contrib.admin.views.main import PAGE_VAR, ChangeList
from django.http import HttpRequest, HttpResponseRedirect, QueryDict
from django.urls import reverse
from django.utils.http import urlencode

from archive.admin.common.pagination import bounded_count

FILTERS, NEXT, AT = "_changelist_filters", "_next", "_at"
# Rows searched before and after the row's page: the list may have changed since.
MARGIN = 200


@dataclass(frozen=True, slots=True)
class Position:
    """A row's position in its list: counted from 0, the total, and the ids beside it; `at` is None for none."""

    filters: QueryDict
    at: int | None
    total: int
    before: int | None
    after: int | None
    rows_a_page: int

    @property
    def number(self) -> int:
        """Return the position counted from 1."""
        return (self.at or 0) + 1

    def filters_at(self, at: int) -> str:
        """Return the list's filters, on the page of a position."""
        filters = self.filters.copy()
        filters.pop(PAGE_VAR, None)
        if (page := max(0, at) // self.rows_a_page + 1) > 1:
            filters[PAGE_VAR] = str(page)
        return filters.urlencode()


class Unpaged(ChangeList):
    """A list that only knows its rows and their order."""

    def get_results(self, request) -> None:
        self.result_list = self.queryset.none()


class Worklist(admin.ModelAdmin):
    """A ModelAdmin whose forms lead to the next row of the list that they were opened from."""

    class Media:
        js = ["backfile/keys.js", "backfile/worklist.js"]

    def get_changelist(self, request, **kwargs):
        return Unpaged if getattr(request, "is_for_worklist", False) else super().get_changelist(request, **kwargs)

    def position(self, request: HttpRequest, object_id: str) -> Position | None:
        """Return the position of a row in the list that its form was opened from; None where it was opened
        from none.
        """
        if (listed := self._list_of(request)) is None:
            return None
        filters, changelist = listed
        start = max(0, (changelist.page_num - 1) * changelist.list_per_page - MARGIN)
        window = changelist.queryset.select_related(None).prefetch_related(None).values_list("pk", flat=True)
        ids = [str(pk) for pk in window[start : start + changelist.list_per_page + 2 * MARGIN]]
        total = bounded_count(changelist.queryset)
        if object_id in ids:
            place = ids.index(object_id)
            before, after = ids[place - 1] if place else None, (ids[place + 1 : place + 2] or [None])[0]
            return Position(filters, start + place, total, before, after, changelist.list_per_page)
        # The row left the list already; the row now in its place is next.
        given = request.POST.get(AT) or request.GET.get(AT) or ""
        at = int(given) if given.isdecimal() and len(given) < 8 else start
        after = (ids[at - start : at - start + 1] or [None])[0] if at >= start else None
        return Position(filters, None, total, None, after, changelist.list_per_page)

    def _list_of(self, request: HttpRequest) -> tuple[QueryDict, ChangeList] | None:
        """Return the filters that a form carries, and their list."""
        carried = request.GET.get(FILTERS, "")
        if not carried or IS_POPUP_VAR in request.GET:
            return None
        listing = copy.copy(request)
        listing.GET = QueryDict(carried)
        listing.is_for_worklist = True
        try:
            return listing.GET, self.get_changelist_instance(listing)
        except IncorrectLookupParameters:
            return None

    def changeform_view(self, request, object_id=None, form_url="", extra_context=None):
        if object_id and request.method == "POST" and NEXT in request.POST:
            # Read before the row is saved: afterwards it may have left the list.
            request.position = self.position(request, object_id)
        return super().changeform_view(request, object_id, form_url, extra_context)

    def render_change_form(self, request, context, add=False, change=False, form_url="", obj=None):
        if change and obj is not None and (position := self.position(request, str(obj.pk))):
            context["worklist"] = self.worklist_bar(request, obj, position)
        return super().render_change_form(request, context, add, change, form_url, obj)

    def worklist_bar(self, request, obj, position: Position) -> dict[str, object]:
        """Return the form's bar: position, next and previous, and the field to focus."""
        at = position.at if position.at is not None else 0
        return {
            "position": position,
            "next_url": self._form_of(position.after, position.filters_at(at + 1)) if position.after else "",
            "previous_url": self._form_of(position.before, position.filters_at(at - 1)) if position.before else "",
            "list_url": f"{self._list_url()}?{position.filters_at(at)}",
            "may_save": self.has_change_permission(request, obj),
            "focus": self.field_to_begin_with(position.filters),
        }

    def field_to_begin_with(self, filters: QueryDict) -> str:
        """Return the id of the field that a list is about, "" for none: the title, for provisional titles."""
        return ""

    def response_change(self, request, obj):
        answer = super().response_change(request, obj)
        if NEXT not in request.POST or getattr(request, "position", None) is None:
            return answer
        return self.go_on(request, request.position)

    def way_on(self, position: Position) -> str:
        """Return the address of the next row's form, or of the list."""
        if not position.after:
            return f"{self._list_url()}?{position.filters_at(0)}"
        return self._form_of(position.after, position.filters_at(position.at + 1 if position.at is not None else 0))

    def go_on(self, request, position: Position) -> HttpResponseRedirect:
        """Redirect to the next row of the list, or to the list with the number of remaining rows."""
        if position.after:
            return HttpResponseRedirect(self.way_on(position))
        left = bounded_count(self._list_of(request)[1].queryset)
        if not left:
            self.message_user(request, "Done: nothing is left in this list.", messages.SUCCESS)
            return HttpResponseRedirect(reverse("review-desk"))
        self.message_user(
            request, f"That was the last one. Still in the list (skipped or unchanged): {left}.", messages.INFO
        )
        return HttpResponseRedirect(f"{self._list_url()}?{position.filters_at(0)}")

    def changelist_view(self, request, extra_context=None):
        """Show the list with a link to its first row's form, from which it is worked through."""
        answer = super().changelist_view(request, extra_context)
        context = getattr(answer, "context_data", None) or {}
        changelist = context.get("cl")
        if changelist is not None and not changelist.is_popup and changelist.result_list:
            filters = request.GET.urlencode() or f"{PAGE_VAR}=1"
            context["work_through"] = self._form_of(changelist.result_list[0].pk, filters)
        return answer

    def _list_url(self) -> str:
        return reverse(f"{self.admin_site.name}:{self.opts.app_label}_{self.opts.model_name}_changelist")

    def _form_of(self, pk: object, filters: str) -> str:
        name = f"{self.admin_site.name}:{self.opts.app_label}_{self.opts.model_name}_change"
        return f"{reverse(name, args=[quote(pk)])}?{urlencode({FILTERS: filters})}"
