"""Zip files of texts: opened only after all entries are checked against limits."""

from __future__ import annotations

import lzma
import stat
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path, PurePosixPath
from typing import IO

MAX_ENTRIES = 200_000
MAX_TOTAL_BYTES = 4 << 30
MAX_RATIO = 200  # English prose shrinks to a third, and a page of blanks to a hundredth; bombs exceed a thousand
RATIO_COUNTS_FROM = 1 << 20  # short texts may have any ratio
ENCRYPTED = 0x1
# Errors of reading a damaged entry.
DAMAGED = (zipfile.BadZipFile, EOFError, ValueError, NotImplementedError, OSError, zlib.error, lzma.LZMAError)
READABLE = {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA}


class RefusedZip(Exception):
    """Zip file that is not opened, with the reason and what a person can do about it."""

    def __init__(self, reason: str, remedy: str) -> None:
        super().__init__(reason)
        self.reason = reason
        self.remedy = remedy


@contextmanager
def opened_zip(path: Path | IO[bytes]) -> Iterator[zipfile.ZipFile]:
    """Open a zip file (by its path, or a stream of it) after checking all of its entries, before unpacking any.

    Raises `RefusedZip` for a damaged, encrypted or oversized file, one with a bomb's ratio, and one with entries that
    point outside it ("../x", "/x", "C:/x", links) or hold further archives.
    """
    try:
        archive = zipfile.ZipFile(path)
    except (zipfile.BadZipFile, NotImplementedError, ValueError, EOFError) as error:
        raise RefusedZip(f"this zip file is damaged ({error})", "Make the zip file again.") from error
    with archive:
        check_entries(archive.infolist())
        yield archive


def check_entries(entries: list[zipfile.ZipInfo]) -> None:
    """Raise `RefusedZip` if the entries, as declared in the zip's directory, exceed a limit."""
    if len(entries) > MAX_ENTRIES:
        raise RefusedZip(f"it holds {len(entries):,} files; {MAX_ENTRIES:,} are allowed", "Part it into several.")
    for entry in entries:
        check_name(entry.orig_filename)
        check_kind(entry)
        check_ratio(entry.filename, entry.file_size, entry.compress_size)
    size, packed = sum(entry.file_size for entry in entries), sum(entry.compress_size for entry in entries)
    if size > MAX_TOTAL_BYTES:
        raise RefusedZip(
            f"it unpacks to {size >> 20:,} MB; {MAX_TOTAL_BYTES >> 20:,} MB are allowed", "Part it into several."
        )
    check_ratio("all of it", size, packed)
    check_doubles(entries)


def check_name(name: str) -> None:
    """Raise `RefusedZip` for a name outside of the zip ("../x", "/x", "\\\\host\\x", "C:x") or with a NUL."""
    path = PurePosixPath(name.replace("\\", "/"))
    if path.is_absolute() or ".." in path.parts or "\0" in name or (path.parts and path.parts[0][1:2] == ":"):
        raise RefusedZip(
            f"the entry {name!r} points outside the zip file",
            "Do not unpack it by other means; ask whoever made it for a clean one.",
        )


def check_kind(entry: zipfile.ZipInfo) -> None:
    """Raise `RefusedZip` for links and devices, encrypted entries, nested archives, unknown compression."""
    mode = entry.external_attr >> 16
    if stat.S_IFMT(mode) not in (0, stat.S_IFREG, stat.S_IFDIR):
        raise RefusedZip(f"the entry {entry.filename!r} is a link or device, not a file", "Zip the files themselves.")
    if entry.flag_bits & ENCRYPTED:
        raise RefusedZip(f"the entry {entry.filename!r} is encrypted", "Make the zip file again, without a password.")
    if entry.filename.casefold().endswith(".zip"):
        raise RefusedZip(f"it holds another zip file, {entry.filename!r}", "Unpack the inner one, and import it alone.")
    if entry.compress_type not in READABLE:
        raise RefusedZip(
            f"the entry {entry.filename!r} is packed by a method that is not supported",
            "Make the zip file again with the usual method (deflate).",
        )


def check_ratio(name: str, size: int, packed: int) -> None:
    """Raise `RefusedZip` for an implausible compression ratio."""
    if size > RATIO_COUNTS_FROM and size > MAX_RATIO * max(packed, 1):
        raise RefusedZip(
            f"{name} unpacks to {size // max(packed, 1):,} times its size, as only a zip bomb does",
            "Do not unpack it; ask whoever made it for a clean one.",
        )


def check_doubles(entries: list[zipfile.ZipInfo]) -> None:
    """Raise `RefusedZip` if two entries share a name or their bytes overlap (the denser kind of bomb)."""
    names = [entry.filename for entry in entries]
    if len(set(names)) < len(names):
        raise RefusedZip("two of its entries have the same name", "Make the zip file again.")
    end = 0
    for entry in sorted(entries, key=lambda entry: entry.header_offset):
        if entry.header_offset < end:
            raise RefusedZip("its entries overlap, as only a zip bomb's do", "Ask whoever made it for a clean one.")
        end = entry.header_offset + entry.compress_size


def opened_entry(archive: zipfile.ZipFile, entry: zipfile.ZipInfo) -> IO[bytes]:
    """Return a stream of an entry's bytes, limited to its declared size. Raises `RefusedZip` if it cannot be opened.

    Reading it raises one of DAMAGED if the entry is damaged.
    """
    try:
        return archive.open(entry)
    except DAMAGED as error:
        raise RefusedZip(f"this entry of the zip file is damaged ({error})", "Make the zip file again.") from error


def read_entry(archive: zipfile.ZipFile, entry: zipfile.ZipInfo, limit: int) -> bytes:
    """Return an entry's bytes, at most `limit` + 1, of any declared size. Raises `RefusedZip` if it is damaged."""
    try:
        with archive.open(entry) as packed:
            return packed.read(limit + 1)
    except DAMAGED as error:
        raise RefusedZip(f"this entry of the zip file is damaged ({error})", "Make the zip file again.") from error
