"""Bodies as JATS, and back: the same text and the same markup."""

import re
from xml.etree import ElementTree

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from archive.exports.jats_body import body_element
from archive.exports.jats_notes import back_element
from archive.text.formats.jats.jats_body import BodyReader
from archive.text.markup.footnotes import endnotes, noteref
from archive.text.markup.sanitiser import plain_text, sanitise

SITE = "https://archive.example"
PICTURE = f"/media/{'0f' * 16}/1600x900.jpg"
X = 'xmlns:xlink="http://www.w3.org/1999/xlink"'


def absolute(address: str) -> str:
    return f"{SITE}{address}"


def written(html: str) -> str:
    return ElementTree.tostring(body_element(html, absolute), encoding="unicode")


def read_back(html: str) -> tuple[str, list[str]]:
    """A body through JATS and back, and what the reader had to say."""
    article = ElementTree.Element("article")
    article.append(ElementTree.fromstring(written(html)))  # noqa: S314 (our own)
    reader = BodyReader()
    return sanitise(reader.body_of(article)), [*reader.media, *reader.unknown]


BODIES = [
    ("", "<body />"),
    ("<p>a</p>", "<body><p>a</p></body>"),
    ('<p id="p3">a <em>b</em> <strong>c</strong></p>',
     '<body><p id="p3">a <italic>b</italic> <bold>c</bold></p></body>'),
    ("<p>a</p><h2>b</h2><p>c</p><h3>d</h3><h2>e</h2>",
     "<body><p>a</p><sec><title>b</title><p>c</p><sec><title>d</title></sec></sec><sec><title>e</title></sec></body>"),
    ("<h4>a</h4>", "<body><sec><title /><sec><title /><sec><title>a</title></sec></sec></sec></body>"),
    ("<ul><li>a<ul><li>b</li></ul>c</li></ul>",
     '<body><list list-type="bullet"><list-item><p>a</p><list list-type="bullet"><list-item><p>b</p></list-item></list>'
     "<p>c</p></list-item></list></body>"),
    ('<ol start="5"><li>a</li><li>b</li></ol>',
     '<body><list list-type="order"><list-item><label>5.</label><p>a</p></list-item><list-item><label>6.</label>'
     "<p>b</p></list-item></list></body>"),
    ("<table><caption>a</caption><tbody><tr><th scope='row'>b</th><td colspan='2'>c</td></tr></tbody></table>",
     '<body><table-wrap><caption><p>a</p></caption><table><tbody><tr><th scope="row">b</th><td colspan="2">c</td></tr>'
     "</tbody></table></table-wrap></body>"),
    (f'<figure><img src="{PICTURE}" alt="b"><figcaption>c</figcaption></figure>',
     f'<body {X}><fig><caption><p>c</p></caption><graphic xlink:href="{SITE}{PICTURE}"><alt-text>b</alt-text></graphic>'
     "</fig></body>"),
    ('<p><a href="/a/7/">a</a></p>',
     f'<body {X}><p><ext-link ext-link-type="uri" xlink:href="{SITE}/a/7/">a</ext-link></p></body>'),
    ('<p lang="uk">a <span lang="de">b</span></p>',
     '<body><p xml:lang="uk">a <named-content content-type="span" xml:lang="de">b</named-content></p></body>'),
    ("<p>a<br>b</p><hr>", '<body><p>a<named-content content-type="br" />b</p><p content-type="hr" /></body>'),
    ("<blockquote><h3>a</h3><p>b</p></blockquote>",
     '<body><disp-quote><p content-type="h3">a</p><p>b</p></disp-quote></body>'),
    ("<p>a\ufffeb\ud800c</p>", "<body><p>abc</p></body>"),
]  # fmt: skip


@pytest.mark.parametrize(("html", "jats"), BODIES)
def test_written(html, jats):
    assert written(html) == jats


LINES = [
    "<p>a <em>b<sup>2</sup></em> <cite>c</cite> <q>d</q> <small>e</small> <code>f</code> <s>g</s></p>",
    '<p><abbr title="Eurasia &quot;Daily&quot;">EDM</abbr> &lt;b&gt; &amp;</p>',
    '<p><a href="https://ford.example/?a=1&amp;b=2" title="Ford">a</a> <a href="mailto:a@b.example">c</a></p>',
    "<h2>a <em>b</em><br>c</h2>\n<p>d</p>",
    "<h3>a</h3>\n<h4>b</h4>\n<h2>c</h2>\n<h4>d</h4>",
    '<ol start="7"><li>a</li><li><blockquote><p>b</p></blockquote></li></ol>',
    "<ul><li>a<br>b</li><li><em>c</em><ol><li>d</li></ol></li></ul>",
    "<table><thead><tr><th>a</th></tr></thead><tfoot><tr><td>b</td></tr></tfoot>"
    "<tbody><tr><td><ul><li>c</li></ul></td></tr></tbody></table>",
    "<table><thead><tr><th>a</th></tr></thead></table>",
    f'<p>a <img src="{PICTURE}" alt="b &quot;c&quot;"></p>',
    f'<figure><img src="{PICTURE}" alt="a"><img src="{PICTURE}" alt="b"></figure>',
    "<figure><figcaption>a <small>b</small></figcaption></figure>",
    "<blockquote><p>a</p><h2>b</h2><ul><li>c</li></ul></blockquote>",
    "<p>a</p>\n<hr>\n<p>b</p>",
]


