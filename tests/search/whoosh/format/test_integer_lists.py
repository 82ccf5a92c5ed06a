"""Rows beside documents: what is written, through merges and deletions, is what is read."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from whoosh.fields import ID, TEXT, Schema
from whoosh.index import create_in

from archive.search.whoosh.format.schema import Number, NumberRows
from archive.search.whoosh.format.segment_file import SegmentCorrupt
from archive.search.whoosh.format.text_analyzer import TextAnalyzer
from archive.search.whoosh.querying.executor import open_segments
from archive.search.whoosh.writing.writer import ColumnarWriter

_ROWS = st.lists(st.tuples(*[st.integers(0, 2**32 - 1)] * 2), max_size=3)


@pytest.fixture
def index(tmp_path):
    body = TEXT(analyzer=TextAnalyzer(stemmed=True))
    return create_in(tmp_path, Schema(id=ID(unique=True, stored=True), pk=Number(64), body=body, spans=NumberRows(2)))


def save(index, documents, **options) -> None:
    writer = ColumnarWriter(index)
    for pk, rows in documents.items():
        more = {} if rows is None else {"spans": rows}
        writer.update_document(id=str(pk), pk=pk, body="ferry", **more)
    writer.commit(**options)


def kept(index) -> dict[int, list[tuple[int, ...]]]:
    found = {}
    with index.searcher() as searcher:
        for segment, _, _ in open_segments(searcher):
            docs = [doc for doc in range(segment.doc_count) if segment.live is None or segment.live[doc]]
            table, lengths = segment.rows("spans").of(docs)
            rows = iter(map(tuple, table.tolist()))
            pks = segment.column("pk").numbers(docs).tolist()
            found |= {pk: [next(rows) for _ in range(count)] for pk, count in zip(pks, lengths.tolist(), strict=True)}
    return found


@pytest.mark.parametrize("options", [{"merge": False}, {"optimize": True}])
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=20)
@given(batches=st.lists(st.dictionaries(st.integers(1, 6), st.none() | _ROWS, min_size=1), min_size=1, max_size=3))
def test_rows_outlive_merges_and_updates(tmp_path_factory, options, batches):
    body = TEXT(analyzer=TextAnalyzer(stemmed=True))
    schema = Schema(id=ID(unique=True, stored=True), pk=Number(64), body=body, spans=NumberRows(2))
    index = create_in(tmp_path_factory.mktemp("index"), schema)
    expected: dict[int, list] = {}
    for batch in batches:
        save(index, batch, **options)
        expected |= {pk: rows or [] for pk, rows in batch.items()}
    assert kept(index) == expected


def test_documents_are_read_in_the_order_asked_for(index):
    save(index, {1: [(1, 2)], 2: [(3, 4), (5, 6)]})
    with index.searcher() as searcher:
        [(segment, _, _)] = open_segments(searcher)
        table, lengths = segment.rows("spans").of([1, 0])
    assert (table.tolist(), lengths.tolist()) == ([[3, 4], [5, 6], [1, 2]], [2, 1])


@pytest.mark.parametrize("rows", [[(1,)], [(1, 2, 3)], [(-1, 2)], [(1, 2**32)]])
def test_what_is_no_row_is_refused(index, rows):
    writer = ColumnarWriter(index)
    with pytest.raises(TypeError, match="numbers"):
        writer.add_document(id="1", pk=1, body="ferry", spans=rows)
    writer.cancel()


def test_a_segment_without_the_section_is_corrupt(index, monkeypatch):
    save(index, {1: [(1, 2)]})
    with index.searcher() as searcher:
        [(segment, _, _)] = open_segments(searcher)
        monkeypatch.delitem(segment._mapped.file.sections, "spans.rows")
        with pytest.raises(SegmentCorrupt, match="lack a section"):
            segment.rows("spans")
