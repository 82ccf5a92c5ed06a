"""Checks backups, and makes the archive what it was when one was made: whole, or not at all."""

from __future__ import annotations

import dataclasses
import logging
from pathlib import Path

from django.conf import settings
from django.core.management import call_command
from django.db import DatabaseError, connection, transaction
from django.db.migrations.executor import MigrationExecutor

from archive.durable_files import sync_folder, working_folder
from archive.exports.backup import sqlite_file
from archive.exports.backup.bundle import Bundle, opened_bundle
from archive.exports.backup.files import require_space
from archive.exports.backup.journal import Journal, begin
from archive.exports.backup.manifest import Manifest, UnusableBackup, check_migrations
from archive.exports.backup.media import MediaSwap
from archive.exports.backup.recovery import SWITCH_LOCK, batch_folders, end_interrupted_restore
from archive.exports.backup.rows import copy_rows, count_rows, empty_tables
from archive.exports.backup.staging import stage_database
from archive.lock import ArchiveBusy, exclusive
from archive.models import ImportBatch, Publication, SiteRevision
from archive.models.catalogue.article import Article
from archive.models.records.audit_event import EventKind, record

logger = logging.getLogger(__name__)

# The staged database, what SQLite notes of the switch before it, and the archive's own where it grows.
DATABASE_COPIES = 3
SWITCH_LOCK_TIMEOUT = "20s"


def read_manifest(path: Path) -> Manifest:
    """Return what a backup says of itself; its files were not read. Raises UnusableBackup, OSError."""
    with opened_bundle(path) as bundle:
        check_migrations(bundle.manifest)
        return bundle.manifest


def check_backup(path: Path, *, ignore_counts: bool = False) -> Manifest:
    """Check all that a restore would check, and change nothing; the archive may be in use meanwhile.

    Raises UnusableBackup for a file that cannot be restored here, OSError where the disk has no room to look at it.
    """
    with (
        opened_bundle(path) as bundle,
        working_folder(Path(settings.DATA_DIR), ".check-") as folder,
    ):
        require_space({folder: 2 * bundle.size(bundle.database)})
        for name in bundle.media:
            bundle.verify(name)
        stage_database(bundle, folder, ignore_counts=ignore_counts)
        return bundle.manifest


def restore_backup(path: Path, *, ignore_counts: bool = False) -> Manifest:
    """Make the archive what it was when the backup was made; the caller builds the search index afterwards.

    Everything is unpacked aside and checked first. The rows are switched in one transaction; what else belongs to them
    follows, and is finished by the next process where this one is killed. Raises UnusableBackup for a file that cannot
    be restored here, ArchiveBusy while others use the archive, OSError and DatabaseError where disk or database fail:
    then nothing was changed.
    """
    with exclusive():
        end_interrupted_restore()
        with opened_bundle(path) as bundle:
            check_migrations(bundle.manifest)
            journal = begin(path, bundle.manifest.made)
            try:
                _restore(bundle, journal, ignore_counts=ignore_counts)
            finally:
                # However it ended: the rows tell whether it is to be finished or undone.
                end_interrupted_restore()
            return bundle.manifest


def _restore(bundle: Bundle, journal: Journal, *, ignore_counts: bool) -> None:
    """Stage everything and switch the rows."""
    media_root = Path(settings.MEDIA_ROOT)
    media_root.mkdir(parents=True, exist_ok=True)
    journal.staging.mkdir()
    require_space({journal.staging: DATABASE_COPIES * bundle.size(bundle.database), media_root: bundle.media_bytes})
    staged = stage_database(bundle, journal.staging, ignore_counts=ignore_counts)
    MediaSwap(journal.id).stage(bundle)
    with sqlite_file.opened_by_django(staged) as using:
        journal = _make_ready(using, journal)
    sync_folder(journal.staging)
    if connection.vendor == "sqlite":
        sqlite_file.replace_live(staged)
    else:
        with sqlite_file.opened_by_django(staged) as using:
            _switch_rows(using)


def _make_ready(using: str, journal: Journal) -> Journal:
    """Write into the staged rows what a restore changes of them; the journal as it stands then, on the disk."""
    kept = _batches_with_files(using)
    with transaction.atomic(using=using):
        # The events of the backup came with it; this one says where they stop telling of this installation.
        detail = {"file": journal.backup, "made": journal.made, "restore": journal.id}
        record(EventKind.RESTORE, of="backup", detail=detail, using=using)
        # Pages that were made of the same rows before may show what the restore changed.
        SiteRevision.bump(using=using)
        ImportBatch.objects.using(using).filter(files_stored=True).exclude(pk__in=kept).update(files_stored=False)
    journal = dataclasses.replace(journal, batches=tuple(kept))
    journal.write()
    return journal


def _batches_with_files(using: str) -> list[int]:
    """Return imports of the backup that are the archive's own, by number and time, with uploaded files here."""
    here = {int(folder.name) for folder in batch_folders()}
    if not here or ImportBatch._meta.db_table not in connection.introspection.table_names():
        return []
    own = dict(ImportBatch.objects.filter(pk__in=here).values_list("pk", "begun"))
    theirs = ImportBatch.objects.using(using).filter(files_stored=True, pk__in=own).values_list("pk", "begun")
    return [pk for pk, begun in theirs if own[pk] == begun]


def _switch_rows(staged: str) -> None:
    """Put the staged rows in place of all that the archive's database holds, in one transaction.

    Raises UnusableBackup for rows that it does not take, ArchiveBusy where another program keeps its tables.
    """
    with transaction.atomic(durable=True):
        with connection.cursor() as cursor:
            if connection.vendor == "postgresql":
                cursor.execute("SELECT set_config('lock_timeout', %s, true)", [SWITCH_LOCK_TIMEOUT])
                cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [SWITCH_LOCK])
                if not cursor.fetchone()[0]:
                    raise ArchiveBusy("Another process restores this database. Wait until that has ended.")
        try:
            _replace_rows(staged)
        except DatabaseError as error:
            raise UnusableBackup(f"The database does not take the rows of the backup: {str(error).strip()}.") from error


def _replace_rows(staged: str) -> None:
    empty_tables("default")
    executor = MigrationExecutor(connection)
    if executor.migration_plan(executor.loader.graph.leaf_nodes()):
        # The tables are empty: none of their rows stands in the way of a change of columns.
        call_command("migrate", interactive=False, verbosity=0)
        connection.check_constraints()  # else the rows that it made would keep their tables from being emptied
        empty_tables("default")
    copy_rows(staged, "default")
    expected, held = count_rows(staged), count_rows("default")
    if differing := sorted(table for table in expected if expected[table] != held[table]):
        raise DatabaseError(f"{held[differing[0]]} of {expected[differing[0]]} rows arrived in {differing[0]}")


def holds_anything() -> bool:
    """Return whether the database has rows that a restore would replace."""
    tables = connection.introspection.table_names()
    return Publication._meta.db_table in tables and (Publication.objects.exists() or Article.objects.exists())
