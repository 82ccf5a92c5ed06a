"""Corrections: the text of a refused file mended on the desk, and tried again in the same import.

A correction is stored beside the uploads, which stay as they came in. Every later reading of the import takes it in
place of the file.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import PurePosixPath

from django.db.models import Max, Q

from archive.editing.tasks.task_lock import locked
from archive.imports.batches.batch_lifecycle import Progress, recount
from archive.imports.batches.batch_run import options_of
from archive.imports.batches.batch_storage import (
    correction_of,
    correction_place,
    roots_of,
    upload_name,
)
from archive.imports.batches.import_preview import PreviewObserver
from archive.imports.importing.importer import Importer
from archive.imports.reading.files import FACTS_FILES, UnreadableFile, opened_root
from archive.imports.reading.report import Action, FileReport
from archive.imports.reading.zips import RefusedZip
from archive.models import ImportBatch, ImportRecord, ImportState, ImportTask
from archive.text.charset import UnreadableText, decode
from archive.text.file_types import HEAD_BYTES, recognise
from archive.text.formats.records import split_origin

MAX_CORRECTED = 1_000_000  # characters in the form
MAY_CORRECT = (ImportState.PREVIEWED, ImportState.DONE, ImportState.STOPPED, ImportState.FAILED)
_NO_TEXTS = frozenset((".docx", ".zip"))


class CannotCorrect(Exception):
    """A record whose file cannot be corrected here; `str()` says why, and what to do instead."""


@dataclass(frozen=True, slots=True)
class CorrectableText:
    """Text of a refused file: as it stands now, as it was uploaded, and whether some bytes could not be read."""

    file: str
    text: str
    uploaded: str
    is_lossy: bool

    @property
    def is_corrected(self) -> bool:
        return self.text != self.uploaded


def may_correct(batch: ImportBatch, record: ImportRecord) -> bool:
    """Return whether a record is of a refused file that was uploaded here and may be a text; its bytes are not read."""
    is_refused = record.action == ImportRecord.Action.REFUSE and batch.origin == ImportBatch.Origin.DESK
    suffix = PurePosixPath(split_origin(record.file)[0]).suffix.casefold()
    return is_refused and batch.state in MAY_CORRECT and batch.files_stored and suffix not in _NO_TEXTS


def correctable_text(batch: ImportBatch, record: ImportRecord) -> CorrectableText:
    """Return the text of a refused record's file. Raises `CannotCorrect`."""
    file = split_origin(record.file)[0]
    if not may_correct(batch, record):
        raise CannotCorrect(
            "Only refused texts that were uploaded here are corrected here, while no import or undoing is at work. "
            "Correct the file in its own program, and upload it again."
        )
    uploaded = _uploaded_bytes(batch, record.upload, file)
    if (found := recognise(uploaded[:HEAD_BYTES])) is not None:
        raise CannotCorrect(f"This is {found.what}. {found.remedy}")
    text, is_lossy = _text(uploaded)
    if len(text) > MAX_CORRECTED:
        raise CannotCorrect(f"The file has more than {MAX_CORRECTED:,} characters. Correct it, and upload it again.")
    place = correction_of(batch.pk, record.upload, file)
    now = place.read_text("utf-8") if place else text
    return CorrectableText(file, now, text, is_lossy and place is None)


def _uploaded_bytes(batch: ImportBatch, upload: str, file: str) -> bytes:
    path = next((each for each in roots_of(batch) if upload_name(each) == upload), None)
    try:
        if path is not None:
            with opened_root(path) as root:
                if (content := root.facts(file)) is not None:
                    return content
    except (UnreadableFile, RefusedZip) as unreadable:
        raise CannotCorrect(f"The file {unreadable.reason}. {unreadable.remedy}") from unreadable
    raise CannotCorrect("The uploaded file is not there any more. Upload it again.")


def _text(content: bytes) -> tuple[str, bool]:
    """Return a file's text with its own line ends, and whether it has characters that cannot be read."""
    try:
        return decode(content).text, False
    except UnreadableText:
        text = content.decode("utf-8", "replace").replace("\x00", "\ufffd").replace("\r\n", "\n").replace("\r", "\n")
        return text, "\ufffd" in text


def correct(batch: ImportBatch, record: ImportRecord, text: str) -> list[ImportRecord]:
    """Store a correction and preview its file again; return the records of the file that are new.

    What was imported of the file before, from a table say, stays. Raises `CannotCorrect`, and `TaskLocked` if another
    process works on the import.
    """
    found = correctable_text(batch, record)
    with locked(batch):
        _store(batch.pk, record.upload, found.file, text.replace("\r\n", "\n").replace("\r", "\n"))
        return _previewed_again(batch, record.upload, found.file)


def _store(batch_id: int, upload: str, file: str, text: str) -> None:
    place = correction_place(batch_id, upload, file)
    place.parent.mkdir(exist_ok=True)
    beside = place.with_suffix(".new")
    beside.write_text(text, "utf-8", newline="\n")
    beside.replace(place)


class CorrectionObserver(PreviewObserver):
    """Observer that previews one file of an import, except for what was imported of it already."""

    def __init__(self, batch: ImportBatch, progress: Progress, file: str) -> None:
        super().__init__(batch, progress)
        self.file = file

    def imports_part_of(self, path: str) -> bool:
        return path == self.file and super().imports_part_of(path)

    def passed(self, report: FileReport) -> None:
        if report.action is Action.REFUSE or split_origin(report.file)[0] == self.file:
            super().passed(report)


def _previewed_again(batch: ImportBatch, upload: str, file: str) -> list[ImportRecord]:
    old = batch.records.filter(upload=upload, applied=False)
    # A facts file is the reason why nothing beside it was read.
    is_facts = file.casefold() in FACTS_FILES
    old.filter(Q() if is_facts else Q(file=file) | Q(file__startswith=f"{file}#")).delete()
    last = batch.records.aggregate(last=Max("sequence"))["last"] or 0
    progress = Progress(batch)
    observer = PreviewObserver(batch, progress) if is_facts else CorrectionObserver(batch, progress, file)
    observer.sequence = last
    importer = Importer(options_of(batch, dry_run=True), observer)
    for root in roots_of(batch):
        if upload_name(root) == upload:
            for _ in importer.import_path(root):
                pass
    observer.flush()
    ImportBatch.objects.filter(pk=batch.pk).update(state=ImportState.PREVIEWED, task=ImportTask.PREVIEW, message="")
    recount(batch)
    batch.refresh_from_db()
    return list(batch.records.filter(upload=upload, sequence__gt=last).order_by("sequence"))
