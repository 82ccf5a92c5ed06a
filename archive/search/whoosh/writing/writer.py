"""Writes articles to the index: Whoosh's writer interface, columnar segments, bounded memory, short commits.

    writer = ColumnarWriter(index)
    writer.update_document(id="archive.article.12", pk=12, title="…", body="…", year=2004)
    writer.commit()

Articles are collected in a `Buffer`. When it exceeds its memory, it is written to disk as a sorted part; `commit`
merges the parts, and older segments that are due (see `merge_policy`), into new segments.
"""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from typing import Any

import numpy as np
from whoosh.index import FileIndex, LockError
from whoosh.util.filelock import try_for
from whoosh.writing import IndexingError, SegmentWriter

from archive.search.engine import Chunks
from archive.search.whoosh.format.codec import EXTENSION, ColumnarCodec, MappedSegment, docs_with, file_state
from archive.search.whoosh.format.contents import put_contents
from archive.search.whoosh.writing.merge_policy import (
    MAX_DOCS,
    clear_drafts,
    due_for_merge,
    merge_into_segments,
    source_of,
)
from archive.search.whoosh.writing.parallel_build import built_parts
from archive.search.whoosh.writing.segment_merge import Source
from archive.search.whoosh.writing.write_buffer import BYTES_A_WORD, Buffer

DEFAULT_MEMORY_MB = 128
PARTS_PREFIX = "parts-"
DRAFT_PREFIX = "draft-"


