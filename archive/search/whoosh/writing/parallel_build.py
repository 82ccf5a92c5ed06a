"""Builds parts of an index in separate processes, so that analysing a large archive uses all cores."""

from __future__ import annotations

import multiprocessing
from concurrent.futures import Future, ProcessPoolExecutor
from pathlib import Path
from typing import Any

from whoosh.fields import Schema

from archive.search.whoosh.writing.write_buffer import Buffer

# Lists of documents queued beside those in work: enough to keep every process busy, without more memory.
WAITING_A_PROCESS = 1

# The buffer of a building process; its vocabulary is reused from part to part.
_buffer: list[Buffer] = []


class PartBuilders:
    """Pool of processes that turn lists of documents into parts. They are spawned, and so share nothing by accident."""

    def __init__(self, schema: Schema, processes: int) -> None:
        context = multiprocessing.get_context("spawn")
        self._pool = ProcessPoolExecutor(processes, mp_context=context, initializer=_start, initargs=(schema,))
        self._most_waiting = processes * (1 + WAITING_A_PROCESS)
        self._results: list[Future[Any]] = []

    def build(self, documents: list[dict[str, Any]], path: Path) -> None:
        """Submit a part; waits while enough are queued. Raises the exception of an earlier part."""
        if len(self._results) >= self._most_waiting:
            self._results.pop(0).result()
        self._results.append(self._pool.submit(_build, documents, path))

    def finish(self) -> None:
        """Wait until all parts are built, and end the processes. Raises the exception of a part."""
        try:
            while self._results:
                self._results.pop(0).result()
        finally:
            self.stop()

    def stop(self) -> None:
        """End the processes without waiting for queued parts."""
        self._pool.shutdown(cancel_futures=True)


def _start(schema: Schema) -> None:
    _buffer[:] = [Buffer(schema)]


def _build(documents: list[dict[str, Any]], path: Path) -> None:
    buffer = _buffer[0]
    buffer.clear()
    for document in documents:
        buffer.add(document)
    buffer.write(path)
