"""Folder of an import: uploaded files, and the log of its process. It is not served.

Uploaded files are stored while they are needed and `settings.IMPORT_RETENTION_DAYS` days longer, so that an import
can be reviewed and repeated; imported bytes are stored with their article in any case.
"""

from __future__ import annotations

import datetime
import hashlib
import os
import shutil
from collections.abc import Callable, Iterable
from functools import partial
from pathlib import Path, PurePosixPath
from typing import IO, cast

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.utils import timezone

from archive.imports.reading.zips import RefusedZip, opened_zip
from archive.models import ImportBatch

LOOSE, ZIPS, CORRECTED = "files", "zips", "corrected"
MAX_NAME = 200  # bytes; file systems take 255


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
    """Share the uploaded files of another import by hard links, with its corrections. Raises `UnusableUpload`."""
    try:
        for part in (LOOSE, ZIPS):
            (folder_of(batch.pk) / part).mkdir(parents=True)
            for file in (folder_of(other.pk) / part).iterdir():
                os.link(file, folder_of(batch.pk) / part / file.name)
        if (folder_of(other.pk) / CORRECTED).is_dir():
            shutil.copytree(folder_of(other.pk) / CORRECTED, folder_of(batch.pk) / CORRECTED)
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


def correction_place(batch_id: int, upload: str, file: str) -> Path:
    """Return where a correction is stored: under a digest, as names in a zip file may be any."""
    digest = hashlib.sha256(f"{upload}\x00{file}".encode("utf-8", "surrogatepass")).hexdigest()
    return folder_of(batch_id) / CORRECTED / digest


def correction_of(batch_id: int, upload: str, file: str) -> Path | None:
    """Return the path of a file's correction; None without one."""
    place = correction_place(batch_id, upload, file)
    return place if place.is_file() else None


def corrections_of(batch: ImportBatch) -> Callable[[Path, str], Path | None]:
    """Return a function from a root and a path in it to its correction, as `Options.corrected` takes it."""
    return partial(_correction_in, batch.pk)


def _correction_in(batch_id: int, root: Path, file: str) -> Path | None:
    return correction_of(batch_id, upload_name(root), file)


def delete_files(batch: ImportBatch) -> None:
    """Remove the uploaded files of an import."""
    for part in (LOOSE, ZIPS, CORRECTED):
        shutil.rmtree(folder_of(batch.pk) / part, ignore_errors=True)
    ImportBatch.objects.filter(pk=batch.pk).update(files_stored=False)


def delete_old_files() -> int:
    """Remove files not needed for `settings.IMPORT_RETENTION_DAYS` days; return the number of imports."""
    before = timezone.now() - datetime.timedelta(days=settings.IMPORT_RETENTION_DAYS)
    old = list(ImportBatch.objects.with_uploads_older_than(before))
    for batch in old:
        delete_files(batch)
    return len(old)
