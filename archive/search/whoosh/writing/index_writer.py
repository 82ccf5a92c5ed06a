"""Writes entries of articles to one index, and says which of them it could not take."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Any

from whoosh.index import FileIndex

from archive.search.engine import Chunks
from archive.search.errors import UNWRITABLE, EntryRefused
from archive.search.fields import document_id
from archive.search.whoosh.format.codec import docs_with
from archive.search.whoosh.writing.writer import ColumnarWriter

WRITING_MEMORY_MB = 32


class IndexWriter:
    """Writes entries to one Whoosh index; readers see nothing before `commit`."""

    def __init__(self, index: FileIndex, *, bulk: bool = False, memory_mb: int = WRITING_MEMORY_MB) -> None:
        self._reader = None if bulk else index.reader()
        self._writer = ColumnarWriter(index, limitmb=memory_mb)
        self.touched: list[int] = []

    def replace(self, pks: Iterable[int], entries: Iterable[dict[str, Any]]) -> None:
        """Replace the entries of these articles by the given ones; articles without one are removed.

        Raises EntryRefused for an entry that the index cannot store.
        """
        fresh = list(entries)
        for pk in pks:
            self._remove(pk)
            self.touched.append(pk)
        for entry in fresh:
            with refusals_named(entry.get("pk")):
                self.add(entry)

    def _remove(self, pk: int) -> None:
        # `update_document` would open a reader per article for this.
        if self._reader is None:
            return
        for number in docs_with(self._reader, "id", document_id(pk).encode()):
            self._writer.delete_document(number)

    def add(self, entry: dict[str, Any]) -> None:
        """Add one entry."""
        self._writer.add_document(**entry)

    def add_chunks(self, chunks: Chunks, processes: int) -> None:
        """Add the entries of chunks, which so many processes read and analyse. Raises EntryRefused."""
        self._writer.add_chunks(chunks, processes)

    def commit(self) -> None:
        """Commit what was written."""
        try:
            self._writer.commit()
        except BaseException:
            # A full disk, for example: the lock must not stay with an abandoned writer.
            self.cancel()
            raise
        finally:
            self._close()

    def cancel(self) -> None:
        """Discard what was written, unless it was committed."""
        if not self._writer.is_closed:
            self._writer.cancel()
        self._close()

    def _close(self) -> None:
        if self._reader is not None:
            self._reader.close()


@contextmanager
def refusals_named(pk: int | None) -> Iterator[None]:
    """Raise EntryRefused with the article whose entry could not be added."""
    try:
        yield
    except UNWRITABLE as error:
        raise EntryRefused(pk) from error