class ColumnarWriter(SegmentWriter):
    """The only writer of an index, with the interface of Whoosh's `SegmentWriter`; the schema's fields as `Buffer`
    supports them.

    `limitmb` limits the memory of articles not yet written, in megabytes. Raises `whoosh.index.LockError` where another
    writer holds the lock for `timeout` seconds, TypeError for a schema that columnar segments do not support.
    """

    def __init__(
        self,
        index: FileIndex,
        *,
        limitmb: int = DEFAULT_MEMORY_MB,
        timeout: float = 0.0,
        delay: float = 0.01,
    ) -> None:
        # Not SegmentWriter's: it opens files and pools that are not needed here.
        self.writelock = index.lock("WRITELOCK")
        if not try_for(self.writelock.acquire, timeout=timeout, delay=delay):
            raise LockError
        try:
            self._open(index, limitmb)
        except BaseException:
            self.writelock.release()
            raise

    def _open(self, index: FileIndex, limitmb: int) -> None:
        info = index._read_toc()
        self.storage, self.indexname, self.codec = index.storage, index.indexname, ColumnarCodec()
        self.generation, self.schema, self.segments = info.generation + 1, info.schema, info.segments
        self._setup_doc_offsets()
        self.is_closed = False
        self._added = False
        self._folder = Path(index.storage.folder)
        # Drafts beside the index were left by a writer that was killed, as the lock is ours.
        for stale in self._folder.glob(f"{PARTS_PREFIX}*"):
            shutil.rmtree(stale, ignore_errors=True)
        clear_drafts(self._folder, DRAFT_PREFIX)
        self._buffer = Buffer(self.schema)
        self._most_words = max(limitmb * 1_000_000 // BYTES_A_WORD, 10_000)
        self._parts: list[_Part] = []
        self._parts_folder: Path | None = None
        self._count = 0  # documents added
        self._replaced: set[int] = set()  # those of them that a later one with the same unique value replaced
        self._numbers: dict[tuple[str, bytes], int] = {}
        self._own_reader = None

    # --- adding and deleting ------------------------------------------------------------------------------------------

    def add_document(self, **fields: Any) -> None:
        """Add a document. Raises KeyError for an unknown field, TypeError for a value that its field cannot store."""
        self._check_state()
        self._buffer.add(fields)
        for name in self._unique_fields(fields):
            self._numbers[name, self.schema[name].to_bytes(fields[name])] = self._count
        self._count += 1
        self._added = True
        if self._buffer.word_count >= self._most_words or self._buffer.doc_count >= MAX_DOCS:
            self._write_part()

    def add_chunks(self, chunks: Chunks, processes: int) -> None:
        """Add the documents of chunks, which so many processes read and analyse within the memory of this writer.

        Raises EntryRefused for one that cannot be stored, and what reading raises.
        """
        self._check_state()
        self._added = True
        # Half of the memory is for what is read, and waits to be added.
        most_words = max(self._most_words // processes // 2, 10_000)
        made = built_parts(self.schema, chunks, self._folder_of_parts(), processes=processes, most_words=most_words)
        for part in chain.from_iterable(made):
            self._parts.append(_Part(part.path, self._count, part.count))
            self._count += part.count

    def update_document(self, **fields: Any) -> None:
        """Add a document, and delete those, committed or not, that have the same value in a unique field."""
        self._check_state()
        for name in self._unique_fields(fields):
            self.delete_by_term(name, fields[name])
        self.add_document(**fields)

    def delete_by_term(self, fieldname: str, text: Any, searcher: Any = None) -> int:
        """Delete the documents with a term, committed ones and, by a unique field, those added just now."""
        text = self.schema[fieldname].to_bytes(text)
        pending = self._numbers.pop((fieldname, text), None)
        if pending is not None:
            self._replaced.add(pending)
        deleted = 0 if pending is None else 1
        for number in docs_with(self._committed(), fieldname, text):
            if not self.is_deleted(number):
                self.delete_document(number)
                deleted += 1
        return deleted

    def _committed(self) -> Any:
        # One reader for the whole life of the writer: Whoosh's own opens one for every updated document.
        if self._own_reader is None:
            self._own_reader = self.reader()
        return self._own_reader

    def add_reader(self, reader: Any) -> None:
        raise NotImplementedError("Indexes of another codec are rebuilt from the archive, not read in")

    def _write_part(self) -> None:
        path = self._folder_of_parts() / f"{len(self._parts)}{EXTENSION}"
        documents = self._buffer.doc_count
        self._parts.append(_Part(path, self._count - documents, documents))
        self._buffer.write(path)
        self._buffer.clear()

    def _folder_of_parts(self) -> Path:
        if self._parts_folder is None:
            self._parts_folder = Path(tempfile.mkdtemp(prefix=PARTS_PREFIX, dir=self._folder))
        return self._parts_folder

    # --- committing ---------------------------------------------------------------------------------------------------

    def commit(
        self, mergetype: Callable[..., Any] | None = None, optimize: bool | None = None, merge: bool | None = None
    ) -> None:
        """Commit all additions and deletions.

        `optimize` merges everything into one segment, `merge=False` merges nothing; otherwise small segments that are
        due are merged. Whoosh's merge policies (`mergetype`) are for its own codec and raise IndexingError.
        """
        self._check_state()
        if mergetype is not None:
            raise IndexingError("A columnar index plans its merges itself")
        chosen = self.segments if optimize else [] if merge is False else due_for_merge(self.segments)
        kept = [segment for segment in self.segments if segment not in chosen]
        contents = kept + self._new_segments(chosen)
        put_contents(self.storage, self.indexname, self.schema, contents, self.generation)
        self._finish()

    def _new_segments(self, chosen: list[Any]) -> list[Any]:
        """Write the additions, and the chosen segments with them; return the new segments."""
        if not chosen and not self._parts:
            return self._segment_of_buffer() if self._count else []
        if self._buffer.doc_count:
            self._write_part()
        sources = [source_of(self.storage, segment) for segment in chosen]
        sources += [part.source(self._replaced) for part in self._parts]
        merged = merge_into_segments(self.storage, self.indexname, self.schema, sources, DRAFT_PREFIX)
        for segment, path, _ in merged:
            path.rename(self._folder / segment.make_filename(EXTENSION))
        return [segment for segment, _, _ in merged]

    def _segment_of_buffer(self) -> list[Any]:
        segment = self.codec.new_segment(self.storage, self.indexname)
        self._buffer.write(self._folder / segment.make_filename(EXTENSION))
        segment.set_doc_count(self._count)
        for number in self._replaced:
            segment.delete_document(number)
        return [segment] if segment.doc_count() else []

    def _finish(self) -> None:
        if self._parts_folder is not None:
            shutil.rmtree(self._parts_folder, ignore_errors=True)
        self.writelock.release()
        self.is_closed = True

    def cancel(self) -> None:
        """Discard all additions and deletions, and release the lock."""
        self._check_state()
        self._finish()

    def doc_count(self) -> int:
        """Return how many documents were added."""
        return self._count


@dataclass(frozen=True, slots=True)
class _Part:
    """A part on disk: the number of its first document among all that were added, and their count."""

    path: Path
    first: int
    count: int

    def source(self, replaced: set[int]) -> Source:
        """Return the part, to be merged without the documents that a later one took the place of."""
        return Source(MappedSegment(self.path, file_state(self.path)), self._live(replaced))

    def _live(self, replaced: set[int]) -> np.ndarray | None:
        gone = [number - self.first for number in replaced if self.first <= number < self.first + self.count]
        if not gone:
            return None
        live = np.ones(self.count, dtype=bool)
        live[gone] = False
        return live
