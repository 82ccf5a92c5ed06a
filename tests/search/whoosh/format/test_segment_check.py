"""Every byte of a segment's file is looked at: one that is not what was written is seen, wherever it stands."""

from __future__ import annotations

import random

import numpy as np
import pytest

from archive.search.whoosh.format import segment_file
from archive.search.whoosh.format.segment_check import blocks_checked
from archive.search.whoosh.format.segment_file import SegmentCorrupt, SegmentFileWriter


@pytest.fixture
def path(tmp_path):
    """A file of two sections, with room between them and before them that belongs to neither."""
    writer = SegmentFileWriter(tmp_path / "MAIN_x.bkf")
    writer.add("title.docs", np.arange(11, dtype="<u2"))
    writer.add("title.positions", np.arange(70, dtype="<u4"))
    writer.finish({"doc_count": 11})
    return tmp_path / "MAIN_x.bkf"


def test_a_sound_file_is_read_whole(path):
    assert sum(blocks_checked(path)) == 11 * 2 + 70 * 4


def test_each_flipped_bit_is_seen(path):
    whole = path.read_bytes()
    for place in range(len(whole)):
        bit = 1 << random.Random(place).randrange(8)
        path.write_bytes(whole[:place] + bytes([whole[place] ^ bit]) + whole[place + 1 :])
        with pytest.raises(SegmentCorrupt):
            list(blocks_checked(path))


def test_each_length_that_is_not_the_files_own_is_seen(path):
    whole = path.read_bytes()
    for content in (*(whole[:length] for length in range(len(whole))), whole + b"\0"):
        path.write_bytes(content)
        with pytest.raises(SegmentCorrupt):
            list(blocks_checked(path))


def test_it_says_where_the_damage_is(path):
    whole = path.read_bytes()
    path.write_bytes(whole[:64] + b"\xff" + whole[65:])
    with pytest.raises(SegmentCorrupt, match=r"title\.docs") as caught:
        list(blocks_checked(path))
    assert (caught.value.file, caught.value.section) == ("MAIN_x.bkf", "title.docs")


def test_a_block_at_a_time(path, monkeypatch):
    assert segment_file.BLOCK == 1 << 18
    assert list(blocks_checked(path)) == [22, 280]
