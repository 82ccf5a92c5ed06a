"""The zip file of a backup: its names are checked before anything is read, and each file as it is read."""

from __future__ import annotations

import hashlib
import lzma
import os
import stat
import unicodedata
import zipfile
import zlib
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from archive.exports.backup.manifest import MANIFEST, MAX_MANIFEST_BYTES, FileFacts, Manifest, UnusableBackup
from archive.exports.backup.manifest import parse_manifest as parse

SQLITE_FILE, ROWS_FILE, OLD_ROWS_FILE = "database.sqlite3", "database.jsonl", "database.json"
DATABASE_FILES = (SQLITE_FILE, ROWS_FILE, OLD_ROWS_FILE)
MEDIA = "media"
CHUNK_BYTES = 1 << 20
MAX_NAME_BYTES = 1000
ENCRYPTED = 0x1 | 0x40
READABLE = {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA}
# What reading a damaged entry raises.
DAMAGED = (zipfile.BadZipFile, EOFError, ValueError, NotImplementedError, RuntimeError, zlib.error, lzma.LZMAError)


class Bundle:
    """An open backup whose names and sizes were checked. Use `opened_bundle`."""

    def __init__(self, archive: zipfile.ZipFile) -> None:
        self._zip = archive
        entries = [entry for entry in archive.infolist() if not entry.is_dir()]
        self._entries = {entry.filename: entry for entry in entries}
        self.manifest: Manifest = self._read_manifest()
        self._check_against_manifest()
        self.database = next(name for name in DATABASE_FILES if name in self._entries)
        self.media = sorted(name for name in self._entries if name.startswith(f"{MEDIA}/"))

    def size(self, name: str) -> int:
        """Return how many bytes a file unpacks to."""
        return self._entries[name].file_size

    @property
    def media_bytes(self) -> int:
        return sum(map(self.size, self.media))

    def verify(self, name: str) -> None:
        """Read a file through. Raises UnusableBackup where it is damaged, or is not what the manifest says."""
        self._read(name, None)

    def unpack(self, name: str, target: Path) -> None:
        """Write a file to a path, where none may be, and to the disk. Raises as `verify` does, and OSError."""
        target.parent.mkdir(parents=True, exist_ok=True)
        with target.open("xb") as file:
            self._read(name, file)
            file.flush()
            os.fsync(file.fileno())

    def _read(self, name: str, target: IO[bytes] | None) -> None:
        digest, size = hashlib.sha256(), 0
        for chunk in self._chunks(name):
            digest.update(chunk)
            size += len(chunk)
            if target is not None:
                target.write(chunk)
        expected = self.manifest.files.get(name, FileFacts(self.size(name), digest.hexdigest()))
        if expected != FileFacts(size, digest.hexdigest()):
            raise UnusableBackup(
                f"{name} in the backup is not what was put in: its size or digest differs from the manifest's. The "
                "file is damaged, or somebody changed it. Take another backup."
            )

    def _chunks(self, name: str) -> Iterator[bytes]:
        with _damage_named(name):
            source = self._zip.open(self._entries[name])
        with source:
            while True:
                with _damage_named(name):
                    chunk = source.read(CHUNK_BYTES)
                if not chunk:
                    return
                yield chunk

    def _read_manifest(self) -> Manifest:
        if MANIFEST not in self._entries:
            raise UnusableBackup(f"It is no backup of an archive: it has no {MANIFEST}.")
        if self.size(MANIFEST) > MAX_MANIFEST_BYTES:
            raise UnusableBackup(f"It is no backup of an archive: its {MANIFEST} has {self.size(MANIFEST):,} bytes.")
        return parse(b"".join(self._chunks(MANIFEST)))

    def _check_against_manifest(self) -> None:
        names = self._entries.keys() - {MANIFEST}
        databases = [name for name in DATABASE_FILES if name in names]
        if len(databases) != 1:
            raise UnusableBackup(
                f"The backup holds {'no database' if not databases else ' and '.join(databases)}; a backup holds one. "
                "It was changed, or cut off. Take another backup."
            )
        if not self.manifest.has_digests:
            return
        if differing := sorted(names ^ self.manifest.files.keys()):
            what = "does not name" if differing[0] in names else "names, but the backup lacks,"
            raise UnusableBackup(
                f"The backup was changed: its manifest {what} the file {differing[0][:200]!r}. Take another backup."
            )
        for name, facts in self.manifest.files.items():
            if facts.size != self.size(name):
                raise UnusableBackup(
                    f"{name} in the backup has {self.size(name):,} bytes, and the manifest says {facts.size:,}. "
                    "The file was changed. Take another backup."
                )


