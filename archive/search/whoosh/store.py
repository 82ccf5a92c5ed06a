"""The index on disk: generations that are built separately and swapped in, one writer at a time, refreshed searchers.

index/CURRENT            names the generation that is searched, and the version of its schema
index/g0003/             a Whoosh index
index/writer.lock        held by the writing process; the kernel releases it when that ends, however it ends
index/rebuild.lock       held by the process that builds a new generation
index/damaged            known damage, until a rebuild
index/changed-meanwhile  articles written to the old generation while a new one is built
"""

from __future__ import annotations

import os
import shutil
import threading
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
from whoosh.index import FileIndex, create_in
from whoosh.searching import Searcher

from archive.durable_files import sync_folder
from archive.search.engine import BUILD_MEMORY_MB, Chunks
from archive.search.errors import IndexUnusable
from archive.search.whoosh import generations
from archive.search.whoosh.damage import DAMAGE, REMEDY, damage_named
from archive.search.whoosh.format.contents import ColumnarIndex
from archive.search.whoosh.format.schema import build_schema
from archive.search.whoosh.format.segment_file import SegmentCorrupt
from archive.search.whoosh.index_locks import file_lock, is_locked
from archive.search.whoosh.querying.executor import open_segments
from archive.search.whoosh.searchers import Opened, Spoilt, open_state
from archive.search.whoosh.verification import Verification, note_damage, noted_damage
from archive.search.whoosh.writing.index_writer import IndexWriter, refusals_named
from archive.search.whoosh.writing.merge_policy import compact

SWAP_RETRIES = 20  # rebuilds that end while one search begins; of a small index each takes some milliseconds
COMMIT_RETRIES = 5  # likewise, commits


