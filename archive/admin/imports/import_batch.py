"""Admin of imports: upload, preview, import, report, undo."""

from __future__ import annotations

from django.contrib import admin, messages
from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.http import urlencode
from django.views.decorators.http import require_POST

from archive.admin.accounts.permission_denied import Denied
from archive.admin.common.task_progress import progress_of
from archive.admin.imports.import_records import (
    TAKEABLE,
    UNDONE,
    choose,
    choose_all,
    differences_of,
    is_open,
    kinds_of,
    records_page,
    requested_kind,
    to_undo,
    what_became,
)
from archive.admin.imports.import_report import report
from archive.admin.imports.upload_form import (
    PLACE,
    CorrectionForm,
    HowForm,
    UploadForm,
    chosen_table,
    columns_of_table,
    field_choices,
    name_of,
)
from archive.editing.tasks.subprocesses import launch
from archive.editing.tasks.task_lock import TaskLocked, was_killed
from archive.editing.tasks.task_requests import request_stop
from archive.imports.batches.batch_lifecycle import is_allowed, reap_dead, request_task
from archive.imports.batches.batch_storage import (
    UnusableUpload,
    log_of,
    store_uploads,
    store_uploads_of,
)
from archive.imports.batches.corrections import CannotCorrect, correct, correctable_text, may_correct
from archive.imports.reading.column_mapping import remember
from archive.models import Article, ImportBatch, ImportRecord, ImportState, ImportTask, Status
from archive.models.common.permissions import EDIT_ANY, EDITORS, PUBLISH, PUBLISHERS
from archive.models.records.audit_event import EventKind, record

IMPORT, UNDO = "archive.add_importbatch", "archive.undo_importbatch"
CHANGED_MEANWHILE = "The import changed since this page was opened. Nothing was done; check its state and try again."


def refuse_to_undo_what_was_published(user, batch: ImportBatch) -> None:
    """Raise Denied where undoing would delete published articles and the user may not publish."""
    if not may_withdraw(user, batch):
        raise Denied("Articles of this import are published: it is undone by the publishers only.", PUBLISHERS)


def may_withdraw(user, batch: ImportBatch) -> bool:
    """Return whether this user may delete what an import created: articles that were public need the right
    to publish.
    """
    made = batch.records.to_undo().filter(action=ImportRecord.Action.CREATE)
    seen = made.filter(article__status__in=(Status.PUBLISHED, Status.WITHDRAWN))
    return user.has_perm(PUBLISH) or not seen.exists()


