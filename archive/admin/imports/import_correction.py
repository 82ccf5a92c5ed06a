"""Admin pages of one record of an import: its outcome, and the correction of a refused file."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.http import urlencode

from archive.admin.imports.import_page import CHANGED_MEANWHILE, IMPORT, ImportPage
from archive.admin.imports.import_records import TAKEABLE, differences_of, what_became
from archive.admin.imports.upload_form import CorrectionForm
from archive.editing.tasks.task_lock import TaskLocked
from archive.imports.batches.corrections import CannotCorrect, correct, correctable_text, may_correct
from archive.models import Article, ImportBatch, ImportRecord


class RecordPages(ImportPage):
    """Part of ImportBatchAdmin that shows a record, and corrects the text of a refused one."""

    def record_view(self, request: HttpRequest, pk: int, record: int) -> HttpResponse:
        """Show one record: its planned or actual outcome, with every difference."""
        batch = self._batch(request, pk)
        row = batch.records.filter(pk=record).first()
        if row is None:
            raise Http404("There is no such record; the files may have been previewed again.")
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
            form = CorrectionForm(request.POST or None, initial={"text": found.text}, is_lossy=found.is_lossy)
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
            self.message_user(
                request, f"The file {row.file} is still refused: see what is wrong below.", messages.WARNING
            )
            return HttpResponseRedirect(reverse("admin:archive_importbatch_correct", args=[batch.pk, refused[0].pk]))
        taken = [each for each in records if each.action in TAKEABLE]
        if not taken:
            self.message_user(
                request, f"The file {row.file} was corrected; nothing of it is to be imported.", messages.WARNING
            )
            return self._to(batch)
        self.message_user(
            request, f"The file {row.file} can be imported now: look at it, and import it with the others."
        )
        return self._to(batch, urlencode({"kind": taken[0].action}))
