"""The segment's file: what is written is read, in any order of writing, and mistakes of the writer are caught."""

from __future__ import annotations

import re
from pathlib import Path

import numpy as np
import pytest

from archive.search.whoosh.format import segment_file
from archive.search.whoosh.format.segment_file import SegmentCorrupt, SegmentFile, SegmentFileWriter


def test_sections_written_in_turn_are_read_whole(tmp_path, monkeypatch):
    monkeypatch.setattr(segment_file, "BLOCK", 64)  # many blocks, so that pieces straddle them
    path = tmp_path / "segment"
    writer = SegmentFileWriter(path)
    first, second = writer.reserve("first", "u4", 100), writer.reserve("second", "u1", 90)
    for start in range(0, 100, 10):
        first.write(np.arange(start, start + 10))
        second.write(np.full(9, start))
    writer.add("third", np.array([], dtype=np.float32))
    writer.finish({"answer": 42})
    file = SegmentFile(path)
    assert file.meta == {"answer": 42}
    assert file.sections["first"].read().tolist() == list(range(100))
    assert file.sections["second"].read(9, 20).tolist() == [10] * 9 + [20] * 2
    assert len(file.sections["third"]) == 0


def test_a_section_not_filled_is_an_error(tmp_path):
    writer = SegmentFileWriter(tmp_path / "segment")
    writer.reserve("short", "u4", 3).write(np.arange(2))
    with pytest.raises(RuntimeError):
        writer.finish({})
    writer.abandon()
    assert not (tmp_path / "segment").exists()


def test_items_beyond_the_end_are_corruption_not_an_empty_answer(tmp_path):
    writer = SegmentFileWriter(tmp_path / "segment")
    writer.add("few", np.arange(3, dtype=np.uint8))
    writer.finish({})
    with pytest.raises(SegmentCorrupt):
        SegmentFile(tmp_path / "segment").sections["few"].read(1, 5)


@pytest.mark.parametrize("content", [b"", b"BKFLcols", b"x" * 200])
def test_another_file_is_no_segment(tmp_path, content):
    (tmp_path / "segment").write_bytes(content)
    with pytest.raises(SegmentCorrupt):
        SegmentFile(tmp_path / "segment")


@pytest.fixture
def numbers(tmp_path):
    """A section of two million bytes."""
    writer = SegmentFileWriter(tmp_path / "large.bkf")
    writer.add("numbers", np.arange(500_000, dtype="<u4"))
    writer.finish({})
    return SegmentFile(tmp_path / "large.bkf").sections["numbers"]


def mapped_kilobytes(name: str) -> int:
    """How much of a file this process has mapped now."""
    found = re.findall(rf"^[^\n]*/{name}\n.*?^Rss:\s+(\d+) kB", Path("/proc/self/smaps").read_text(), re.M | re.S)
    return sum(map(int, found))


def test_what_is_looked_at_outlives_the_emptying_of_the_map(numbers, monkeypatch):
    seen = numbers.read(0, 100_000)
    monkeypatch.setattr(segment_file, "MAX_MAPPED", 1)
    again = numbers.read()
    assert (seen == np.arange(100_000)).all()
    assert (again == np.arange(500_000)).all()


linux = pytest.mark.skipif(not Path("/proc/self/smaps").exists(), reason="only Linux tells what is mapped")


@linux
def test_a_map_is_emptied_when_many_bytes_were_read(numbers, monkeypatch):
    assert numbers.read().any()
    assert mapped_kilobytes("large.bkf") > 1_900
    monkeypatch.setattr(segment_file, "MAX_MAPPED", 1)
    assert numbers.read(0, 2).any()
    assert mapped_kilobytes("large.bkf") < 300


@linux
def test_an_index_that_is_small_altogether_stays_mapped(numbers, monkeypatch):
    assert numbers.read().any()
    monkeypatch.setattr(segment_file, "MAX_MAPPED", 50_000_000)
    for _ in range(30):
        numbers.read()
    assert mapped_kilobytes("large.bkf") > 1_900
