"""Builds parts of an index in separate processes, which read their articles themselves: so a build uses all cores."""

from __future__ import annotations

import gc
import multiprocessing
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

from whoosh.fields import Schema

from archive.search.engine import Batch, Chunks
from archive.search.errors import UNWRITABLE, EntryRefused
from archive.search.whoosh.format.codec import EXTENSION
from archive.search.whoosh.writing.write_buffer import Buffer

# The buffer of a building process; its vocabulary is reused from part to part.
_buffer: list[Buffer] = []


@dataclass(frozen=True, slots=True)
class BuiltPart:
    """A part of an index on disk, and how many articles it holds."""

    path: Path
    count: int


def built_parts(
    schema: Schema, chunks: Chunks, folder: Path, *, processes: int, most_words: int
) -> Iterator[list[BuiltPart]]:
    """Yield the parts that a chunk makes, chunk after chunk, of so many words each.

    The processes are spawned, and so share nothing by accident. Raises EntryRefused with the article whose entry could
    not be added, and what reading raises.
    """
    context = multiprocessing.get_context("spawn")
    make = partial(_parts_of, read=chunks.read, folder=folder, most_words=most_words)
    with ProcessPoolExecutor(processes, context, initializer=_start, initargs=(schema, chunks.prepare)) as pool:
        try:
            for parts, articles, missing in pool.map(make, enumerate(chunks.chunks)):
                yield parts
                chunks.done(articles, missing)
        except BaseException:
            pool.shutdown(cancel_futures=True)  # what is queued is not built
            raise


def _start(schema: Schema, prepare: Callable[[], object]) -> None:
    prepare()
    _buffer[:] = [Buffer(schema)]
    # Rows refer to one another, and looking for such cycles again and again takes a tenth of the time: what a chunk
    # left is collected after it.
    gc.disable()
    gc.freeze()


def _parts_of(
    numbered: tuple[int, Any], *, read: Callable[[Any], Batch], folder: Path, most_words: int
) -> tuple[list[BuiltPart], int, list[int]]:
    """Return a chunk's parts, the number of its articles, and those without an entry."""
    number, chunk = numbered
    buffer = _buffer[0]
    buffer.clear()
    gc.collect()
    batch = read(chunk)
    parts: list[BuiltPart] = []

    def write() -> None:
        path = folder / f"{number}-{len(parts)}{EXTENSION}"
        buffer.write(path)
        parts.append(BuiltPart(path, buffer.doc_count))
        buffer.clear()

    for entry in batch.entries:
        try:
            buffer.add(entry)
        except UNWRITABLE as error:
            raise EntryRefused(entry.get("pk")) from error
        if buffer.word_count >= most_words:
            write()
    if buffer.doc_count:
        write()
    return parts, len(batch.ids), batch.without_entry()
