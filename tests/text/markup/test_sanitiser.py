"""The sanitiser and the ways between plain text and HTML."""

import html as entities
import re
from html.parser import HTMLParser
from types import SimpleNamespace

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from archive.text.markup import sanitiser
from archive.text.markup.allowed_tags import ATTRIBUTES, TAGS
from archive.text.markup.html_tokens import AMPERSAND, unescaped
from archive.text.markup.sanitiser import (
    MAX_MARKUP,
    MarkupTooDeep,
    MarkupTooLarge,
    html_from_paragraphs,
    html_from_pasted,
    plain_text,
    removed_markup,
    sanitise,
)
from tests.timing import at_most

PICTURE = f"/media/{'0f' * 16}/1600x900.jpg"

SANITISED = [
    # what comes, what is stored
    ("", ""),
    ("just words", "<p>just words</p>"),
    ("<p>One</p><p>Two</p>", "<p>One</p>\n<p>Two</p>"),
    ("<p>One<p>Two", "<p>One</p>\n<p>Two</p>"),
    ("<div>One<div>Two</div>three</div>", "<p>One</p>\n<p>Two</p>\n<p>three</p>"),
    ("One<br><br>Two<br>lines", "<p>One</p>\n<p>Two<br>lines</p>"),
    ("One <b>bold</b>\n\nTwo", "<p>One <b>bold</b></p>\n<p>Two</p>"),
    ("<h1>Ford</h1>ice", "<h2>Ford</h2>\n<p>ice</p>"),
    ("<p>a <script>alert(1)</script>b</p>", "<p>a b</p>"),
    ("<style>p {}</style><p>a</p>", "<p>a</p>"),
    ("<script>never closed <p>a</p>", ""),
    ("<p>a<!-- secret -->b</p>", "<p>ab</p>"),
    ('<p onclick="x()" style="color:red" class="y">a</p>', "<p>a</p>"),
    ('<p lang="uk" dir="ltr">a <span lang="zh-Hant" class="x">b <span>c</span> d</span></p>',
     '<p lang="uk" dir="ltr">a <span lang="zh-Hant">b c d</span></p>'),
    ('<p lang="&quot;x" dir="up">a <span>b</span> <span dir="rtl">c</span></p></span>',
     '<p>a b <span dir="rtl">c</span></p>'),
    ('<table lang="de"><thead lang="fr"><tr lang="x"><td lang="pl">a</td></tr></thead></table>',
     '<table lang="de"><thead><tr><td lang="pl">a</td></tr></thead></table>'),
    ('<a href="javascript:alert(1)">a</a>', "<p><a>a</a></p>"),
    ('<a href="javascript:123">a</a>', "<p><a>a</a></p>"),
    ('<a href="java&#9;script:123">a</a>', "<p><a>a</a></p>"),
    ('<a href="vbscript:12">a</a>', "<p><a>a</a></p>"),
    ('<a href="data:80">a</a>', "<p><a>a</a></p>"),
    ('<a href="/a:80">a</a>', '<p><a href="/a:80">a</a></p>'),
    ('<a href="JaVa&#115;cript:x">a</a>', "<p><a>a</a></p>"),
    ('<a href="data:text/html,x">a</a>', "<p><a>a</a></p>"),
    ('<a href="https://ford.example/?a=1&b=2">a</a>', '<p><a href="https://ford.example/?a=1&amp;b=2">a</a></p>'),
    ('<a href="/a/7/">a</a>', '<p><a href="/a/7/">a</a></p>'),
    ('<a href="mailto:desk@ford.example">a</a>', '<p><a href="mailto:desk@ford.example">a</a></p>'),
    ('<a href="ftp://ford.example/a">a</a>', "<p><a>a</a></p>"),
    ('<img src="https://elsewhere.example/x.png">', ""),
    ('<img src="//elsewhere.example/x.png">', ""),
    ('<img src="/static/x.png" alt="Ferry">', ""),
    ('<img src="/media/../x.png" alt="Ferry">', ""),
    (f'<img src="{PICTURE}">a', "<p>a</p>"),
    (f'<img src="{PICTURE}" alt=" ">a', "<p>a</p>"),
    (f'<figure><img src="{PICTURE}" width="9" alt="Ferry" onerror="x()"><figcaption>At dawn</figcaption></figure>',
     f'<figure><img src="{PICTURE}" alt="Ferry"><figcaption>At dawn</figcaption></figure>'),
    (f'<p>a <img alt="Ferry" src="{PICTURE}"></p>', f'<p>a <img alt="Ferry" src="{PICTURE}"></p>'),
    ('<p id="p3">a</p><p id="p3">b</p><p id="evil">c</p>', '<p id="p3">a</p>\n<p>b</p>\n<p>c</p>'),
    ('<p id="p3">a</p>\n<p id="p3">b</p>', '<p id="p3">a</p>\n<p>b</p>'),
    ('<blockquote id="p1">a</blockquote>', '<blockquote id="p1"><p>a</p></blockquote>'),
    ("<ul><li>a<li>b<ul><li>c</ul></ul>", "<ul><li>a</li><li>b<ul><li>c</li></ul></li></ul>"),
    ("<ul>stray<li>a</ul>", "<ul><li>stray</li><li>a</li></ul>"),
    ("<table><tr><td>1<td colspan=2>2</table>",
     '<table><tbody><tr><td>1</td><td colspan="2">2</td></tr></tbody></table>'),
    ("<table><tr><td colspan=9999>1<td colspan=10000>2</table>",
     '<table><tbody><tr><td colspan="9999">1</td><td>2</td></tr></tbody></table>'),
    ("<table>stray<tr><td>1</table>", "<p>stray</p>\n<p>1</p>"),
    ("<p></p><p><b></b></p><p>a<br></p>", "<p>a</p>"),
    ("3 < 4 & 5 &lt; 6", "<p>3 &lt; 4 &amp; 5 &lt; 6</p>"),
    ("<scr<script>x</script>ipt>", "<p>&lt;script&gt;</p>"),
    ("<svg><p>a</svg>b", "<p>b</p>"),
    ("a\x00b\x07c", "<p>abc</p>"),
    ("<p>\x07a</p>", "<p>a</p>"),
    ("<p>a\x07b</p>", "<p>ab</p>"),
    ("<p>a\x0bb\x1fc</p>", "<p>abc</p>"),
    ("<p>a\x7fb</p>", "<p>ab</p>"),
    ("<b>a\x85b\x9fc</b>", "<p><b>a\nbc</b></p>"),
    ('<a href="/x" title="a\x07b&#1;c">d</a>', '<p><a href="/x" title="abc">d</a></p>'),
]  # fmt: skip


