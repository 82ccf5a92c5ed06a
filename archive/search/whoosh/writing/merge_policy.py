"""Merge policy: which segments are merged when, and merging them while others read and write.

A commit merges small segments only, so that no editor waits; `compact` merges the others, and holds the writer lock
only while the result is swapped in.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
from whoosh.index import FileIndex, LockError
from whoosh.util.filelock import try_for

from archive.search.whoosh.format.codec import EXTENSION, ColumnarCodec, map_segment
from archive.search.whoosh.format.contents import put_contents
from archive.search.whoosh.writing.segment_merge import Source, merge

# Maximal size of a segment in documents, so that a document's number takes two bytes in every posting.
MAX_DOCS = 1 << 16
# Maximal number of documents that a commit merges: some tens of milliseconds.
MAX_MERGED_BY_COMMIT = 2_000
# Maximal number of unmerged segments of about one size.
SEGMENTS_A_SIZE = 8
COMPACTED_PREFIX = "compacted-"


def clear_drafts(folder: Path, prefix: str) -> None:
    """Remove the drafts of that prefix; the caller holds the lock under which they are written."""
    for stale in folder.glob(f"{prefix}*"):
        stale.unlink(missing_ok=True)


def merge_into_segments(
    storage: Any, indexname: str, schema: Any, sources: list[Source], prefix: str
) -> list[tuple[Any, ...]]:
    """Merge sources, in order, into as few segments as they fit in, as drafts with a prefix in their names.

    Whoosh deletes files named like segments that are in no index; it ignores drafts. Returns for each segment the
    segment, its draft's path, and its sources.
    """
    merged: list[tuple[Any, ...]] = []
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
            room = MAX_DOCS
        groups[-1].append(source)
        room -= source.live_count
    return groups


def source_of(storage: Any, segment: Any) -> Source:
    """Return a committed segment as a merge source."""
    live = None
    if segment.has_deletions():
        live = np.ones(segment.doc_count_all(), dtype=bool)
        live[np.fromiter(segment.deleted_docs(), dtype=np.intp)] = False
    return Source(map_segment(storage, segment), live)


def due_for_merge(segments: list[Any], most: int | None = MAX_MERGED_BY_COMMIT) -> list[Any]:
    """Choose segments to merge: when there are too many of about one size, all up to that size.

    Sizes are powers of `SEGMENTS_A_SIZE`, so that a document is rewritten a logarithmic number of times. `most` limits
    the documents of the chosen ones together; None is no limit, and lets a segment that is half deleted be rewritten by
    itself.
    """
    half_deleted = [s for s in segments if s.deleted_count() * 2 > s.doc_count_all()] if most is None else []
    by_size = sorted((s for s in segments if s.doc_count() <= MAX_DOCS // 2), key=lambda segment: segment.doc_count())
    chosen: list[Any] = []
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
    return [segment for segment in segments if segment in chosen or segment in half_deleted]


def compact(index: FileIndex, *, everything: bool = False, timeout: float = 10.0) -> int:
    """Merge the segments that commits leave unmerged, large ones too, while others read and write; return how many.

    The new segment is written without the lock. Then, under it, documents deleted meanwhile are deleted in it too, and
    it replaces the old ones; unless a commit merged one of them meanwhile, or another process is compacting, when
    everything stays as it is (0). Raises `whoosh.index.LockError` where a writer holds the lock for `timeout` seconds.
    """
    compacting = index.lock("COMPACTLOCK")
    if not compacting.acquire():
        return 0
    try:
        clear_drafts(Path(index.storage.folder), COMPACTED_PREFIX)
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


def _put_in_place(index: FileIndex, old: dict[str, Source], merged: list[tuple[Any, ...]], timeout: float) -> bool:
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
        put_contents(index.storage, index.indexname, info.schema, segments, info.generation + 1)
        return True
    finally:
        lock.release()


def _deleted_meanwhile(group: list[Source], deleted: dict[int, Iterable[int]]) -> Iterator[int]:
    """Return the numbers in the merged segment of documents that were live when their source was read, and are deleted
    now.
    """
    first = 0
    for source in group:
        numbers = source.new_docs(first)
        yield from (int(numbers[doc]) for doc in deleted[id(source)] if source.live is None or source.live[doc])
        first += source.live_count
