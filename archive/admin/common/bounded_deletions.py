"""Confirmation pages of deletions: related rows are counted, and only some of them read and named.

Django’s page names every row that would go too, or that is in the way: for an author of 100,000 articles that was half
a minute and five megabytes.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.contrib import admin, messages
from django.contrib.admin.utils import NestedObjects, quote
from django.db import models, router
from django.db.models.deletion import CASCADE, PROTECT, RESTRICT
from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils.html import format_html
from django.utils.text import capfirst

from archive.models.common.permissions import EDIT_ANY

# Related rows of one kind that are named; so many objects may be deleted by one selection.
MAX_NAMED = 100
MAX_SELECTED = 1_000


class MoreThan(int):
    """A count of rows that were not all looked at, shown as "more than 100"."""

    def __str__(self) -> str:
        return f"more than {int(self):,}"


class BoundedCollector(NestedObjects):
    """Collector of what a deletion takes along, at most `MAX_NAMED` rows of a kind at each step.

    `left_out` are the rows beyond, by their model; `in_the_way` those of them that prevent the deletion.
    """

    def __init__(self, *, using: str, origin: Any) -> None:
        super().__init__(using=using, origin=origin)
        self.left_out: dict[type[models.Model], int] = {}
        self.in_the_way: dict[type[models.Model], int] = {}

    def related_objects(self, related_model, related_fields, objs):
        rows = super().related_objects(related_model, related_fields, objs)
        on_delete = related_fields[0].remote_field.on_delete
        if on_delete not in (CASCADE, PROTECT, RESTRICT):
            return rows  # only unlinked, by one statement
        beyond = rows.order_by().count() - MAX_NAMED
        if beyond <= 0:
            return rows
        counts = self.left_out if on_delete is CASCADE else self.in_the_way
        counts[related_model] = counts.get(related_model, 0) + beyond
        return rows.order_by("pk")[:MAX_NAMED]

    def counts(self) -> dict[str, int]:
        """Return the number of rows of each kind that go. Where rows were left out, so was what hangs on them."""
        rows_of: dict[type[models.Model], set[models.Model]] = self.model_objs
        found = {model: len(rows) + self.left_out.get(model, 0) for model, rows in rows_of.items()}
        exact = not self.left_out
        return {
            str(model._meta.verbose_name_plural): number if exact or model in self.left_out else MoreThan(number - 1)
            for model, number in found.items()
        }


class BoundedDeletions(admin.ModelAdmin):
    """A ModelAdmin whose deletions are confirmed on a page of bounded length, in bounded time."""

    def get_deleted_objects(self, objs, request: HttpRequest):
        """Return names, counts, lacking permissions and what is in the way, as Django's function does."""
        if not (first := next(iter(objs[:1]), None)):
            return [], {}, set(), []
        collector = BoundedCollector(using=router.db_for_write(type(first)), origin=objs)
        collector.collect(objs)
        lacking: set[str] = set()

        def name(row: models.Model) -> str:
            if not self._may_delete(request, row):
                lacking.add(str(row._meta.verbose_name))
            return self._linked(row)

        named = [*collector.nested(name), *_rest(collector.left_out)]
        protected = [*map(name, collector.protected), *_rest(collector.in_the_way)]
        if collector.left_out and not request.user.has_perm(EDIT_ANY):
            # Whether each of the others may be deleted was not asked.
            lacking.update(str(model._meta.verbose_name) for model in collector.left_out)
        return named, collector.counts(), lacking, protected

    def _may_delete(self, request: HttpRequest, row: models.Model) -> bool:
        registered = self.admin_site._registry.get(type(row))
        return registered is None or registered.has_delete_permission(request, row)

    def _linked(self, row: models.Model) -> str:
        opts, name = row._meta, capfirst(row._meta.verbose_name)
        if not self.admin_site.is_registered(type(row)):
            return f"{name}: {row}"
        try:
            address = reverse(
                f"{self.admin_site.name}:{opts.app_label}_{opts.model_name}_change", args=(quote(row.pk),)
            )
        except NoReverseMatch:  # no page for a single row
            return f"{name}: {row}"
        return format_html('{}: <a href="{}">{}</a>', name, address, row)

    def get_actions(self, request: HttpRequest):
        """Return the actions; the deletion of a selection is refused where it is too large to be confirmed."""
        actions = super().get_actions(request)
        if "delete_selected" in actions:
            delete, name, label = actions["delete_selected"]
            actions["delete_selected"] = (_of_few(delete), name, label)
        return actions


def _of_few(delete):
    def delete_selected(modeladmin, request, rows):
        if len(rows.order_by().values("pk")[: MAX_SELECTED + 1]) > MAX_SELECTED:
            messages.error(request, f"Delete at most {MAX_SELECTED:,} at once. Narrow the list first.")
            return None
        return delete(modeladmin, request, rows)

    return delete_selected


def _rest(left_out: dict[type[models.Model], int]) -> Sequence[str]:
    return [f"and {number:,} more {model._meta.verbose_name_plural}" for model, number in left_out.items()]
