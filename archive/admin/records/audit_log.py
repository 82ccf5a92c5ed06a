"""Admin of events: read, searched and exported, never changed, not even by a superuser."""

from __future__ import annotations

import json
from collections.abc import Iterator

from django.apps import apps
from django.contrib import admin
from django.contrib.auth import get_user_model
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponseNotAllowed, StreamingHttpResponse
from django.urls import path, reverse
from django.utils import timezone
from django.utils.html import format_html, format_html_join

from archive.admin.common.read_only import ReadOnlyRows
from archive.exports.csv_rows import csv_lines
from archive.models import BulkTask, Event, EventKind
from archive.models.common.permissions import EDIT_ANY
from archive.models.records.audit_event import EventQuerySet, record

# Names of models, and what people call them.
OBJECT_KINDS = {
    **{kind: kind for kind in ("article", "issue", "publication", "author", "topic", "source", "merge")},
    "importbatch": "import", "bulktask": "task", "user": "user", "group": "group",
}  # fmt: skip
# Kinds of rows whose names contain titles, of drafts too.
NAMING_ARTICLES = ("article", "authorship", "importrecord", "citation", "picture", "dismissedwarning", "tombstone")
FIELDS = ("at", "kind", "actor_name", "actor", "ip", "object_kind", "object_id", "object_text", "detail")
ROWS_AT_ONCE = 2000
MAX_ACTORS = 200
MAX_IN_SUMMARY = 160  # characters


class ActorFilter(admin.SimpleListFilter):
    title = "who"
    parameter_name = "who"

    def lookups(self, request, model_admin):
        """Return the people with access to the admin, and a choice for events without an account."""
        accounts = get_user_model().objects.filter(is_staff=True).order_by("username")
        named = [(f"account-{pk}", name) for pk, name in accounts.values_list("pk", "username")[:MAX_ACTORS]]
        return [*named, ("none", "without an account (command line, unknown)")]

    def queryset(self, request, queryset):
        value = self.value() or ""
        if value == "none":
            return queryset.filter(actor__isnull=True)
        number = value.removeprefix("account-")
        return queryset.filter(actor_id=int(number)) if number.isascii() and number.isdigit() else queryset


class ObjectKindFilter(admin.SimpleListFilter):
    title = "kind of object"
    parameter_name = "object_kind"

    def lookups(self, request, model_admin):
        return list(OBJECT_KINDS.items())

    def queryset(self, request, queryset):
        return queryset.filter(object_kind=self.value()) if self.value() else queryset