class ImportBatchAdmin(admin.ModelAdmin):
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

    # --- Upload -------------------------------------------------------------------------------------------------------

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

    def _may_continue(self, request: HttpRequest, batch: ImportBatch) -> bool:
        task = ImportTask(batch.task)
        halted = batch.state in (ImportState.STOPPED, ImportState.FAILED)
        if task == ImportTask.UNDO and not may_withdraw(request.user, batch):
            return False
        return halted and is_allowed(batch, task) and request.user.has_perm(UNDO if task == ImportTask.UNDO else IMPORT)

    def _may_undo(self, request: HttpRequest, batch: ImportBatch) -> bool:
        allowed = (
            request.user.has_perm(UNDO) and is_allowed(batch, ImportTask.UNDO) and batch.records.to_undo().exists()
        )
        return allowed and may_withdraw(request.user, batch)

    def progress_view(self, request: HttpRequest, pk: int) -> JsonResponse:
        return progress_of(self._batch(request, pk))

    def record_view(self, request: HttpRequest, pk: int, record: int) -> HttpResponse:
        """Show one record: its planned or actual outcome, with every difference."""
        batch = self._batch(request, pk)
        row = batch.records.filter(pk=record).first()
        if row is None:
            raise Http404("There is no such record; the files may have been previewed anew.")
        beside = batch.records.filter(action=row.action).only("pk")
        return self._page(
            request,
            "record",
            batch,
            title=row.file,
            record=row,
            became=what_became(row, batch),
            differences=differences_of(row.changes) if row.changes else None,
            article=Article.objects.filter(pk=row.article_id).only("pk", "title").first(),
            before=beside.filter(sequence__lt=row.sequence).order_by("-sequence").first(),
            after=beside.filter(sequence__gt=row.sequence).order_by("sequence").first(),
            may_correct=may_correct(batch, row) and request.user.has_perm(IMPORT),
        )

    def correct_view(self, request: HttpRequest, pk: int, record: int) -> HttpResponse:
        """Show the text of a refused file beside its errors, store the correction, and try it again."""
        batch = self._batch(request, pk, IMPORT)
        row = batch.records.filter(pk=record).first()
        if row is None:
            self.message_user(request, CHANGED_MEANWHILE, messages.WARNING)
            return self._to(batch)
        try:
            found = correctable_text(batch, row)
            form = CorrectionForm(request.POST or None, initial={"text": found.text})
            if request.method == "POST" and form.is_valid():
                return self._corrected(request, batch, row, form.cleaned_data["text"])
        except (CannotCorrect, TaskLocked) as cannot:
            self.message_user(request, str(cannot), messages.ERROR)
            return self._to(batch, urlencode({"kind": row.action}))
        title = f"{batch}: correct {found.file}"
        return self._page(request, "correct", batch, title=title, record=row, found=found, form=form)

    def _corrected(self, request: HttpRequest, batch: ImportBatch, row: ImportRecord, text: str) -> HttpResponse:
        """Try a corrected file again, and go to its preview, or back to the form with what is still wrong."""
        records = correct(batch, row, text)
        refused = [each for each in records if each.action == ImportRecord.Action.REFUSE]
        if refused:
            self.message_user(request, f"{row.file} is still refused: see what is wrong below.", messages.WARNING)
            return HttpResponseRedirect(reverse("admin:archive_importbatch_correct", args=[batch.pk, refused[0].pk]))
        taken = [each for each in records if each.action in TAKEABLE]
        if not taken:
            self.message_user(request, f"{row.file} was corrected; nothing of it is to be imported.", messages.WARNING)
            return self._to(batch)
        self.message_user(request, f"{row.file} can be imported now: look at it, and import it with the others.")
        return self._to(batch, urlencode({"kind": taken[0].action}))

    def report_view(self, request: HttpRequest, pk: int, form: str) -> HttpResponse:
        batch = self._batch(request, pk)
        if form not in ("csv", "json", "html"):
            raise Http404("The report is available as csv, json or html.")
        record(EventKind.EXPORT, request=request, of=batch, detail={"form": form})
        return report(batch, form)

    def choose_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Save the selection on a page of the preview, then go where the pressed button leads."""
        return self._choose(request, self._batch(request, pk, IMPORT))

    def _choose(self, request: HttpRequest, batch: ImportBatch) -> HttpResponse:
        if request.method != "POST":
            return self._to(batch)
        if not is_open(batch):
            self.message_user(request, CHANGED_MEANWHILE, messages.WARNING)
            return self._to(batch)
        posted = request.POST
        with transaction.atomic():
            choose(batch, _numbers(posted.getlist("shown")), _numbers(posted.getlist("take")))
            everything, _, kind = posted.get("all", "").partition(":")
            if everything in ("all", "none"):
                choose_all(batch, kind, chosen=everything == "all")
        if "import" in posted:
            return self._import(request, batch)
        page = posted.get("page", "")
        kind = requested_kind(posted.get("kind", posted.get("now", "")))
        if "go" in posted:
            kind, _, page = posted["go"].partition(":")
        return self._to(batch, urlencode({"kind": requested_kind(kind), "page": page if page.isdigit() else "1"}))

    def _import(self, request: HttpRequest, batch: ImportBatch) -> HttpResponse:
        if batch.status == Status.PUBLISHED and not request.user.has_perm(PUBLISH):
            text = "This import would publish at once, which a publisher may do. Set it to “in review” under “Change”."
            self.message_user(request, text, messages.ERROR)
            return self._to(batch)
        if not batch.records.to_apply().exists():
            self.message_user(request, "Nothing is selected, so nothing was imported.", messages.WARNING)
            return self._to(batch)
        ImportBatch.objects.filter(pk=batch.pk).update(by=request.user, by_name=request.user.get_username())
        return self._start(request, batch, ImportTask.IMPORT)

    def do_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        return require_POST(self._do)(request, pk)

    def _do(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Stop, continue, undo, preview again, or repeat an import with the same files."""
        action = request.POST.get("do", "")
        batch = self._batch(request, pk, UNDO if action == "undo" else IMPORT)
        if action == "stop":
            request_stop(batch)
        elif action == "undo":
            refuse_to_undo_what_was_published(request.user, batch)
            if request.POST.get("number", str(to_undo(batch).number)) != str(to_undo(batch).number):
                self.message_user(request, CHANGED_MEANWHILE, messages.WARNING)
                return self._to(batch)
            ImportBatch.objects.filter(pk=batch.pk).update(undone_by_name=request.user.get_username())
            return self._start(request, batch, ImportTask.UNDO)
        elif action == "preview":
            return self._start(request, batch, ImportTask.PREVIEW)
        elif action == "continue" and self._may_continue(request, batch):
            return self._start(request, batch, ImportTask(batch.task))
        elif action == "repeat":
            return self._repeat(request, batch)
        else:
            self.message_user(request, CHANGED_MEANWHILE, messages.WARNING)
        return self._to(batch)

    def _repeat(self, request: HttpRequest, batch: ImportBatch) -> HttpResponse:
        """Create another import of the same files: imported records are unchanged then, refused ones are
        tried again.
        """
        status = batch.status if request.user.has_perm(PUBLISH) else Status.IN_REVIEW
        how = {name: getattr(batch, name) for name in (*PLACE, "overwrite", "encoding")} | {"status": status}
        new = self._new_batch(request, batch.name, how)
        ImportBatch.objects.filter(pk=new.pk).update(tables=batch.tables)
        try:
            store_uploads_of(new, batch)
        except UnusableUpload as unusable:
            new.delete()
            self.message_user(request, str(unusable), messages.ERROR)
            return self._to(batch)
        return self._start(request, new, ImportTask.PREVIEW)

    def _page(self, request: HttpRequest, name: str, batch: ImportBatch | None = None, **context) -> TemplateResponse:
        context = {**self.admin_site.each_context(request), "opts": self.opts, "batch": batch, **context}
        return TemplateResponse(request, f"admin/archive/importbatch/{name}.html", context)


def _numbers(texts: list[str]) -> list[int]:
    return [int(text) for text in texts[:1_000] if text.isascii() and text.isdigit() and len(text) < 18]