@pytest.mark.parametrize(("markup", "stored"), SANITISED)
def test_sanitised(markup, stored):
    assert sanitise(markup) == stored


HOSTILE = {
    "400 kB of nested blocks": "<div>" * 80_000,
    "nested quotations": "<blockquote>" * 33_000,
    "unclosed inline tags": "<b>" * 130_000,
    "unclosed links with their own addresses": "".join(f'<a href="/{n}"><p>' for n in range(20_000)),
    "unclosed list items": "<ul><li>" * 50_000,
    "unclosed cells": "<table><tr><td>" * 25_000,
    "scripts never closed": "<script " * 50_000,
    "quotation marks never closed": '<b "' * 100_000,
    "crossed quotation marks": "<b \"''\"'" * 40_000,
    "only brackets": "<" * 400_000,
    "too long": "x" * (MAX_MARKUP + 1),
}


@pytest.mark.parametrize("markup", HOSTILE.values(), ids=HOSTILE.keys())
def test_hostile_markup_is_refused_within_a_second(markup):
    with at_most(20), pytest.raises((MarkupTooDeep, MarkupTooLarge)):
        sanitise(markup)


@pytest.mark.parametrize(
    "markup",
    ["<!--" * 100_000, "<a " + 'x="" ' * 80_000 + ">x", '<b "' * 5_000 + "x" * 300_000, "<p>word " * 5_900],
    ids=["comments", "attributes", "quotation marks", "paragraphs"],
)
def test_markup_at_the_bounds_takes_less_than_a_second(markup):
    with at_most(20):
        sanitise(markup)


