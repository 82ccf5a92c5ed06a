"""File discovery: the texts in files, folders and zip files, in natural order."""

from __future__ import annotations

import io
import os
import re
import zipfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path, PurePosixPath
from typing import BinaryIO

from archive.imports.reading.zips import RefusedZip, opened_entry, opened_zip, read_entry
from archive.text.charset import MAX_FILE_BYTES
from archive.text.formats.registry import Format, format_of
from archive.text.formats.tables.columns import COLUMNS_FILE
from archive.text.headers.import_facts import IMPORT_FILE

MARKDOWN_SUFFIXES = frozenset({".md", ".markdown", ".mdown", ".mkd", ".mkdn", ".mdx"})
TEXT_SUFFIXES = MARKDOWN_SUFFIXES | {".txt"}
FACTS_FILES = ("publications.toml", "sources.toml")


class UnreadableFile(Exception):
    """File that cannot be read, with the reason and what a person can do about it."""

    def __init__(self, reason: str, remedy: str) -> None:
        super().__init__(reason)
        self.reason = reason
        self.remedy = remedy


@dataclass(frozen=True, slots=True)
class FoundFile:
    """File below a root: its path there (with /, its name in the archive) and its readers.

    `read()` returns its bytes, or raises `UnreadableFile` if there are too many or they cannot be read. `open()`
    returns a stream, for files that may exceed memory, and raises the same.
    """

    path: str
    read: Callable[[], bytes]
    open: Callable[[], BinaryIO]

    @property
    def is_text(self) -> bool:
        return PurePosixPath(self.path).suffix.casefold() in TEXT_SUFFIXES

    @property
    def format(self) -> Format | None:
        """Return its format other than plain text, by its name; None for others."""
        return format_of(self.path)


@dataclass(frozen=True, slots=True)
class Root:
    """Path given by a person: a file, a folder or a zip file.

    `files()` yields the files in it in natural order, without hidden ones; `has(path)` says whether one exists;
    `facts(path)` reads a facts file (publications.toml, sources.toml at its top, import.toml in any folder,
    columns.toml beside any table), or returns None; `beside(path, limit)` reads at most `limit` + 1 bytes of any file
    in it, or returns None. `folder` is the name of the folder of the files, as far as it is known.
    """

    name: str
    files: Callable[[], Iterator[FoundFile]]
    has: Callable[[str], bool]
    facts: Callable[[str], bytes | None]
    beside: Callable[[str, int], bytes | None]
    folder: str = ""


@contextmanager
def opened_root(path: Path) -> Iterator[Root]:
    """Open a file, folder or zip file for reading.

    Paths are relative to the folder, to the zip file (or to the one folder that holds all of it, so that a folder and
    its zip give the same paths), and to the file's own folder for a single file.

    Raises `UnreadableFile` for a missing or unreadable path, `RefusedZip` for a zip beyond its limits.
    """
    if path.is_dir():
        yield Root(
            str(path),
            partial(folder_files, path),
            partial(folder_has, path),
            partial(folder_facts, path),
            partial(folder_beside, path),
            path.resolve().name,
        )
    elif path.is_file() and path.suffix.casefold() == ".zip":
        try:
            with opened_zip(path) as archive:
                yield zip_root(path, archive)
        except PermissionError as error:
            raise UnreadableFile(f"cannot be read: {error.strerror}", "Check its permissions.") from error
    elif path.is_file():
        folder = path.parent
        yield Root(
            str(path),
            lambda: iter([found_file(path.name, path)]),
            partial(folder_has, folder),
            partial(folder_facts, folder),
            partial(folder_beside, folder),
            folder.resolve().name,
        )
    else:
        raise UnreadableFile("there is no such file or folder", "Check the path.")


def natural_order(name: str) -> tuple[tuple[int, int, str], ...]:
    """Return a case-insensitive sort key with "9.txt" before "10.txt"."""
    parts = re.split(r"(\d+)", name.casefold())
    return tuple((1, int(part), "") if part.isdecimal() else (2, 0, part) for part in parts if part)


def is_hidden(path: str) -> bool:
    """Return whether a path is a system file beside people's files: ".DS_Store", "__MACOSX/…", "Thumbs.db"."""
    parts = PurePosixPath(path).parts
    return any(part.startswith(".") or part in ("__MACOSX", "Thumbs.db", "desktop.ini") for part in parts)


def folder_files(folder: Path, below: str = "") -> Iterator[FoundFile]:
    """Yield the files of a folder and its subfolders, folder by folder. Links to folders are not followed."""
    with os.scandir(folder / below) as entries:
        listed = sorted(entries, key=lambda entry: (natural_order(entry.name), entry.name))
    for entry in listed:
        path = f"{below}/{entry.name}" if below else entry.name
        if is_hidden(entry.name):
            continue
        if entry.is_dir(follow_symlinks=False):
            yield from folder_files(folder, path)
        elif not is_facts_file(path):
            yield found_file(path, Path(entry.path))


def is_facts_file(path: str) -> bool:
    """Return whether a path is a facts file: publications.toml or sources.toml at the top, others in any folder."""
    return path.casefold() in FACTS_FILES or PurePosixPath(path).name.casefold() in (COLUMNS_FILE, IMPORT_FILE)


