"""The segment's file: what is written is read, in any order of writing, and mistakes of the writer are caught."""

from __future__ import annotations

import numpy as np
import pytest

from archive.search.whoosh import segment_file
from archive.search.whoosh.segment_file import SegmentCorrupt, SegmentFile, SegmentFileWriter


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
    file.verify()


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


def test_what_is_looked_at_outlives_the_emptying_of_the_map(tmp_path, monkeypatch):
    path = tmp_path / "large.bkf"
    writer = segment_file.SegmentFileWriter(path)
    writer.add("numbers", np.arange(200_000, dtype="<u4"))
    writer.finish({})
    numbers = segment_file.SegmentFile(path).sections["numbers"]
    seen = numbers.read(0, 100_000)
    monkeypatch.setattr(segment_file, "MOST_MAPPED", 1)
    again = numbers.read()
    assert (seen == np.arange(100_000)).all()
    assert (again == np.arange(200_000)).all()
