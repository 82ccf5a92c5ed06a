"""Files beside a file: those that a table or document names, read within the folder or zip file that is imported."""

from __future__ import annotations

import posixpath
from functools import partial
from pathlib import PurePosixPath
from urllib.parse import unquote, urlsplit

from archive.imports.reading.files import Root, UnreadableFile
from archive.text.formats.neighbour_pictures import Beside


def files_beside(path: str, root: Root) -> Beside:
    """Return a reader of the files that a file names, by their addresses relative to it; None for unknown ones.

    Nothing outside of `root` is read: no absolute path, no "..", that leads above it, no web address, no hidden file.
    """
    return partial(_read, str(PurePosixPath(path).parent), root)


def _read(folder: str, root: Root, address: str, limit: int) -> bytes | None:
    found = next(filter(None, (place_of(folder, root, each) for each in (address, unquote(address)))), None)
    try:
        content = root.facts(found) if found else None
    except UnreadableFile:
        return None
    return content if content is None or len(content) <= limit else None


def place_of(folder: str, root: Root, address: str) -> str:
    """Return the path below the root of a file named in a folder; "" if there is none."""
    try:
        parts = urlsplit(address.replace("\\", "/"))
    except ValueError:  # "http://["
        return ""
    if parts.scheme or parts.netloc or not parts.path or parts.path.startswith("/") or "\x00" in address:
        return ""
    path = posixpath.normpath(posixpath.join(folder, parts.path))
    return path if not path.startswith(("..", "/")) and root.has(path) else ""