@pytest.mark.parametrize(
    "text",
    [
        "&",
        "&amp;",
        "&amp",
        "&a",
        "&lt;",
        "&quot;",
        "&#38;",
        "&#x26;",
        "&#x41",
        "&copy;",
        "& ",
        ">",
        "\u0301",
        "\ud800",
        "\x85",
    ],
    ids=ascii,
)  # fmt: skip
def test_bleach_is_given_no_entity(text, monkeypatch):
    """Its parser takes 50 microseconds for each, and square time over all."""
    seen = []
    monkeypatch.setattr(
        sanitiser, "_cleaner", lambda: SimpleNamespace(clean=lambda markup: seen.append(markup) or markup)
    )
    stored = sanitise(f'<abbr>x</abbr><a href="/?{text}">{text * 1000}</a>')
    assert "&" not in seen[0]
    monkeypatch.undo()
    assert sanitise(stored) == stored


@given(st.text(st.sampled_from("&;#x1aAmplgt <>\"'")))
def test_entities_are_resolved_as_browsers_do(text):
    assert unescaped(text) == entities.unescape(text)


@pytest.mark.parametrize("number", ["1" * 5_000, "x" + "f" * 5_000, "0" * 5_000 + "65"])
def test_numbers_without_end_are_no_characters(number):
    assert sanitise(f"<p>&#{number};</p>") == "<p>\ufffd</p>"


def test_a_character_that_stands_for_another_meanwhile_makes_no_entity():
    assert sanitise(f"<b>x</b>{AMPERSAND}lt;script>") == "<p><b>x</b>lt;script&gt;</p>"


def test_paragraphs_that_blank_lines_part_are_counted():
    with pytest.raises(MarkupTooLarge, match="12,000 elements"):
        sanitise("<b>x</b>\n\n" + "x\n\n" * 12_000)


def test_depth_is_measured_before_bleach_sees_it():
    with pytest.raises(MarkupTooDeep, match="nests more than"):
        sanitise("<blockquote>" * 61)


def test_plain_bodies_take_no_parser():
    body = html_from_paragraphs(["The ferry at Zvolna ran again & nobody asked why. " * 20] * 12)
    with at_most(6):
        for _ in range(100):
            assert sanitise(body) == body


_PIECES = st.one_of(
    st.sampled_from(
        [f"<{end}{name}>" for name in sorted(TAGS | {"div", "span", "h1", "svg", "pre"}) for end in ("", "/")]
    ),
    st.sampled_from(
        [
            "x",
            " ",
            "\n\n",
            "&amp;",
            "&lt;",
            "<",
            ">",
            "&",
            '"',
            "'",
            "<!--",
            "-->",
            "<![CDATA[",
            "]]>",
            "&nbsp;",
            "\x00",
            '<a href="http://x.example/?a&b">',
            '<a href="javascript:a()">',
            '<p id="p1">',
            "<p id=p2 class=c>",
            "\r",
            f'<img src="{PICTURE}" alt="a">',
            f'<img src="{PICTURE}">',
            "<figure>",
            "</figure>",
            '<img src="//b">',
            "<td colspan=2>",
            "<th scope=row rowspan=x>",
            "&#0;",
            "&#x80;",
            '<a title="&quot;\'<" onclick=x>',
            "<script>",
            "</script>",
            "<style>",
            "<p id='p01'>",
            "<ol start=3>",
            "<ol start='-'>",
        ]
    ),
    st.text(max_size=5),
)
_MARKUP = st.lists(_PIECES, max_size=20).map("".join)


@given(_MARKUP)
@example("x<br><b><br></b>y")
@example("<a href='/1'>a<p>b<a href='/2'>c")
def test_sanitising_twice_changes_nothing(markup):
    once = sanitise(markup)
    assert sanitise(once) == once


class _Collector(HTMLParser):
    """What a browser would see of sanitised markup."""

    def __init__(self):
        super().__init__()
        self.starts = []

    def handle_starttag(self, tag, attrs):
        self.starts.append((tag, dict(attrs)))


@given(_MARKUP)
def test_nothing_comes_through_that_is_not_allowed(markup):
    seen = _Collector()
    seen.feed(sanitise(markup))
    for tag, attributes in seen.starts:
        assert tag in TAGS
        for name, value in attributes.items():
            assert name in ATTRIBUTES.get(tag, ()) or (name == "id" and re.fullmatch(r"p[1-9]\d{0,5}", value))
            assert name != "src" or re.match(r"/[^/\\]", value)
            assert name != "href" or re.match(r"(?:https?://|mailto:|[^:]*$)", value)


