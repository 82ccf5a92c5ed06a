"""Backups: one zip file with everything needed to set the archive up elsewhere.

  manifest.json       format, versions, counts
  database.sqlite3    a consistent copy of the database, made while the site runs; or, for other databases,
  database.json       its rows, in a form for any database
  media/…             uploaded files

The index is not included, as it is built from the rows; nor is the secret key, which each installation generates.
"""

from __future__ import annotations

import contextlib
import dataclasses
import json
import os
import shutil
import sqlite3
import tempfile
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from django.apps import apps
from django.conf import settings
from django.contrib.auth.management import create_permissions
from django.contrib.contenttypes.management import create_contenttypes
from django.core.management import call_command
from django.db import connection
from django.db.migrations.loader import MigrationLoader
from django.utils import timezone

import archive
from archive.models import Article, Issue, Publication

FORMAT = 1
SQLITE_COPY, ROWS = "database.sqlite3", "database.json"


class UnusableBackup(Exception):
    """File that is not a backup, is damaged, or cannot be restored by this installation. `str()` says what to do."""


@dataclass(frozen=True, slots=True)
class Manifest:
    """Manifest of a backup: `counts` are numbers of rows by name, `migrations` the names of those applied."""

    format: int
    version: str
    made: str
    counts: dict[str, int]
    migrations: list[str]


def write_backup(path: Path) -> Manifest:
    """Write a backup to a file, whole or not at all; the site may run meanwhile.

    Raises OSError if the file cannot be written.
    """
    manifest = _manifest()
    draft = path.with_name(f"{path.name}.{os.getpid()}.part")
    try:
        with zipfile.ZipFile(draft, "w", zipfile.ZIP_DEFLATED, compresslevel=6) as bundle:
            bundle.writestr("manifest.json", json.dumps(dataclasses.asdict(manifest), indent=2))
            with _database_file() as (name, file):
                bundle.write(file, name)
            for file in sorted(_media_files()):
                bundle.write(file, f"media/{file.relative_to(settings.MEDIA_ROOT).as_posix()}")
        draft.replace(path)
    finally:
        draft.unlink(missing_ok=True)
    return manifest


def read_manifest(path: Path) -> Manifest:
    """Read a backup's manifest. Raises UnusableBackup for a damaged file, other files, and newer versions."""
    try:
        with zipfile.ZipFile(path) as bundle:
            if damaged := bundle.testzip():
                raise UnusableBackup(f"{path} is damaged: {damaged} cannot be read. Take another backup.")
            manifest = Manifest(**json.loads(bundle.read("manifest.json")))
    except (zipfile.BadZipFile, KeyError, ValueError, TypeError) as error:
        raise UnusableBackup(f"{path} is no backup of an archive, or was cut off ({error}).") from error
    if manifest.format != FORMAT or (unknown := set(manifest.migrations) - set(_known_migrations())):
        newer = manifest.version if manifest.format != FORMAT else f"{manifest.version} (unknown: {sorted(unknown)[0]})"
        raise UnusableBackup(f"{path} was made by another version, {newer}. Restore it with that version, or upgrade.")
    return manifest


def restore_backup(path: Path) -> Manifest:
    """Replace the archive by the state of a backup; the caller migrates before and rebuilds the index after.

    Everything in the database is replaced, in one transaction. Raises UnusableBackup, before anything is changed, for
    a file that cannot be restored here.
    """
    manifest = read_manifest(path)
    with zipfile.ZipFile(path) as bundle, tempfile.TemporaryDirectory(dir=settings.DATA_DIR) as folder:
        names = set(bundle.namelist())
        if SQLITE_COPY in names and connection.vendor != "sqlite":
            raise UnusableBackup(
                f"{path} is of an SQLite database, and this archive has another. Restore it with SQLite "
                "(without DATABASE_URL), then move the rows with dumpdata and loaddata."
            )
        if SQLITE_COPY in names:
            _restore_sqlite(Path(bundle.extract(SQLITE_COPY, folder)))
        else:
            restore_rows(Path(bundle.extract(ROWS, folder)))
        _restore_media(bundle)
    return manifest


def restore_rows(file: Path) -> None:
    """Replace all rows by those that `dumpdata` wrote."""
    call_command("flush", interactive=False, verbosity=0, inhibit_post_migrate=True)
    # Groups refer to their permissions, which are not in the dump; groups made here would conflict with its own.
    for app in apps.get_app_configs():
        create_contenttypes(app, verbosity=0)
        create_permissions(app, verbosity=0)
    call_command("loaddata", str(file), verbosity=0)


def write_rows(file: Path) -> None:
    """Write all rows, except those that every installation has, and sessions."""
    call_command("dumpdata", exclude=["contenttypes", "auth.permission", "sessions"], natural_foreign=True,
                 output=str(file), verbosity=0)  # fmt: skip


def has_content() -> bool:
    """Return whether the database has rows that a restore would replace."""
    tables = connection.introspection.table_names()
    return Publication._meta.db_table in tables and (Publication.objects.exists() or Article.objects.exists())


def _manifest() -> Manifest:
    return Manifest(
        format=FORMAT,
        version=archive.__version__,
        made=timezone.now().isoformat(timespec="seconds"),
        counts={
            "publications": Publication.objects.count(),
            "issues": Issue.objects.count(),
            "articles": Article.objects.count(),
        },
        migrations=sorted(".".join(key) for key in MigrationLoader(connection).applied_migrations),
    )


def _known_migrations() -> list[str]:
    return [".".join(key) for key in MigrationLoader(connection).disk_migrations]


@contextlib.contextmanager
def _database_file() -> Iterator[tuple[str, Path]]:
    with tempfile.TemporaryDirectory(dir=settings.DATA_DIR) as folder:
        if connection.vendor == "sqlite":
            file = Path(folder) / SQLITE_COPY
            connection.ensure_connection()
            with contextlib.closing(sqlite3.connect(file)) as copy:
                connection.connection.backup(copy)
                copy.execute("PRAGMA journal_mode=DELETE")
            yield SQLITE_COPY, file
            return
        file = Path(folder) / ROWS
        write_rows(file)
        yield ROWS, file


def _restore_sqlite(file: Path) -> None:
    with contextlib.closing(sqlite3.connect(file)) as copy:
        if (state := copy.execute("PRAGMA integrity_check").fetchone()[0]) != "ok":
            raise UnusableBackup(f"The database in the backup is damaged: {state}. Take another backup.")
        connection.ensure_connection()
        copy.backup(connection.connection)


def _media_files() -> Iterator[Path]:
    root = Path(settings.MEDIA_ROOT)
    for file in root.rglob("*"):
        # Temporary files of an upload may be deleted before they are read.
        is_under_way = any(part.startswith(".part-") for part in file.relative_to(root).parts)
        if not is_under_way and file.is_file() and not file.is_symlink():
            yield file


def _restore_media(bundle: zipfile.ZipFile) -> None:
    root = Path(settings.MEDIA_ROOT)
    for entry in bundle.infolist():
        path = PurePosixPath(entry.filename)
        if path.parts[:1] != ("media",) or entry.is_dir():
            continue
        if ".." in path.parts or path.is_absolute():
            raise UnusableBackup(
                f"The backup holds a file outside its folders: {entry.filename}. It was tampered with."
            )
        target = root.joinpath(*path.parts[1:])
        target.parent.mkdir(parents=True, exist_ok=True)
        with bundle.open(entry) as source, target.open("wb") as file:
            shutil.copyfileobj(source, file)
