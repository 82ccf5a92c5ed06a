"""Reads a segment's file from the disk, and compares every byte with what was written."""

from __future__ import annotations

import os
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np

from archive.search.whoosh.format.segment_file import BLOCK, FIRST, HEADER_SIZE, SegmentCorrupt, read_directory


def blocks_checked(path: Path) -> Iterator[int]:
    """Compare a segment's file, a block at a time; yields how many bytes each step looked at.

    Raises SegmentCorrupt for any byte that is not what was written, also one that no search looks at, and OSError. The
    file is read, not mapped: a process that maps one is ended when it looks at bytes that were cut off meanwhile.
    """
    descriptor = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
    try:
        size = os.fstat(descriptor).st_size
        directory = read_directory(path.name, lambda start, length: os.pread(descriptor, length, start), size)
        end = HEADER_SIZE
        for name, line in sorted(directory["sections"].items(), key=lambda item: item[1][2]):
            _compare_gap(descriptor, path.name, end, line[2])
            yield from _section_checked(descriptor, path.name, name, line)
            end = line[2] + _length(line)
        _compare_gap(descriptor, path.name, end, max(FIRST, -(-end // FIRST) * FIRST))
    finally:
        os.close(descriptor)


def _section_checked(descriptor: int, file: str, name: str, line: list[Any]) -> Iterator[int]:
    offset, checksums = line[2], line[3]
    length = _length(line)
    for number, checksum in enumerate(checksums):
        start = number * BLOCK
        content = os.pread(descriptor, min(BLOCK, length - start), offset + start)
        if zlib.crc32(content) != checksum:
            raise SegmentCorrupt(f"{file}: {name}: block {number} is not what was written", file, name)
        yield len(content)


def _compare_gap(descriptor: int, file: str, start: int, end: int) -> None:
    """Raise SegmentCorrupt unless the bytes between two sections are zero."""
    if any(os.pread(descriptor, end - start, start)):
        raise SegmentCorrupt(f"{file}: bytes {start} to {end} are not what was written", file)


def _length(line: list[Any]) -> int:
    kind, items, _, _ = line
    return int(items) * int(np.dtype(kind).itemsize)
