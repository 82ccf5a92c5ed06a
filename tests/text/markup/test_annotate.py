"""Marks in HTML: the text keeps its bytes, the output is well-formed, spans lie where the text says."""

import re
from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive.text.markup.annotate import Span, annotate, block_text

MARKED = [
    ("plain text", [(0, 5)], "<span>plain</span> text"),
    ("a <i>b c</i>", [(0, 3)], "<span>a </span><i><span>b</span> c</i>"),
    ("<p>x &amp; y</p>", [(0, 5)], "<p><span>x &amp; y</span></p>"),
    ("<p>x &amp;&lt;<i>&gt; y</i></p>", [(1, 6)], "<p>x<span> &amp;&lt;</span><i><span>&gt; </span>y</i></p>"),
    ("a&amp;b", [(0, 1), (1, 3)], "<span>a</span><span>&amp;b</span>"),
    ("<p>x &amp; y</p>", [(2, 3)], "<p>x <span>&amp;</span> y</p>"),
    ("one<br>two", [(0, 7)], "<span>one</span><br><span>two</span>"),
    ("one<br>two", [(4, 7)], "one<br><span>two</span>"),
    ("abcdef", [(4, 6), (0, 2)], "<span>ab</span>cd<span>ef</span>"),
    ("abcdef", [(0, 3), (2, 5)], "<span>abc</span><span>de</span>f"),
    ("abc", [(1, 1)], "abc"),
    ("<em></em>abc", [(0, 1)], "<em></em><span>a</span>bc"),
]


@pytest.mark.parametrize(("block", "places", "expected"), MARKED)
def test_spans_are_marked_in_parts_that_nest(block, places, expected):
    assert annotate(block, [Span(start, end) for start, end in places]) == expected


def test_a_link_has_its_address_class_and_title_escaped():
    marked = annotate("abc", [Span(0, 1, href="/s/?a=1&b=2", css_class="cited", title='the "Bugle"')])
    assert marked == '<a href="/s/?a=1&amp;b=2" class="cited" title="the &quot;Bugle&quot;">a</a>bc'


def test_no_link_is_made_inside_a_link():
    assert annotate('<a href="/x">abc</a> d', [Span(0, 5, href="/y")]) == (
        '<a href="/x"><span>abc</span></a><a href="/y"> d</a>'
    )


@pytest.mark.parametrize("place", [(-1, 2), (1, 9)])
def test_a_span_outside_the_text_is_an_error(place):
    with pytest.raises(ValueError, match="a span"):
        annotate("abc", [Span(*place)])


def test_block_text_counts_entities_as_characters_and_breaks_as_newlines():
    assert block_text("A &amp; <i>B</i>&nbsp;<br/>C &lt; D") == "A & B\xa0\nC < D"


class _Nesting(HTMLParser):
    """Collects the text and fails where tags do not nest."""

    def __init__(self):
        super().__init__(convert_charrefs=True)
        self.open, self.text = [], ""

    def handle_starttag(self, tag, attrs):
        if tag == "br":
            self.text += "\n"
        else:
            self.open.append(tag)

    def handle_endtag(self, tag):
        assert self.open.pop() == tag

    def handle_data(self, data):
        self.text += data


_blocks = st.recursive(
    st.sampled_from(["x", "ab ", "&amp;", "&lt;b&gt;", "é", "<br>", "(AP, June 1)"]),
    lambda inner: (
        st.lists(inner, max_size=4)
        .map("".join)
        .flatmap(lambda text: st.sampled_from([text, f"<i>{text}</i>", f'<a href="/z">{text}</a>'.replace("\x00", "")]))
    ),
    max_leaves=12,
)


@given(block=_blocks, places=st.lists(st.tuples(st.integers(0, 40), st.integers(0, 40)), max_size=5))
def test_marks_nest_and_leave_everything_else_as_it_was(block, places):
    size = len(block_text(block))
    spans = [Span(min(a, b), max(a, b), css_class="m") for a, b in places if max(a, b) <= size]
    marked = annotate(block, spans)
    assert re.sub(r'<span class="m">|</span>', "", marked) == block
    nesting = _Nesting()
    nesting.feed(marked)
    nesting.close()
    assert nesting.open == []
    assert nesting.text == block_text(block)


@given(block=_blocks, place=st.tuples(st.integers(0, 40), st.integers(0, 40)))
def test_the_marked_text_is_the_text_of_the_span(block, place):
    text = block_text(block)
    start, end = min(place), min(max(place), len(text))
    if start >= end:
        return
    marked = annotate(block, [Span(start, end)])
    inside = "".join(re.findall(r"<span>(.*?)</span>", marked, flags=re.DOTALL))
    assert block_text(inside) == text[start:end].replace("\n", "")
