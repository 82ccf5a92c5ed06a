"""The executor finds what stock Whoosh finds, with the same scores, whatever the tree and the archive."""

from __future__ import annotations

import time
from functools import reduce
from itertools import product
from unittest.mock import patch

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from whoosh import query as q
from whoosh.filedb.filestore import RamStorage

from archive.search.whoosh.querying import doc_sets
from archive.search.whoosh.querying.executor import Range, Sort, Values, execute
from tests.search.whoosh.archives import archives, new_schema, plain_trees, trees, write
from tests.search.whoosh.stock_scores import LuceneBM25

# To make an archive takes far longer than to ask it: few of them, and each is asked often.
# Without shrinking: what fails is small already, and shrinking random archives takes minutes.
of_few_archives = settings(
    max_examples=settings().max_examples * 3 // 8,
    deadline=None,
    suppress_health_check=list(HealthCheck),
    phases=[Phase.explicit, Phase.generate],
)


def build(batches, deleted=()):
    index = RamStorage().create_index(new_schema())
    write(index, batches)
    if deleted:
        writer = index.writer()
        for pk in deleted:
            writer.delete_by_term("pk", pk)
        writer.commit(merge=False)
    return index


def stock_scores(searcher, query) -> dict[int, float]:
    return {doc: score for score, doc in searcher.search(query, limit=None).top_n}


def defined_scores(searcher, node) -> dict[int, float]:
    """What a tree means, by sets and sums over what stock Whoosh finds for its leaves."""

    def of(child):
        return defined_scores(searcher, child)

    if isinstance(node, q.ConstantScoreQuery):
        return dict.fromkeys(of(node.child), node.score)
    if isinstance(node, q.Not):
        everything = searcher.reader().all_doc_ids()
        return dict.fromkeys(set(everything) - set(of(node.query)), 1.0)
    if isinstance(node, q.AndMaybe):
        bonus = of(node.b)
        return {doc: score + bonus.get(doc, 0.0) for doc, score in of(node.a).items()}
    if not isinstance(node, q.And | q.Or):
        return stock_scores(searcher, node)
    parts = [of(child) for child in node.subqueries]
    if len(parts) == 1:
        return parts[0]
    join = set.intersection if isinstance(node, q.And) else set.union
    docs = reduce(join, map(set, parts))
    return {doc: sum(part[doc] for part in parts if doc in part) * node.boost for doc in docs}


def assert_finds(searcher, tree, expected: dict[int, float]) -> None:
    result = execute(searcher, tree, limit=100)
    assert result.count == len(expected)
    assert dict(zip(result.docs, result.scores, strict=True)) == pytest.approx(expected, rel=1e-4, abs=1e-4)
    assert result.scores == sorted(result.scores, reverse=True)


# From one document in so many on they are flagged instead of listed: never, sometimes, always.
flagged_from = st.sampled_from([0, 3, 1000])


def four(questions: st.SearchStrategy) -> st.SearchStrategy:
    """Four questions to one archive, each with the share of documents from which they are flagged."""
    return st.lists(st.tuples(questions, flagged_from), min_size=4, max_size=4)


@of_few_archives
@given(archives(), four(plain_trees))
def test_scores_are_those_of_stock_whoosh(batches, questions):
    with build(batches).searcher(weighting=LuceneBM25()) as searcher:
        for tree, share in questions:
            with patch.object(doc_sets, "BITMAP_THRESHOLD", share):
                assert_finds(searcher, tree, stock_scores(searcher, tree))


@of_few_archives
@given(archives(), four(trees), st.sets(st.integers(1, 12), max_size=3))
def test_every_kind_of_node_combines_what_stock_whoosh_finds(batches, questions, deleted):
    with build(batches, deleted).searcher(weighting=LuceneBM25()) as searcher:
        for tree, share in questions:
            with patch.object(doc_sets, "BITMAP_THRESHOLD", share):
                assert_finds(searcher, tree, defined_scores(searcher, tree))


@of_few_archives
@given(archives(), four(st.tuples(trees, trees)))
def test_parts_that_stand_in_a_tree_twice_are_found_twice(batches, questions):
    with build(batches).searcher(weighting=LuceneBM25()) as searcher:
        for (part, other), share in questions:
            tree = q.Or([q.And([other, part]), q.ConstantScoreQuery(part, 3.0), q.AndMaybe(part, other)])
            with patch.object(doc_sets, "BITMAP_THRESHOLD", share):
                assert_finds(searcher, tree, defined_scores(searcher, tree))


def test_what_was_looked_for_in_some_documents_is_looked_for_again_in_all():
    phrase = q.Or([q.Phrase("body", ["harbor", "light"]), q.Term("body", "absent")])
    tree = q.Or([q.And([q.Term("body", "salt"), phrase]), phrase])
    texts = ["salt harbor light", "harbor light", "light harbor"]
    with build([[{"id": str(n), "pk": n, "body": text} for n, text in enumerate(texts)]]).searcher() as searcher:
        assert set(execute(searcher, tree).pks) == {0, 1}


