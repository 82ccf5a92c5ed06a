"""The columnar codec: Whoosh's readers, cursors and matchers over a mapped segment, so that every Whoosh query can run.

Segments of this codec are written by `writer.ColumnarWriter`; the vectorised executor reads the same arrays without the
matchers. Whoosh's own columns, vectors and stored texts are not kept: what is filtered, counted and sorted by, and the
one field that is stored (`id`), are columns of whole values.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, cast
from weakref import WeakValueDictionary

import numpy as np
from whoosh.codec import base
from whoosh.codec.whoosh3 import W3Codec, W3Segment
from whoosh.fields import FieldType
from whoosh.matching import LeafMatcher, ReadTooFar
from whoosh.reading import TermInfo, TermNotFound
from whoosh.system import pack_uint
from whoosh.util.numeric import byte_to_length

from archive.search.whoosh.format.columns import Column, Scalar
from archive.search.whoosh.format.integer_lists import MappedRows
from archive.search.whoosh.format.inverted_index import MappedField
from archive.search.whoosh.format.schema import Number
from archive.search.whoosh.format.segment_arrays import Postings, SegmentArrays
from archive.search.whoosh.format.segment_file import SegmentCorrupt, SegmentFile

EXTENSION = ".bkf"
# Where a matcher stands at its end: some of Whoosh's own (SpanNot) ask for the document even then.
_AFTER_ALL = 1 << 62


class MappedSegment:
    """A segment's file and its fields, shared by all readers of it in this process."""

    def __init__(self, path: Path) -> None:
        self.file = SegmentFile(path)
        self.doc_count: int = self.file.meta["doc_count"]
        self.names: list[str] = sorted(self.file.meta["fields"])
        self._fields: dict[str, MappedField] = {}
        self.names_of_rows: list[str] = sorted(self.file.meta.get("rows", {}))
        self._columns: dict[str, Column] = {}
        self._rows: dict[str, MappedRows] = {}

    def rows(self, name: str) -> MappedRows | None:
        """The rows of numbers beside the documents, None where none of this name were kept."""
        if name not in self._rows and name in self.names_of_rows:
            self._rows[name] = MappedRows(self.file, name)
        return self._rows.get(name)

    def field(self, name: str) -> MappedField | None:
        """The field of this name, None where nothing was indexed in it."""
        if name not in self._fields and name in self.file.meta["fields"]:
            self._fields[name] = MappedField(self.file, name)
        return self._fields.get(name)

    def column(self, name: str, fieldobj: Any) -> Column:
        """The column of a field of whole values; kept as long as the mapping, for whoever opens the segment next."""
        if name not in self._columns:
            field = self.field(name)
            if field is None or field.codes is None:
                self._columns[name] = Column([], np.zeros(self.doc_count, dtype=np.uint8))
            else:
                self._columns[name] = field.column(_values(field, fieldobj))
        return self._columns[name]


def _values(field: MappedField, fieldobj: FieldType) -> list[Scalar]:
    if not isinstance(fieldobj, Number):
        return [fieldobj.from_bytes(term) for term in field.terms]
    # A number's term is a byte for Whoosh's tiers, of which there is one, and the number from its least up, big-endian.
    size = fieldobj.bits // 8
    rows = field.terms.texts.reshape(len(field.terms), size + 2)
    numbers = np.ascontiguousarray(rows[:, 1 : size + 1]).view(f">u{size}").ravel()
    return cast("list[Scalar]", (numbers - (1 << fieldobj.bits - 1)).astype(f"i{size}").tolist())


_mapped: WeakValueDictionary[tuple[Any, ...], MappedSegment] = WeakValueDictionary()


def map_segment(storage: Any, segment: Any) -> MappedSegment:
    """Map a segment's file, once a process however many readers there are. Raises FileNotFoundError, SegmentCorrupt."""
    path = Path(storage.folder, segment.make_filename(EXTENSION))
    status = path.stat()
    key = (path, status.st_dev, status.st_ino, status.st_mtime_ns, status.st_size)
    # No lock, which a fork could leave held for ever: two threads may map a file twice, and one mapping is kept.
    mapped = _mapped.get(key)
    if mapped is None:
        mapped = _mapped.setdefault(key, MappedSegment(path))
    return mapped


def needed_field(mapped: MappedSegment, name: str) -> MappedField:
    """A field that has terms. Raises SegmentCorrupt where nothing was indexed in it."""
    field = mapped.field(name)
    if field is None:
        raise SegmentCorrupt(f"{mapped.file.path.name} has no field {name!r}")
    return field


