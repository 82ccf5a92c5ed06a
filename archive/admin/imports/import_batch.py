"""Admin of imports: upload, preview, import, report, undo."""

from __future__ import annotations

from django.contrib import admin
from django.contrib.admin.utils import unquote
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.urls import path

from archive.admin.common.task_progress import progress_of
from archive.admin.imports.import_actions import ImportActions
from archive.admin.imports.import_correction import RecordPages
from archive.admin.imports.import_page import IMPORT
from archive.admin.imports.import_records import UNDONE, is_open, kinds_of, records_page, requested_kind, to_undo
from archive.admin.imports.import_report import report
from archive.editing.tasks.task_lock import was_killed
from archive.imports.batches.batch_lifecycle import is_allowed
from archive.models import ImportBatch, ImportState, ImportTask, Status
from archive.models.records.audit_event import EventKind, record


class ImportBatchAdmin(RecordPages, ImportActions):
    """Imports with person, time, counts and state; the newest first."""

    change_list_template = "admin/archive/importbatch/change_list.html"
    list_display = ["number", "name", "begun", "who", "shown_state", "created", "updated", "refused", "undone"]
    list_display_links = ["number", "name"]
    list_filter = ["state", "origin", ("by", admin.RelatedOnlyFieldListFilter), ("begun", admin.DateFieldListFilter)]
    search_fields = ["=id", "name", "by_name"]
    list_select_related = ["by"]
    list_per_page = 50
    actions = None

    def get_urls(self):
        views = [
            ("<int:pk>/do/", self.do_view, "do"),
            ("<int:pk>/choose/", self.choose_view, "choose"),
            ("<int:pk>/progress.json", self.progress_view, "progress"),
            ("<int:pk>/how/", self.how_view, "how"),
            ("<int:pk>/columns/", self.columns_view, "columns"),
            ("<int:pk>/record/<int:record>/", self.record_view, "record"),
            ("<int:pk>/record/<int:record>/correct/", self.correct_view, "correct"),
            ("<int:pk>/report.<str:form>", self.report_view, "report"),
        ]
        own = [
            path(route, self.admin_site.admin_view(view), name=f"archive_importbatch_{name}")
            for route, view, name in views
        ]
        return [*own, *super().get_urls()]

    # --- Permissions --------------------------------------------------------------------------------------------------

    def has_change_permission(self, request, obj=None) -> bool:
        return False

    def has_delete_permission(self, request, obj=None) -> bool:
        return False

    # --- The list -----------------------------------------------------------------------------------------------------

    @admin.display(description="import", ordering="-id")
    def number(self, batch: ImportBatch) -> int:
        return batch.pk

    @admin.display(description="by", ordering="by_name")
    def who(self, batch: ImportBatch) -> str:
        where = ", command line" if batch.origin == ImportBatch.Origin.COMMAND_LINE else ""
        return f"{batch.by_name}{where}"

    @admin.display(description="state", ordering="state")
    def shown_state(self, batch: ImportBatch) -> str:
        if batch.state == ImportState.RUNNING and was_killed(batch):
            return "interrupted"
        return f"{batch.get_state_display()} ({batch.task})" if batch.state == ImportState.RUNNING else batch.state

    # --- One import ---------------------------------------------------------------------------------------------------

    def change_view(self, request, object_id, form_url="", extra_context=None) -> HttpResponse:
        """Show an import: its progress, its preview, or its report."""
        batch = self._batch(request, unquote(object_id))
        kind = requested_kind(request.GET.get("kind", ""))
        kinds = kinds_of(batch)
        return self._page(
            request,
            "batch",
            batch,
            title=str(batch),
            kind=kind,
            kinds=kinds,
            records=None
            if batch.state == ImportState.RUNNING
            else records_page(batch, kind, request.GET.get("page", 1)),
            total=sum(each.count for each in kinds if each.name != "read" and each.name not in UNDONE),
            chosen=sum(each.chosen for each in kinds),
            is_open=is_open(batch) and request.user.has_perm(IMPORT),
            may_correct=request.user.has_perm(IMPORT),
            publishes=batch.status == Status.PUBLISHED,
            may_continue=self._may_continue(request, batch),
            may_undo=self._may_undo(request, batch),
            to_undo=to_undo(batch),
            may_preview=request.user.has_perm(IMPORT) and is_allowed(batch, ImportTask.PREVIEW) and batch.files_stored,
            may_repeat=request.user.has_perm(IMPORT)
            and batch.files_stored
            and batch.state in (ImportState.DONE, ImportState.STOPPED, ImportState.FAILED, ImportState.UNDONE)
            and batch.task != ImportTask.PREVIEW,
        )

    def progress_view(self, request: HttpRequest, pk: int) -> JsonResponse:
        return progress_of(self._batch(request, pk))

    def report_view(self, request: HttpRequest, pk: int, form: str) -> HttpResponse:
        batch = self._batch(request, pk)
        if form not in ("csv", "json", "html"):
            raise Http404("The report is available as csv, json or html.")
        record(EventKind.EXPORT, request=request, of=batch, detail={"form": form})
        return report(batch, form)