def found_file(path: str, place: Path) -> FoundFile:
    return FoundFile(path, partial(read_file, place), partial(open_file, place))


def folder_has(folder: Path, path: str) -> bool:
    parts = PurePosixPath(path)
    return not is_hidden(path) and ".." not in parts.parts and not parts.is_absolute() and os.path.isfile(folder / path)


def folder_facts(folder: Path, name: str) -> bytes | None:
    return read_file(folder / name) if (folder / name).is_file() else None


def folder_beside(folder: Path, path: str, limit: int) -> bytes | None:
    """Return at most `limit` + 1 bytes of a file in a folder; None for none, and for what links lead to outside it."""
    place = folder / path
    if not folder_has(folder, path) or not place.resolve().is_relative_to(folder.resolve()):
        return None
    return beginning_of(place, limit)


def beginning_of(place: Path, limit: int) -> bytes | None:
    """Return at most `limit` + 1 bytes of a file; None if it cannot be read."""
    try:
        with place.open("rb") as file:
            return file.read(limit + 1)
    except OSError:  # as if it were not there: the text that names it tells that it is missing
        return None


def read_file(path: Path) -> bytes:
    """Return the bytes of a file. Raises `UnreadableFile` if it is too big, not a plain file, or unreadable."""
    try:
        if not path.is_file():
            raise UnreadableFile("is not a plain file, or a link that leads nowhere", "Put the file itself here.")
        with path.open("rb") as file:
            content = file.read(MAX_FILE_BYTES + 1)
    except OSError as error:
        raise UnreadableFile(f"cannot be read: {error.strerror}", "Check its permissions.") from error
    return bounded(content)


def open_file(path: Path) -> BinaryIO:
    """Return a stream of a file's bytes. Raises `UnreadableFile` if it is too big, not a plain file, or unreadable."""
    try:
        if not path.is_file():
            raise UnreadableFile("is not a plain file, or a link that leads nowhere", "Put the file itself here.")
        check_size(path.name, path.stat().st_size)
        return path.open("rb")
    except OSError as error:
        raise UnreadableFile(f"cannot be read: {error.strerror}", "Check its permissions.") from error


def check_size(path: str, size: int) -> None:
    """Raise `UnreadableFile` for a file above the limit of its format, or of any text.

    Of files in no format that is read only the beginning is looked at, so they may have any size.
    """
    if format_of(path) is None and PurePosixPath(path).suffix.casefold() not in TEXT_SUFFIXES:
        return
    limit = found.max_bytes if (found := format_of(path)) else MAX_FILE_BYTES
    if size > limit:
        raise UnreadableFile(f"is larger than {limit >> 20:,} MB", "Part it into several files.")


def bounded(content: bytes) -> bytes:
    """Return the content. Raises `UnreadableFile` if it has more than `MAX_FILE_BYTES`."""
    if len(content) > MAX_FILE_BYTES:
        raise UnreadableFile(
            f"is larger than {MAX_FILE_BYTES >> 20} MB, longer than any article",
            "Part it into a file an article.",
        )
    return content


def zip_root(path: Path, archive: zipfile.ZipFile) -> Root:
    """Return the root of an opened zip file."""
    entries = [entry for entry in archive.infolist() if not entry.is_dir() and not is_hidden(entry.filename)]
    top = common_folder([entry.filename for entry in entries])
    known = {entry.filename.removeprefix(top): entry for entry in entries}

    def read(name: str) -> bytes:
        try:
            return bounded(read_entry(archive, known[name], MAX_FILE_BYTES))
        except RefusedZip as error:
            raise UnreadableFile(error.reason, error.remedy) from error

    def stream(name: str) -> BinaryIO:
        check_size(name, known[name].file_size)
        try:
            return io.BufferedReader(opened_entry(archive, known[name]))
        except RefusedZip as error:
            raise UnreadableFile(error.reason, error.remedy) from error

    def files() -> Iterator[FoundFile]:
        for name in sorted(known, key=path_order):
            if not is_facts_file(name):
                yield FoundFile(name, partial(read, name), partial(stream, name))

    def beside(name: str, limit: int) -> bytes | None:
        try:
            return read_entry(archive, known[name], limit) if name in known else None
        except RefusedZip:  # as if it were not there: the text that names it tells that it is missing
            return None

    return Root(
        str(path), files, known.__contains__, lambda name: read(name) if name in known else None, beside, top.strip("/")
    )


def path_order(path: str) -> tuple[object, ...]:
    """Return the sort key of a path, folder by folder, as in `folder_files`."""
    return tuple((natural_order(part), part) for part in path.split("/"))


def common_folder(paths: list[str]) -> str:
    """Return the common folder of paths, with its slash: ["a/1.txt", "a/b/2.txt"] → "a/"; "" without one."""
    tops = {path.partition("/")[0] if "/" in path else "" for path in paths}
    if len(tops) != 1 or tops == {""}:
        return ""
    top = tops.pop() + "/"
    return top + common_folder([path.removeprefix(top) for path in paths])
