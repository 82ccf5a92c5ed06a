"""The columnar writer: what is seen after a commit, what is merged and when, and what killed writers leave behind."""

from __future__ import annotations

from pathlib import Path

import pytest
from whoosh import query as q
from whoosh.fields import STORED, TEXT, Schema
from whoosh.index import LockError, create_in

from archive.search.engine import Batch, Chunks
from archive.search.errors import EntryRefused
from archive.search.whoosh.querying.executor import execute
from archive.search.whoosh.writing import merge_policy
from archive.search.whoosh.writing import writer as writing
from archive.search.whoosh.writing.writer import ColumnarWriter
from tests.search.whoosh.archives import new_schema


def document(pk: int, body: str = "ferry", **more) -> dict:
    return {"id": f"archive.article.{pk}", "pk": pk, "body": body, **more}


@pytest.fixture
def index(tmp_path):
    return create_in(tmp_path, new_schema())


def save(index, *documents, **options) -> None:
    writer = ColumnarWriter(index)
    for one in documents:
        writer.update_document(**one)
    writer.commit(**options)


def found(index, word: str = "ferri") -> list[int]:
    with index.searcher() as searcher:
        return sorted(execute(searcher, q.Term("body", word), limit=10_000).pks)


def segment_sizes(index) -> list[int]:
    return [segment.doc_count() for segment in index._segments()]


def test_nothing_is_seen_before_the_commit(index):
    writer = ColumnarWriter(index)
    writer.add_document(**document(1))
    assert found(index) == []
    writer.commit()
    assert found(index) == [1]


def test_cancelling_leaves_all_as_it_was(index):
    save(index, document(1))
    writer = ColumnarWriter(index)
    writer.update_document(**document(1, "salt"))
    writer.cancel()
    assert found(index) == [1]


def test_an_update_takes_the_place_of_the_committed_document(index):
    save(index, document(1), document(2))
    save(index, document(1, "salt"))
    assert (found(index), found(index, "salt")) == ([2], [1])


def test_an_update_takes_the_place_of_one_not_yet_committed(index):
    save(index, document(1, "salt"), document(2), document(1))
    assert (found(index), found(index, "salt")) == ([1, 2], [])


def test_a_replaced_document_is_gone_after_merging(index):
    save(index, document(1, "salt"), document(1))
    ColumnarWriter(index).commit(optimize=True)
    assert segment_sizes(index) == [1]


def test_deleting_takes_out_committed_and_added_documents(index):
    save(index, document(1), document(2))
    writer = ColumnarWriter(index)
    writer.add_document(**document(3))
    assert [writer.delete_by_term("id", f"archive.article.{pk}") for pk in (1, 3, 4)] == [1, 1, 0]
    writer.commit()
    assert found(index) == [2]


def test_merging_away_all_that_is_left_leaves_no_segment(index):
    save(index, document(1))
    writer = ColumnarWriter(index)
    writer.delete_by_term("pk", 1)
    writer.commit(optimize=True)
    assert segment_sizes(index) == []


def test_a_second_writer_has_to_wait(index):
    writer = ColumnarWriter(index)
    with pytest.raises(LockError):
        ColumnarWriter(index)
    writer.cancel()
    ColumnarWriter(index).cancel()


def test_parts_make_the_same_segment_as_memory(index, tmp_path_factory):
    other = create_in(tmp_path_factory.mktemp("other"), new_schema())
    documents = [document(pk, f"ferry {'salt ' * (pk % 5)}", source=["gull", f"outlet-{pk}"]) for pk in range(50)]
    for target, words in ((index, 20), (other, 10_000)):
        writer = ColumnarWriter(target)
        writer._most_words = words
        for one in documents:
            writer.add_document(**one)
        writer.commit()
    files = [next(Path(target.storage.folder).glob("*.bkf")) for target in (index, other)]
    assert files[0].read_bytes() == files[1].read_bytes()


