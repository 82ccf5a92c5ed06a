"""Verification of every byte of the current index; a note of damage found stays until a rebuild.

index/damaged   the generation that is damaged, and where: for all processes, until a rebuild
"""

from __future__ import annotations

import json
import logging
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from archive.durable_files import write_whole
from archive.search.whoosh.format.codec import EXTENSION, FileState, file_state
from archive.search.whoosh.format.contents import ColumnarIndex
from archive.search.whoosh.format.segment_check import blocks_checked
from archive.search.whoosh.format.segment_file import SegmentCorrupt

logger = logging.getLogger(__name__)

# Files that nobody changed are read again after so long: disks spoil what lies on them, too.
RECHECK_SECONDS = 6 * 3600.0
_NOTE = "damaged"


@dataclass(slots=True)
class _Reading:
    """A file that is being read, and how far."""

    path: Path
    state: FileState
    steps: Iterator[int]


class Verification:
    """Which files this process found to be what was written, and the one that it is reading."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._sound: dict[Path, tuple[FileState, float]] = {}
        self._reading: _Reading | None = None

    def everything(self, folder: Path) -> None:
        """Read all files of a generation now. Raises SegmentCorrupt, and what a damaged list of segments raises."""
        with self._lock:
            self._sound.clear()
            self._reading = None
            while not self._go_on(folder, deadline=float("inf")):
                pass

    def some(self, folder: Path, seconds: float) -> None:
        """Read for so long what is due: files that changed, were not read yet, or not for `RECHECK_SECONDS`.

        Begins where the last call stopped. Raises as `everything` does. Does nothing where another thread is at it.
        """
        if not self._lock.acquire(blocking=False):
            return
        try:
            deadline = time.monotonic() + seconds
            while not self._go_on(folder, deadline) and time.monotonic() < deadline:
                pass
        finally:
            self._lock.release()

    def _go_on(self, folder: Path, deadline: float) -> bool:
        """Read on in the file that is begun, or begin the one most due; True where none is due."""
        if self._reading is None or self._reading.path.parent != folder:
            due = self._most_due(folder)
            if due is None:
                return True
            self._reading = _Reading(due, file_state(due), blocks_checked(due))
        reading = self._reading
        try:
            for _ in reading.steps:
                if time.monotonic() > deadline:
                    return False
        except BaseException as error:
            self._reading = None
            if isinstance(error, FileNotFoundError) and reading.path not in segment_files(folder):
                return False  # a commit took it away
            raise
        self._sound[reading.path] = reading.state, time.monotonic()
        self._reading = None
        return False

    def _most_due(self, folder: Path) -> Path | None:
        files = segment_files(folder)
        self._sound = {path: seen for path, seen in self._sound.items() if path in files}
        long_ago = time.monotonic() - RECHECK_SECONDS
        for path in files:
            state = self._state(path, folder)
            if state is not None and (path not in self._sound or self._sound[path][0] != state):
                return path
        overdue = [path for path in files if path in self._sound and self._sound[path][1] < long_ago]
        return min(overdue, key=lambda path: self._sound[path][1], default=None)

    @staticmethod
    def _state(path: Path, folder: Path) -> FileState | None:
        try:
            return file_state(path)
        except FileNotFoundError as error:
            if path in segment_files(folder):
                raise SegmentCorrupt(f"{path.name} is gone", path.name) from error
            return None


def segment_files(folder: Path) -> list[Path]:
    """Return the files of a generation's segments. Raises SegmentCorrupt where the list of segments is damaged."""
    segments = ColumnarIndex(folder)._read_toc().segments
    return [folder / segment.make_filename(EXTENSION) for segment in segments]


def note_damage(index: Path, generation: str, reason: str) -> None:
    """Leave word of damage for all processes; the first is logged, and stands until another generation is searched."""
    if noted_damage(index, generation):
        return
    logger.error("The search index is damaged: %s. It is to be rebuilt.", reason)
    try:
        write_whole(index / _NOTE, json.dumps({"generation": generation, "reason": reason}).encode())
    except OSError as error:
        logger.error("The damage could not be noted: %s", error)


def noted_damage(index: Path, generation: str) -> str | None:
    """Return what damage to a generation was met, None where none was."""
    try:
        note = json.loads((index / _NOTE).read_bytes())
        return str(note["reason"]) if note["generation"] == generation else None
    except FileNotFoundError:
        return None
    except (OSError, ValueError, KeyError, TypeError) as error:
        return f"the note of damage cannot be read ({error})"


def forget_damage(index: Path) -> None:
    """Remove the note: a new generation is searched."""
    (index / _NOTE).unlink(missing_ok=True)
