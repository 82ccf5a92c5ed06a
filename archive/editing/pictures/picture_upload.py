"""Stores uploaded pictures: re-encoded, in files named by content, with a row that describes them."""

from __future__ import annotations

import os
import shutil
import tempfile
from pathlib import Path, PurePosixPath

from django.conf import settings

from archive.editing.pictures.picture_encoding import EncodedPicture
from archive.models import Picture
from archive.models.catalogue.picture import DIGEST_LENGTH, folder_of


def file_name(given: str) -> str:
    """Return the name of an uploaded file without folders, of any operating system."""
    return PurePosixPath(given.replace("\\", "/")).name[:255] or "picture"


def fill(picture: Picture, encoded: EncodedPicture) -> None:
    """Set a row's columns from an encoded picture, and write its files; the caller saves the row."""
    write_files(encoded)
    picture.width, picture.height, picture.format = encoded.width, encoded.height, encoded.format
    picture.sha256, picture.sizes = encoded.sha256, encoded.widths


def write_files(encoded: EncodedPicture) -> Path:
    """Write a picture's files, all or none, and return their folder; existing files stay."""
    folder = folder_of(encoded.sha256[:DIGEST_LENGTH])
    if folder.is_dir():
        return folder
    folder.parent.mkdir(parents=True, exist_ok=True)
    draft = Path(tempfile.mkdtemp(prefix=".part-", dir=Path(settings.MEDIA_ROOT) / "pictures"))
    try:
        draft.chmod(0o755)
        for name, content in encoded.files.items():
            with (draft / name).open("wb") as file:
                file.write(content)
                file.flush()
                os.fsync(file.fileno())
        try:
            draft.rename(folder)
        except OSError:
            if not folder.is_dir():  # another process wrote the same picture meanwhile
                raise
    finally:
        shutil.rmtree(draft, ignore_errors=True)
    return folder
