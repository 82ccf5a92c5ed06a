"""Actions on an import: select records, import, stop, continue, undo, preview again, repeat."""

from __future__ import annotations

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.utils.http import urlencode
from django.views.decorators.http import require_POST

from archive.admin.accounts.permission_denied import Denied
from archive.admin.imports.import_page import CHANGED_MEANWHILE, IMPORT, UNDO
from archive.admin.imports.import_records import choose, choose_all, is_open, requested_kind, to_undo
from archive.admin.imports.import_setup import ImportSetup
from archive.admin.imports.upload_form import PLACE
from archive.editing.tasks.task_requests import request_stop
from archive.imports.batches.batch_lifecycle import is_allowed
from archive.imports.batches.batch_storage import UnusableUpload, store_uploads_of
from archive.models import ImportBatch, ImportRecord, ImportState, ImportTask, Status
from archive.models.common.permissions import PUBLISH, PUBLISHERS


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


class ImportActions(ImportSetup):
    """Part of ImportBatchAdmin whose buttons act on an import."""

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


def _numbers(texts: list[str]) -> list[int]:
    return [int(text) for text in texts[:1_000] if text.isascii() and text.isdigit() and len(text) < 18]