filters = st.fixed_dictionaries(
    {},
    optional={
        "year": st.one_of(
            st.builds(Values, st.frozensets(st.integers(2000, 2004), min_size=1, max_size=2)),
            st.builds(Range, st.sampled_from([None, 2002]), st.sampled_from([None, 2003])),
        ),
        "publication": st.builds(Values, st.frozensets(st.sampled_from(["gull", "lantern", "none"]), max_size=2)),
        "source": st.builds(Values, st.frozensets(st.sampled_from(["gull", "lantern"]), min_size=1)),
        "cited": st.builds(Range, st.just(20010102), st.just(20010103)),
    },
)


def passes(article: dict, name: str, chosen) -> bool:
    values = article.get(name, [])
    values = values if isinstance(values, list) else [values]
    if isinstance(chosen, Values):
        return bool(chosen.values & set(values))
    low, high = chosen.low or 0, chosen.high or 10**9
    return any(low <= value <= high for value in values)


def counted(articles: list[dict], name: str) -> dict:
    counts: dict = {}
    for article in articles:
        values = article.get(name, [])
        for value in set(values if isinstance(values, list) else [values]):
            counts[value] = counts.get(value, 0) + 1
    return counts


FACETS = ("publication", "year", "source", "volume")


@of_few_archives
@given(archives(), four(filters))
def test_facets_are_counted_under_all_filters_but_their_own(batches, questions):
    articles = [a for batch in batches for a in batch if "harbor" in a.get("forms", "").split()]
    with build(batches).searcher() as searcher:
        for chosen, share in questions:
            with patch.object(doc_sets, "BITMAP_THRESHOLD", share):
                result = execute(searcher, q.Term("forms", "harbor"), filters=chosen, facets=FACETS, limit=100)
            hits = [a for a in articles if all(passes(a, n, f) for n, f in chosen.items())]
            assert sorted(result.pks) == [a["pk"] for a in hits]
            for name in FACETS:
                under = [a for a in articles if all(passes(a, n, f) for n, f in chosen.items() if n != name)]
                assert dict(result.facet_counts[name]) == counted(under, name)


@of_few_archives
@given(archives(), st.integers(0, 4))
def test_sorts_by_any_column_either_way(batches, offset):
    articles = [a for batch in batches for a in batch]
    with build(batches).searcher() as searcher:
        for name, descending in product(["date", "publication", "volume"], [False, True]):
            with_value = [a for a in articles if name in a]
            expected = sorted(with_value, key=lambda a: a[name], reverse=descending)
            expected += [a for a in articles if name not in a]
            result = execute(searcher, q.Every(), sort=Sort(name, descending), offset=offset, limit=5)
            assert result.pks == [a["pk"] for a in expected[offset : offset + 5]]


@pytest.fixture(scope="module")
def searcher():
    batches = [[{"id": str(n), "pk": n, "body": "ferry " * (1 + n % 3), "year": 2001} for n in range(m, m + 10)]
               for m in (0, 10)]  # fmt: skip
    with build(batches).searcher() as opened:
        yield opened


def test_without_a_reading_order_equal_scores_stand_in_the_order_of_indexing(searcher):
    result = execute(searcher, q.ConstantScoreQuery(q.Term("body", "ferri"), 2.0), limit=12)
    assert result.pks == list(range(12))


def test_pages_follow_one_another(searcher):
    whole = execute(searcher, q.Term("body", "ferri"), limit=20).pks
    assert [
        pk for n in range(0, 20, 3) for pk in execute(searcher, q.Term("body", "ferri"), offset=n, limit=3).pks
    ] == whole


def test_a_deadline_in_the_past_gives_a_partial_result(searcher):
    result = execute(searcher, q.Term("body", "ferri"), deadline=time.monotonic() - 1)
    assert result.partial
    assert result.count == 0


def test_a_node_that_the_compiler_never_emits_is_refused(searcher):
    with pytest.raises(q.qcore.QueryError, match="Variations"):
        execute(searcher, q.And([q.Every(), q.Variations("body", "ferri")]))


def test_a_phrase_needs_positions(searcher):
    with pytest.raises(q.qcore.QueryError, match="forms"):
        execute(searcher, q.Phrase("forms", ["ferry", "ferry"]))


def test_an_unknown_column_is_an_error(searcher):
    with pytest.raises(KeyError):
        execute(searcher, q.Every(), facets=("colour",))


def test_an_empty_index_finds_nothing():
    with RamStorage().create_index(new_schema()).searcher() as opened:
        assert execute(opened, q.Every(), facets=("year",)).facet_counts == {"year": []}
