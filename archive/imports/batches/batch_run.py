"""Tasks of an import of the admin: preview the uploaded files, or import the chosen records."""

from __future__ import annotations

from collections.abc import Mapping

from archive.imports.batches.batch_lifecycle import Progress, recount
from archive.imports.batches.batch_storage import corrections_of, roots_of
from archive.imports.batches.import_journal import ApplyObserver
from archive.imports.batches.import_preview import PreviewObserver
from archive.imports.importing.import_options import Options
from archive.imports.importing.importer import Importer
from archive.imports.reading.column_mapping import BY_CHOICE, Table, columns_of, table_of
from archive.imports.reading.files import UnreadableFile, opened_root
from archive.imports.reading.incoming_article import ImportRejected
from archive.imports.reading.zips import RefusedZip
from archive.models import ImportBatch, Status
from archive.text.formats.tables.columns import Columns
from archive.text.numbering.habits import Numbering


def options_of(batch: ImportBatch, *, dry_run: bool) -> Options:
    """Return the options for an import's files; tables are read as in its last preview, or as chosen since."""
    return Options(
        publication=batch.publication,
        numbering=Numbering(batch.numbering) if batch.numbering else None,
        volume=batch.volume,
        number=batch.number,
        dry_run=dry_run,
        status=Status(batch.status),
        overwrite=batch.overwrite,
        encoding=batch.encoding,
        chosen_columns=chosen_columns(batch, only_by_person=dry_run),
        by=batch.by,
        reason=str(batch),
        corrected=corrections_of(batch),
    )


def chosen_columns(batch: ImportBatch, *, only_by_person: bool) -> dict[str, Columns]:
    """Return the columns of an import's tables by fingerprint: all of the preview's, or only those chosen by hand."""
    return {
        table["fingerprint"]: columns_of(table["fields"], table["publication"])
        for table in batch.tables
        if table["read_by"] == BY_CHOICE or not only_by_person
    }


def preview(batch: ImportBatch, progress: Progress) -> None:
    """Read the uploaded files and store the expected outcome of each record, replacing an earlier preview.

    Records that were imported stay, for their undo, and their files are not previewed again. Nothing else is written.
    Raises `StopRequested` if a person requested to stop; the next preview starts again.
    """
    batch.records.filter(applied=False).delete()
    options = options_of(batch, dry_run=True)
    ImportBatch.objects.filter(pk=batch.pk).update(tables=[table.as_json() for table in tables_of(batch, options)])
    observer = PreviewObserver(batch, progress)
    importer = Importer(options, observer)
    try:
        for root in roots_of(batch):
            for _ in importer.import_path(root):
                pass
    finally:
        observer.flush()
        recount(batch)


def tables_of(batch: ImportBatch, options: Options) -> list[Table]:
    """Return the tables among the uploaded files, one for each set of columns, with samples and mapping."""
    tables: dict[str, Table] = {}
    chosen: Mapping[str, Columns] = options.chosen_columns
    for path in roots_of(batch):
        try:
            with opened_root(path) as root:
                for file in root.files():
                    table = table_of(file, root, chosen)
                    if table is not None:
                        tables.setdefault(table.fingerprint, table)
        except (UnreadableFile, RefusedZip, ImportRejected):
            continue  # the preview reports the error
    return list(tables.values())


def run_import(batch: ImportBatch, progress: Progress) -> None:
    """Import the chosen records that are not applied yet; safe to continue after a stop or a kill.

    Raises `StopRequested` if a person requested to stop.
    """
    progress.total = batch.records.to_apply().count()
    importer = Importer(options_of(batch, dry_run=False), ApplyObserver(batch, progress))
    try:
        for root in roots_of(batch):
            for _ in importer.import_path(root):
                pass
    finally:
        recount(batch)
