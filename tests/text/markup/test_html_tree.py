"""Markup is bounded before it is parsed, and its tags are taken out all at once."""

import lxml.html
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from archive.text.markup.html_tokens import MarkupTooDeep, MarkupTooLarge
from archive.text.markup.html_tree import (
    MAX_ATTRIBUTES,
    MAX_ELEMENTS,
    check_markup,
    drop_tags,
    drop_trees,
    parsed_document,
    parsed_fragment,
)

MANY = "".join(f" a{number}" for number in range(MAX_ATTRIBUTES + 1))


@pytest.mark.parametrize(
    "markup",
    [
        f"<p{MANY}>x</p>",
        f"</p{MANY}>",
        f'<p a="b>"{MANY}>',
        f'<p a=b"{MANY}>',
        f"<p a==\"{MANY}>",
        f"<p =\"{MANY}>",
        f"<p/x{MANY.replace(' ', '/')}>",
        f"<!--><p{MANY}>-->",
        f"<!--x--!><p{MANY}>-->",
        f"<script></script ><p{MANY}>",
        f"<!x><p{MANY}>",
        f"<p{MANY}",
        "<b>x</b>" * (MAX_ELEMENTS + 1),
        "<b>" * (2 * MAX_ELEMENTS + 1),
    ],
    ids=lambda markup: f"{markup[:20]}…{len(markup)}",
)  # fmt: skip
def test_too_many_attributes_or_elements_are_refused_before_parsing(markup):
    with pytest.raises(MarkupTooLarge):
        check_markup(markup)


@pytest.mark.parametrize(
    "markup",
    [
        f'<div data-props="{{{MANY * 3}}}">x</div>',
        f"<div title='{MANY * 3}'>x</div>",
        f"<script>if (a<b{MANY}) {{}}</script>x",
        f"<!-- <p{MANY}> -->x",
        f"3 < 4{MANY}",
        f"<p>{MANY * 3}</p>",
    ],
    ids=lambda markup: markup[:20],
)
def test_long_values_scripts_comments_and_words_are_no_attributes(markup):
    check_markup(markup)


@settings(deadline=None)
@given(
    st.lists(st.sampled_from(["<p", "<", ">", "/", " ", "a", "=", '"', "'", "<!--", "-->", "<script>", "</script>"]))
)
def test_no_tag_of_the_parser_has_more_attributes_than_were_counted(pieces):
    """Where the count is made to refuse any attribute at all, libxml2 finds none that the count did not see."""
    markup = "".join(pieces)
    page = lxml.html.document_fromstring(f"<p>x</p>{markup}")
    found = max(len(element.attrib) for element in page.iter() if isinstance(element.tag, str))
    assert found <= _most_counted(markup)


def _most_counted(markup: str) -> int:
    for most in range(len(markup) + 1):
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr("archive.text.markup.html_tree.MAX_ATTRIBUTES", most)
            try:
                check_markup(markup)
            except MarkupTooLarge:
                continue
            return most
    return len(markup)


def test_nothing_is_no_tree():
    assert parsed_document("") == (None, None)
    assert parsed_document("<!-- x -->")[0] is None or parsed_fragment("") is not None


def test_depth_is_told_with_its_line():
    page, line = parsed_document("<p>x</p>\n" + "<div>" * 300)
    assert page is not None
    assert line == 2
    with pytest.raises(MarkupTooDeep):
        parsed_fragment("<div>" * 300)


def test_much_text_deep_inside_is_refused():
    with pytest.raises(MarkupTooDeep, match="too long for how deeply"):
        parsed_document("<div>" * 200 + "word " * 40_000)


def test_tags_are_dropped_with_their_text_kept_in_order():
    root = parsed_fragment("a<i>b<u>c</u>d</i>e<u>f</u>g")
    drop_tags(root, [*root.iter("u")])
    assert lxml.html.tostring(root, encoding="unicode") == "<div>a<i>bcd</i>efg</div>"


def test_trees_are_dropped_and_the_text_behind_them_stays():
    root = parsed_fragment("a<i>b<u>c</u>d</i>e<u>f</u>g")
    drop_trees(root, [*root.iter("u")])
    assert lxml.html.tostring(root, encoding="unicode") == "<div>a<i>bd</i>eg</div>"
