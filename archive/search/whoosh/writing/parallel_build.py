"""Builds parts of an index in processes of their own, so that analysing a large archive takes all cores."""

from __future__ import annotations

import multiprocessing
from concurrent.futures import Future, ProcessPoolExecutor
from pathlib import Path
from typing import Any

from whoosh.fields import Schema

from archive.search.whoosh.writing.write_buffer import Buffer

# Lists of documents that wait beside those being worked on: enough to keep every process busy, and no more memory.
WAITING_A_PROCESS = 1

# The buffer of a building process; its vocabulary lives from part to part.
_buffer: list[Buffer] = []


class PartBuilders:
    """So many processes that turn lists of documents into parts. They are spawned, and so share nothing by accident."""

    def __init__(self, schema: Schema, processes: int) -> None:
        context = multiprocessing.get_context("spawn")
        self._pool = ProcessPoolExecutor(processes, mp_context=context, initializer=_start, initargs=(schema,))
        self._most_waiting = processes * (1 + WAITING_A_PROCESS)
        self._results: list[Future[Any]] = []

    def build(self, documents: list[dict[str, Any]], path: Path) -> None:
        """Have a part built; waits while enough are being built already. Raises what an earlier one raised."""
        if len(self._results) >= self._most_waiting:
            self._results.pop(0).result()
        self._results.append(self._pool.submit(_build, documents, path))

    def finish(self) -> None:
        """Wait until all parts are there, and end the processes. Raises what building one raised."""
        try:
            while self._results:
                self._results.pop(0).result()
        finally:
            self.stop()

    def stop(self) -> None:
        """End the processes without waiting for parts not yet begun."""
        self._pool.shutdown(cancel_futures=True)


def _start(schema: Schema) -> None:
    _buffer[:] = [Buffer(schema)]


def _build(documents: list[dict[str, Any]], path: Path) -> None:
    buffer = _buffer[0]
    buffer.clear()
    for document in documents:
        buffer.add(document)
    buffer.write(path)