@given(
    st.text(
        alphabet=st.characters(codec="utf-8", exclude_categories=["Cc", "Cs", "Zs", "Zl", "Zp"]),
        min_size=1,
        max_size=40,
    )
)
def test_plain_text_comes_back_from_its_html(text):
    assert plain_text(sanitise(html_from_paragraphs([text]))) == text


def test_plain_paragraphs_lose_their_control_characters():
    assert html_from_paragraphs(["a\x00b\x0bc\x1fd\x7fe\tf\ng"]) == "<p>abcde\tf\ng</p>"


@pytest.mark.parametrize(
    ("pasted", "stored"),
    [
        ("One\n\nTwo\nmore", "<p>One</p>\n<p>Two more</p>"),
        ("One\r\nTwo", "<p>One</p>\n<p>Two</p>"),
        ("3 < 4 and 5 > 4", "<p>3 &lt; 4 and 5 &gt; 4</p>"),
        ("<p>One</p>", "<p>One</p>"),
        ("A <i>fine</i> ford", "<p>A <i>fine</i> ford</p>"),
        ("Mail <desk@ford.example>", "<p>Mail &lt;desk@ford.example&gt;</p>"),
        ("", ""),
    ],
)
def test_pasted(pasted, stored):
    assert html_from_pasted(pasted) == stored


@pytest.mark.parametrize(
    ("html", "text"),
    [
        ("<p>One</p>\n<p>Two<br>lines</p>", "One\n\nTwo\nlines"),
        ("<ul><li>a</li><li>b</li></ul>", "a\n\nb"),
        (
            "<ul><li>Tugs<ul><li>Albatross</li><li>Bittern</li></ul></li><li>Dredgers</li></ul>",
            "Tugs\n\nAlbatross\n\nBittern\n\nDredgers",
        ),
        ("<ul><li>Tugs<ul><li>Albatross</li></ul>and boats</li></ul>", "Tugs\n\nAlbatross\n\nand boats"),
        ('<ol><li>Tugs<ol start="3"><li>Albatross</li></ol></li></ol>', "Tugs\n\nAlbatross"),
        ("<blockquote>Said<p>One</p>and<ul><li>two</li></ul></blockquote>", "Said\n\nOne\n\nand\n\ntwo"),
        ("<blockquote><p>One</p>\n<p>Two</p></blockquote>", "One\n\nTwo"),
        ("<figure>Above<figcaption>Ferries</figcaption></figure>", "Above\n\nFerries"),
        (
            "<table><caption>Tolls</caption><thead><tr><th>Ship</th><th>Toll</th></tr></thead></table>",
            "Tolls\n\nShip Toll",
        ),
        ("<table><tr><td>Tugs<ul><li>a</li></ul></td><td>2</td></tr></table>", "Tugs\n\na\n\n2"),
        ("<table><tr><td>a<br>b</td><td>2</td></tr></table>", "a\nb 2"),
        ("<p>One<br/>two<BR>three</p>", "One\ntwo\nthree"),
        ("<p>a<em>b</em>c</p>", "abc"),
        ("<table><tr><td>1</td><td>2</td></tr></table>", "1 2"),
        ("<p>3 &lt; 4 &amp; 5</p>", "3 < 4 & 5"),
        ('<p id="p1">a <a href="/x">b</a></p>', "a b"),
        ("no tags &amp; one entity", "no tags & one entity"),
    ],
)
def test_plain_text(html, text):
    assert plain_text(html) == text