class EventAdmin(ReadOnlyRows, admin.ModelAdmin):
    """List of events with filters by kind, actor, object and day; each event opens with all details."""

    change_list_template = "admin/archive/event/change_list.html"
    change_form_template = "admin/archive/event/change_form.html"
    list_display = ["when", "what", "actor_name", "affected"]
    list_display_links = ["when"]
    list_filter = ["kind", ActorFilter, ObjectKindFilter, ("at", admin.DateFieldListFilter)]
    date_hierarchy = "at"
    search_fields = ["actor_name", "object_text", "ip"]
    search_help_text = "By who, by the object's name, or by address."
    show_full_result_count = False
    show_facets = admin.ShowFacets.NEVER
    fields = ["when", "what", "actor_name", "ip", "object_link", "undoing", "others", "details"]
    readonly_fields = fields
    actions = None

    def get_queryset(self, request):
        """Return the events, without those that name articles for users who may not see every article: events show
        titles as they were.
        """
        events = super().get_queryset(request)
        return events if request.user.has_perm(EDIT_ANY) else events.exclude(object_kind__in=NAMING_ARTICLES)

    def get_urls(self):
        export = self.admin_site.admin_view(self.export_view)
        return [path("export/", export, name="archive_event_export"), *super().get_urls()]

    def get_search_results(self, request, queryset, search_term):
        """Return the matching events, also those of one object, searched for as "article 12" or "import 3"."""
        word, _, number = search_term.lower().partition(" ")
        kinds = [kind for kind, label in OBJECT_KINDS.items() if word in (kind, label)]
        if kinds and number.strip().isdigit():
            return queryset.filter(object_kind__in=kinds, object_id=number.strip()), False
        return super().get_search_results(request, queryset, search_term)

    def export_view(self, request: HttpRequest):
        """Export the filtered list as CSV or JSON Lines, streamed; the export is recorded as an event."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        if request.method != "POST":
            return HttpResponseNotAllowed(["POST"])
        events = self.get_changelist_instance(request).queryset.order_by("at", "pk")
        form = "csv" if request.POST.get("format") == "csv" else "jsonl"
        until = timezone.now()
        record(EventKind.EXPORT, request=request, of="events", detail={"format": form, "filters": dict(request.GET)})
        events = events.filter(at__lte=until)
        lines, kind = (as_csv(events), "text/csv") if form == "csv" else (as_json_lines(events), "application/jsonl")
        answer = StreamingHttpResponse(lines, content_type=f"{kind}; charset=utf-8")
        answer.headers["Content-Disposition"] = f'attachment; filename="events-{until:%Y-%m-%d}.{form}"'
        return answer

    def changelist_view(self, request, extra_context=None):
        return super().changelist_view(request, {"title": "Events", **(extra_context or {})})

    def change_view(self, request, object_id, form_url="", extra_context=None):
        return super().change_view(request, object_id, form_url, {"title": "Event", **(extra_context or {})})

    @admin.display(description="when", ordering="at")
    def when(self, event: Event) -> str:
        return f"{timezone.localtime(event.at):%Y-%m-%d %H:%M:%S}"

    @admin.display(description="what", ordering="kind")
    def what(self, event: Event) -> str:
        return event.get_kind_display()

    @admin.display(description="to what, and how", ordering="object_text")
    def affected(self, event: Event) -> str:
        """Return the object, linked where it has an admin page, and the first words of the details."""
        address = address_of(event)
        named = format_html('<a href="{}">{}</a>', address, event.object_text) if address else event.object_text
        return format_html('{} <span class="quiet">{}</span>', named, in_short(event))

    @admin.display(description="object")
    def object_link(self, event: Event) -> str:
        address = address_of(event)
        return format_html('<a href="{}">{}</a>', address, event.object_text) if address else event.object_text or "—"

    @admin.display(description="undoing")
    def undoing(self, event: Event) -> str:
        """Return a link to the event's decision, where it can be undone as a whole."""
        number = event.object_id if event.object_kind == "bulktask" else event.detail.get("task")
        task = BulkTask.objects.filter(pk=number).only("label").first() if str(number).isdigit() else None
        if task is None:
            return "—"
        address = reverse("admin:archive_bulktask_change", args=[task.pk])
        return format_html('<a href="{}">{}</a>', address, task.label)

    @admin.display(description="more of this object")
    def others(self, event: Event) -> str:
        if not event.object_id:
            return "—"
        address = f"{reverse('admin:archive_event_changelist')}?q={event.object_kind}+{event.object_id}"
        label = OBJECT_KINDS.get(event.object_kind, event.object_kind)
        return format_html('<a href="{}">All events of this {}</a>', address, label)

    @admin.display(description="details")
    def details(self, event: Event) -> str:
        if not event.detail:
            return "—"
        rows = ((name, plain(value)) for name, value in event.detail.items())
        return format_html('<dl class="event-detail">{}</dl>', format_html_join("", "<dt>{}</dt><dd>{}</dd>", rows))


def in_short(event: Event) -> str:
    """Return the first words of an event's details."""
    text = "; ".join(f"{name}: {plain(value)}" for name, value in event.detail.items())
    return f"{text[:MAX_IN_SUMMARY]}…" if len(text) > MAX_IN_SUMMARY else text


def plain(value: object) -> str:
    """Return a value of an event's details in words: ["Editors"] → "Editors", {"is_staff": True} → "is_staff: yes"."""
    if isinstance(value, bool) or value is None:
        return {True: "yes", False: "no", None: "none"}[value]
    if isinstance(value, dict):
        return ", ".join(f"{name}: {plain(one)}" for name, one in value.items()) or "none"
    if isinstance(value, list):
        return ", ".join(map(plain, value)) or "none"
    return str(value)


def address_of(event: Event) -> str | None:
    """Return the admin page of an event's object; None where there is none. The row itself may be deleted."""
    for app in ("archive", "auth"):
        if event.object_id and event.object_kind in apps.all_models[app]:
            if admin.site.is_registered(apps.get_model(app, event.object_kind)):
                return reverse(f"admin:{app}_{event.object_kind}_change", args=[event.object_id])
            return None
    return None


def as_csv(events: EventQuerySet) -> Iterator[str]:
    """Yield events as lines of CSV that no spreadsheet runs; the details are one cell of JSON."""
    return csv_lines(FIELDS, ([_text(row[name]) for name in FIELDS] for row in _rows(events)))


def as_json_lines(events: EventQuerySet) -> Iterator[str]:
    """Yield events as JSON, one a line."""
    for row in _rows(events):
        yield json.dumps({**row, "at": row["at"].isoformat()}, ensure_ascii=False) + "\n"


def _rows(events: EventQuerySet) -> Iterator[dict[str, object]]:
    return events.values(*FIELDS).iterator(chunk_size=ROWS_AT_ONCE)


def _text(value: object) -> object:
    if isinstance(value, dict):
        return json.dumps(value, ensure_ascii=False)
    return value.isoformat() if hasattr(value, "isoformat") else value
