"""Merges columnar segments into one, without deleted documents, in chunks of bounded size."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from itertools import repeat
from pathlib import Path
from typing import Any

import numpy as np
from whoosh.fields import Schema

from archive.search.whoosh.format.codec import MappedSegment
from archive.search.whoosh.format.columns import Column, smallest_unsigned
from archive.search.whoosh.format.integer_lists import write_merged
from archive.search.whoosh.format.inverted_index import MappedField, term_bounds, write_column
from archive.search.whoosh.format.segment_file import SegmentCorrupt, SegmentFileWriter

# Postings per chunk; with their positions, some tens of megabytes.
POSTINGS_AT_A_TIME = 1 << 20


@dataclass
class Source:
    """A segment to be merged: its file, and a flag per document where some were deleted."""

    mapped: MappedSegment
    live: np.ndarray | None = None

    @cached_property
    def live_count(self) -> int:
        return self.mapped.doc_count if self.live is None else int(self.live.sum())

    def new_docs(self, first: int) -> np.ndarray:
        """Return the number in the merged segment of every document; those of deleted ones are meaningless."""
        if self.live is None:
            return np.arange(first, first + self.mapped.doc_count)
        return first + np.cumsum(self.live) - 1


def merge(path: Path, schema: Schema, sources: list[Source]) -> None:
    """Write the live documents of the sources, in order, as one segment, without fields that the schema no longer
    has.
    """
    file = SegmentFileWriter(path)
    try:
        doc_count = sum(source.live_count for source in sources)
        names = sorted({name for source in sources for name in source.mapped.names if name in schema})
        fields = {}
        for name in names:
            field = _MergedField(name, sources, doc_count)
            if field.terms:
                fields[name] = field.write(file)
        rows = {name: _write_merged_rows(file, name, sources) for name in _names_of_rows(sources) if name in schema}
        stored = [name for name, field in schema.items() if field.stored]
        file.finish({"doc_count": doc_count, "fields": fields, "rows": rows, "stored": stored})
    except BaseException:
        file.abandon()
        raise


def _names_of_rows(sources: list[Source]) -> list[str]:
    return sorted({name for source in sources for name in source.mapped.names_of_rows})


def _write_merged_rows(file: SegmentFileWriter, name: str, sources: list[Source]) -> int:
    return write_merged(file, name, [(each.mapped.rows(name), each.live, each.live_count) for each in sources])


@dataclass(slots=True)
class _Part:
    """One source of one field: the merged number of each of its terms, and the new numbers of its documents."""

    field: MappedField
    live: np.ndarray | None
    new_docs: np.ndarray
    ranks: np.ndarray  # of its terms among the merged ones; -1 for a term of deleted documents only
    counts: np.ndarray  # live postings per term
    position_counts: np.ndarray | None  # live positions per term


class _MergedField:
    """One field of all sources, merged."""

    def __init__(self, name: str, sources: list[Source], doc_count: int) -> None:
        self.name, self.sources, self.doc_count = name, sources, doc_count
        self.parts: list[_Part] = []
        first = 0
        for source in sources:
            field = source.mapped.field(name)
            if field is not None:
                self.parts.append(_counted(field, source, first))
            first += source.live_count
        self.terms = self._rank_terms()
        self.totals = self._summed([part.counts for part in self.parts])
        self.bounds = np.concatenate(([0], np.cumsum(self.totals)))
        self.with_freqs = any(part.field.freqs is not None for part in self.parts)
        self.with_positions = any(part.field.positions is not None for part in self.parts)

    def _rank_terms(self) -> list[bytes]:
        """Return the merged terms, and set `ranks` of all parts.

        Each distinct term is held once, however many parts have it: of a rebuild there are hundreds of parts.
        """
        numbers: dict[bytes, int] = {}
        for part in self.parts:
            count = len(part.field.terms)
            alive = repeat(True, count) if part.live is None else (part.counts > 0).tolist()
            terms_alive = zip(part.field.terms, alive, strict=True)
            seen = (numbers.setdefault(term, len(numbers)) if is_alive else -1 for term, is_alive in terms_alive)
            part.ranks = np.fromiter(seen, dtype=np.int32, count=count)
        terms = sorted(numbers)
        # One more than there are terms: it stands for -1, the number of terms of deleted documents only.
        rank = np.full(len(terms) + 1, -1, dtype=np.int32)
        rank[np.fromiter(map(numbers.__getitem__, terms), dtype=np.intp, count=len(terms))] = np.arange(len(terms))
        for part in self.parts:
            part.ranks = rank[part.ranks]
        return terms

    def _summed(self, of_parts: list[np.ndarray | None]) -> np.ndarray:
        """Return the sum over all parts for each merged term, of numbers for each term of a part."""
        totals = np.zeros(len(self.terms), dtype=np.int64)
        for part, numbers in zip(self.parts, of_parts, strict=True):
            if numbers is not None:  # a part has each term once
                known = part.ranks >= 0
                totals[part.ranks[known]] += numbers[known]
        return totals

    def write(self, file: SegmentFileWriter) -> dict[str, Any]:
        """Write the field; return its entry for the directory."""
        name, total = self.name, int(self.bounds[-1])
        file.add(f"{name}.terms", np.frombuffer(b"".join(term + b"\n" for term in self.terms), dtype=np.uint8))
        file.add(f"{name}.term_bounds", term_bounds(self.terms))
        file.add(f"{name}.bounds", self.bounds.astype("<u4" if total < 1 << 32 else "<u8"))
        docs = file.reserve(f"{name}.docs", smallest_unsigned(max(self.doc_count - 1, 0)), total)
        freqs = positions = None
        if self.with_freqs:
            kinds = [np.dtype(np.uint8) if p.field.freqs is None else p.field.freqs.kind for p in self.parts]
            freqs = file.reserve(f"{name}.freqs", np.result_type(*kinds), total)
        if self.with_positions:
            per_term = self._summed([part.position_counts for part in self.parts])
            bounds = np.concatenate(([0], np.cumsum(per_term)))
            file.add(f"{name}.position_bounds", bounds.astype("<u4" if bounds[-1] < 1 << 32 else "<u8"))
            kind = np.result_type(*(part.field.positions.kind for part in self.parts if part.field.positions))
            positions = file.reserve(f"{name}.positions", kind, int(bounds[-1]))
        for chunk in self._chunks():
            merged = self._merged(*chunk)
            docs.write(merged[0])
            if freqs is not None:
                freqs.write(merged[1])
            if positions is not None:
                positions.write(merged[2])
        return self._write_rest(file)

    def _chunks(self) -> Iterator[tuple[int, int]]:
        first = 0
        while first < len(self.terms):
            last = int(np.searchsorted(self.bounds, self.bounds[first] + POSTINGS_AT_A_TIME, side="right")) - 1
            last = max(last, first + 1)
            yield first, last
            first = last

    def _merged(self, first: int, last: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """Return documents, frequencies and positions of the merged terms from `first` up to `last` (exclusive)."""
        taken = [_take(part, first, last, self.with_positions) for part in self.parts]
        terms = np.concatenate([t[0] for t in taken])
        # Each source's postings are in the order of terms; a stable sort joins the sources of a term. Numbers of 16
        # bits are sorted in two passes, whatever their number.
        terms -= first
        order = np.argsort(terms.astype(np.uint16) if last - first < 1 << 16 else terms, kind="stable")
        docs = np.concatenate([t[1] for t in taken])[order]
        freqs = np.concatenate([t[2] for t in taken])
        positions = np.empty(0, dtype=np.uint8)
        if self.with_positions:
            positions = np.concatenate([t[3] for t in taken])
            lengths = freqs.astype(np.intp)
            starts = np.cumsum(lengths) - lengths
            lengths, starts = lengths[order], starts[order]
            new_starts = np.cumsum(lengths) - lengths
            positions = positions[np.repeat(starts - new_starts, lengths) + np.arange(len(positions))]
        return docs, freqs[order], positions

    def _write_rest(self, file: SegmentFileWriter) -> dict[str, Any]:
        if any(part.field.lengths is not None for part in self.parts):
            file.add(f"{self.name}.lengths", self._lengths())
        if any(part.field.codes is not None for part in self.parts):
            write_column(file, self.name, self._column())
        return {"length_total": self._length_total()}

    def _length_total(self) -> int:
        if not self.with_freqs:
            return 0
        return sum(part.field.length_total if part.live is None else _live_words(part) for part in self.parts)

    def _per_source(self) -> Iterator[tuple[Source, MappedField | None]]:
        return ((source, source.mapped.field(self.name)) for source in self.sources)

    def _lengths(self) -> np.ndarray:
        pieces = []
        for source, field in self._per_source():
            section = None if field is None else field.lengths
            lengths = np.zeros(source.mapped.doc_count, dtype=np.uint8) if section is None else section.read()
            pieces.append(lengths if source.live is None else lengths[source.live])
        return np.concatenate(pieces)

    def _column(self) -> Column:
        """Return the codes of all live documents, as numbers of the merged terms."""
        ranks = iter(part.ranks for part in self.parts)
        none = len(self.terms)
        entries, counts = [], []
        for source, field in self._per_source():
            if field is None:
                counts.append(np.zeros(source.live_count, dtype=np.intp))
                continue
            codes, lengths = _entries(field, source)
            counts.append(lengths)
            entries.append(next(ranks)[codes])
        codes, lengths = np.concatenate(entries), np.concatenate(counts)
        kind = smallest_unsigned(none)
        if lengths.max(initial=0) <= 1:
            single = np.full(len(lengths), none, dtype=kind)
            single[lengths == 1] = codes
            return Column(self.terms, single)
        return Column(self.terms, codes.astype(kind), np.concatenate(([0], np.cumsum(lengths))))


def _counted(field: MappedField, source: Source, first: int) -> _Part:
    """Count the live postings and positions of every term."""
    terms = len(field.terms)
    if source.live is None:
        positions = (
            None if field.position_bounds is None else np.diff(np.asarray(field.position_bounds)).astype(np.uint32)
        )
        counts = np.diff(field.bounds).astype(np.uint32)
        return _Part(field, None, source.new_docs(first), np.arange(terms), counts, positions)
    counts = np.zeros(terms, dtype=np.int64)
    positions = None if field.position_bounds is None else np.zeros(terms, dtype=np.int64)
    for low, high in _term_chunks(field):
        live = source.live[field.docs_of(low, high)]
        owners = np.repeat(np.arange(high - low), np.diff(field.bounds[low : high + 1]))[live]
        counts[low:high] = np.bincount(owners, minlength=high - low)
        if positions is not None:
            words = np.bincount(owners, weights=field.freqs_of(low, high)[live], minlength=high - low)
            positions[low:high] = words.astype(np.int64)
    return _Part(field, source.live, source.new_docs(first), np.arange(terms), counts, positions)


def _term_chunks(field: MappedField) -> Iterator[tuple[int, int]]:
    low = 0
    while low < len(field.terms):
        limit = int(field.bounds[low]) + POSTINGS_AT_A_TIME
        high = max(int(np.searchsorted(field.bounds, limit, side="right")) - 1, low + 1)
        yield low, high
        low = high


def _live_words(part: _Part) -> int:
    if part.position_counts is not None:
        return int(part.position_counts.sum())
    total = 0
    for low, high in _term_chunks(part.field):
        freqs = part.field.freqs_of(low, high)
        live = freqs if part.live is None else freqs[part.live[part.field.docs_of(low, high)]]
        total += int(live.sum(dtype=np.int64))
    return total


def _take(part: _Part, first: int, last: int, with_positions: bool) -> tuple[np.ndarray, ...]:
    """Return a part's live postings of some merged terms: the term of each, its document, frequency, and all
    positions.
    """
    known = np.flatnonzero((part.ranks >= first) & (part.ranks < last))
    field = part.field
    if not len(known):
        empty = np.empty(0, dtype=np.uint8)
        return np.empty(0, dtype=np.int64), np.empty(0, dtype=np.int64), empty, empty
    low, high = int(known[0]), int(known[-1]) + 1
    terms = np.repeat(part.ranks[low:high], np.diff(field.bounds[low : high + 1]))
    docs, freqs = field.docs_of(low, high), field.freqs_of(low, high)
    positions = field.positions_of(low, high) if with_positions else np.empty(0, dtype=np.uint8)
    if part.live is not None:
        keep = part.live[docs]
        if with_positions:
            positions = positions[np.repeat(keep, freqs)]
        terms, docs, freqs = terms[keep], docs[keep], freqs[keep]
    return terms, part.new_docs[docs], freqs, positions


def _entries(field: MappedField, source: Source) -> tuple[np.ndarray, np.ndarray]:
    """Return the codes of a source's live documents, one document after another, and how many each has."""
    if field.codes is None:
        raise SegmentCorrupt("A field has no column to merge")
    codes = field.codes.read().astype(np.intp)
    if field.offsets is None:
        present = codes < len(field.terms)
        if source.live is not None:
            present &= source.live
        lengths = present if source.live is None else present[source.live]
        return codes[present], lengths.astype(np.intp)
    lengths = np.diff(field.offsets.read()).astype(np.intp)
    if source.live is None:
        return codes, lengths
    return codes[np.repeat(source.live, lengths)], lengths[source.live]
