"""Finished indexes kept from run to run, so that what takes an hour to build is built once and measured often.

KEPT/haystack-3.4-20000-seed7-format1/
    index/       what the engine built
    note.json    what it is and how long it took; written last, so that a build that was killed is never taken for one
    lock         held while one process builds
"""

from __future__ import annotations

import fcntl
import json
import os
import resource
import shutil
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path

from benchmarks.contender import Contender
from benchmarks.texts import Texts


@dataclass(frozen=True, slots=True)
class Build:
    """Figures of a build: seconds by the clock and of processor time (None where unknown), number of processes, the
    day, and whether an earlier run did it.
    """

    seconds: float
    processor_seconds: float | None
    processes: int
    day: str
    earlier: bool = False


def build(engine: Contender, folder: Path, texts: Texts) -> Build:
    """Build the engine's index in a new folder, and measure it."""
    folder.mkdir(parents=True)
    start, processor_start = time.perf_counter(), _processor_seconds()
    engine.build(folder, texts.articles)
    seconds, processor_seconds = time.perf_counter() - start, _processor_seconds() - processor_start
    return Build(
        round(seconds, 3),
        round(processor_seconds + engine.processor_seconds_elsewhere, 3),
        engine.processes,
        datetime.now(UTC).date().isoformat(),
    )


class Keep:
    """A folder of finished indexes, an entry for every engine, version, format of ours, size and seed."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        folder.mkdir(parents=True, exist_ok=True)

    def find(self, engine: Contender, texts: Texts) -> tuple[Path, Build] | None:
        """Return the folder of a finished index and the figures of its build; None where there is none.

        An index of other articles than the generator makes today does not count.
        """
        entry = self._entry(engine, texts)
        try:
            note = json.loads((entry / "note.json").read_text(encoding="utf-8"))
        except FileNotFoundError:
            return None
        if note["what"] != _what(engine, texts):
            return None
        return entry / "index", Build(**note["build"], earlier=True)

    def find_or_build(self, engine: Contender, texts: Texts) -> tuple[Path, Build]:
        """Return as `find` does, but build and keep the index where there is none.

        Raises BlockingIOError while another process builds the same.
        """
        if found := self.find(engine, texts):
            return found
        entry = self._entry(engine, texts)
        entry.mkdir(exist_ok=True)
        with _locked(entry / "lock"):
            (entry / "note.json").unlink(missing_ok=True)
            if (entry / "index").exists():
                engine.clear(entry / "index")
                shutil.rmtree(entry / "index")
            took = build(engine, entry / "index", texts)
            _write_last(entry / "note.json", _what(engine, texts), took)
        return entry / "index", took

    def _entry(self, engine: Contender, texts: Texts) -> Path:
        name = engine.name.split()[0].lower()
        return self.folder / f"{name}-{engine.version()}-{texts.size}-seed{texts.seed}-format{engine.build_format}"


def _what(engine: Contender, texts: Texts) -> dict[str, str | int]:
    return {
        "engine": engine.name,
        "version": engine.version(),
        "format": engine.build_format,
        "articles": texts.size,
        "seed": texts.seed,
        "texts": texts.digest,
    }


def _write_last(path: Path, what: dict[str, str | int], took: Build) -> None:
    """Write the note whole or not at all, after everything that it describes is on the disk."""
    os.sync()
    building = asdict(took)
    del building["earlier"]
    part = path.with_suffix(".part")
    with part.open("w", encoding="utf-8") as file:
        json.dump({"what": what, "build": building}, file, indent=1)
        file.flush()
        os.fsync(file.fileno())
    part.replace(path)


@contextmanager
def _locked(path: Path) -> Iterator[None]:
    """Hold a lock that goes with the process, however it ends."""
    with path.open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        yield


def _processor_seconds() -> float:
    """Return the processor time of this process and its ended children."""
    used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(one.ru_utime + one.ru_stime for one in used)
