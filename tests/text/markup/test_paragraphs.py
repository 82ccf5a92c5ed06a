"""Blocks and their permanent anchors."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive.text.markup.paragraphs import Block, blocks, with_anchors
from archive.text.markup.sanitiser import html_from_paragraphs, plain_text, sanitise
from tests.timing import at_most

BODY = '<p id="p1">The ferry ran.</p>\n<p id="p2">Nobody asked why.</p>\n<p id="p3">Snow came early this year.</p>'


def anchors(html):
    return [block.anchor for block in blocks(html)]


def test_blocks_of_every_kind():
    html = '<h2 id="p1">Ford</h2>\n<ul id="p2"><li>a</li><li>b <b>c</b></li></ul>\n<hr>\n<p>3 &lt; 4</p>'
    html += "\nstray <i>text</i>"
    assert blocks(html) == [
        Block("p1", "h2", '<h2 id="p1">Ford</h2>', "Ford"),
        Block("p2", "ul", '<ul id="p2"><li>a</li><li>b <b>c</b></li></ul>', "a\n\nb c"),
        Block("", "hr", "<hr>", ""),
        Block("", "p", "<p>3 &lt; 4</p>", "3 < 4"),
        Block("", "p", "<p>stray <i>text</i></p>", "stray text"),
    ]


def test_a_block_within_a_block_is_part_of_it():
    (block,) = blocks("<blockquote><blockquote><p>a</p></blockquote><p>b</p></blockquote>")
    assert block.text == "a\n\nb"


def test_inner_html_is_what_stands_between_the_tags():
    assert blocks('<p id="p1">a <b>b</b></p>')[0].inner_html == "a <b>b</b>"


@pytest.mark.parametrize(
    ("edited", "expected"),
    [
        # the same again, without ids, as an editor's paste has it
        ("<p>The ferry ran.</p><p>Nobody asked why.</p><p>Snow came early this year.</p>", ["p1", "p2", "p3"]),
        # one paragraph changed, one put in before it
        ("<p>The ferry ran.</p><p>New.</p><p>Nobody asked them why.</p><p>Snow came early this year.</p>",
         ["p1", "p4", "p2", "p3"]),
        # moved
        ("<p>Snow came early this year.</p><p>The ferry ran.</p><p>Nobody asked why.</p>", ["p3", "p1", "p2"]),
        # one taken away, one put in: the number of the lost one is not given again
        ("<p>The ferry ran.</p><p>Nobody asked why.</p><p>Another thing entirely.</p>", ["p1", "p2", "p4"]),
        # half of the words in common are enough, less are not
        ("<p>The ferry lay at anchor.</p><p>Nobody asked why.</p><p>Snow came early this year.</p>",
         ["p1", "p2", "p3"]),
        ("<p>The ferry lay at anchor there.</p><p>Nobody asked why.</p><p>Snow came early this year.</p>",
         ["p4", "p2", "p3"]),
        # ids kept by the editor win over likeness
        ('<p id="p3">The ferry ran.</p><p>Nobody asked why.</p>', ["p3", "p2"]),
        # an id copied with its paragraph counts once
        ('<p id="p1">The ferry ran.</p><p id="p1">The ferry ran.</p>', ["p1", "p4"]),
    ],
)  # fmt: skip
def test_anchors_through_an_edit(edited, expected):
    assert anchors(with_anchors(sanitise(edited), BODY)) == expected


def test_an_anchor_that_stands_twice_stays_with_the_first():
    assert anchors(with_anchors('<p id="p1">Fog.</p>\n<p id="p1">Thaw.</p>')) == ["p1", "p2"]


def test_a_number_is_never_given_twice_over_several_edits():
    without_last = with_anchors("<p>The ferry ran.</p>", BODY)
    assert anchors(with_anchors("<p>The ferry ran.</p><p>Thaw.</p>", without_last)) == ["p1", "p4"]


def test_the_remembered_number_is_no_text():
    assert plain_text(with_anchors("<p>The ferry ran.</p>", BODY)) == "The ferry ran."


def test_rules_have_no_anchor():
    assert anchors(with_anchors("<p>a</p><hr><p>b</p>")) == ["p1", "", "p2"]


_TEXTS = st.lists(st.text(alphabet="abc xyz", min_size=1, max_size=12).filter(str.strip), min_size=1, max_size=8)


@given(_TEXTS, _TEXTS)
def test_anchors_are_unique_new_ones_unused_and_doing_it_twice_changes_nothing(before, after):
    old = with_anchors(html_from_paragraphs(before))
    new = with_anchors(html_from_paragraphs(after), old)
    given_now = anchors(new)
    assert len(set(given_now)) == len(given_now)
    assert [block.text for block in blocks(new)] == [text.strip() for text in after]
    unseen = [anchor for anchor in given_now if anchor not in anchors(old)]
    assert all(int(anchor[1:]) > len(before) for anchor in unseen)
    assert with_anchors(new, old) == with_anchors(new) == new


@given(_TEXTS)
def test_unchanged_paragraphs_keep_their_anchors(texts):
    old = with_anchors(html_from_paragraphs(texts))
    assert with_anchors(html_from_paragraphs(texts), old) == old


def test_anchored_html_is_sanitised_html():
    assert sanitise(BODY) == BODY
    assert re.sub(r"\s*<!--.*?-->", "", with_anchors("<p>a</p>", BODY)) == sanitise(with_anchors("<p>a</p>", BODY))


def test_an_article_takes_less_than_two_milliseconds():
    body = html_from_paragraphs(["Seventy-five words about a ferry and a ford & what became of them. " * 6] * 12)
    with at_most(7):
        for _ in range(50):
            with_anchors(body)


def test_time_grows_as_the_number_of_paragraphs():
    before = "\n".join(f'<p id="p{number}">The ferry ran.</p>' for number in range(1, 20_001))
    with at_most(8):
        after = with_anchors("<p>New.</p>" + before.replace(' id="p7"', ""), before)
    assert anchors(after)[:9] == ["p20001", "p1", "p2", "p3", "p4", "p5", "p6", "p7", "p8"]
