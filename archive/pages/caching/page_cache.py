"""Django cache backend for rendered pages: files shared by all workers, bounded in bytes."""

from __future__ import annotations

import contextlib
import hashlib
import logging
import os
import pickle
import shutil
import threading
import time
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.core.cache.backends.base import DEFAULT_TIMEOUT, BaseCache

logger = logging.getLogger(__name__)

# Writing the time of use at every read would cost more than the read.
TOUCH_INTERVAL = 60
# Bytes that this process wrote to a folder since it last measured it. Each thread has its own instance of the backend.
_unmeasured: dict[Path, int] = {}


class PageCache(BaseCache):
    """Cache of one version's entries in the folder LOCATION, at most OPTIONS["MAX_BYTES"]; least recently used evicted
    first.

    The version names the state that pages are rendered from, and never returns: entries of other versions are never
    returned, and deleted once one of a new version is set. So entries do not expire otherwise, and timeouts are
    ignored. Threads and processes may share the folder. Where it cannot be read or written the log says so, and nothing
    is cached.

    Django's own file backend bounds the number of entries, not their bytes, lists the folder at each `set`, and
    compresses pages that are compressed already.
    """

    def __init__(self, folder: str | Path, params: dict[str, Any]) -> None:
        super().__init__(params)
        self.folder = Path(folder)
        self.max_bytes: int = params["OPTIONS"]["MAX_BYTES"]
        self._current: tuple[object, Path] = (None, self.folder / _digest("None"))

    def get(self, key: str, default: Any = None, version: object = None) -> Any:
        path = self._path(key, version)
        try:
            with path.open("rb") as file:
                content = file.read()
                if time.time() - os.fstat(file.fileno()).st_mtime > TOUCH_INTERVAL:
                    os.utime(path)
        except FileNotFoundError:
            return default
        except OSError as error:
            logger.warning("A cached page cannot be read, and is rendered again: %s", error)
            return default
        if content[:4] != _checksum(content[4:]):
            logger.warning("The cached page %s is damaged, and is rendered again.", path)
            return default
        return pickle.loads(content[4:])  # noqa: S301 - the folder is the site's own, closed to others

    def set(self, key: str, value: Any, timeout: object = DEFAULT_TIMEOUT, version: object = None) -> None:
        """Cache a value, unless it takes more than a sixteenth of the bound, which would evict too many others."""
        pickled = pickle.dumps(value, pickle.HIGHEST_PROTOCOL)
        if len(pickled) + 4 > self.max_bytes // 16:
            return
        path = self._path(key, version)
        folder = path.parent
        draft = folder / f"{os.getpid()}-{threading.get_ident()}.draft"
        try:
            if not folder.is_dir():
                self._begin_version(folder)
            draft.write_bytes(_checksum(pickled) + pickled)
            draft.replace(path)
            # A new process does not know the folder's size, and measures it at once.
            _unmeasured[folder] = _unmeasured.get(folder, self.max_bytes) + len(pickled) + 4
            if _unmeasured[folder] > self.max_bytes // 16:
                self._evict(folder)
        except FileNotFoundError:
            return  # another process began a newer version meanwhile, and removed this folder
        except OSError as error:
            logger.warning("A page cannot be cached in %s, and is rendered each time: %s", folder, error)

    def delete(self, key: str, version: object = None) -> bool:
        try:
            self._path(key, version).unlink()
        except FileNotFoundError:
            return False
        return True

    def clear(self) -> None:
        for folder in self._versions():
            shutil.rmtree(folder, ignore_errors=True)

    def _path(self, key: str, version: object) -> Path:
        known, folder = self._current
        if known != version:
            folder = self.folder / _digest(str(version))
            self._current = (version, folder)
        return folder / _digest(key)

    def _versions(self) -> list[Path]:
        return [path for path in self.folder.iterdir() if path.is_dir()] if self.folder.is_dir() else []

    def _begin_version(self, folder: Path) -> None:
        """Create the folder of a new version, and remove those of others."""
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        for other in self._versions():
            if other != folder:
                shutil.rmtree(other, ignore_errors=True)
                _unmeasured.pop(other, None)

    def _evict(self, folder: Path) -> None:
        """Evict the least recently used entries before the writes of all processes together can exceed the bound."""
        _unmeasured[folder] = 0
        entries = sorted(_file_stats(folder), key=lambda entry: entry[1].st_mtime_ns)
        total = sum(status.st_size for _, status in entries)
        if total <= self.max_bytes * 7 // 8:
            return
        for path, status in entries:
            with contextlib.suppress(FileNotFoundError):
                os.unlink(path)
            total -= status.st_size
            if total <= self.max_bytes * 3 // 4:
                return


def _file_stats(folder: Path) -> Iterator[tuple[str, os.stat_result]]:
    for entry in os.scandir(folder):
        with contextlib.suppress(FileNotFoundError):  # removed by another process meanwhile
            yield entry.path, entry.stat()


def _digest(text: str) -> str:
    return hashlib.blake2b(text.encode(errors="surrogatepass"), digest_size=16).hexdigest()


def _checksum(content: bytes) -> bytes:
    return zlib.crc32(content).to_bytes(4, "big")
