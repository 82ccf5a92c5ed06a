"""A damaged index: it is seen, searches go on with what is whole and say what is missing, and a rebuild ends it."""

from __future__ import annotations

import shutil

import pytest
from haystack.backends import SearchNode

from archive.search.engine import EngineQuery, QueryTerm, RangeFilter, Sort
from archive.search.errors import IndexUnusable
from archive.search.whoosh.engine import WhooshIndex
from archive.search.whoosh.format.segment_file import SegmentFile, read_directory
from archive.search.whoosh.verification import RECHECK_SECONDS, segment_files
from tests.search.entries import entry, nothing_more

ALL = EngineQuery(SearchNode(), facets=("year", "publication"))


@pytest.fixture
def index(tmp_path):
    """Articles 1 to 3 in one segment, 4 and 5 in another."""
    made = WhooshIndex(str(tmp_path / "index"))
    made.rebuild([entry(pk, f"Ferry {pk}", "salt") for pk in (1, 2, 3)], nothing_more)
    with made.writer(timeout=5) as writer:
        writer.replace([4, 5], [entry(4, "Ferry 4"), entry(5, "Ferry 5")])
    made.verify()
    return made


def folder(index):
    return index.store.path / index.generation()


def segments(index):
    """The files of the segments, the first one's first."""
    return sorted(segment_files(folder(index)), key=lambda path: -SegmentFile(path).meta["doc_count"])


def flip(path, place: int) -> None:
    with path.open("r+b") as file:
        file.seek(place)
        byte = file.read(1)[0]
        file.seek(place)
        file.write(bytes([byte ^ 4]))


def place_of(path, section: str) -> int:
    """Where a section begins in a file."""
    content = path.read_bytes()
    directory = read_directory(path.name, lambda start, length: content[start : start + length], len(content))
    return directory["sections"][section][2]


def found(index, query=ALL):
    result = index.search(query)
    return sorted(result.ids), result.missing


def test_a_whole_index_misses_nothing(index):
    assert found(index) == ([1, 2, 3, 4, 5], 0)
    index.check()


@pytest.mark.parametrize("fate", ["directory", "cut off", "gone"])
def test_a_segment_that_cannot_be_opened_is_left_out(index, fate):
    assert found(index)[1] == 0  # it is open already
    path = segments(index)[0]
    if fate == "directory":
        flip(path, path.stat().st_size - 3)
    elif fate == "cut off":
        path.write_bytes(path.read_bytes()[:-1])
    else:
        path.unlink()
    assert found(index) == ([4, 5], 3)
    with pytest.raises(IndexUnusable, match=r"damaged.*rebuild_index"):
        index.check()
    index.rebuild([entry(pk) for pk in (1, 2, 3, 4, 5)], nothing_more)
    index.check()
    assert found(index) == ([1, 2, 3, 4, 5], 0)


def test_a_block_that_a_search_needs_costs_it_the_segment_and_other_searches_nothing(index):
    path = segments(index)[0]
    flip(path, place_of(path, "date.codes"))
    newest = EngineQuery(SearchNode(), sort=Sort("date", descending=True))
    assert found(index, newest) == ([4, 5], 3)
    assert found(index) == ([1, 2, 3, 4, 5], 0)


def test_a_facet_that_cannot_be_counted_is_left_out_alone(index):
    path = segments(index)[0]
    flip(path, place_of(path, "year.codes"))
    result = index.search(ALL)
    assert (sorted(result.ids), result.missing, result.uncounted) == ([1, 2, 3, 4, 5], 0, ("year",))
    assert list(result.facets) == ["publication"]
    # As a filter it cannot be done without.
    narrowed = EngineQuery(SearchNode(), filters=(RangeFilter("year"),), facets=("year",))
    assert index.search(narrowed).missing == 3


