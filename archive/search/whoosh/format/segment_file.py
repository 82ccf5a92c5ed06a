"""File of a columnar segment: named arrays, one after another, mapped into memory, with checksums compared on first
use.

    0   magic "BKFLcols", version (u32), length of the directory (u32), its offset (u64), its CRC-32 (u32),
        CRC-32 of these 28 bytes (u32)
    64  the sections, each an array of one type, little-endian, beginning at a multiple of 64
    …   the directory: JSON, {"meta": {…}, "sections": {name: [type, items, offset, [CRC-32 of each 256 kB, …]]}}

The directory comes last because checksums are known last. A file is written once and never changed.

The system decides how much of the file is in memory, but a process is charged with the pages that it has mapped: all of
a large index, after some thousand searches. So the mapping is dropped from memory after every `MAX_MAPPED` bytes that
were read.
"""

from __future__ import annotations

import json
import mmap
import os
import struct
import zlib
from collections.abc import Callable
from pathlib import Path
from typing import Any, cast
from weakref import ref

import numpy as np

CODEC_VERSION = 1
MAGIC = b"BKFLcols"
BLOCK = 1 << 18
_HEADER = struct.Struct("<8sIIQI")
_CRC = struct.Struct("<I")
HEADER_SIZE = _HEADER.size + _CRC.size
FIRST = 64
_MAX_DIRECTORY = 1 << 28
# For all files of a process together. A search of 100,000 articles reads four million bytes.
MAX_MAPPED = 160 << 20
# On a page fault, Linux maps the surrounding pages too.
MAPPED_AROUND = 1 << 16
_TYPES = frozenset({"u1", "<u2", "<u4", "<u8", "<f4"})


class SegmentCorrupt(ValueError):
    """A segment's file is truncated, has wrong bytes, or is of another version.

    `file` is its name and `section` the name of the damaged array, "" where it is unknown.
    """

    def __init__(self, reason: str, file: str = "", section: str = "") -> None:
        super().__init__(reason)
        self.file, self.section = file, section


class SectionWriter:
    """One array being written to the file, in pieces; `write` and `finish` raise for more or fewer items than
    reserved.
    """

    def __init__(self, descriptor: int, kind: np.dtype, items: int, offset: int) -> None:
        self.kind, self.items, self.offset = kind, items, offset
        self._descriptor = descriptor
        self._written = 0
        self._crc = 0
        self.checksums: list[int] = []

    @property
    def size(self) -> int:
        return self.items * self.kind.itemsize

    def write(self, values: np.ndarray) -> None:
        """Append values; they are converted to the section's type, and must fit it."""
        piece = np.ascontiguousarray(values, dtype=self.kind).data.cast("B") if len(values) else memoryview(b"")
        start = 0
        while start < len(piece):
            room = BLOCK - (self._written % BLOCK)
            part = piece[start : start + room]
            os.pwrite(self._descriptor, part, self.offset + self._written)
            self._crc = zlib.crc32(part, self._crc)
            self._written += len(part)
            start += len(part)
            if self._written % BLOCK == 0:
                self._end_block()

    def _end_block(self) -> None:
        self.checksums.append(self._crc)
        self._crc = 0

    def finish(self) -> list[Any]:
        """Return the section's entry for the directory."""
        if self._written != self.size:
            raise RuntimeError(f"{self._written} bytes were written of {self.size} reserved")
        if self._written % BLOCK:
            self._end_block()
        return [self.kind.str.lstrip("|"), self.items, self.offset, self.checksums]


