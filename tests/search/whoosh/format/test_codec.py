"""A columnar segment answers like a stock one, through the executor."""

from __future__ import annotations

import tempfile
from pathlib import Path

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from whoosh import query as q
from whoosh.index import create_in, open_dir

from archive.search.whoosh.format.codec import EXTENSION, map_segment
from archive.search.whoosh.format.segment_file import SegmentCorrupt
from archive.search.whoosh.querying.executor import execute
from archive.search.whoosh.writing.writer import ColumnarWriter
from tests.search.whoosh.archives import archives, new_schema, trees
from tests.search.whoosh.querying.test_executor import build, defined_scores, of_few_archives
from tests.search.whoosh.stock_scores import LuceneBM25


def write_columnar(folder, batches, deleted=(), *, words_a_part=None, merge=False):
    index = create_in(folder, new_schema())
    for batch in batches:
        writer = ColumnarWriter(index)
        writer._most_words = words_a_part or writer._most_words
        for document in batch:
            writer.add_document(**document)
        writer.commit(merge=merge)
    if deleted:
        writer = ColumnarWriter(index)
        for pk in deleted:
            writer.delete_by_term("pk", pk)
        writer.commit(merge=False)
    return index


@of_few_archives
@given(
    archives(),
    st.lists(trees, min_size=4, max_size=4),
    st.sets(st.integers(1, 12), max_size=3),
    st.sampled_from([None, 10]),
)
def test_finds_and_scores_as_a_stock_segment_does(batches, questions, deleted, words_a_part):
    with (
        build(batches, deleted).searcher(weighting=LuceneBM25()) as stock,
        tempfile.TemporaryDirectory() as folder,
        write_columnar(folder, batches, deleted, words_a_part=words_a_part).searcher() as searcher,
    ):
        for tree in questions:
            # Bytes of stock lengths are coarser, from eleven words on.
            expected = pytest.approx(defined_scores(stock, tree), rel=0.1, abs=1e-4)
            result = execute(searcher, tree, limit=100)
            assert dict(zip(result.docs, result.scores, strict=True)) == expected


@settings(suppress_health_check=list(HealthCheck), phases=[Phase.explicit, Phase.generate])
@given(archives(), st.sets(st.integers(1, 36), max_size=12))
def test_a_merged_index_is_as_if_deleted_documents_had_never_been(batches, deleted):
    left = [document for batch in batches for document in batch if document["pk"] not in deleted]
    with tempfile.TemporaryDirectory() as merged, tempfile.TemporaryDirectory() as fresh:
        index = write_columnar(merged, batches, deleted)
        ColumnarWriter(index).commit(optimize=True)
        write_columnar(fresh, [left] if left else [])
        for ours, theirs in zip(contents(merged), contents(fresh), strict=True):
            assert ours == theirs


def contents(folder):
    """Everything that an index holds, segment by segment."""
    with open_dir(folder).reader() as reader:
        for leaf, _ in reader.leaf_readers():
            if leaf.doc_count_all():
                yield segment_contents(leaf)


def segment_contents(leaf) -> dict:
    mapped = leaf._terms.mapped
    found: dict = {"docs": leaf.doc_count_all()}
    for name in mapped.names:
        field = mapped.field(name)
        sections = [field.docs, field.freqs, field.positions, field.lengths, field.codes, field.offsets]
        found[name] = [
            list(field.terms),
            field.bounds.tolist(),
            field.length_total,
            *(None if section is None else section.read().tolist() for section in sections),
        ]
    return found


@pytest.fixture
def index(tmp_path):
    document = {"id": "archive.article.1", "pk": 1, "title": "Salt", "body": "The ferry and the ferries", "year": 2004}
    return write_columnar(tmp_path, [[document, {"id": "archive.article.2", "pk": 2, "body": "ferry"}]])


def segment_path(index) -> Path:
    return next(Path(index.storage.folder).glob(f"*{EXTENSION}"))


def test_readers_share_one_mapping(index):
    with index.reader() as one, index.reader() as other:
        assert one._terms.mapped is other._terms.mapped


@pytest.mark.parametrize("share", [0.0, 0.001, 0.2, 0.5, 0.9, 0.99])
def test_a_file_cut_off_is_corrupt(index, share):
    path = segment_path(index)
    whole = path.read_bytes()
    path.write_bytes(whole[: int(len(whole) * share)])
    with pytest.raises(SegmentCorrupt):
        index.reader()


def spans(file) -> dict[str, tuple[int, int]]:
    """Where each section stands in the file; between them there are bytes that mean nothing."""
    found, start = {}, 64
    for name, section in file.sections.items():
        size = len(section) * section.kind.itemsize
        found[name] = (start, start + size)
        start += -(-size // 64) * 64
    return found | {"header": (0, 32), "directory": (start, file.path.stat().st_size)}


def test_any_byte_changed_is_noticed(index):
    path = segment_path(index)
    whole = path.read_bytes()
    places = spans(map_segment(index.storage, index._segments()[0]).file)
    for first, last in places.values():
        for place in range(first, last, 5):
            changed = bytearray(whole)
            changed[place] ^= 0x55
            path.write_bytes(changed)
            with pytest.raises(SegmentCorrupt):
                read_everything(index)


def read_everything(index) -> None:
    with index.reader() as reader:
        for section in reader._terms.mapped.file.sections.values():
            section.read()


def test_a_corrupt_section_is_noticed_by_the_search_that_needs_it(index):
    path = segment_path(index)
    first, _ = spans(map_segment(index.storage, index._segments()[0]).file)["body.docs"]
    changed = bytearray(path.read_bytes())
    changed[first] ^= 1
    path.write_bytes(changed)
    with index.searcher() as searcher, pytest.raises(SegmentCorrupt, match=r"body\.docs"):
        execute(searcher, q.Term("body", "and"))


def test_another_version_is_refused(index):
    path = segment_path(index)
    changed = bytearray(path.read_bytes())
    changed[8] = 99
    path.write_bytes(changed)
    with pytest.raises(SegmentCorrupt):
        index.reader()


def test_numbers_below_zero_keep_their_order(tmp_path):
    index = write_columnar(tmp_path, [[{"id": str(n), "pk": n, "volume": n - 2} for n in range(5)]])
    with index.searcher() as searcher:
        result = execute(searcher, q.NumericRange("volume", -1, 1), facets=("volume",))
        assert result.pks == [1, 2, 3]
        assert result.facet_counts["volume"] == [(-1, 1), (0, 1), (1, 1)]