@pytest.mark.parametrize(
    ("section", "word", "ids"),
    [
        ("body.docs", "ferry", [1, 2, 3]),  # in the titles
        ("body.terms", "salt", []),
        ("title.docs", "ferry", [1, 2, 3]),  # in the bodies
    ],
)
def test_of_the_only_segment_a_damaged_field_of_texts_alone_is_left_out(index, section, word, ids):
    index.rebuild([entry(pk, f"Ferry {pk}", "A ferry of salt") for pk in (1, 2, 3)], nothing_more)
    (path,) = segments(index)
    flip(path, place_of(path, section))
    assert found(index, EngineQuery(SearchNode([("content__content", word)]), facets=("year",))) == (ids, 3)
    assert found(index) == ([1, 2, 3], 0)
    with pytest.raises(IndexUnusable, match=section):
        index.check()


def test_a_damaged_column_of_the_only_segment_leaves_nothing_to_filter_by(index):
    index.rebuild([entry(pk) for pk in (1, 2, 3)], nothing_more)
    (path,) = segments(index)
    flip(path, place_of(path, "pk.codes"))
    with pytest.raises(IndexUnusable, match="rebuild_index"):
        index.search(ALL)


def test_damage_under_an_index_that_is_open_and_was_read_is_met_at_the_next_search(index):
    newest = EngineQuery(SearchNode(), sort=Sort("date"))
    assert found(index, newest)[1] == 0
    path = segments(index)[0]
    flip(path, place_of(path, "date.codes"))
    assert found(index, newest) == ([4, 5], 3)


def test_where_nothing_is_left_the_search_says_so(index):
    for path in segments(index):
        path.write_bytes(b"")
    with pytest.raises(IndexUnusable, match="rebuild_index"):
        index.search(ALL)
    assert index.sentence_matches([1], [QueryTerm(["salt"])]) == {}


def test_damage_that_no_search_met_is_seen_by_looking_at_all(index):
    path = segments(index)[0]
    flip(path, place_of(path, "digest.codes"))
    index.check()
    with pytest.raises(IndexUnusable, match=r"digest\.codes"):
        index.verify()
    with pytest.raises(IndexUnusable, match=r"digest\.codes"):  # another process is told
        WhooshIndex(str(index.store.path)).check()


def test_looking_goes_on_where_it_stopped_and_ends_at_what_did_not_change(index):
    path = segments(index)[1]
    index.verify(seconds=0)
    flip(path, place_of(path, "digest.codes"))
    with pytest.raises(IndexUnusable, match=r"digest\.codes"):
        look_for_long(index)


def look_for_long(index):
    for _ in range(500):
        index.verify(seconds=0)


def test_what_was_read_is_read_again_after_some_hours(index, monkeypatch):
    verification = index.store._verification
    assert verification._most_due(folder(index)) is None
    monkeypatch.setattr("archive.search.whoosh.verification.RECHECK_SECONDS", -RECHECK_SECONDS)
    assert verification._most_due(folder(index)) in segments(index)


def test_a_write_that_meets_damage_leaves_word_and_loses_nothing(index):
    path = segments(index)[0]
    flip(path, place_of(path, "id.terms"))
    with pytest.raises(IndexUnusable), index.writer(timeout=5) as writer:
        writer.replace([1], [entry(1, "Anew")])
    with pytest.raises(IndexUnusable, match=r"id\.terms"):
        index.check()


def test_word_of_damage_is_no_more_once_another_index_is_searched(index):
    index.store.note_damage("a block is not what was written")
    with pytest.raises(IndexUnusable, match="a block"):
        index.check()
    index.rebuild([entry(1)], nothing_more)
    index.check()


def test_damage_to_an_index_that_another_took_the_place_of_is_no_damage(index):
    """A search that began before a swap may meet it after the swap: the new index is not to be built anew for that."""
    index.store.note_damage("a block is not what was written", "g0000")
    index.check()


def test_what_a_killed_build_left_is_removed(index):
    left = index.store.path / "g0007"
    shutil.copytree(folder(index), left)
    index.tidy()
    assert not left.exists()
    index.verify()
