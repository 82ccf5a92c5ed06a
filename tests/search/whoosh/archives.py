"""Small archives for the tests of the engine: fields of every kind, built by stock Whoosh or by ours."""

from __future__ import annotations

from hypothesis import strategies as st
from whoosh import query as q

from archive.search.whoosh.format.schema import build_schema

# Few words, so that random articles share them and random queries find something; some share a beginning or a stem.
WORDS = ["harbor", "harbors", "harbored", "ferry", "ferries", "fern", "light", "lights", "lighter", "salt", "salty"]
OUTLETS = ["tidewater", "lantern", "gull"]

texts = st.lists(st.sampled_from(WORDS), max_size=12).map(" ".join)


@st.composite
def documents(draw, pk: int) -> dict:
    """One article as the writer takes it; fields without a value are left out."""
    title, body = draw(texts), draw(texts)
    article = {
        "id": f"archive.article.{pk}",
        "pk": pk,
        "title": title,
        "body": body,
        "forms": f"{title} {body}",
        "publication": draw(st.sampled_from(OUTLETS)),
        "year": draw(st.integers(2001, 2004)),
        "source": draw(st.lists(st.sampled_from(OUTLETS), max_size=3)),
        "date": draw(st.integers(20010101, 20010109)),
        "cited": draw(st.lists(st.integers(20010101, 20010105), max_size=3)),
    }
    if draw(st.booleans()):
        article["volume"] = draw(st.integers(0, 3))
    return {name: value for name, value in article.items() if value not in ("", [])}


@st.composite
def archives(draw, most: int = 12) -> list[list[dict]]:
    """Batches of articles: each batch becomes a segment."""
    sizes = draw(st.lists(st.integers(1, most), min_size=1, max_size=3))
    pks = iter(range(1, sum(sizes) + 1))
    return [[draw(documents(next(pks))) for _ in range(size)] for size in sizes]


_field = st.sampled_from(["title", "body", "forms"])
_stemmed = st.sampled_from(["title", "body"])
_stems = st.sampled_from(["harbor", "ferri", "fern", "light", "lighter", "salt", "salti", "absent"])
_boosts = st.sampled_from([1.0, 0.5, 2.0])

_patterns = st.one_of(
    st.builds(q.Prefix, _field, st.sampled_from(["h", "fer", "light", "s", "zz"])),
    st.builds(
        q.FuzzyTerm,
        st.just("forms"),
        st.sampled_from(["harbour", "fery", "lite", "salt"]),
        maxdist=st.sampled_from([1, 2]),
        prefixlength=st.sampled_from([0, 1]),
    ),
)


def _scored(pattern: q.Query) -> q.Query:
    pattern.constantscore = False
    return pattern


_leaves = st.one_of(
    st.builds(q.Term, _stemmed, _stems, boost=_boosts),
    st.builds(q.Term, st.just("forms"), st.sampled_from(WORDS)),
    st.builds(q.Term, st.just("publication"), st.sampled_from(OUTLETS)),
    st.builds(
        q.Phrase, _stemmed, st.lists(_stems, min_size=1, max_size=3), slop=st.sampled_from([1, 1, 2, 4]), boost=_boosts
    ),
    _patterns.map(_scored),
    st.builds(q.ConstantScoreQuery, _patterns, st.sampled_from([0.5, 3.0])),
    st.builds(
        q.NumericRange,
        st.sampled_from(["year", "date", "cited", "volume"]),
        st.sampled_from([2002, 20010103, 1]),
        st.sampled_from([2003, 20010105, 2, None]),
        boost=_boosts,
    ),
    st.builds(q.Every),
)


def _plain(children: st.SearchStrategy) -> st.SearchStrategy:
    several = st.lists(children, min_size=1, max_size=3)
    return st.one_of(
        st.builds(q.And, several, boost=_boosts),
        st.builds(q.Or, several, boost=_boosts),
    )


def _every_kind(children: st.SearchStrategy) -> st.SearchStrategy:
    return st.one_of(
        _plain(children),
        st.builds(q.AndMaybe, children, children),
        st.builds(lambda a, b: q.And([a, q.Not(b)]), children, children),
        st.builds(q.ConstantScoreQuery, children, st.sampled_from([0.5, 3.0])),
    )


leaves = _leaves
# Trees that Whoosh's own matchers evaluate rightly, and trees of every kind of node.
plain_trees = st.recursive(_leaves, _plain, max_leaves=6)
trees = st.recursive(_leaves, _every_kind, max_leaves=6)


def write(index, batches: list[list[dict]], **writer_options) -> None:
    """Write each batch as a segment of its own."""
    for batch in batches:
        writer = index.writer(**writer_options)
        for document in batch:
            writer.add_document(**document)
        writer.commit(merge=False)


def new_schema():
    """The archive's own schema."""
    return build_schema()