class ColumnarSegment(SegmentArrays):
    """The arrays of a columnar segment: views of the file."""

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
            return np.ones(self.doc_count, dtype=np.uint8)
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
    def should_assemble(self) -> bool:
        return False  # it is one file already, and a compound one could not be mapped


class _PerDocumentReader(base.PerDocumentReader):
    def __init__(self, mapped: MappedSegment, segment: Any) -> None:
        self._mapped, self._segment = mapped, segment
        self.has_deletions = segment.has_deletions
        self.is_deleted = segment.is_deleted
        self.deleted_docs = segment.deleted_docs
        self.doc_count_all = segment.doc_count_all
        self.doc_count = segment.doc_count

    def _lengths(self, fieldname: str) -> np.ndarray | None:
        field = self._mapped.field(fieldname)
        return None if field is None or field.lengths is None else field.lengths.read()

    def doc_field_length(self, docnum: int, fieldname: str, default: int = 0) -> int:
        lengths = self._lengths(fieldname)
        return default if lengths is None else byte_to_length(int(lengths[docnum]))

    def field_length(self, fieldname: str) -> int:
        field = self._mapped.field(fieldname)
        return 0 if field is None else field.length_total

    def min_field_length(self, fieldname: str) -> int:
        lengths = self._lengths(fieldname)
        return 0 if lengths is None or not len(lengths) else byte_to_length(int(lengths.min()))

    def max_field_length(self, fieldname: str) -> int:
        lengths = self._lengths(fieldname)
        return 0 if lengths is None or not len(lengths) else byte_to_length(int(lengths.max()))

    def stored_fields(self, docnum: int) -> dict[str, Any]:
        stored = {}
        for name in self._mapped.file.meta["stored"]:
            field = self._mapped.field(name)
            if field is not None and field.codes is not None:
                code = int(field.codes.read(docnum, docnum + 1)[0])
                if code < len(field.terms):
                    stored[name] = field.terms[code].decode()
        return stored


class _TermsReader(base.TermsReader):
    def __init__(self, mapped: MappedSegment) -> None:
        self.mapped = mapped

    def __contains__(self, term: Any) -> bool:
        field = self.mapped.field(term[0])
        return field is not None and field.terms.number(term[1]) >= 0

    def _field(self, fieldname: str, text: bytes) -> tuple[MappedField, int]:
        field = self.mapped.field(fieldname)
        number = -1 if field is None else field.terms.number(text)
        if field is None or number < 0:
            raise TermNotFound(f"No term {fieldname}:{text!r}")
        return field, number

    def _needed(self, name: str) -> MappedField:
        return needed_field(self.mapped, name)

    def indexed_field_names(self) -> list[str]:
        return self.mapped.names

    def terms(self) -> Iterator[tuple[str, bytes]]:
        return ((name, text) for name in self.mapped.names for text in self._needed(name).terms)

    def terms_from(self, fieldname: str, prefix: bytes) -> Iterator[tuple[str, bytes]]:
        for name in self.mapped.names:
            if name >= fieldname:
                terms = self._needed(name).terms
                first = terms.place(prefix) if name == fieldname else 0
                yield from ((name, terms[number]) for number in range(first, len(terms)))

    def items(self) -> Iterator[tuple[tuple[str, bytes], TermInfo]]:
        return ((term, self.term_info(*term)) for term in self.terms())

    def items_from(self, fieldname: str, prefix: bytes) -> Iterator[tuple[tuple[str, bytes], TermInfo]]:
        return ((term, self.term_info(*term)) for term in self.terms_from(fieldname, prefix))

    def term_info(self, fieldname: str, text: bytes) -> TermInfo:
        field, number = self._field(fieldname, text)
        docs, freqs = field.docs_of(number, number + 1), field.freqs_of(number, number + 1)
        lengths = np.ones(1, np.uint8) if field.lengths is None else field.lengths.read()[docs]
        return TermInfo(
            weight=float(freqs.sum()),
            df=len(docs),
            minlength=byte_to_length(int(lengths.min())),
            maxlength=byte_to_length(int(lengths.max())),
            maxweight=float(freqs.max()),
            minid=int(docs[0]),
            maxid=int(docs[-1]),
        )

    def frequency(self, fieldname: str, text: bytes) -> float:
        return float(self.term_info(fieldname, text).weight())

    def doc_frequency(self, fieldname: str, text: bytes) -> int:
        field = self.mapped.field(fieldname)
        number = -1 if field is None else field.terms.number(text)
        return 0 if field is None or number < 0 else field.bound(number + 1) - field.bound(number)

    def matcher(self, fieldname: str, text: bytes, format_: Any, scorer: Any = None) -> ColumnarMatcher:
        field, number = self._field(fieldname, text)
        return ColumnarMatcher(field, number, (fieldname, text), format_, scorer)

    def cursor(self, fieldname: str, fieldobj: Any) -> base.FieldCursor:
        field = self.mapped.field(fieldname)
        return base.EmptyCursor() if field is None else _Cursor(self, field, fieldname, fieldobj)


