"""Columnar codec: the interface between Whoosh's indexes and readers and a mapped segment.

`writer.ColumnarWriter` writes segments of this codec, and the executor reads them as arrays. Whoosh's matchers and
cursors do not run on them. Whoosh's own columns, vectors and stored texts are not stored: columns of whole values serve
for filters, counts and sorting.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path
from typing import Any, NamedTuple, cast, overload
from weakref import WeakValueDictionary

import numpy as np
from whoosh.codec import base
from whoosh.codec.whoosh3 import W3Codec, W3Segment
from whoosh.fields import FieldType
from whoosh.reading import IndexReader, SegmentReader

from archive.search.whoosh.format.columns import Column, Scalar
from archive.search.whoosh.format.integer_lists import MappedRows
from archive.search.whoosh.format.inverted_index import MappedField
from archive.search.whoosh.format.schema import Number
from archive.search.whoosh.format.segment_arrays import Postings, SegmentArrays
from archive.search.whoosh.format.segment_file import SegmentCorrupt, SegmentFile

EXTENSION = ".bkf"


class FileState(NamedTuple):
    """Identity of a file's content: a segment's file is written once, and a changed state means that it was damaged."""

    device: int
    inode: int
    changed: int
    size: int


def file_state(path: Path) -> FileState:
    """Return the present state of a file. Raises FileNotFoundError."""
    status = os.stat(path)
    return FileState(status.st_dev, status.st_ino, status.st_mtime_ns, status.st_size)


class MappedSegment:
    """A segment's file and its fields, shared by all its readers in this process.

    The fields of texts that it is opened `without`, because they are damaged, it has not: nothing is found in them.
    """

    def __init__(self, path: Path, state: FileState, without: frozenset[str] = frozenset()) -> None:
        self.state = state
        self.file = SegmentFile(path)
        self.doc_count: int = self.file.meta["doc_count"]
        self.names: list[str] = sorted(self.file.meta["fields"].keys() - without)
        self._fields: dict[str, MappedField] = {}
        self.names_of_rows: list[str] = sorted(self.file.meta.get("rows", {}))
        self._columns: dict[str, Column] = {}
        self._rows: dict[str, MappedRows] = {}

    def rows(self, name: str) -> MappedRows | None:
        """Return the rows of numbers of documents; None where there are none of this name."""
        if name not in self._rows and name in self.names_of_rows:
            self._rows[name] = MappedRows(self.file, name)
        return self._rows.get(name)

    def field(self, name: str) -> MappedField | None:
        """Return the field of this name; None where nothing was indexed in it."""
        if name not in self._fields and name in self.names:
            self._fields[name] = MappedField(self.file, name)
        return self._fields.get(name)

    def column(self, name: str, fieldobj: Any) -> Column:
        """Return the column of a field of whole values; cached with the mapping, for the next reader of the segment."""
        if name not in self._columns:
            field = self.field(name)
            if field is None or field.codes is None:
                self._columns[name] = Column([], np.zeros(self.doc_count, dtype=np.uint8))
            else:
                self._columns[name] = field.column(_values(field, fieldobj, self.doc_count))
        return self._columns[name]


class _Texts(Sequence[str]):
    """Values of a field that are nearly all distinct: decoded lazily, since few are ever needed."""

    def __init__(self, terms: Sequence[bytes]) -> None:
        self._terms = terms

    def __len__(self) -> int:
        return len(self._terms)

    @overload
    def __getitem__(self, place: int) -> str: ...
    @overload
    def __getitem__(self, place: slice) -> list[str]: ...
    def __getitem__(self, place: int | slice) -> str | list[str]:
        if isinstance(place, slice):
            return [term.decode() for term in self._terms[place]]
        return self._terms[place].decode()


def _values(field: MappedField, fieldobj: FieldType, doc_count: int) -> Sequence[Scalar]:
    if not isinstance(fieldobj, Number):
        if len(field.terms) * 2 > doc_count:
            return _Texts(field.terms)
        return [fieldobj.from_bytes(term) for term in field.terms]
    # A number's term has a byte for Whoosh's tiers, of which there is one, and the number counted from the smallest,
    # big-endian.
    size = fieldobj.bits // 8
    rows = field.terms.texts.reshape(len(field.terms), size + 2)
    numbers = np.ascontiguousarray(rows[:, 1 : size + 1]).view(f">u{size}").ravel()
    return cast("list[Scalar]", (numbers - (1 << fieldobj.bits - 1)).astype(f"i{size}").tolist())


_mapped: WeakValueDictionary[tuple[Path, FileState, frozenset[str]], MappedSegment] = WeakValueDictionary()


def map_segment(storage: Any, segment: Any) -> MappedSegment:
    """Map a segment's file, once a process however many readers it has. Raises FileNotFoundError, SegmentCorrupt."""
    path = Path(storage.folder, segment.make_filename(EXTENSION))
    key = (path, file_state(path), segment.without_fields)
    # No lock, which a fork could leave locked for ever: two threads may map a file twice, and one mapping stays.
    mapped = _mapped.get(key)
    if mapped is None:
        mapped = _mapped.setdefault(key, MappedSegment(*key))
    return mapped


def needed_field(mapped: MappedSegment, name: str) -> MappedField:
    """Return a field that has terms. Raises SegmentCorrupt where nothing was indexed in it."""
    field = mapped.field(name)
    if field is None:
        raise SegmentCorrupt(f"{mapped.file.path.name} has no field {name!r}")
    return field