class SegmentFileWriter:
    """Writes a segment's file. Sections are reserved in full size; several may be open and written in turn."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_TRUNC, 0o666)
        self._sections: dict[str, SectionWriter] = {}
        self._end = FIRST

    def reserve(self, name: str, kind: np.dtype | str, items: int) -> SectionWriter:
        """Return a section for so many items of a type."""
        section = SectionWriter(self._descriptor, np.dtype(kind).newbyteorder("<"), int(items), self._end)
        self._end += -(-section.size // FIRST) * FIRST
        self._sections[name] = section
        return section

    def add(self, name: str, values: np.ndarray) -> None:
        """Write a whole array as a section."""
        self.reserve(name, values.dtype, len(values)).write(values)

    def finish(self, meta: dict[str, Any]) -> None:
        """Write the directory and sync the file. `meta` is any JSON object."""
        sections = {name: section.finish() for name, section in self._sections.items()}
        directory = json.dumps({"meta": meta, "sections": sections}, separators=(",", ":")).encode()
        os.pwrite(self._descriptor, directory, self._end)
        header = _HEADER.pack(MAGIC, CODEC_VERSION, len(directory), self._end, zlib.crc32(directory))
        os.pwrite(self._descriptor, header + _CRC.pack(zlib.crc32(header)), 0)
        os.fsync(self._descriptor)
        os.close(self._descriptor)

    def abandon(self) -> None:
        """Close and remove the file."""
        os.close(self._descriptor)
        self.path.unlink(missing_ok=True)


class _Maps:
    """Maps of this process, and the number of bytes read from them since they were last dropped from memory."""

    def __init__(self) -> None:
        self._maps: tuple[ref[mmap.mmap], ...] = ()
        self._size = 0
        self._bytes_read = 0

    def add(self, added: mmap.mmap) -> None:
        """Include a map, as long as it exists."""
        # Without a lock, which a fork could leave locked: a map lost between two threads is never dropped from memory.
        there = [one for each in self._maps if (one := each()) is not None]
        self._size = len(added) + sum(map(len, there))
        self._maps = (*map(ref, there), ref(added))

    def count(self, size: int) -> None:
        """Count bytes about to be read; before that, drop the maps from memory if there were many.

        Nothing is lost: pages that a thread reads again are mapped again.
        """
        self._bytes_read += size
        if self._bytes_read > MAX_MAPPED < self._size:
            self._bytes_read = size
            for each in self._maps:
                if (one := each()) is not None:
                    one.madvise(mmap.MADV_DONTNEED)


_maps = _Maps()


class Section:
    """One array of a mapped file. Each block's checksum is compared when the block is first read."""

    def __init__(self, file: str, name: str, buffer: memoryview, values: np.ndarray, checksums: list[int]) -> None:
        self._file, self._name = file, name
        self._buffer, self._values, self._checksums = buffer, values, checksums
        self._itemsize = values.dtype.itemsize
        self._unchecked = bytearray(b"\1" * len(checksums))

    def __len__(self) -> int:
        return len(self._values)

    @property
    def kind(self) -> np.dtype:
        return self._values.dtype

    def read(self, first: int = 0, last: int | None = None) -> np.ndarray:
        """Return the items from `first` up to `last` (exclusive) as a view of the file. Raises SegmentCorrupt."""
        last = len(self._values) if last is None else last
        if not 0 <= first <= last <= len(self._values):
            raise self._corrupt(f"items {first} to {last} of {len(self._values)} asked for")
        if last > first:
            _maps.count((last - first) * self._itemsize + MAPPED_AROUND)
            self._check(first * self._itemsize // BLOCK, (last * self._itemsize - 1) // BLOCK)
        return self._values[first:last]

    def _check(self, first: int, last: int) -> None:
        unchecked = self._unchecked
        block = unchecked.find(1, first, last + 1)
        while block >= 0:
            _maps.count(BLOCK)
            if zlib.crc32(self._buffer[block * BLOCK : (block + 1) * BLOCK]) != self._checksums[block]:
                raise self._corrupt(f"block {block} is not what was written")
            unchecked[block] = 0
            block = unchecked.find(1, block, last + 1)

    def _corrupt(self, reason: str) -> SegmentCorrupt:
        return SegmentCorrupt(f"{self._file}: {self._name}: {reason}", self._file, self._name)


class SegmentFile:
    """A segment's file, mapped for reading. Raises SegmentCorrupt for a damaged file or another version."""

    def __init__(self, path: Path) -> None:
        self.path = path
        with path.open("rb") as file:
            size = os.fstat(file.fileno()).st_size
            if size < FIRST:
                raise SegmentCorrupt(f"{path.name} is cut off", path.name)
            self._map = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
        _maps.add(self._map)
        view = memoryview(self._map)
        directory = read_directory(path.name, lambda start, length: bytes(view[start : start + length]), size)
        self.meta: dict[str, Any] = directory["meta"]
        self.sections = {name: self._section(view, name, line) for name, line in directory["sections"].items()}

    def _section(self, view: memoryview, name: str, line: list[Any]) -> Section:
        kind, items, offset, checksums = line
        file = self.path.name
        if kind not in _TYPES:
            raise SegmentCorrupt(f"{file}: {name} is of the unknown type {kind!r}", file, name)
        end = offset + items * np.dtype(kind).itemsize
        if end > len(view):
            raise SegmentCorrupt(f"{file}: {name} is cut off", file, name)
        part = view[offset:end]
        return Section(file, name, part, np.frombuffer(part, dtype=kind), checksums)


def read_directory(name: str, read: Callable[[int, int], bytes], size: int) -> dict[str, Any]:
    """Return the directory of a segment's file of that name and size; `read` gives so many bytes from a place on.

    Raises SegmentCorrupt where the file is not one, whole and of this version.
    """
    header = read(0, FIRST)
    if len(header) < FIRST:
        raise SegmentCorrupt(f"{name} is cut off", name)
    magic, version, length, offset, crc = _HEADER.unpack(header[: _HEADER.size])
    if magic != MAGIC:
        raise SegmentCorrupt(f"{name} is not a columnar segment", name)
    if zlib.crc32(header[: _HEADER.size]) != _CRC.unpack(header[_HEADER.size : HEADER_SIZE])[0]:
        raise SegmentCorrupt(f"{name}: the header is not what was written", name)
    if version != CODEC_VERSION:
        raise SegmentCorrupt(f"{name} is of version {version}, not {CODEC_VERSION}", name)
    if offset + length != size or length > _MAX_DIRECTORY:
        raise SegmentCorrupt(f"{name} is cut off, or something was added to it", name)
    directory = read(offset, length)
    if zlib.crc32(directory) != crc:
        raise SegmentCorrupt(f"{name}: the directory is not what was written", name)
    return cast("dict[str, Any]", json.loads(directory))
