"""Merging: which segments, and what is written meanwhile."""

from __future__ import annotations

from whoosh import query as q
from whoosh.index import open_dir

from archive.search.whoosh.querying.executor import execute
from archive.search.whoosh.writing import merge_policy
from archive.search.whoosh.writing.merge_policy import MAX_DOCS, MAX_MERGED_BY_COMMIT, compact, due_for_merge
from archive.search.whoosh.writing.writer import ColumnarWriter
from tests.search.whoosh.writing.test_writer import document, found, index, save, segment_sizes

__all__ = ["index"]


class Sized:
    """A segment as the merge plan sees it."""

    def __init__(self, count: int, deleted: int = 0) -> None:
        self.count, self.deleted = count, deleted

    def doc_count(self) -> int:
        return self.count - self.deleted

    def doc_count_all(self) -> int:
        return self.count

    def deleted_count(self) -> int:
        return self.deleted


def test_a_commit_never_merges_much():
    segments = [Sized(size) for size in [500] * 40 + [1] * 5 + [100_000]]
    assert sum(segment.count for segment in due_for_merge(segments)) <= MAX_MERGED_BY_COMMIT


def test_a_large_segment_does_not_keep_small_ones_from_being_merged():
    small = [Sized(1) for _ in range(9)]
    assert due_for_merge([Sized(100_000), *small]) == small


def test_compacting_takes_large_segments_too():
    segments = [Sized(5_000) for _ in range(9)]
    assert due_for_merge(segments) == []
    assert due_for_merge(segments, most=None) == segments


def test_compacting_writes_a_segment_anew_that_is_half_deleted():
    worn = Sized(100, deleted=60)
    assert due_for_merge([Sized(1_000), worn], most=None) == [worn]


def test_compacting_keeps_every_live_document(index):
    for pk in range(20):
        save(index, document(pk), document(100), merge=False)
    assert compact(index, everything=True) == 20
    assert (found(index), segment_sizes(index)) == ([*range(20), 100], [21])


def test_what_is_written_while_an_index_is_compacted_stays(index, monkeypatch):
    for pk in range(4):
        save(index, document(pk), merge=False)
    merge = merge_policy.merge

    def merge_and_meanwhile(*arguments):
        merge(*arguments)
        save(index, document(1, "salt"), document(9), merge=False)
        writer = ColumnarWriter(index)
        writer.delete_by_term("pk", 2)
        writer.commit(merge=False)

    monkeypatch.setattr(merge_policy, "merge", merge_and_meanwhile)
    compact(index, everything=True)
    assert (found(index), found(index, "salt")) == ([0, 3, 9], [1])
    assert sorted(segment_sizes(index)) == [2, 2]


def test_compacting_gives_way_to_a_commit_that_merged_the_same(index, monkeypatch):
    for pk in range(3):
        save(index, document(pk), merge=False)
    merge = merge_policy.merge

    def merge_and_meanwhile(*arguments):
        merge(*arguments)
        monkeypatch.setattr(merge_policy, "merge", merge)
        ColumnarWriter(index).commit(optimize=True)

    monkeypatch.setattr(merge_policy, "merge", merge_and_meanwhile)
    assert compact(index, everything=True) == 0
    assert found(index) == [0, 1, 2]


def test_an_open_searcher_outlives_a_merge(index, tmp_path):
    for pk in range(3):
        save(index, document(pk), merge=False)
    with index.searcher() as searcher:
        compact(index, everything=True)
        assert execute(searcher, q.Term("body", "ferri")).count == 3
    assert found(open_dir(tmp_path)) == [0, 1, 2]


def test_full_segments_are_left_alone():
    assert due_for_merge([Sized(MAX_DOCS) for _ in range(20)], most=None) == []


def test_one_process_compacts_at_a_time(index):
    for pk in range(3):
        save(index, document(pk), merge=False)
    lock = index.lock("COMPACTLOCK")
    assert lock.acquire()
    assert compact(index, everything=True) == 0
    lock.release()
    assert compact(index, everything=True) == 3


def test_what_a_killed_compaction_left_is_cleared_away(index, tmp_path):
    save(index, document(1), merge=False)
    save(index, document(2), merge=False)
    (tmp_path / f"{merge_policy.COMPACTED_PREFIX}MAIN_x").write_bytes(b"half")
    compact(index, everything=True)
    assert not list(tmp_path.glob(f"{merge_policy.COMPACTED_PREFIX}*"))
