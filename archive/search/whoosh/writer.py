"""Writes articles to the index: Whoosh's writer interface, columnar segments, bounded memory, short commits.

    writer = ColumnarWriter(index)
    writer.update_document(id="archive.article.12", pk=12, title="…", body="…", year=2004)
    writer.commit()

Articles gather in a `Buffer`. What does not fit in the memory allowed is written aside as a part, sorted; `commit`
merges the parts, and such older segments as are due, into one new segment. A commit merges small segments only, so that
no editor waits for a large merge; `compact` does those, and holds the lock only while the result is put in place.
"""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from whoosh.index import TOC, FileIndex, LockError, clean_files
from whoosh.util.filelock import try_for
from whoosh.writing import IndexingError, SegmentWriter

from archive.search.whoosh.buffer import BYTES_A_WORD, Buffer
from archive.search.whoosh.codec import EXTENSION, ColumnarCodec, MappedSegment, map_segment
from archive.search.whoosh.merging import Source, merge

DEFAULT_MEMORY_MB = 128
# A segment holds at most so many documents, so that a document's number takes two bytes in every posting.
MOST_DOCS = 1 << 16
# Segments that a commit may merge have at most so many documents together: some tens of milliseconds.
MOST_MERGED_BY_COMMIT = 2_000
# So many segments of about one size are left side by side; one more, and they are merged.
SEGMENTS_A_SIZE = 8
PARTS_PREFIX = "parts-"
DRAFT_PREFIX = "draft-"
COMPACTED_PREFIX = "compacted-"