def read_pks(pks: list[int]) -> Batch:
    """A chunk of documents; number 7 has no entry."""
    return Batch(pks, [document(pk, f"ferry {'salt ' * (pk % 5)}") for pk in pks if pk != 7])


def read_refused(pks: list[int]) -> Batch:
    return Batch(pks, [document(pk, year="soon" if pk == 2 else 2004) for pk in pks])


def nothing_to_prepare() -> None:
    pass


@pytest.mark.slow
def test_processes_build_the_same_as_one(index, tmp_path_factory):
    other = create_in(tmp_path_factory.mktemp("other"), new_schema())
    read: list[tuple[int, list[int]]] = []
    chunks = Chunks(
        [list(range(first, first + 10)) for first in range(0, 50, 10)],
        read_pks,
        nothing_to_prepare,
        lambda articles, missing: read.append((articles, missing)),
    )
    alone = ColumnarWriter(index)
    for one in chunks:
        alone.add_document(**one)
    alone.commit()
    writer = ColumnarWriter(other)
    writer._most_words = 200
    writer.add_chunks(chunks, processes=2)
    writer.commit()
    assert read == [(10, [7]), (10, []), (10, []), (10, []), (10, [])] * 2
    files = [next(Path(target.storage.folder).glob("*.bkf")) for target in (index, other)]
    assert files[0].read_bytes() == files[1].read_bytes()
    assert not list(Path(other.storage.folder).glob(f"{writing.PARTS_PREFIX}*"))


def test_a_process_that_refuses_a_document_names_it(index):
    writer = ColumnarWriter(index)
    with pytest.raises(EntryRefused, match="article 2") as refused:
        writer.add_chunks(Chunks([[1], [2], [3]], read_refused, nothing_to_prepare, lambda *done: None), processes=2)
    assert refused.value.pk == 2
    writer.cancel()
    assert found(index) == []


def test_what_a_killed_writer_left_is_cleared_away(index, tmp_path):
    killed = tmp_path / f"{writing.PARTS_PREFIX}killed"
    killed.mkdir()
    (killed / "0.bkf").write_bytes(b"half")
    (tmp_path / "MAIN_0123456789abcdef.bkf").write_bytes(b"half")
    save(index, document(1))
    writer = ColumnarWriter(index)
    writer._most_words = 1
    writer.add_document(**document(2))
    writer.commit()
    assert found(index) == [1, 2]
    assert not killed.exists()
    assert len(list(tmp_path.glob("*.bkf"))) == len(segment_sizes(index))


def test_segments_stay_few(index):
    for pk in range(200):
        save(index, document(pk))
    assert found(index) == list(range(200))
    assert len(segment_sizes(index)) <= 3 * merge_policy.SEGMENTS_A_SIZE


def test_no_segment_holds_more_documents_than_two_bytes_count(index, monkeypatch):
    monkeypatch.setattr(writing, "MAX_DOCS", 10)
    monkeypatch.setattr(merge_policy, "MAX_DOCS", 10)
    save(index, *[document(pk) for pk in range(25)], document(3))
    assert segment_sizes(index) == [9, 10, 6]
    ColumnarWriter(index).commit(optimize=True)
    assert segment_sizes(index) == [9, 10, 6]
    assert found(index) == list(range(25))


@pytest.mark.parametrize("bad", [{"year": "soon"}, {"body": 7}, {"pk": 1 << 70}])
def test_a_value_that_its_field_cannot_take_is_refused(index, bad):
    writer = ColumnarWriter(index)
    with pytest.raises(TypeError):
        writer.add_document(**(document(1) | bad))
    writer.cancel()


@pytest.mark.parametrize("field", [TEXT(), STORED(), TEXT(stored=True)])
def test_a_schema_that_cannot_be_kept_is_refused_and_the_lock_let_go(tmp_path, field):
    index = create_in(tmp_path, Schema(text=field))
    with pytest.raises(TypeError):
        ColumnarWriter(index)
    assert index.lock("WRITELOCK").acquire()
