"""Rendered pages kept in files that all workers share, for as long as nothing that pages show has changed.

What one worker made the others need not make, and a page that is asked for often stays in the system's memory once
instead of in that of every worker.

    kept/pages/<digest of the state>/<digest of the key>    a line of JSON (headers, checksum), then the body
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import logging
import os
import shutil
import threading
import time
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

logger = logging.getLogger(__name__)

# A page that was asked for counts as used just now; to note it at every request would cost more than to read it.
TOUCH_INTERVAL = 60


@dataclass(frozen=True, slots=True)
class CachedPage:
    """A page as it is kept: its headers, and its body, compressed by gzip or as it is."""

    headers: tuple[tuple[str, str], ...]
    body: bytes
    is_compressed: bool


class PageCache:
    """The pages of one state of the archive in a folder, the last used kept longest, in a bounded number of bytes.

    A state is a text that differs whenever any page may, and never returns: pages of another are never given, and go as
    soon as one of a new state is kept. Threads and processes may share the folder. Where it cannot be written the log
    says so, and pages are made anew each time.
    """

    def __init__(self, folder: Path, most_bytes: int) -> None:
        self.folder, self.most_bytes = folder, most_bytes
        self._state: tuple[str, Path] = ("", folder)
        self._unlooked = most_bytes  # bytes written since this process last looked how many there are

    def get(self, state: str, key: tuple[str, ...]) -> CachedPage | None:
        """The page with this key, if it was kept in this very state."""
        if not self.most_bytes:
            return None
        path = self._path(state, key)
        try:
            with path.open("rb") as file:
                content = file.read()
                if time.time() - os.fstat(file.fileno()).st_mtime > TOUCH_INTERVAL:
                    os.utime(path)
        except FileNotFoundError:
            return None
        except OSError as error:
            logger.warning("A kept page cannot be read, and is made anew: %s", error)
            return None
        return _deserialised(content, path)

    def keep(self, state: str, key: tuple[str, ...], page: CachedPage) -> None:
        """Keep a page that was made in this state, at the cost of those that were longest not asked for.

        One that would take more than a sixteenth of the whole is not kept: it would push out too many others.
        """
        content = _serialised(page)
        if len(content) > self.most_bytes // 16:
            return
        folder = self._folder_of(state)
        draft = folder / f"{os.getpid()}-{threading.get_ident()}.draft"
        try:
            if not folder.is_dir():
                self._begin(folder)
            draft.write_bytes(content)
            draft.replace(self._path(state, key))
            self._unlooked += len(content)
            if self._unlooked > self.most_bytes // 16:
                self._make_room(folder)
        except FileNotFoundError:
            return  # another process kept a page of a newer state meanwhile, and took this one's folder away
        except OSError as error:
            logger.warning("A page cannot be kept in %s, and is made anew each time: %s", folder, error)

    def clear(self) -> None:
        """Forget every page."""
        for each in self._states():
            shutil.rmtree(each, ignore_errors=True)

    def __len__(self) -> int:
        return sum(1 for folder in self._states() for _ in folder.iterdir())

    @property
    def bytes(self) -> int:
        """How many bytes all pages take."""
        return sum(path.stat().st_size for folder in self._states() for path in folder.iterdir())

    def _folder_of(self, state: str) -> Path:
        known, folder = self._state
        if known != state:
            folder = self.folder / _digest(state)
            self._state = (state, folder)
        return folder

    def _path(self, state: str, key: tuple[str, ...]) -> Path:
        return self._folder_of(state) / _digest(*key)

    def _states(self) -> list[Path]:
        return [path for path in self.folder.iterdir() if path.is_dir()] if self.folder.is_dir() else []

    def _begin(self, folder: Path) -> None:
        """Make the folder of a new state; those of others are of no more use."""
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        for other in self._states():
            if other != folder:
                shutil.rmtree(other, ignore_errors=True)

    def _make_room(self, folder: Path) -> None:
        """Take away the pages longest not asked for where there are too many for all processes to go on for a while."""
        self._unlooked = 0
        pages = sorted(_file_stats(folder), key=lambda page: page[1].st_mtime_ns)
        total = sum(status.st_size for _, status in pages)
        if total <= self.most_bytes * 7 // 8:
            return
        for path, status in pages:
            with contextlib.suppress(FileNotFoundError):
                os.unlink(path)
            total -= status.st_size
            if total <= self.most_bytes * 3 // 4:
                return


def _file_stats(folder: Path) -> Iterator[tuple[str, os.stat_result]]:
    for entry in os.scandir(folder):
        with contextlib.suppress(FileNotFoundError):  # taken away by another process meanwhile
            yield entry.path, entry.stat()


def _digest(*texts: str) -> str:
    return hashlib.blake2b(repr(texts).encode(), digest_size=16).hexdigest()


def _serialised(page: CachedPage) -> bytes:
    facts = {"headers": page.headers, "is_compressed": page.is_compressed, "crc32": zlib.crc32(page.body)}
    return json.dumps(facts).encode() + b"\n" + page.body


def _deserialised(content: bytes, path: Path) -> CachedPage | None:
    """The page that a file holds; None, and a line in the log, where it is not what was written."""
    line, _, body = content.partition(b"\n")
    try:
        facts = json.loads(line)
        headers = tuple((name, value) for name, value in facts["headers"])
        is_compressed, checksum = facts["is_compressed"], facts["crc32"]
    except (ValueError, KeyError, TypeError):
        checksum = None
    if checksum != zlib.crc32(body):
        logger.warning("The kept page %s is damaged, and is made anew.", path)
        return None
    return CachedPage(headers, body, is_compressed)
