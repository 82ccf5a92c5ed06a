"""Two edits of one text: what one side changed is taken, what both changed is asked, and nothing is lost."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from archive.text.comparison.three_way_merge import Change, Choice, merged_html, three_way
from archive.text.markup.paragraphs import blocks, with_anchors
from tests.timing import at_most

BASE = with_anchors("<p>One is here.</p><p>Two is here.</p><p>Three is here.</p><p>Four is here.</p>")
BODIES = st.lists(st.sampled_from(["One is here.", "Two is here.", "Three is here.", "New.", "Other."]), max_size=6)


def edited(*texts: str) -> str:
    """The body after an edit that leaves these paragraphs."""
    return with_anchors("".join(f"<p>{text}</p>" for text in texts), BASE)


def texts(html: str) -> list[str]:
    return [block.text for block in blocks(html)]


def told(theirs: str, yours: str) -> list[str]:
    return [str(piece.change) for piece in three_way(BASE, theirs, yours)]


ONE, TWO, THREE, FOUR = texts(BASE)


@pytest.mark.parametrize(
    ("theirs", "yours", "merged"),
    [
        ([ONE, TWO, THREE, FOUR], [ONE, TWO, THREE, "Four is there."], [ONE, TWO, THREE, "Four is there."]),
        (["One was here.", TWO, THREE, FOUR], [ONE, TWO, THREE, "Four is there."],
         ["One was here.", TWO, THREE, "Four is there."]),
        # Neighbours do not collide.
        ([ONE, "Two was here.", THREE, FOUR], ["One was here.", TWO, THREE, FOUR],
         ["One was here.", "Two was here.", THREE, FOUR]),
        ([ONE, "Two was here.", THREE, FOUR], [ONE, TWO, "Three was here.", FOUR],
         [ONE, "Two was here.", "Three was here.", FOUR]),
        ([ONE, TWO, THREE], ["Zero.", ONE, TWO, THREE, FOUR], ["Zero.", ONE, TWO, THREE]),
        # Both did the same.
        ([ONE, "Two was here.", THREE, FOUR], [ONE, "Two was here.", THREE, FOUR], [ONE, "Two was here.", THREE, FOUR]),
        ([], [ONE, TWO, THREE, FOUR], []),
    ],
)  # fmt: skip
def test_what_one_side_changed_is_taken(theirs, yours, merged):
    pieces = three_way(BASE, edited(*theirs), edited(*yours))
    assert all(piece.change is not Change.CONFLICT for piece in pieces)
    assert texts(merged_html(pieces, [])) == merged


@pytest.mark.parametrize(
    ("choice", "merged"),
    [
        (Choice.THEIRS, [ONE, "Two was here.", THREE, FOUR]),
        (Choice.YOURS, [ONE, "Two will be here.", THREE, FOUR]),
        (Choice.BOTH, [ONE, "Two was here.", "Two will be here.", THREE, FOUR]),
    ],
)
def test_paragraph_that_both_changed_is_chosen(choice, merged):
    pieces = three_way(BASE, edited(ONE, "Two was here.", THREE, FOUR), edited(ONE, "Two will be here.", THREE, FOUR))
    assert texts(merged_html(pieces, [choice])) == merged


def test_paragraph_that_one_took_out_and_the_other_changed_is_a_conflict():
    assert told(edited(ONE, THREE, FOUR), edited(ONE, "Two was here.", THREE, FOUR)) == [
        "nobody", "conflict", "nobody",
    ]  # fmt: skip


def test_new_paragraphs_in_one_place_are_a_conflict():
    assert told(edited(ONE, TWO, THREE, FOUR, "Five, theirs."), edited(ONE, TWO, THREE, FOUR, "Six, mine.")) == [
        "nobody", "conflict",
    ]  # fmt: skip


def test_paragraphs_that_one_moved_and_the_other_changed_are_one_conflict():
    theirs, yours = edited(TWO, ONE, THREE, FOUR), edited("One was here.", "Two was here.", THREE, FOUR)
    assert told(theirs, yours) == ["conflict", "nobody"]


def test_conflict_without_a_choice_is_no_text():
    pieces = three_way(BASE, edited(ONE, "Theirs."), edited(ONE, "Mine."))
    with pytest.raises(ValueError, match="choice"):
        merged_html(pieces, [])


def test_new_paragraphs_of_both_sides_keep_apart():
    pieces = three_way(BASE, edited("Zero.", ONE, TWO, THREE, FOUR), edited(ONE, TWO, THREE, FOUR, "Five."))
    anchors = [block.anchor for block in blocks(merged_html(pieces, [])) if block.anchor]
    assert len(anchors) == len(set(anchors))


def test_both_versions_of_a_paragraph_have_one_anchor_between_them():
    pieces = three_way(BASE, edited(ONE, "Two was here.", THREE, FOUR), edited(ONE, "Two will be here.", THREE, FOUR))
    merged = merged_html(pieces, [Choice.BOTH])
    assert [block.anchor for block in blocks(merged)] == ["p1", "p2", "", "p3", "p4"]


def test_new_paragraph_of_theirs_keeps_its_number_and_yours_gets_the_next():
    theirs = edited(ONE, TWO, THREE, FOUR, "Five.")
    merged = merged_html(three_way(BASE, theirs, edited("Zero.", ONE, TWO, THREE, FOUR)), [])
    numbered = blocks(with_anchors(merged, theirs))
    assert [(block.anchor, block.text) for block in numbered] == [
        ("p6", "Zero."), ("p1", ONE), ("p2", TWO), ("p3", THREE), ("p4", FOUR), ("p5", "Five."),
    ]  # fmt: skip


def test_anchors_of_what_stays_are_kept():
    pieces = three_way(BASE, edited("One was here.", TWO, THREE, FOUR), edited(ONE, TWO, THREE, "Four was here."))
    assert [block.anchor for block in blocks(merged_html(pieces, []))] == ["p1", "p2", "p3", "p4"]


@settings(deadline=None)
@given(BODIES, BODIES)
def test_each_side_can_be_had_whole(theirs, yours):
    one, other = edited(*theirs), edited(*yours)
    pieces = three_way(BASE, one, other)
    for side, html in (("theirs", one), ("yours", other)):
        assert [block.text for piece in pieces for block in getattr(piece, side)] == texts(html)


@settings(deadline=None)
@given(BODIES)
def test_what_only_one_changed_needs_no_choice(texts_of_one):
    html = edited(*texts_of_one)
    assert texts(merged_html(three_way(BASE, html, BASE), [])) == texts(html)
    assert texts(merged_html(three_way(BASE, BASE, html), [])) == texts(html)


@settings(deadline=None)
@given(BODIES, BODIES)
def test_base_can_be_had_whole(theirs, yours):
    pieces = three_way(BASE, edited(*theirs), edited(*yours))
    assert [block.text for piece in pieces for block in piece.base] == texts(BASE)


def test_time_grows_as_the_number_of_paragraphs():
    base = [f'<p id="p{number}">Ferry {number}.</p>' for number in range(1, 12_001)]
    theirs = [each.replace("Ferry", "Tug") for each in base]
    yours = [each.replace("Ferry", "Tug" if number % 2 else "Barge") for number, each in enumerate(base)]
    with at_most(8):
        pieces = three_way(*("\n".join(side) for side in (base, theirs, yours)))
    assert [piece.change for piece in pieces[:2]] == [Change.CONFLICT, Change.AGREED]
    assert len(pieces) == 12_000
