"""Base of the pages of an import: rights, rendering, redirects, and the start of its tasks."""

from __future__ import annotations

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse

from archive.admin.accounts.permission_denied import Denied
from archive.editing.tasks.subprocesses import launch
from archive.editing.tasks.task_lock import TaskLocked
from archive.imports.batches.batch_lifecycle import reap_dead, request_task
from archive.imports.batches.batch_storage import log_of
from archive.models import ImportBatch, ImportTask
from archive.models.common.permissions import EDIT_ANY, EDITORS

IMPORT, UNDO = "archive.add_importbatch", "archive.undo_importbatch"
CHANGED_MEANWHILE = "The import changed since this page was opened. Nothing was done; check its state and try again."


class ImportPage(admin.ModelAdmin):
    """A ModelAdmin of imports whose views load an import, start its tasks, and render pages about it."""

    def _batch(self, request: HttpRequest, pk: int | str, right: str = "archive.view_importbatch") -> ImportBatch:
        """Return the import, for a user with the right who sees every article. Raises PermissionDenied and Http404."""
        if not request.user.has_perm(right):
            raise PermissionDenied
        if not request.user.has_perm(EDIT_ANY):
            raise Denied("An import shows what came in and what it replaced, drafts too. Only editors see it.", EDITORS)
        batch = ImportBatch.objects.select_related("by").filter(pk=pk).first() if str(pk).isdigit() else None
        if batch is None:
            raise Http404("There is no such import.")
        reap_dead(batch)
        return batch

    def _start(self, request: HttpRequest, batch: ImportBatch, task: ImportTask) -> HttpResponseRedirect:
        """Request an operation of the import and start its process, unless another one runs."""
        batch.refresh_from_db()
        if not request_task(batch, task):
            self.message_user(request, CHANGED_MEANWHILE, messages.WARNING)
            return self._to(batch)
        try:
            launch(batch, log=log_of(batch.pk))
        except TaskLocked as busy:
            self.message_user(request, f"{busy} Look again when it has ended.", messages.WARNING)
        return self._to(batch)

    def _to(self, batch: ImportBatch, query: str = "") -> HttpResponseRedirect:
        address = reverse("admin:archive_importbatch_change", args=[batch.pk])
        return HttpResponseRedirect(f"{address}?{query}" if query else address)

    def _page(self, request: HttpRequest, name: str, batch: ImportBatch | None = None, **context) -> TemplateResponse:
        context = {**self.admin_site.each_context(request), "opts": self.opts, "batch": batch, **context}
        return TemplateResponse(request, f"admin/archive/importbatch/{name}.html", context)
