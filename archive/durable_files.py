"""Files that are whole or not there at all, outlive a power cut, and leave nothing behind when their writer is killed.

What is being written has a name of its own beside its place, and its writer holds it by a lock of the kernel's. A draft
that nobody holds was left by a process that was killed; whoever writes next in the same folder removes it.
"""

from __future__ import annotations

import fcntl
import os
import secrets
import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import BinaryIO

DRAFT_SUFFIX = ".backfile-part"
OWNER_ONLY = 0o600


def sync_folder(folder: Path) -> None:
    """Have a folder's names on the disk."""
    number = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(number)
    finally:
        os.close(number)


def write_whole(path: Path, content: bytes) -> None:
    """Write a file in place of one that may be there; it is on the disk when this returns. Raises OSError."""
    with whole_file(path) as file:
        file.write(content)


@contextmanager
def whole_file(path: Path) -> Iterator[BinaryIO]:
    """Yield a file to write to; it replaces `path` when the block succeeds, and is on the disk then.

    Only its owner can read it. Raises OSError; nothing is left then.
    """
    remove_abandoned(path.parent)
    draft, file = _locked_draft(path)
    try:
        with file:
            yield file
            file.flush()
            os.fsync(file.fileno())
            draft.replace(path)
        sync_folder(path.absolute().parent)
    finally:
        draft.unlink(missing_ok=True)


def write_once(path: Path, content: bytes) -> None:
    """Write a file unless one is there, which stays, also where another process makes it just now. Raises OSError."""
    remove_abandoned(path.parent)
    draft, file = _locked_draft(path)
    try:
        with file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
            with suppress(FileExistsError):
                os.link(draft, path)
        sync_folder(path.absolute().parent)
    finally:
        draft.unlink(missing_ok=True)


@contextmanager
def working_folder(parent: Path, prefix: str) -> Iterator[Path]:
    """Yield a folder for the block, named with `prefix`; remove what a killed process left of an earlier one."""
    remove_abandoned(parent)
    folder, held = _held_folder(parent, prefix)
    try:
        yield folder
    finally:
        os.close(held)
        shutil.rmtree(folder, ignore_errors=True)


def remove_abandoned(folder: Path) -> None:
    """Remove what writers that were killed left in a folder."""
    for draft in list(folder.glob(f".*{DRAFT_SUFFIX}")):
        with suppress(OSError):  # another process removed it, or it is somebody else's
            held = os.open(draft, os.O_RDONLY | os.O_CLOEXEC | os.O_NOFOLLOW)
            try:
                fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
                shutil.rmtree(draft) if draft.is_dir() else draft.unlink()
            finally:
                os.close(held)


def _locked_draft(path: Path) -> tuple[Path, BinaryIO]:
    while True:
        draft = path.with_name(f".{path.name[:100]}.{secrets.token_hex(4)}{DRAFT_SUFFIX}")
        file = open(draft, "x+b", opener=_for_its_owner)  # noqa: SIM115 (the caller closes it)
        fcntl.flock(file, fcntl.LOCK_EX)
        if os.fstat(file.fileno()).st_nlink:
            return draft, file
        file.close()  # it was taken for an abandoned one before it was locked


def _held_folder(parent: Path, prefix: str) -> tuple[Path, int]:
    while True:
        folder = parent / f"{prefix}{secrets.token_hex(8)}{DRAFT_SUFFIX}"
        folder.mkdir(mode=0o700)
        with suppress(FileNotFoundError):  # it was taken for an abandoned one before it was locked
            held = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
            fcntl.flock(held, fcntl.LOCK_EX)
            if folder.exists():
                return folder, held
            os.close(held)


def _for_its_owner(path: str, flags: int) -> int:
    return os.open(path, flags | os.O_CLOEXEC, OWNER_ONLY)
