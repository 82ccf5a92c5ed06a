"""Pasted text, Word's and Google Docs' markup and web pages become bodies, and what was cut is said."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive.text.markup.html_tokens import MarkupTooDeep, MarkupTooLarge
from archive.text.markup.sanitiser import sanitise
from archive.text.pasting.paste_cleaning import MAX_PASTED, clean_pasted
from tests.timing import at_most

PICTURE = f"/media/{'0f' * 16}/1600x900.jpg"
NBSP = "\u00a0"


def item(text: str, level: int = 1, marker: str = "·", number: int = 0) -> str:
    """A list item as Word writes it."""
    return (
        f"<p class=MsoListParagraph style='text-indent:0;mso-list:l{number} level{level} lfo1'><![if !supportLists]>"
        f"<span style='font-family:Symbol'><span style='mso-list:Ignore'>{marker}<span>&nbsp;</span></span></span>"
        f"<![endif]>{text}<o:p></o:p></p>\n"
    )


NOTEREF = '<sup id="fnref-1"><a href="#fn-1" role="doc-noteref">1</a></sup>'
NOTE = '<section role="doc-endnotes"><ol><li id="fn-1">Ibid.</li></ol></section>'
WORDS_FOOTNOTE = (
    '<p class=MsoNormal>a<a href="#_ftn1" name="_ftnref1"><span class=MsoFootnoteReference><![if !supportFootnotes]>[1]'
    "<![endif]></span></a> b</p><div style='mso-element:footnote-list'><br clear=all><hr align=left size=1>"
    '<div style="mso-element:footnote" id=ftn1><p class=MsoFootnoteText><a href="#_ftnref1" name="_ftn1">'
    "<span>[1]</span></a> Ibid.</p></div></div>"
)


@pytest.mark.parametrize(
    ("pasted", "kept"),
    [
        ("The quay.\n\nThe ford.", "<p>The quay.</p>\n<p>The ford.</p>"),
        ("<p class=MsoNormal>The <b>quay</b><o:p></o:p></p>", "<p>The <b>quay</b></p>"),
        ("<p class=MsoNormal>a <i style='mso-bidi-font-style:normal'>b</i></p>", "<p>a <i>b</i></p>"),
        ("<p class=MsoTitle style='x:y'>Ferries</p>a", "<h2>Ferries</h2>\n<p>a</p>"),
        ("<h1>Quay</h1><h2>One</h2>", "<h2>Quay</h2>\n<h2>One</h2>"),
        ("<p class=MsoQuote>No.</p><p>a</p>", "<blockquote><p>No.</p></blockquote>\n<p>a</p>"),
        (item("Nets") + item("Ropes"), "<ul><li>Nets</li><li>Ropes</li></ul>"),
        (item("Nets", marker="1.") + item("Ropes", marker="2."), "<ol><li>Nets</li><li>Ropes</li></ol>"),
        (item("Nets") + item("Small", 2, "o") + item("Ropes"),
         "<ul><li>Nets<ul><li>Small</li></ul></li><li>Ropes</li></ul>"),
        (item("Deep", 3) + item("Flat"), "<ul><li>Deep</li><li>Flat</li></ul>"),
        (f"{item('Nets')}<p>then</p>{item('Ropes', marker='a)')}",
         "<ul><li>Nets</li></ul>\n<p>then</p>\n<ol><li>Ropes</li></ol>"),
        ('<b style="font-weight:normal" id="docs-internal-guid-1"><p><span style="font-weight:700">a</span> b</p></b>',
         "<p><strong>a</strong> b</p>"),
        ('<p><span style="font-weight:700;font-style:italic">a</span></p>', "<p><strong><em>a</em></strong></p>"),
        ('<p>m<span style="vertical-align:super">2</span></p>', "<p>m<sup>2</sup></p>"),
        ("<table><thead><tr><td>Year<td>Boats</thead><tr><td>2004<td>3</table>",
         '<table><thead><tr><th scope="col">Year</th><th scope="col">Boats</th></tr></thead>'
         "<tbody><tr><td>2004</td><td>3</td></tr></tbody></table>"),
        ('<p>a<a href="#_ftn1">[1]</a></p>', "<p>a[1]</p>"),
        ("<p class=MsoNormal lang=EN-US>a <span lang=UK>b</span></p>", "<p>a b</p>"),
        ("<p onclick=x>a <span lang=uk>b</span> <span>c</span></p>", '<p>a <span lang="uk">b</span> c</p>'),
        (WORDS_FOOTNOTE, f"<p>a{NOTEREF} b</p>\n{NOTE}"),
        (f'<p onclick="x">a{NOTEREF}</p>{NOTE}', f"<p>a{NOTEREF}</p>\n{NOTE}"),
        ('<p>see <a href="#p3">above</a></p>', '<p>see <a href="#p3">above</a></p>'),
        ('<p>a<a href="https://ford.example/x?utm_source=b&id=3&y=%20#c">d</a></p>',
         '<p>a<a href="https://ford.example/x?id=3&amp;y=%20#c">d</a></p>'),
        ('<p>a<span style="display:none">b</span></p>', "<p>a</p>"),
        (f'<figure><img src="{PICTURE}" alt="Ferry"><figcaption>At dawn</figcaption></figure>',
         f'<figure><img src="{PICTURE}" alt="Ferry"><figcaption>At dawn</figcaption></figure>'),
        ('<?xml version="1.0" encoding="utf-8"?><html><head><title>t</title></head><body><p>a</p></body></html>',
         "<p>a</p>"),
        ("<p>a</p>\n<!--highest p7-->", "<p>a</p>"),
        ("<script>a</script>", ""),
    ],
)  # fmt: skip
def test_pasted(pasted, kept):
    assert clean_pasted(pasted).html == kept


@pytest.mark.parametrize(
    ("pasted", "removed"),
    [
        ("plain", []),
        ("<p>clean</p>\n<p>markup</p>", []),
        ("<p><script>a</script><script>b</script></p>", ["2 scripts"]),
        ("<style>a</style><link rel=stylesheet href=x><link rel=next href=x>b", ["2 style sheets"]),
        ("<p style='a:b'>c</p>", ["1 element’s own formatting (style)"]),
        ("<p class=MsoNormal>c</p><p class=other>d</p>", ["1 of Word’s classes"]),
        ("<p>a<!-- b --></p><!--StartFragment--><!--[if mso]>x<![endif]--><!--highest p3-->", ["1 hidden comment"]),
        (f"<p>a</p><p>&nbsp;</p><p>{NBSP}</p>", ["2 empty paragraphs"]),
        ('<p onclick="a()">b</p>', ["1 script in an attribute (onclick and its like)"]),
        ('<p>a<img src="https://else.example/x.png"></p>', ["1 picture from elsewhere (upload it to show it)"]),
        ('<p>a<img src="file:///C:/x.png"></p>', ["1 pasted picture (upload it to show it)"]),
        ('<p>a<img src="https://t.example/x" width="1" height="1px"></p>', ["1 tracking picture"]),
        ('<p><a href="https://ford.example/?fbclid=1">a</a></p>', ["1 link’s tracking code (utm and its like)"]),
        ('<p><a href="javascript:x()">a</a></p>', ["1 link that starts with javascript:"]),
        ('<p><a href="/a:b">a</a><a href="mailto:a@b.example">c</a></p>', []),
        ("<iframe src=x></iframe><p>a</p>", ["1 embedded page"]),
        ("<p><span class=MsoCommentReference>[AB1]</span>a</p>",
         ["1 of Word’s classes", "1 comment in the margin"]),
        ("<p><blink>a</blink></p>", ["1 <blink> element (its text was kept)"]),
    ],
)  # fmt: skip
def test_what_was_cut_is_said(pasted, removed):
    assert clean_pasted(pasted).removed == removed


@pytest.mark.parametrize("alt", ["", 'alt=""', 'alt=" "'])
def test_picture_without_alternative_text_is_wrong(alt):
    cleaned = clean_pasted(f'<p>a</p><img src="{PICTURE}" {alt}>')
    assert len(cleaned.wrong) == 1
    assert PICTURE in cleaned.wrong[0]


def test_picture_with_alternative_text_is_right():
    assert clean_pasted(f'<p>a</p><img src="{PICTURE}" alt="b">').wrong == []


PIECES = st.sampled_from(
    ["<p class=MsoNormal>", "</p>", item("x"), item("y", 2), "<b style='font-weight:normal'>", "</b>", "<span style='"
     "font-style:italic'>", "</span>", "<table>", "<tr>", "<td>", "</table>", "a", " b ", "&amp;", "<", "<!--", "-->",
     "<script>", "</script>", f'<img src="{PICTURE}" alt="x">', "<figure>", "<o:p>", "<del>", "<blockquote>", "<ul>",
     "<a href='?utm_a=1'>", "<p style='display:none'>", "\x00", "<html>", "<body>"]
)  # fmt: skip


@given(st.lists(PIECES, max_size=25).map("".join))
def test_whatever_is_pasted_comes_out_clean(pasted):
    cleaned = clean_pasted(pasted)
    assert sanitise(cleaned.html) == cleaned.html
    again = clean_pasted(cleaned.html)
    assert again.html == cleaned.html
    assert again.removed == []


def test_a_long_document_from_word_is_cleaned_in_time():
    pasted = "<p class=MsoNormal style='a:b'><span style='c:d'>word <b>and</b></span><o:p></o:p></p>" * 1_400
    with at_most(20):
        assert clean_pasted(pasted).html.count("<p>") == 1_400


def test_bounds():
    with pytest.raises(MarkupTooDeep):
        clean_pasted("<div>" * 500 + "a")
    with pytest.raises(MarkupTooLarge):
        clean_pasted("<p>" + "a" * MAX_PASTED)
