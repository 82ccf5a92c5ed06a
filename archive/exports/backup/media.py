"""Uploaded files: which a backup takes, and how those of a backup come in place of those that are there.

The folder itself stays, since it may be a link or another disk's. A restore works in a folder of its own within it:

    media/.restore-<id>/new/       unpacked here, before anything is replaced
    media/.restore-<id>/replaced/  what was there goes here
    media/.restore-<id>/moving/    was "new", once all that was there had gone; from here each goes to its place

so that a process that finds any of this knows how far the one before came.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from django.conf import settings

from archive.durable_files import sync_folder
from archive.exports.backup.bundle import MEDIA, Bundle
from archive.exports.backup.files import remove_tree, sync_tree

STAGING_PREFIX = ".restore-"
# What an upload under way writes may be gone before it is read.
UNFINISHED_PREFIXES = (".part-", STAGING_PREFIX)


class FilesChanged(Exception):
    """Uploaded files were deleted while a backup was made of them."""


def media_files() -> Iterator[tuple[str, Path]]:
    """Return the uploaded files, each with its name in a backup."""
    root = Path(settings.MEDIA_ROOT)
    for file in sorted(root.rglob("*")):
        path = file.relative_to(root)
        is_unfinished = any(part.startswith(UNFINISHED_PREFIXES) for part in path.parts)
        if not is_unfinished and file.is_file() and not file.is_symlink():
            yield f"{MEDIA}/{path.as_posix()}", file


class MediaSwap:
    """The files of a backup on their way into MEDIA_ROOT, by the id of the restore."""

    def __init__(self, restore_id: str) -> None:
        self.root = Path(settings.MEDIA_ROOT)
        self.folder = self.root / f"{STAGING_PREFIX}{restore_id}"
        self._new, self._replaced, self._moving = (self.folder / name for name in ("new", "replaced", "moving"))

    def stage(self, bundle: Bundle) -> None:
        """Unpack the files of a backup beside those that are there. Raises UnusableBackup, OSError."""
        self._new.mkdir(parents=True)
        for name in bundle.media:
            bundle.unpack(name, self._new / name.removeprefix(f"{MEDIA}/"))
        sync_tree(self.folder)
        sync_folder(self.root)

    def finish(self) -> None:
        """Put the staged files in place of those that are there; going on where it was left. Raises OSError."""
        if self._new.is_dir():
            self._replaced.mkdir(exist_ok=True)
            for entry in list(self.root.iterdir()):
                if entry != self.folder:
                    entry.rename(self._replaced / entry.name)
            sync_folder(self._replaced)
            sync_folder(self.root)
            self._new.rename(self._moving)
            sync_folder(self.folder)
        if self._moving.is_dir():
            for entry in list(self._moving.iterdir()):
                entry.rename(self.root / entry.name)
            sync_folder(self.root)
            self._moving.rmdir()
        self.remove()

    def remove(self) -> None:
        """Remove what is staged, and what was replaced."""
        remove_tree(self.folder)