class ColumnarWriter(SegmentWriter):
    """The one writer of an index, as Whoosh's own `SegmentWriter` is used; the schema's fields as `Buffer` takes them.

    `limitmb` bounds the memory for articles not yet written, in megabytes. Raises `whoosh.index.LockError` where
    another writer keeps the lock for `timeout` seconds, TypeError for a schema that columnar segments cannot keep.
    """

    def __init__(
        self, index: FileIndex, *, limitmb: int = DEFAULT_MEMORY_MB, timeout: float = 0.0, delay: float = 0.01
    ) -> None:
        # Not SegmentWriter's: it opens files and pools that are of no use here.
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
        # Whatever writers at work have beside the index was left by one that was killed: the lock is ours.
        for stale in self._folder.glob(f"{PARTS_PREFIX}*"):
            shutil.rmtree(stale, ignore_errors=True)
        _clear_drafts(self._folder, DRAFT_PREFIX)
        self._buffer = Buffer(self.schema)
        self._most_words = max(limitmb * 1_000_000 // BYTES_A_WORD, 10_000)
        self._parts: list[_Part] = []
        self._parts_folder: Path | None = None
        self._count = 0  # documents added
        self._replaced: set[int] = set()  # those of them that a later one with the same name took the place of
        self._numbers: dict[tuple[str, bytes], int] = {}
        self._own_reader = None

    # --- adding and deleting ------------------------------------------------------------------------------------------

    def add_document(self, **fields) -> None:
        """Add a document. Raises KeyError for an unknown field, TypeError for a value that its field cannot take."""
        self._check_state()
        self._buffer.add(fields)
        for name in self._unique_fields(fields):
            self._numbers[name, self.schema[name].to_bytes(fields[name])] = self._count
        self._count += 1
        self._added = True
        if self._buffer.word_count >= self._most_words or self._buffer.doc_count >= MOST_DOCS:
            self._write_part()

    def update_document(self, **fields) -> None:
        """Add a document, and delete those, committed or not, that have the same value in a unique field."""
        self._check_state()
        for name in self._unique_fields(fields):
            self.delete_by_term(name, fields[name])
        self.add_document(**fields)

    def delete_by_term(self, fieldname: str, text, searcher=None) -> int:
        """Delete the documents with a term, committed ones and, by a unique field, such as were added just now."""
        text = self.schema[fieldname].to_bytes(text)
        pending = self._numbers.pop((fieldname, text), None)
        if pending is not None:
            self._replaced.add(pending)
        deleted = 0 if pending is None else 1
        reader = self._committed()
        if (fieldname, text) in reader:
            matcher = reader.postings(fieldname, text)
            while matcher.is_active():
                if not self.is_deleted(matcher.id()):
                    self.delete_document(matcher.id())
                    deleted += 1
                matcher.next()
        return deleted

    def _committed(self):
        # One reader for the whole life of the writer: Whoosh's own opens one for every document updated.
        if self._own_reader is None:
            self._own_reader = self.reader()
        return self._own_reader

    def add_reader(self, reader) -> None:
        raise NotImplementedError("Indexes of another codec are rebuilt from the archive, not read in")

    def _write_part(self) -> None:
        if self._parts_folder is None:
            self._parts_folder = Path(tempfile.mkdtemp(prefix=PARTS_PREFIX, dir=self._folder))
        path = self._parts_folder / f"{len(self._parts)}{EXTENSION}"
        self._buffer.write(path)
        self._parts.append(_Part(path, self._count - self._buffer.doc_count, self._buffer.doc_count))
        self._buffer.clear()

    # --- committing ---------------------------------------------------------------------------------------------------

    def commit(
        self, mergetype: Callable | None = None, optimize: bool | None = None, merge: bool | None = None
    ) -> None:
        """Make all that was added and deleted the state that readers see.

        `optimize` merges everything into one segment, `merge=False` merges nothing; else small segments that are due.
        Whoosh's merge policies (`mergetype`) are for its own codec; given one, this raises IndexingError.
        """
        self._check_state()
        if mergetype is not None:
            raise IndexingError("A columnar index plans its merges itself")
        chosen = self.segments if optimize else [] if merge is False else due_for_merge(self.segments)
        kept = [segment for segment in self.segments if segment not in chosen]
        self._commit_toc(kept + self._new_segments(chosen))
        self._finish()

    def _new_segments(self, chosen: list) -> list:
        """Write what was added, and the chosen segments with it; return the new segments."""
        if not chosen and not self._parts:
            return self._segment_of_buffer() if self._count else []
        if self._buffer.doc_count:
            self._write_part()
        sources = [source_of(self.storage, segment) for segment in chosen]
        sources += [Source(MappedSegment(part.path), part.live(self._replaced)) for part in self._parts]
        merged = merge_into_segments(self.storage, self.indexname, self.schema, sources, DRAFT_PREFIX)
        for segment, path, _ in merged:
            path.rename(self._folder / segment.make_filename(EXTENSION))
        return [segment for segment, _, _ in merged]

    def _segment_of_buffer(self) -> list:
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
        """Forget all that was added and deleted, and let go of the lock."""
        self._check_state()
        self._finish()

    def doc_count(self) -> int:
        """How many documents were added."""
        return self._count


@dataclass(frozen=True, slots=True)
class _Part:
    """Documents written aside: the first one's number among all that were added, and how many they are."""

    path: Path
    first: int
    count: int

    def live(self, replaced: set[int]) -> np.ndarray | None:
        gone = [number - self.first for number in replaced if self.first <= number < self.first + self.count]
        if not gone:
            return None
        live = np.ones(self.count, dtype=bool)
        live[gone] = False
        return live


def _clear_drafts(folder: Path, prefix: str) -> None:
    for stale in folder.glob(f"{prefix}*"):
        stale.unlink(missing_ok=True)


def merge_into_segments(storage, indexname: str, schema, sources: list[Source], prefix: str) -> list[tuple]:
    """Merge sources, in order, into as few segments as hold them, as drafts whose names begin with a prefix.

    Whoosh clears away what is named as a segment and is none yet; drafts it leaves alone. Returns of each segment the
    segment, its draft's path, and the sources that went into it.
    """
    merged: list[tuple] = []
    try:
        for group in _groups([source for source in sources if source.live_count]):
            segment = ColumnarCodec().new_segment(storage, indexname)
            draft = Path(storage.folder, f"{prefix}{segment.segment_id()}")
            merged.append((segment, draft, group))
            merge(draft, schema, group)
            segment.set_doc_count(sum(source.live_count for source in group))
    except BaseException:
        for _, draft, _ in merged:
            draft.unlink(missing_ok=True)
        raise
    return merged


def _groups(sources: list[Source]) -> list[list[Source]]:
    groups: list[list[Source]] = []
    room = 0
    for source in sources:
        if source.live_count > room:
            groups.append([])
            room = MOST_DOCS
        groups[-1].append(source)
        room -= source.live_count
    return groups


def source_of(storage, segment) -> Source:
    """A committed segment, to be merged."""
    live = None
    if segment.has_deletions():
        live = np.ones(segment.doc_count_all(), dtype=bool)
        live[np.fromiter(segment.deleted_docs(), dtype=np.intp)] = False
    return Source(map_segment(storage, segment), live)


def due_for_merge(segments: list, most: int | None = MOST_MERGED_BY_COMMIT) -> list:
    """Choose segments to merge: when more than enough of about one size stand side by side, all up to that size.

    Sizes are powers of `SEGMENTS_A_SIZE`, so that a document is written again a logarithmic number of times. `most` is
    how many documents the chosen ones may have together; None is any number, and lets a segment that is half deleted be
    written anew by itself.
    """
    worn = [s for s in segments if s.deleted_count() * 2 > s.doc_count_all()] if most is None else []
    by_size = sorted((s for s in segments if s.doc_count() <= MOST_DOCS // 2), key=lambda segment: segment.doc_count())
    chosen: list = []
    total = count = 0
    limit = SEGMENTS_A_SIZE
    for number, segment in enumerate(by_size):
        while segment.doc_count() > limit:
            limit, count = limit * SEGMENTS_A_SIZE, 0
        count += 1
        total += segment.doc_count()
        if most is not None and total > most:
            break
        if count > SEGMENTS_A_SIZE:
            chosen = by_size[: number + 1]
    return [segment for segment in segments if segment in chosen or segment in worn]


def compact(index: FileIndex, *, everything: bool = False, timeout: float = 10.0) -> int:
    """Merge what commits leave unmerged, large segments too, while others read and write; return how many were merged.

    The new segment is written without the lock. Then, under it, documents deleted meanwhile are deleted in it too, and
    it takes the place of the old ones; unless a commit merged one of them meanwhile, or another process is compacting,
    when all stays as it is (0). Raises `whoosh.index.LockError` where a writer keeps the lock for `timeout` seconds.
    """
    compacting = index.lock("COMPACTLOCK")
    if not compacting.acquire():
        return 0
    try:
        _clear_drafts(Path(index.storage.folder), COMPACTED_PREFIX)
        return _compact(index, everything, timeout)
    finally:
        compacting.release()


def _compact(index: FileIndex, everything: bool, timeout: float) -> int:
    info = index._read_toc()
    chosen = info.segments if everything else due_for_merge(info.segments, most=None)
    if not chosen or (len(chosen) == 1 and not chosen[0].has_deletions()):
        return 0
    sources = [source_of(index.storage, segment) for segment in chosen]
    merged = merge_into_segments(index.storage, index.indexname, info.schema, sources, COMPACTED_PREFIX)
    try:
        done = _put_in_place(index, dict(zip((s.segment_id() for s in chosen), sources, strict=True)), merged, timeout)
    finally:
        for _, draft, _ in merged:
            draft.unlink(missing_ok=True)
    return len(chosen) if done else 0


def _put_in_place(index: FileIndex, old: dict[str, Source], merged: list[tuple], timeout: float) -> bool:
    lock = index.lock("WRITELOCK")
    if not try_for(lock.acquire, timeout=timeout, delay=0.01):
        raise LockError
    try:
        info = index._read_toc()
        present = {segment.segment_id(): segment for segment in info.segments}
        if not old.keys() <= present.keys():
            return False
        deleted = {id(source): present[name].deleted_docs() for name, source in old.items()}
        for segment, draft, group in merged:
            for number in _deleted_meanwhile(group, deleted):
                segment.delete_document(number)
            draft.rename(draft.with_name(segment.make_filename(EXTENSION)))
        kept = [segment for name, segment in present.items() if name not in old]
        segments = [segment for segment, _, _ in merged] + kept
        TOC(info.schema, segments, info.generation + 1).write(index.storage, index.indexname)
        clean_files(index.storage, index.indexname, info.generation + 1, segments)
        return True
    finally:
        lock.release()


def _deleted_meanwhile(group: list[Source], deleted: dict[int, Iterable[int]]) -> Iterator[int]:
    """The numbers in the merged segment of documents that were live when their source was read."""
    first = 0
    for source in group:
        numbers = source.new_docs(first)
        yield from (int(numbers[doc]) for doc in deleted[id(source)] if source.live is None or source.live[doc])
        first += source.live_count
