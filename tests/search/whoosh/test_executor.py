"""The executor finds what stock Whoosh finds, with the same scores, whatever the tree, the archive and the codec."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from whoosh import query as q
from whoosh.filedb.filestore import RamStorage

from archive.search.whoosh.executor import execute
from tests.search.whoosh.archives import archives, new_schema, trees, write


def stock_scores(searcher, query) -> dict[int, float]:
    results = searcher.search(query, limit=None)
    return {doc: score for score, doc in results.top_n}


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(archives(), trees, st.data())
def test_scores_are_those_of_stock_whoosh(batches, tree, data):
    index = RamStorage().create_index(new_schema())
    write(index, batches)
    pks = [document["pk"] for batch in batches for document in batch]
    deleted = data.draw(st.lists(st.sampled_from(pks), max_size=3))
    writer = index.writer()
    for pk in deleted:
        writer.delete_by_term("pk", pk)
    writer.commit(merge=False)
    with index.searcher() as searcher:
        result = execute(searcher, tree, limit=100)
        expected = stock_scores(searcher, tree)
        assert result.count == len(expected)
        assert dict(zip(result.docs, result.scores, strict=True)) == pytest.approx(expected, rel=1e-4, abs=1e-4)
        assert result.scores == sorted(result.scores, reverse=True)
