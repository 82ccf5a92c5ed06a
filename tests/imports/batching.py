"""Batches for tests: brought in as on the command line or on the desk, and undone."""

from __future__ import annotations

import re
from pathlib import Path

from django.core.files.uploadedfile import SimpleUploadedFile

from archive.imports.batches.batch_lifecycle import Progress, begin, request_task
from archive.imports.batches.batch_run import preview, run_import
from archive.imports.batches.batch_storage import store_uploads
from archive.imports.batches.import_journal import JournalObserver
from archive.imports.batches.undo import undo
from archive.imports.importing.import_options import Options
from archive.imports.importing.importer import Importer
from archive.models import (
    Article,
    ArticleOrigin,
    Author,
    Authorship,
    Citation,
    CrossReference,
    ImportBatch,
    ImportState,
    ImportTask,
    Issue,
    Publication,
    Source,
    Status,
    Topic,
)

# What no undoing can, or need, bring back: numbers of rows and of versions, and moments.
PASSING = {"id", "changed", "created", "version", "left_version", "imported", "status_since", "used"}


def import_path(path: Path, **options) -> ImportBatch:
    """Import a path as the command does; the batch."""
    batch = begin(name=path.name, by_name="ana", publication="", status=Status.PUBLISHED, overwrite=False)
    progress = Progress(batch)
    ledger = JournalObserver(batch, progress)
    for _ in Importer(Options(**options), ledger).import_path(path):
        pass
    ledger.flush()
    progress.end(ImportState.DONE)
    batch.refresh_from_db()
    return batch


def uploaded(files: dict[str, bytes | str], **values) -> ImportBatch:
    """A batch of the desk with these files, not previewed yet."""
    batch = ImportBatch.objects.create(
        name="upload", status=values.pop("status", Status.PUBLISHED), files_stored=True, **values
    )
    contents = {name: text if isinstance(text, bytes) else text.encode() for name, text in files.items()}
    store_uploads(batch, [SimpleUploadedFile(name, content) for name, content in contents.items()])
    return batch


def previewed(files: dict[str, bytes | str], **values) -> ImportBatch:
    batch = uploaded(files, **values)
    do(batch, ImportTask.PREVIEW)
    return batch


def do(batch: ImportBatch, task: ImportTask) -> None:
    """Do with a batch what its process would do."""
    batch.refresh_from_db()
    assert request_task(batch, task)
    batch.refresh_from_db()
    progress = Progress(batch)
    if task == ImportTask.UNDO:
        list(undo(batch, progress))
    else:
        (preview if task == ImportTask.PREVIEW else run_import)(batch, progress)
    progress.end({"preview": ImportState.PREVIEWED, "import": ImportState.DONE, "undo": ImportState.UNDONE}[task.value])
    batch.refresh_from_db()


def undone(batch: ImportBatch) -> dict[str, str]:
    """Undo a batch; what became of each file."""
    do(batch, ImportTask.UNDO)
    return dict(batch.records.filter(applied=True).values_list("file", "undo_result"))


def everything() -> dict[str, list]:
    """All that an import may write, to compare two states of the archive."""
    models = (Publication, Issue, Article, ArticleOrigin, Author, Authorship, Topic, Source, Citation, CrossReference)
    state = {model.__name__: sorted(map(shown, model.objects.values())) for model in models}
    state["filed"] = list(Article.topics.through.objects.order_by("article", "topic").values("article", "topic"))
    return state


def shown(row: dict) -> str:
    """A row in words; which anchors were ever given is remembered in a body, and never comes back."""
    return re.sub(r"\\n<!--highest p\d+-->", "", repr({name: row[name] for name in row if name not in PASSING}))