@contextmanager
def opened_bundle(path: Path) -> Iterator[Bundle]:
    """Open a backup and check its names, kinds and sizes, and its manifest; nothing else was read then.

    Raises UnusableBackup, and OSError where the file cannot be read.
    """
    try:
        archive = zipfile.ZipFile(path)
    except (*DAMAGED, UnicodeDecodeError) as error:
        raise UnusableBackup(
            f"It is no backup of an archive, or was cut off ({error}). Take another backup."
        ) from error
    with archive:
        check_entries(archive.infolist())
        yield Bundle(archive)


@contextmanager
def _damage_named(name: str) -> Iterator[None]:
    try:
        yield
    except DAMAGED as error:
        raise UnusableBackup(f"{name} in the backup is damaged ({error}). Take another backup.") from error


def check_entries(entries: list[zipfile.ZipInfo]) -> None:
    """Raise UnusableBackup where an entry is not what a backup holds: by its name, its kind, or its place."""
    for entry in entries:
        mode = stat.S_IFMT(entry.external_attr >> 16)
        name = entry.orig_filename
        check_name(name.removesuffix("/") if entry.is_dir() else name, is_folder=entry.is_dir())
        if mode not in (0, stat.S_IFDIR if entry.is_dir() else stat.S_IFREG):
            raise UnusableBackup(f"The backup holds a link or device, {name[:200]!r}; backups hold files only.")
        if entry.flag_bits & ENCRYPTED:
            raise UnusableBackup("The backup is encrypted. Decrypt it first: zip files with a password are not read.")
        if entry.compress_type not in READABLE:
            raise UnusableBackup(f"{name[:200]!r} in the backup is packed by a method that is not supported.")
    check_names_differ([entry.filename for entry in entries if not entry.is_dir()])
    end = 0
    for entry in sorted(entries, key=lambda entry: entry.header_offset):
        if entry.header_offset < end:
            raise UnusableBackup("The entries of the backup overlap, as only those of a zip bomb do.")
        end = entry.header_offset + entry.compress_size


def check_name(name: str, *, is_folder: bool = False) -> None:
    """Raise UnusableBackup for a name that a backup has not: other files, and names that lead elsewhere."""
    parts = name.split("/")
    if not is_folder and name in (MANIFEST, *DATABASE_FILES):
        return
    is_plain = "\\" not in name and all(unicodedata.category(character) != "Cc" for character in name)
    if not is_plain or any(part in ("", ".", "..") for part in parts) or parts[0][1:2] == ":":
        raise UnusableBackup(
            f"The backup holds a file outside its folders: {name[:200]!r}. It was tampered with. Take another backup."
        )
    if parts[0] != MEDIA or (len(parts) == 1 and not is_folder) or len(name.encode(errors="replace")) > MAX_NAME_BYTES:
        raise UnusableBackup(f"The backup holds what no backup holds: {name[:200]!r}. It was changed.")


def check_names_differ(names: Iterable[str]) -> None:
    """Raise UnusableBackup where two names are the same to some file system, or one is the folder of another."""
    seen: dict[str, str] = {}
    for name in names:
        key = unicodedata.normalize("NFC", name).casefold()
        if key in seen:
            same = "the same name twice" if seen[key] == name else "two names that differ in case or accents alone"
            raise UnusableBackup(f"The backup holds {same}: {seen[key][:200]!r}, {name[:200]!r}. It was changed.")
        seen[key] = name
    for key, name in seen.items():
        parts = key.split("/")
        for end in range(1, len(parts)):
            if "/".join(parts[:end]) in seen:
                raise UnusableBackup(
                    f"The backup holds {name[:200]!r} within a file as if in a folder. It was changed."
                )