class IndexStore:
    """One index directory. Use `store_at`, which caches one per process and directory."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._lock = threading.Lock()
        self._opened: dict[frozenset[Spoilt], Opened] = {}
        self._opened_of: tuple[int, str] | None = None
        self._verification = Verification()

    # --- reading ------------------------------------------------------------------------------------------------------

    def searcher(self) -> Searcher:
        """Return a searcher of the newest committed state. Raises IndexUnusable."""
        return self.opened().searcher

    def opened(self, without: frozenset[Spoilt] = frozenset()) -> Opened:
        """The newest committed state of the current generation, opened once a process until it changes.

        Segments that are damaged, and what it is to be opened `without`, are left out. Raises IndexUnusable
        where there is no index, or nothing of it that can be read.
        """
        for attempt in range(SWAP_RETRIES):
            generation = self.generation()
            try:
                opened = self._opened_now(generation, without)
                # Files of a generation are gone as soon as another has taken its place: that is no damage.
                if not opened.damage or self.generation() == generation:
                    return opened
            except IndexUnusable as error:
                # A rebuild may have put another generation in its place just now, and removed this one; or a commit
                # the list of segments that was to be read.
                is_gone = isinstance(error.__cause__, FileNotFoundError) and attempt < COMMIT_RETRIES
                if self.generation() == generation and not is_gone:
                    raise
        return self._opened_now(self.generation(), without)

    def _opened_now(self, generation: str, without: frozenset[Spoilt]) -> Opened:
        with self._lock, damage_named():
            # A forked worker must not share file positions with its parent: it opens its own searcher.
            if self._opened_of != (os.getpid(), generation):
                self._opened.clear()
                self._opened_of = (os.getpid(), generation)
            opened = self._opened.get(without)
            if opened is None or not opened.is_current():
                # Not Whoosh's refresh(): it closes the readers that other threads may be using. Mapped files are not
                # mapped again unless they changed.
                opened = self._opened[without] = open_state(self.path / generation, without=without)
        reason = "; ".join(opened.damage)
        if reason:
            self.note_damage(reason, generation)
        if opened.is_empty:
            raise IndexUnusable(f"The search index is damaged, and nothing of it can be searched ({reason}). {REMEDY}")
        return opened

    def forget(self) -> None:
        """Close the searcher, so that the next search opens the index again: its files may have been removed."""
        with self._lock:
            self._opened.clear()
            self._opened_of = None

    def note_damage(self, reason: str, generation: str = "") -> None:
        """Note damage that was found in a generation, the current one if none is named.

        Damage to one whose place another has taken by now is nobody's concern.
        """
        current = self.generation()
        if generation in ("", current):
            note_damage(self.path, current, reason)

    def check(self) -> None:
        """Raise IndexUnusable where the index cannot be opened, or damage to it was met."""
        opened = self.opened()
        if reason := "; ".join(opened.damage) or noted_damage(self.path, self.generation()):
            raise IndexUnusable(f"The search index is damaged ({reason}). {REMEDY}")

    def verify(self, *, seconds: float | None = None) -> None:
        """Compare every byte of the index with what was written, for so many seconds where they are given.

        Then only what is due is looked at, and the next call goes on there: files that were changed, or that this
        process has not looked at for some hours. Damage is noted. Raises IndexUnusable.
        """
        self.check()
        generation = self.generation()
        try:
            with damage_named():
                if seconds is None:
                    self._verification.everything(self.path / generation)
                else:
                    self._verification.some(self.path / generation, seconds)
        except IndexUnusable as error:
            if self.generation() == generation:
                note_damage(self.path, generation, str(error.__cause__))
                raise

    def generation(self) -> str:
        """Return the name of the current generation. Raises IndexUnusable where there is none, or one of another
        schema.
        """
        return generations.current_generation(self.path)

    def discard(self) -> None:
        """Drop the index until one is built: its rows are not the archive's any more.

        Its files stay until then, so that no other generation gets its name.
        """
        self.forget()
        if self.path.is_dir():
            (self.path / generations.CURRENT).unlink(missing_ok=True)
            sync_folder(self.path)

    def state(self) -> str:
        """Return the name of the present state, which each commit and each rebuild changes. Raises IndexUnusable."""
        generation = self.generation()
        with damage_named():
            return f"{generation}.{generations.commits(self.path / generation)}"

    def digests(self) -> Iterator[tuple[int, str]]:
        """Return the id and digest of every entry. Raises IndexUnusable."""
        self.check()
        searcher = self.searcher()
        with damage_named():
            for segment, _, _ in open_segments(searcher):
                docs = np.arange(segment.doc_count) if segment.live is None else np.flatnonzero(segment.live)
                column = segment.column("digest")
                digests = (column.values[code] if code < len(column.values) else "" for code in column.codes[docs])
                yield from zip(segment.column("pk").numbers(docs).tolist(), digests, strict=True)

    # --- writing ------------------------------------------------------------------------------------------------------

    @contextmanager
    def writer(self, *, timeout: float) -> Iterator[IndexWriter | None]:
        """Yield the only writer, committed when the block succeeds; None where another holds the lock for `timeout`
        seconds.

        Raises IndexUnusable where there is no index to write to, or a damaged one.
        """
        self.generation()
        with file_lock(self.path / "writer.lock", timeout) as held:
            if not held:
                yield None
                return
            with self._damage_noted():
                writer = IndexWriter(ColumnarIndex(self.path / self.generation()))
            try:
                with self._damage_noted(SegmentCorrupt):
                    yield writer
            except BaseException:
                writer.cancel()
                raise
            if is_locked(self.path / generations.REBUILD_LOCK):
                generations.remember_changes(self.path, writer.touched)
            with self._damage_noted():
                writer.commit()

    @contextmanager
    def _damage_noted(self, *kinds: type[Exception]) -> Iterator[None]:
        """Name damage of these kinds, of any where none is named, and note it; a full disk damages nothing."""
        try:
            with damage_named(kinds=kinds or DAMAGE):
                yield
        except IndexUnusable as error:
            if not isinstance(error.__cause__, OSError | MemoryError):
                self.note_damage(str(error.__cause__))
            raise

    # --- rebuilding ---------------------------------------------------------------------------------------------------

    def rebuild(
        self,
        entries: Iterable[dict[str, Any]] | Chunks,
        entries_of: Callable[[list[int]], Iterable[dict[str, Any]]],
        *,
        processes: int = 1,
        memory_mb: int = BUILD_MEMORY_MB,
    ) -> int:
        """Build a new generation from `entries` beside the current one, and swap it in; return its number of entries.

        Searches and writes continue; what is written meanwhile is read again by `entries_of(pks)` and written to the
        new generation before the swap. With `processes` above 1 so many read and analyse chunks of entries, while this
        one waits; `memory_mb` limits the memory of what they hold together. Raises IndexUnusable where another process
        is building already, EntryRefused for an entry that the index cannot store; the current generation stays then.
        """
        self.path.mkdir(parents=True, exist_ok=True)
        with file_lock(self.path / generations.REBUILD_LOCK, 0.0) as held:
            if not held:
                raise IndexUnusable("The index is being rebuilt by another process already; wait for it to end.")
            generations.forget_changes(self.path)
            generation = generations.next_generation(self.path)
            try:
                index = self._build(generation, entries, processes, memory_mb)
                self._swap_in(generation, index, entries_of)
            except BaseException:
                if generations.generation_or_none(self.path) != generation:
                    shutil.rmtree(self.path / generation, ignore_errors=True)
                raise
            generations.forget_changes(self.path)
            generations.remove_others(self.path, generation)
            return int(index.doc_count())

    def _build(
        self, generation: str, entries: Iterable[dict[str, Any]] | Chunks, processes: int, memory_mb: int
    ) -> FileIndex:
        folder = self.path / generation
        folder.mkdir()
        index = create_in(str(folder), build_schema())
        writer = IndexWriter(index, bulk=True, memory_mb=memory_mb)
        try:
            if isinstance(entries, Chunks) and processes > 1:
                writer.add_chunks(entries, processes)
            else:
                for entry in entries:
                    with refusals_named(entry["pk"]):
                        writer.add(entry)
            writer.commit()
        except BaseException:
            writer.cancel()
            raise
        return index

    def _swap_in(
        self,
        generation: str,
        index: FileIndex,
        entries_of: Callable[[list[int]], Iterable[dict[str, Any]]],
    ) -> None:
        with file_lock(self.path / "writer.lock", 600.0) as writing:
            if not writing:
                raise IndexUnusable("Another process kept the index's lock for ten minutes; the old index stays.")
            if changed := generations.remembered_changes(self.path):
                late = IndexWriter(index)
                late.replace(changed, entries_of(changed))
                late.commit()
            generations.make_current(self.path, generation)

    def compact(self) -> int:
        """Merge the segments that commits leave unmerged, while searches and writes continue; return how many.

        Raises IndexUnusable where there is no sound index.
        """
        generation = self.generation()
        with damage_named():
            return compact(ColumnarIndex(self.path / generation))

    def tidy(self) -> None:
        """Remove the generations that builds which were killed left, unless one is being built."""
        current = generations.generation_or_none(self.path)
        if current is None:
            return
        with file_lock(self.path / generations.REBUILD_LOCK, 0.0) as held:
            if held:
                generations.remove_others(self.path, current)


@cache
def store_at(path: str) -> IndexStore:
    """Return the store of a directory, one per process."""
    return IndexStore(Path(path))