class _Cursor(base.FieldCursor):
    """Whoosh's walk through the terms of a field."""

    def __init__(self, reader: _TermsReader, field: MappedField, name: str, fieldobj: Any) -> None:
        self._reader, self._terms, self._name, self._fieldobj = reader, field.terms, name, fieldobj
        self._number = 0

    def first(self) -> Any:
        self._number = 0
        return self.text()

    def find(self, term: Any) -> Any:
        self._number = self._terms.place(term if isinstance(term, bytes) else self._fieldobj.to_bytes(term))
        return self.text()

    def next(self) -> Any:
        self._number = min(self._number + 1, len(self._terms))
        return self.text()

    def is_valid(self) -> bool:
        return self._number < len(self._terms)

    def text(self) -> Any:
        return self._fieldobj.from_bytes(self._terms[self._number]) if self.is_valid() else None

    def term_info(self) -> TermInfo | None:
        return self._reader.term_info(self._name, self._terms[self._number]) if self.is_valid() else None


class ColumnarMatcher(LeafMatcher):
    """Whoosh's walk through the postings of a term. All of them are one block."""

    def __init__(self, field: MappedField, number: int, term: Any, format_: Any, scorer: Any) -> None:
        self.format, self.scorer = format_, scorer
        self._field, self._number, self._term = field, number, term
        self._docs: list[int] = field.docs_of(number, number + 1).tolist()
        self._end = len(self._docs)
        self._docs.append(_AFTER_ALL)
        self._freqs = field.freqs_of(number, number + 1)
        self._weights: list[float] = self._freqs.astype(np.float64).tolist()
        self._bounds: np.ndarray | None = None
        self._place = 0

    def copy(self) -> ColumnarMatcher:
        twin = ColumnarMatcher(self._field, self._number, self._term, self.format, self.scorer)
        twin._place = self._place
        return twin

    def reset(self) -> None:
        self._place = 0

    def is_active(self) -> bool:
        return self._place < self._end

    def replace(self, minquality: float = 0) -> ColumnarMatcher:
        return self

    def id(self) -> int:
        return self._docs[self._place]

    def all_ids(self) -> Iterator[int]:
        return iter(self._docs[self._place : self._end])

    def weight(self) -> float:
        return self._weights[self._place]

    def next(self) -> bool:
        if not self.is_active():
            raise ReadTooFar
        self._place += 1
        return False

    def skip_to(self, target: int) -> None:
        if not self.is_active():
            raise ReadTooFar
        self._place = bisect_left(self._docs, target, self._place, self._end)

    def skip_to_quality(self, minquality: float) -> int:
        if self.is_active() and self.block_quality() <= minquality:
            self._place = self._end
            return 1
        return 0

    def block_min_id(self) -> int:
        return self._docs[0]

    def block_max_id(self) -> int:
        return self._docs[self._end - 1]

    def block_max_weight(self) -> float:
        return max(self._weights)

    def block_min_length(self) -> int:
        lengths = self._field.lengths
        return 1 if lengths is None else byte_to_length(int(lengths.read()[self._docs[: self._end]].min()))

    def block_max_length(self) -> int:
        lengths = self._field.lengths
        return 1 if lengths is None else byte_to_length(int(lengths.read()[self._docs[: self._end]].max()))

    def value(self) -> bytes:
        """The posting as Whoosh's format would encode it."""
        if self._field.positions is not None:
            return cast("bytes", self.format.encode(self._positions()))
        return pack_uint(int(self.weight())) if self.format.posting_size else b""

    def value_as(self, astype: str) -> Any:
        return self._positions() if astype == "positions" else super().value_as(astype)

    def _positions(self) -> list[int]:
        if self._bounds is None:
            self._bounds = np.concatenate(([0], np.cumsum(self._freqs, dtype=np.intp)))
        positions = self._field.positions_of(self._number, self._number + 1)
        return cast("list[int]", positions[self._bounds[self._place] : self._bounds[self._place + 1]].tolist())
