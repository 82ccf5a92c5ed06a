"""Writes backups."""

from __future__ import annotations

import hashlib
import os
import tempfile
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.conf import settings
from django.db import connection, transaction
from django.db.migrations.recorder import MigrationRecorder
from django.utils import timezone

import archive
from archive.exports.backup import sqlite_file
from archive.exports.backup.bundle import CHUNK_BYTES, ROWS_FILE, SQLITE_FILE, check_name, check_names_differ
from archive.exports.backup.files import sync_folder
from archive.exports.backup.manifest import COUNTED, FORMAT, MANIFEST, FileFacts, Manifest
from archive.exports.backup.media import media_files
from archive.exports.backup.rows import write_rows
from archive.postgresql.turns import only_reading


def write_backup(path: Path) -> Manifest:
    """Write a backup to a file, whole or not at all; the site may run meanwhile.

    Raises OSError where the file cannot be written, UnusableBackup where an uploaded file has a name that could not be
    restored.
    """
    draft = path.with_name(f"{path.name}.{os.getpid()}.part")
    try:
        with draft.open("xb") as file:
            manifest = _write(file)
            file.flush()
            os.fsync(file.fileno())
        draft.replace(path)
        sync_folder(path.absolute().parent)
    finally:
        draft.unlink(missing_ok=True)
    return manifest


def _write(file) -> Manifest:
    files: dict[str, FileFacts] = {}
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED, compresslevel=6) as bundle:
        with _database_file() as (name, source, tables, migrations):
            files[name] = _add(bundle, name, source)
        media = list(media_files())
        check_names_differ(name for name, _ in media)
        for name, source in media:
            check_name(name)
            files[name] = _add(bundle, name, source)
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
    """The database as one consistent file: its name in a backup, its path, its rows by table, its migrations."""
    with tempfile.TemporaryDirectory(dir=settings.DATA_DIR, prefix=".backup-") as folder:
        if connection.vendor == "sqlite":
            file = Path(folder) / SQLITE_FILE
            sqlite_file.copy_live(file)
            yield SQLITE_FILE, file, sqlite_file.row_counts(file), sqlite_file.applied_migrations(file)
            return
        file = Path(folder) / ROWS_FILE
        with _standing_still():
            tables = write_rows(file)
            migrations = sorted(".".join(key) for key in MigrationRecorder(connection).applied_migrations())
        yield ROWS_FILE, file, tables, migrations


@contextmanager
def _standing_still() -> Iterator[None]:
    """A transaction in which every query sees the rows of one moment, whoever writes meanwhile."""
    is_outermost = not connection.in_atomic_block
    with only_reading(), transaction.atomic():
        if is_outermost and connection.vendor == "postgresql":
            with connection.cursor() as cursor:
                cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        yield
