"""Admin pages that set an import up: upload, options, and the columns of tables."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect

from archive.admin.imports.import_page import CHANGED_MEANWHILE, IMPORT, ImportPage
from archive.admin.imports.upload_form import (
    PLACE,
    HowForm,
    UploadForm,
    chosen_table,
    columns_of_table,
    field_choices,
    name_of,
)
from archive.imports.batches.batch_lifecycle import is_allowed
from archive.imports.batches.batch_storage import UnusableUpload, store_uploads
from archive.imports.reading.column_mapping import remember
from archive.models import ImportBatch, ImportTask
from archive.models.common.permissions import EDIT_ANY


class ImportSetup(ImportPage):
    """Part of ImportBatchAdmin that creates an import from uploaded files, and changes how they are read."""

    def add_view(self, request, form_url="", extra_context=None) -> HttpResponse:
        """Store uploaded files as an import, and start its preview."""
        if not (request.user.has_perm(IMPORT) and request.user.has_perm(EDIT_ANY)):
            raise PermissionDenied
        form = UploadForm(request.POST or None, request.FILES or None, user=request.user)
        if request.method == "POST" and form.is_valid():
            files = form.cleaned_data["files"]
            batch = self._new_batch(request, name_of(files), form.cleaned_data)
            try:
                store_uploads(batch, files)
            except UnusableUpload as unusable:
                batch.delete()
                form.add_error("files", str(unusable))
            else:
                return self._start(request, batch, ImportTask.PREVIEW)
        return self._page(request, "upload", title="Import articles", form=form)

    def _new_batch(self, request: HttpRequest, name: str, how: dict) -> ImportBatch:
        return ImportBatch.objects.create(
            by=request.user,
            by_name=request.user.get_username(),
            name=name[:300],
            **{name: how[name] for name in PLACE},
            status=how["status"],
            overwrite=how["overwrite"],
            encoding=how["encoding"],
            files_stored=True,
        )

    def how_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Change the options of an import, and preview it again."""
        batch = self._batch(request, pk, IMPORT)
        now = {name: getattr(batch, name) for name in (*PLACE, "status", "overwrite", "encoding")}
        form = HowForm(request.POST or None, initial=now, user=request.user)
        if request.method == "POST" and form.is_valid():
            if not is_allowed(batch, ImportTask.PREVIEW):
                self.message_user(request, CHANGED_MEANWHILE, messages.WARNING)
                return self._to(batch)
            changed = ImportBatch.objects.filter(pk=batch.pk)
            changed.update(**form.cleaned_data)
            return self._start(request, batch, ImportTask.PREVIEW)
        return self._page(request, "options", batch, title=f"{batch}: import options", form=form)

    def columns_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Map the columns of tables; the mapping is remembered for tables with the same columns."""
        batch = self._batch(request, pk, IMPORT)
        tables = batch.tables
        problems: list[str] = []
        if request.method == "POST" and is_allowed(batch, ImportTask.PREVIEW):
            both = [chosen_table(table, number, request.POST) for number, table in enumerate(tables)]
            tables = [table for table, _ in both]
            problems = [problem for _, wrong in both for problem in wrong]
            if not problems:
                return self._with_columns(request, batch, tables)
        shown = [(table, number, list(columns_of_table(table, number))) for number, table in enumerate(tables)]
        return self._page(
            request,
            "columns",
            batch,
            title=f"{batch}: columns",
            tables=shown,
            choices=field_choices(),
            problems=problems,
            is_open=is_allowed(batch, ImportTask.PREVIEW),
        )

    @transaction.atomic
    def _with_columns(self, request: HttpRequest, batch: ImportBatch, tables: list[dict]) -> HttpResponseRedirect:
        for table in tables:
            remember(table["names"], table["fields"], table["publication"])
        ImportBatch.objects.filter(pk=batch.pk).update(tables=tables)
        return self._start(request, batch, ImportTask.PREVIEW)