@pytest.mark.parametrize("html", LINES)
def test_there_and_back(html):
    expected = sanitise(html)
    if "<tfoot>" not in html and "tbody" not in html and "thead" in html:
        expected = sanitise(html.replace("<thead>", "").replace("</thead>", ""))  # JATS has no table of a head alone
    back, said = read_back(sanitise(html))
    assert back == expected
    assert said == []


TEXT = st.text(st.characters(codec="utf-8", exclude_characters="\r\x85\u2028\u2029"), min_size=1, max_size=12).filter(
    lambda text: text.strip()
)
WORDS = TEXT.map(lambda text: text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;"))
TAGS = ["em", "strong", "sup", "sub", "cite", "q", "small", "s", "code"]
INLINE = st.recursive(
    WORDS | st.just("<br>") | st.just(f'<img src="{PICTURE}" alt="b">'),
    lambda inner: (
        st.builds(lambda tag, parts: f"<{tag}>{''.join(parts)}</{tag}>", st.sampled_from(TAGS), st.lists(inner))
        | st.builds(lambda parts: f'<a href="https://a.example/">{"".join(parts)}</a>', st.lists(inner))
    ),
    max_leaves=6,
)
LINE = st.lists(INLINE, min_size=1, max_size=4).map("".join)
LISTS = st.recursive(
    LINE,
    lambda inner: st.builds(
        lambda tag, items: f"<{tag}>{''.join(f'<li>{item}</li>' for item in items)}</{tag[:2]}>",
        st.sampled_from(["ul", "ol", 'ol start="4"']), st.lists(inner, min_size=1, max_size=3),
    ),
    max_leaves=5,
)  # fmt: skip
ROW = st.lists(st.builds(lambda tag, line: f"<{tag}>{line}</{tag}>", st.sampled_from(["td", "th"]), LINE),
               min_size=1, max_size=3).map(lambda cells: f"<tr>{''.join(cells)}</tr>")  # fmt: skip
BLOCK = st.one_of(
    st.builds(lambda tag, line: f"<{tag}>{line}</{tag}>", st.sampled_from(["p", "p", "h2", "h3", "h4"]), LINE),
    st.builds(
        lambda tag, line: f"<blockquote><{tag}>{line}</{tag}><p>a</p></blockquote>", st.sampled_from(["p", "h3"]), LINE
    ),
    LISTS.map(lambda html: html if html.startswith(("<ul", "<ol")) else f"<p>{html}</p>"),
    st.lists(ROW, min_size=1, max_size=3).map(lambda rows: f"<table><tbody>{''.join(rows)}</tbody></table>"),
    LINE.map(lambda line: f'<figure><img src="{PICTURE}" alt="x"><figcaption>{line}</figcaption></figure>'),
    st.just("<hr>"),
)  # fmt: skip


ENDS = "figcaption|t[dh]|li|p|h[234]"


def same(html: str) -> str:
    """Markup with what means nothing made the same: blanks beside the ends of blocks, breaks at the ends of texts."""
    html = re.sub(r"\s+", " ", html)
    html = re.sub(rf"(<(?:{ENDS})>)(?:\s|<br>)+|(?:\s|<br>)+(?=</(?:{ENDS})>)", r"\1", html)
    return re.sub(r"\s*(<(?!/?(?:em|strong|sup|sub|cite|q|small|s|code|a|img)\b)[^>]*>)\s*", r"\1", html)


@settings(deadline=None)
@given(st.lists(BLOCK, max_size=5).map("".join).map(sanitise))
def test_any_body_there_and_back(body):
    back, said = read_back(body)
    assert same(back) == same(body)
    assert plain_text(back).split() == plain_text(body).split()
    assert said == []


NOTED = f"<p>The pier{noteref(1)} and the ford{noteref(2)}, that pier{noteref(1, 2)}.</p>\n" + endnotes(
    ["It had <em>no</em> end.", 'See <a href="https://hask.example/log">the log</a><ul><li>page 2</li></ul>']
)


def test_footnotes_are_references_and_notes():
    back = ElementTree.tostring(back_element(NOTED, absolute), encoding="unicode")
    assert '<fn id="fn-1"><label>1</label><p>It had <italic>no</italic> end.</p></fn>' in back
    assert '<xref ref-type="fn" rid="fn-1"><sup>1</sup></xref>' in written(NOTED)
    assert back_element("<p>a</p>", absolute) is None


QUOTING = f"<p>The pier{noteref(1)}.</p>\n" + endnotes(["It says:<blockquote><p>No end.</p></blockquote> So it does."])


@pytest.mark.parametrize("body", [NOTED, QUOTING])
def test_footnotes_there_and_back(body):
    article = ElementTree.Element("article")
    article.append(ElementTree.fromstring(written(body)))  # noqa: S314 (our own)
    article.append(back_element(body, absolute))
    assert sanitise(BodyReader().body_of(article)) == body