class ColumnarSegment(SegmentArrays):
    """Arrays of a columnar segment: views of the file."""

    def __init__(self, reader: Any) -> None:
        super().__init__(reader)
        self._mapped: MappedSegment = reader._terms.mapped

    def terms(self, field: str) -> Sequence[bytes]:
        mapped = self._mapped.field(field)
        return () if mapped is None else mapped.terms

    def find(self, field: str, text: bytes) -> int:
        mapped = self._mapped.field(field)
        return -1 if mapped is None else mapped.terms.number(text)

    def doc_frequencies(self, field: str, first: int, last: int) -> np.ndarray:
        mapped = self._mapped.field(field)
        return np.diff(mapped.bounds[first : last + 1]) if mapped is not None else np.empty(0, np.intp)

    def doc_frequency(self, field: str, term: int) -> int:
        mapped = needed_field(self._mapped, field)
        return mapped.bound(term + 1) - mapped.bound(term)

    def postings(self, field: str, first: int, last: int) -> Postings:
        mapped = self._mapped.field(field)
        if mapped is None:
            return Postings(np.empty(0, np.intp), np.empty(0, np.uint8), np.zeros(1, np.intp))
        bounds = mapped.bounds[first : last + 1].astype(np.intp)
        return Postings(mapped.docs_of(first, last).astype(np.intp), mapped.freqs_of(first, last), bounds - bounds[0])

    def postings_of(self, field: str, numbers: np.ndarray) -> Postings:
        first, last = int(numbers[0]), int(numbers[-1]) + 1
        if last - first == len(numbers):
            return self.postings(field, first, last)
        mapped = needed_field(self._mapped, field)
        starts = mapped.bounds[numbers].astype(np.intp)
        lengths = mapped.bounds[numbers + 1].astype(np.intp) - starts
        bounds = np.concatenate(([0], np.cumsum(lengths)))
        places = np.repeat(starts - mapped.bound(first) - bounds[:-1], lengths) + np.arange(bounds[-1])
        docs, freqs = mapped.docs_of(first, last), mapped.freqs_of(first, last)
        return Postings(docs[places].astype(np.intp), freqs[places], bounds)

    def positions(self, field: str, term: int) -> tuple[np.ndarray, np.ndarray]:
        mapped = needed_field(self._mapped, field)
        return mapped.freqs_of(term, term + 1).astype(np.intp), mapped.positions_of(term, term + 1)

    def length_bytes(self, field: str) -> np.ndarray:
        mapped = self._mapped.field(field)
        if mapped is None or mapped.lengths is None:
            return np.zeros(self.doc_count, dtype=np.uint8)
        return mapped.lengths.read()

    def column(self, field: str) -> Column:
        mapped = self._mapped.field(field)
        if mapped is not None and mapped.codes is None:
            return super().column(field)
        return self._mapped.column(field, self.reader.schema[field])

    def rows(self, field: str) -> MappedRows | None:
        return self._mapped.rows(field)


class ColumnarCodec(W3Codec):
    """Whoosh's codec for columnar segments."""

    segment_arrays = ColumnarSegment

    def per_document_writer(self, storage: Any, segment: Any) -> Any:
        raise NotImplementedError(
            "Columnar segments are written by archive.search.whoosh.writing.writer.ColumnarWriter"
        )

    field_writer = per_document_writer

    def per_document_reader(self, storage: Any, segment: Any) -> _PerDocumentReader:
        return _PerDocumentReader(map_segment(storage, segment), segment)

    def terms_reader(self, storage: Any, segment: Any) -> _TermsReader:
        return _TermsReader(map_segment(storage, segment))

    def new_segment(self, storage: Any, indexname: str) -> _Segment:
        return _Segment(self, indexname)


class _Segment(W3Segment):
    without_fields: frozenset[str] = frozenset()  # of texts, that a reader is to do without

    def should_assemble(self) -> bool:
        return False  # it is one file already, and a compound file could not be mapped


class _PerDocumentReader(base.PerDocumentReader):
    def __init__(self, mapped: MappedSegment, segment: Any) -> None:
        self._mapped, self._segment = mapped, segment
        self.has_deletions = segment.has_deletions
        self.is_deleted = segment.is_deleted
        self.deleted_docs = segment.deleted_docs
        self.doc_count_all = segment.doc_count_all
        self.doc_count = segment.doc_count

    def field_length(self, fieldname: str) -> int:
        field = self._mapped.field(fieldname)
        return 0 if field is None else field.length_total


class _TermsReader(base.TermsReader):
    """Terms for Whoosh's reader: the mapping, from which everything is read."""

    def __init__(self, mapped: MappedSegment) -> None:
        self.mapped = mapped

    def __contains__(self, term: tuple[str, bytes]) -> bool:
        field = self.mapped.field(term[0])
        return field is not None and field.terms.number(term[1]) >= 0

    def indexed_field_names(self) -> list[str]:
        return self.mapped.names


def docs_with(reader: IndexReader, name: str, text: bytes) -> list[int]:
    """Return the numbers, in the whole index, of documents with a term, including deleted ones not yet merged away."""
    found: list[int] = []
    for leaf, first in reader.leaf_readers():
        field = leaf._terms.mapped.field(name) if isinstance(leaf, SegmentReader) else None
        number = -1 if field is None else field.terms.number(text)
        if field is not None and number >= 0:
            found += [first + doc for doc in field.docs_of(number, number + 1).tolist()]
    return found
