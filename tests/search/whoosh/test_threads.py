"""Many threads search one searcher at once, and a writer goes on beside them."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest
from whoosh import query as q
from whoosh.index import create_in

from archive.search.whoosh.querying.executor import execute
from archive.search.whoosh.writing.writer import ColumnarWriter
from tests.search.whoosh.archives import new_schema


@pytest.fixture
def index(tmp_path):
    index = create_in(tmp_path, new_schema())
    writer = ColumnarWriter(index)
    for pk in range(200):
        writer.add_document(id=str(pk), pk=pk, body="ferry salt " * (1 + pk % 3), year=2000 + pk % 5)
    writer.commit()
    return index


def test_threads_share_a_searcher(index):
    trees = [q.Term("body", "ferri"), q.Phrase("body", ["ferri", "salt"]), q.Prefix("body", "f"), q.Every()]
    with index.searcher() as searcher:
        alone = [execute(searcher, tree, facets=("year",)) for tree in trees]
    with index.searcher() as searcher, ThreadPoolExecutor(8) as pool:
        together = list(pool.map(lambda tree: execute(searcher, tree, facets=("year",)), trees * 50))
    assert together == alone * 50


def test_a_searcher_kept_open_sees_one_state_whatever_is_written(index):
    with index.searcher() as searcher:
        for pk in range(200, 230):
            writer = ColumnarWriter(index)
            writer.update_document(id=str(pk - 200), pk=pk, body="gull", year=2009)
            writer.commit(optimize=pk % 7 == 0)
            assert execute(searcher, q.Term("body", "ferri")).count == 200
    with index.searcher() as searcher:
        assert execute(searcher, q.Term("body", "ferri")).count == 170
