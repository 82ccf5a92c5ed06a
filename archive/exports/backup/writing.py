"""Writes backups."""

from __future__ import annotations

import hashlib
import os
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from django.conf import settings
from django.db import connection, transaction
from django.db.migrations.recorder import MigrationRecorder
from django.utils import timezone

import archive
from archive.durable_files import whole_file, working_folder
from archive.exports.backup import sqlite_file
from archive.exports.backup.bundle import CHUNK_BYTES, ROWS_FILE, SQLITE_FILE, check_name, check_names_differ
from archive.exports.backup.manifest import COUNTED, FORMAT, MANIFEST, FileFacts, Manifest, UnusableBackup
from archive.exports.backup.media import FilesChanged, media_files
from archive.exports.backup.restoring import check_backup
from archive.exports.backup.rows import write_rows
from archive.postgresql.turns import only_reading

# A backup during which uploaded files are deleted is started again so often.
ATTEMPTS = 3


def write_backup(path: Path, *, verify: bool = False) -> Manifest:
    """Write a backup to a file, whole or not at all; the site may run meanwhile, and editors and imports write.

    With `verify` it is read back from the disk and checked as before a restore, and only then takes the place of an
    older file. Raises OSError where the file cannot be written, UnusableBackup where an uploaded file has a name that
    could not be restored, where the database has no tables, or where the check finds a fault.
    """
    for attempt in range(1, ATTEMPTS + 1):
        try:
            return _write_once(path, verify=verify)
        except FilesChanged as error:
            if attempt == ATTEMPTS:
                raise OSError(f"{error}, {ATTEMPTS} times; try again when nobody deletes pictures") from error
    raise AssertionError("the last attempt returns or raises")


def _write_once(path: Path, *, verify: bool) -> Manifest:
    with whole_file(path) as file:
        manifest = _write(file)
        if verify:
            _read_back(file, manifest)
        return manifest


def _read_back(file: BinaryIO, manifest: Manifest) -> None:
    file.flush()
    os.fsync(file.fileno())
    os.posix_fadvise(file.fileno(), 0, 0, os.POSIX_FADV_DONTNEED)  # what is compared comes from the disk
    if check_backup(Path(file.name)) != manifest:
        raise UnusableBackup("Its manifest is not what was written.")


def _write(file: BinaryIO) -> Manifest:
    """Write all parts. Raises FilesChanged where uploaded files that the rows may speak of were deleted meanwhile."""
    files: dict[str, FileFacts] = {}
    before = dict(media_files())
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED, compresslevel=6) as bundle:
        with _database_file() as (name, source, tables, migrations):
            if not migrations:
                raise UnusableBackup(
                    "The database has no tables. Make them (python manage.py migrate); if it held an archive it was "
                    "cut short: restore a backup (python manage.py restore FILE)."
                )
            files[name] = _add(bundle, name, source)
        # Files are put down before their rows are written: what the rows speak of is among those of before and now.
        media = before | dict(media_files())
        check_names_differ(media)
        for name, source in sorted(media.items()):
            check_name(name)
            try:
                files[name] = _add(bundle, name, source)
            except FileNotFoundError as error:
                raise FilesChanged(f"{source} was deleted while the backup was made") from error
        manifest = Manifest(
            format=FORMAT,
            version=archive.__version__,
            made=timezone.now().isoformat(timespec="seconds"),
            counts={name: tables.get(table, 0) for name, table in COUNTED.items()},
            migrations=migrations,
            database=connection.vendor,
            tables=tables,
            files=files,
        )
        bundle.writestr(MANIFEST, manifest.as_json())
    return manifest


def _add(bundle: zipfile.ZipFile, name: str, source: Path) -> FileFacts:
    """Put a file into a zip file; its size and digest are those of what was read."""
    digest, size = hashlib.sha256(), 0
    entry = zipfile.ZipInfo.from_file(source, name, strict_timestamps=False)
    entry.compress_type = zipfile.ZIP_DEFLATED
    with source.open("rb") as file, bundle.open(entry, "w") as target:
        while chunk := file.read(CHUNK_BYTES):
            digest.update(chunk)
            size += len(chunk)
            target.write(chunk)
    return FileFacts(size, digest.hexdigest())


@contextmanager
def _database_file() -> Iterator[tuple[str, Path, dict[str, int], list[str]]]:
    """Yield the database as one consistent file: its name in a backup, its path, its rows by table, its migrations."""
    with working_folder(Path(settings.DATA_DIR), ".backup-") as folder:
        if connection.vendor == "sqlite":
            file = folder / SQLITE_FILE
            sqlite_file.copy_live(file)
            yield SQLITE_FILE, file, sqlite_file.row_counts(file), sqlite_file.applied_migrations(file)
            return
        file = folder / ROWS_FILE
        with _unchanging():
            tables = write_rows(file)
            migrations = sorted(".".join(key) for key in MigrationRecorder(connection).applied_migrations())
        yield ROWS_FILE, file, tables, migrations


@contextmanager
def _unchanging() -> Iterator[None]:
    """Yield a transaction in which every query sees the rows of one moment, whoever writes meanwhile."""
    is_outermost = not connection.in_atomic_block
    with only_reading(), transaction.atomic():
        if is_outermost and connection.vendor == "postgresql":
            with connection.cursor() as cursor:
                cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        yield
