"""Files and folders that outlive a power cut: what was written is on the disk when these return."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

from archive.durable_files import sync_folder
from archive.exports.backup.manifest import UnusableBackup

# Besides what is unpacked: logs, a journal, the index that is rebuilt.
RESERVE_BYTES = 32 << 20


def sync_tree(folder: Path) -> None:
    """Have the names in a folder, and in all folders below it, on the disk."""
    for each, _, _ in os.walk(folder):
        sync_folder(Path(each))


def sync_file(path: Path) -> None:
    """Have a file's content on the disk."""
    with path.open("rb") as file:
        os.fsync(file.fileno())


def remove_durably(path: Path) -> None:
    """Remove a file that may be there."""
    path.unlink(missing_ok=True)
    sync_folder(path.parent)


def remove_tree(folder: Path) -> None:
    """Remove a folder that may be there, and what is in it. Raises OSError."""
    if folder.is_symlink() or folder.is_file():
        folder.unlink()
    elif folder.exists():
        shutil.rmtree(folder)


def empty_folder(folder: Path) -> None:
    """Remove what is in a folder that may be there. It stays itself: it may be a link, or another disk's."""
    for each in list(folder.iterdir()) if folder.is_dir() else ():
        remove_tree(each)


def require_space(wanted: dict[Path, int]) -> None:
    """Raise UnusableBackup where a disk has less room than is wanted in the folders that are on it together."""
    by_disk: dict[int, tuple[Path, int]] = {}
    for folder, size in wanted.items():
        disk = folder.stat().st_dev
        first, total = by_disk.get(disk, (folder, 0))
        by_disk[disk] = (first, total + size)
    for folder, size in by_disk.values():
        free = shutil.disk_usage(folder).free
        if size + RESERVE_BYTES > free:
            raise UnusableBackup(
                f"The backup needs {(size + RESERVE_BYTES) / 1e6:,.0f} MB in {folder}, and {free / 1e6:,.0f} MB are "
                "free. Make room, then try again."
            )
