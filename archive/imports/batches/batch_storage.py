"""Folder of an import: uploaded files, the lock of the working process, and its log. It is not served.

Uploaded files are stored while they are needed and `settings.IMPORT_RETENTION_DAYS` days longer, so that an import
can be reviewed and repeated; imported bytes are stored with their article in any case.
"""

from __future__ import annotations

import datetime
import fcntl
import os
import shutil
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path, PurePosixPath
from typing import IO, cast

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.utils import timezone

from archive.imports.reading.zips import RefusedZip, opened_zip
from archive.models import ImportBatch, ImportState

LOOSE, ZIPS = "files", "zips"
MAX_NAME = 200  # bytes; file systems take 255


class ImportLocked(Exception):
    """Another process works on the import."""


class UnusableUpload(Exception):
    """Files that are not accepted, with the reason and what a person can do about it."""

    def __init__(self, reason: str, remedy: str) -> None:
        super().__init__(f"{reason} {remedy}")
        self.reason = reason
        self.remedy = remedy


def folder_of(batch_id: int) -> Path:
    return Path(settings.BATCHES_ROOT) / str(batch_id)


def log_of(batch_id: int) -> Path:
    return folder_of(batch_id) / "log"


@contextmanager
def lock_batch(batch_id: int) -> Iterator[int]:
    """Lock the import; yield the open lock file's descriptor, which a child process may inherit to share the lock.

    The lock ends with the last process that has the file open, however that ends. Raises `ImportLocked` if another
    process holds it.
    """
    folder_of(batch_id).mkdir(parents=True, exist_ok=True)
    with (folder_of(batch_id) / "lock").open("w") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as held:
            raise ImportLocked(f"Another process works on import {batch_id}.") from held
        yield file.fileno()


@contextmanager
def running(batch_id: int, inherited: int | None = None) -> Iterator[None]:
    """Hold the import by a new lock or an `inherited` one. Raises `ImportLocked` if another process holds it."""
    if inherited is None:
        with lock_batch(batch_id):
            yield
        return
    with open(inherited, "w"):  # by descriptor, not by name: the file that the parent opened
        yield


def is_running(batch_id: int) -> bool:
    """Return whether a process on this machine holds the import."""
    try:
        with (folder_of(batch_id) / "lock").open("r") as file:
            fcntl.flock(file, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except FileNotFoundError:
        return False
    except BlockingIOError:
        return True
    return False


def check_uploads(files: Iterable[UploadedFile]) -> None:
    """Raise `UnusableUpload` for conflicting names, and for zip files beyond their limits.

    A zip file is checked by its directory, before any entry is unpacked.
    """
    seen: set[str] = set()
    for file in files:
        name = file.name or ""
        if name.casefold() in seen:
            raise UnusableUpload(
                f"Two files have the name {name}, by which the archive would know them.",
                "Put them into a zip file with their folders, or rename one.",
            )
        seen.add(name.casefold())
        if len(name.encode("utf-8", "replace")) > MAX_NAME or not name.isprintable():
            raise UnusableUpload(f"The name {name[:60]}… is too long, or has control characters.", "Rename the file.")
        if name.startswith("."):
            raise UnusableUpload(f"{name} is a hidden file.", "Leave it out, or rename it.")
        if is_zip(name):
            _check_zip(file)


def _check_zip(file: UploadedFile) -> None:
    try:
        with opened_zip(cast("IO[bytes]", file.file)):
            pass
    except RefusedZip as refused:
        raise UnusableUpload(f"{file.name}: {refused.reason}.", refused.remedy) from refused
    finally:
        file.seek(0)


def is_zip(name: str) -> bool:
    return PurePosixPath(name).suffix.casefold() == ".zip"


def store_uploads(batch: ImportBatch, files: Iterable[UploadedFile]) -> None:
    """Store uploaded files that passed `check_uploads` in the import's folder, all or none.

    Raises `UnusableUpload` if the disk refuses them.
    """
    try:
        for part in (LOOSE, ZIPS):
            (folder_of(batch.pk) / part).mkdir(parents=True)
        for file in files:
            with (folder_of(batch.pk) / (ZIPS if is_zip(file.name) else LOOSE) / file.name).open("xb") as stored:
                for chunk in file.chunks():
                    stored.write(chunk)
    except OSError as error:
        shutil.rmtree(folder_of(batch.pk), ignore_errors=True)
        raise UnusableUpload(
            f"The files could not be kept: {error.strerror}.", "Tell whoever runs the server; perhaps its disk is full."
        ) from error


def store_uploads_of(batch: ImportBatch, other: ImportBatch) -> None:
    """Share the uploaded files of another import by hard links. Raises `UnusableUpload`."""
    try:
        for part in (LOOSE, ZIPS):
            (folder_of(batch.pk) / part).mkdir(parents=True)
            for file in (folder_of(other.pk) / part).iterdir():
                os.link(file, folder_of(batch.pk) / part / file.name)
    except OSError as error:
        shutil.rmtree(folder_of(batch.pk), ignore_errors=True)
        raise UnusableUpload(
            f"The files of import {other.pk} cannot be had any more: {error.strerror}.", "Upload them again."
        ) from error


def roots_of(batch: ImportBatch) -> list[Path]:
    """Return the paths to import: the folder of single files, if there are any, and each zip file."""
    loose, zips = folder_of(batch.pk) / LOOSE, folder_of(batch.pk) / ZIPS
    has_loose = loose.is_dir() and any(loose.iterdir())
    return ([loose] if has_loose else []) + (sorted(zips.iterdir()) if zips.is_dir() else [])


def upload_name(root: Path) -> str:
    """Return the name of a root in records: a zip file's name, or "" for single files."""
    return "" if root.name == LOOSE and root.is_dir() else root.name


def delete_files(batch: ImportBatch) -> None:
    """Remove the uploaded files of an import."""
    for part in (LOOSE, ZIPS):
        shutil.rmtree(folder_of(batch.pk) / part, ignore_errors=True)
    ImportBatch.objects.filter(pk=batch.pk).update(files_stored=False)


def delete_old_files() -> int:
    """Remove files not needed for `settings.IMPORT_RETENTION_DAYS` days; return the number of imports."""
    before = timezone.now() - datetime.timedelta(days=settings.IMPORT_RETENTION_DAYS)
    old = list(ImportBatch.objects.with_uploads_kept_since_before(before))
    for batch in old:
        delete_files(batch)
    return len(old)


def was_killed(batch: ImportBatch) -> bool:
    """Return whether an import marked as running has no process: it was killed, or the machine was restarted.

    Some seconds may pass between the request and the start of the process.
    """
    if batch.state != ImportState.RUNNING or is_running(batch.pk):
        return False
    heartbeat_at = batch.heartbeat_at or batch.changed
    return timezone.now() - heartbeat_at > datetime.timedelta(seconds=settings.BATCH_START_SECONDS)