WORDS_APART = [
    # markup from elsewhere, in which browsers show the words "one" and "two" apart
    "<ul><li>one<ul><li>two</li></ul></li></ul>",
    "<ul><li>one<p>two</p></li></ul>",
    "<ul><li>one<table><tr><td>two</td></tr></table></li></ul>",
    "<ul><li><table><tr><td>one</td></tr></table>two</li></ul>",
    "<table><tr><td>one<div>two</div></td></tr></table>",
    "<table><tr><td>one</td><td>two</td></tr></table>",
    "<table><tr><td>one<table><tr><td>two</td></tr></table></td></tr></table>",
    "<table><tr><th>one</th></tr><tr><td>two</td></tr></table>",
    "<dl><dt>one</dt><dd>two</dd></dl>",
    "<div>one<div>two</div></div>",
    "<div>one<p>two</p></div>",
    "<div><p>one</p>two</div>",
    "<p>one<br>two</p>",
    "<h2>one</h2>two",
    "<a href='/x'>one<div>two</div></a>",
    "<b>one<p>two</p></b>",
    "<blockquote>one<footer>two</footer></blockquote>",
    "<figure><figcaption>one<p>two</p></figcaption></figure>",
    "<details><summary>one</summary>two</details>",
    "<select><option>one</option><option>two</option></select>",
    "<fieldset><legend>one</legend>two</fieldset>",
    "one<hr>two",
]


@pytest.mark.parametrize("markup", WORDS_APART)
def test_words_that_stand_apart_stay_apart(markup):
    assert plain_text(sanitise(markup)).split() == ["one", "two"]


def test_removed_markup_is_said_in_words():
    cut = removed_markup(
        '<p onclick="a()">x</p><p onclick="b()">y</p><script>z</script><marquee>w</marquee><a href="javascript:v">u</a>'
        '<img src="https://elsewhere.example/t.png"><span class="s">r</span>'
    )
    assert cut == [
        "onclick on <p> (2 times)",
        "<script> with all inside it",
        "<marquee> (its text was kept)",
        "a link to 'javascript:v'",
        "a picture that is not this archive's",
    ]


def test_clean_markup_loses_nothing():
    assert removed_markup('<p id="p1">a <a href="https://ford.example/">b</a></p>') == []


PARTS = [
    *("<p>", "</p>", '<p id="p3">', "<h2>", "</h2>", "<ul>", "<li>", "</ul>", "<blockquote>", "</blockquote>"),
    *("<b>", "</b>", "<em>", "</em>", "<q>", "</q>", "<br>", "<hr>", "<div>", "<code>", "</code>", "<sup>"),
    *("</sup>", "</a>", "<figure>", "</figure>", "<figcaption>", "Ferries ", "&amp;", "\u00a0", "\n", '"', "'"),
    *('<a href="https://quay.example/?a=1&amp;b=2#c">', '<a href="mailto:a@b.example">', '<a href="javascript:x">'),
]  # fmt: skip


@given(st.lists(st.sampled_from(PARTS), max_size=30).map("".join))
@example("<ul><li>Tugs<ul><li>Bittern</ul></ul><blockquote>Quay<p>Pier</blockquote>")
def test_what_is_stored_without_parsing_is_what_bleach_makes_of_it(markup):
    stored = sanitise(markup)
    parsed = sanitiser._cleaner().clean(stored.replace("&", AMPERSAND)).replace(AMPERSAND, "&").strip()
    assert stored == parsed


@pytest.mark.parametrize(
    "markup",
    ["<p onclick=x>", "<p id=x>", '<a href="javascript:x">', '<a href="https://a.example" onclick="x">', "<img src=x>",
     '<a href="https://a.example/\\">', "<script>", "<p>&copy;", "<P>", "<svg>", "<p", '<a href="data:x">'],
)  # fmt: skip
def test_only_tags_that_are_safe_as_they_stand_are_stored_without_parsing(markup):
    assert not sanitiser._SAFE_TIDIED.fullmatch(f"<p>Quay</p>{markup}")


@pytest.mark.parametrize("scheme", ["javascript", "vbscript", "data", "JavaScript"])
@pytest.mark.parametrize(
    "lost", ["\x00", "\x01", "\t", "\n", "\x0b", "\x0c", "\x1f", "\x7f", "\x85", "\x9f", "\ud800", "\ufdd0", "\uffff",
             "&Tab;", "&#10;", "&#x1;", "&#127;"]
)  # fmt: skip
def test_characters_that_a_text_loses_hide_no_scheme(scheme, lost):
    for address in (f"{lost}{scheme}:123", f"{scheme[:4]}{lost}{scheme[4:]}:123", f"{scheme}{lost}:123"):
        assert sanitise(f'<p><a href="{address}">x</a></p>') == "<p><a>x</a></p>", ascii(address)
