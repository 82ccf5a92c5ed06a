"""Differences of texts: nothing is lost on either side, and they read as a person would tell them."""

import random
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from archive.text.comparison.diff import (
    CollapsedRange,
    Kind,
    collapsed,
    paragraph_differences,
    word_differences,
)
from archive.text.markup.sanitiser import html_from_paragraphs
from tests.timing import at_most

TEXTS = st.text(st.sampled_from("ab ,.\n–'"), max_size=60)
PARAGRAPHS = st.lists(st.text(st.sampled_from("abcd "), min_size=1, max_size=20).filter(str.strip), max_size=8)


def sides(runs) -> tuple[str, str]:
    """The text before and the text after, of the runs that `word_differences` gave."""
    kept = [[run.text for run in runs if run.kind is not left_out] for left_out in (Kind.INSERTED, Kind.DELETED)]
    return "".join(kept[0]), "".join(kept[1])


def told(runs) -> str:
    """Runs in one line: [-gone-], [+come+]."""
    marks = {Kind.SAME: ("", ""), Kind.DELETED: ("[-", "-]"), Kind.INSERTED: ("[+", "+]")}
    return "".join(marks[run.kind][0] + run.text + marks[run.kind][1] for run in runs)


def html(*paragraphs: str) -> str:
    return html_from_paragraphs(paragraphs)


@settings(deadline=None)
@given(TEXTS, TEXTS)
def test_both_sides_come_back(old, new):
    runs = word_differences(old, new)
    assert sides(runs) == (old, new)


@settings(deadline=None)
@given(TEXTS, TEXTS)
def test_no_run_is_empty_and_no_two_neighbours_are_of_one_kind(old, new):
    runs = word_differences(old, new)
    assert all(run.text for run in runs)
    assert all(one.kind != other.kind for one, other in pairwise(runs))


@settings(deadline=None)
@given(TEXTS)
def test_text_does_not_differ_from_itself(text):
    assert all(run.kind is Kind.SAME for run in word_differences(text, text))


@settings(deadline=None)
@given(PARAGRAPHS, PARAGRAPHS)
def test_both_sides_of_paragraphs_come_back(old, new):
    found = paragraph_differences(html(*old), html(*new))
    before = [one.old.html for one in found if one.old is not None]
    after = [one.new.html for one in found if one.new is not None]
    assert ("\n".join(before), "\n".join(after)) == (html(*old), html(*new))


@settings(deadline=None)
@given(PARAGRAPHS, PARAGRAPHS)
def test_folding_leaves_nothing_out(old, new):
    found = paragraph_differences(html(*old), html(*new))
    unfolded = [
        one
        for shown in collapsed(found)
        for one in (shown.differences if isinstance(shown, CollapsedRange) else [shown])
    ]
    assert unfolded == found


@pytest.mark.parametrize(
    ("old", "new", "shown"),
    [
        ("the old pier", "the new pier", "the [-old-][+new+] pier"),
        ("a pier", "the long pier", "[-a-][+the long+] pier"),
        ("pier", "pier.", "pier[+.+]"),
        ("One, two.", "Three, four.", "[-One, two-][+Three, four+]."),
        ("on October 23", "on October 24", "on October [-23-][+24+]"),
        ("price of 1,250.50 marks", "price of 1,350.50 marks", "price of [-1,250.50-][+1,350.50+] marks"),
        ("the harbour's end", "the harbours end", "the [-harbour's-][+harbours+] end"),
        ("", "new", "[+new+]"),
        ("old", "", "[-old-]"),
        ("", "", ""),
        ("паром стоит", "паром идёт", "паром [-стоит-][+идёт+]"),
    ],
)
def test_words_are_told(old, new, shown):
    assert told(word_differences(old, new)) == shown


def test_changed_paragraph_is_paired_with_what_it_was():
    old = html("The ferries stood idle.", "Nobody would say why.", "The end.")
    new = html("The ferries stood idle.", "A new one.", "Nobody at all would say why.", "The end.")
    assert [one.kind for one in paragraph_differences(old, new)] == ["same", "inserted", "changed", "same"]


def test_other_paragraph_is_no_change_of_the_first():
    found = paragraph_differences(html("The ferries stood idle."), html("A breakwater was built in spring."))
    assert [one.kind for one in found] == ["deleted", "inserted"]


def test_anchor_makes_no_difference():
    found = paragraph_differences('<p id="p1">Calm.</p>', '<p id="p7">Calm.</p>')
    assert [one.kind for one in found] == ["same"]


def test_numbers_are_those_of_the_new_text():
    found = paragraph_differences(html("Gone.", "Stays as it is."), html("Stays as it is.", "Came later on."))
    assert [(one.kind, one.number) for one in found] == [("deleted", 1), ("same", 1), ("inserted", 2)]


@pytest.mark.parametrize(
    ("old", "new", "notes"),
    [
        ("<p>Calm day</p>", "<h2>Calm day</h2>", ("now a heading (was a paragraph)",)),
        ('<p>A <a href="/x">link</a></p>', '<p>A <a href="/y">link</a></p>',
         ("link to “/x” taken out", "link to “/y” put in")),
        ("<p>A calm day</p>", "<p>A <em>calm</em> day</p>", ("emphasis on “calm” put in",)),
        ('<figure><img src="/a.png" alt="Pier"></figure>', '<figure><img src="/a.png" alt="The pier"></figure>',
         ("picture described as “Pier” taken out", "picture described as “The pier” put in")),
        ("<p>A<br>B</p>", "<p>A\nB</p>", ("its markup changed",)),
    ],
)  # fmt: skip
def test_change_of_markup_is_told_in_words(old, new, notes):
    (found,) = paragraph_differences(old, new)
    assert (found.kind, found.notes) == (Kind.CHANGED, notes)


def test_unchanged_paragraphs_are_folded_but_for_neighbours():
    old = html(*(f"Paragraph number {place}." for place in range(1, 11)))
    new = old.replace("number 6", "No. 6")
    shown = collapsed(paragraph_differences(old, new))
    assert [(one.first, one.last) if isinstance(one, CollapsedRange) else one.number for one in shown] == [
        (1, 4), 5, 6, 7, (8, 10),
    ]  # fmt: skip


@pytest.mark.parametrize("vocabulary", [2, 50, 5000, 100_000])
def test_huge_paragraphs_are_compared_in_bounded_time(vocabulary):
    chance = random.Random(vocabulary)
    old, new = (" ".join(f"w{chance.randrange(vocabulary)}" for _ in range(60_000)) for _ in range(2))
    with at_most(20):
        runs = word_differences(old, new)
    assert sides(runs) == (old, new)


@pytest.mark.parametrize("vocabulary", [2, 40, 4000])
def test_huge_bodies_are_compared_in_bounded_time(vocabulary):
    chance = random.Random(vocabulary)
    old, new = (html(*(f"w{chance.randrange(vocabulary)} x y z" for _ in range(2500))) for _ in range(2))
    with at_most(20):
        paragraph_differences(old, new)


def test_body_changed_in_every_paragraph_is_compared_in_bounded_time():
    old = html(*(" ".join(f"w{place}-{word}" for word in range(40)) for place in range(2500)))
    with at_most(20):
        found = paragraph_differences(old, old.replace("-7 ", "-x "))
    assert len(found) >= 2500
