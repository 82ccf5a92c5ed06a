"""The list of segments: what was written is read, and anything else is refused before it is unpickled."""

from __future__ import annotations

import pytest
from whoosh.index import EmptyIndexError, create_in

from archive.search.whoosh.format.contents import ColumnarIndex
from archive.search.whoosh.format.segment_file import SegmentCorrupt
from archive.search.whoosh.writing.writer import ColumnarWriter
from tests.search.whoosh.archives import new_schema


@pytest.fixture
def folder(tmp_path):
    """An index with a commit."""
    ColumnarWriter(create_in(tmp_path, new_schema())).commit()
    return tmp_path


def test_the_list_is_read_back(folder):
    assert ColumnarIndex(folder).latest_generation() == 1
    assert ColumnarIndex(folder).is_empty()


def test_no_list_is_no_index(folder):
    (folder / "_MAIN_1.toc").unlink()
    with pytest.raises(EmptyIndexError):
        ColumnarIndex(folder).is_empty()


def test_flipped_bits_and_other_lengths_are_seen(folder):
    path = folder / "_MAIN_1.toc"
    whole = path.read_bytes()
    flipped = [
        whole[:place] + bytes([whole[place] ^ 1 << place % 8]) + whole[place + 1 :] for place in range(0, len(whole), 7)
    ]
    for content in (*flipped, b"", whole[:-1], whole[: len(whole) // 2], whole + b"\0"):
        path.write_bytes(content)
        with pytest.raises(SegmentCorrupt):
            ColumnarIndex(folder).is_empty()
