"""An article's body as shown."""

import pytest

from archive.pages.rendering.body_rendering import body_html
from archive.text.markup.annotate import Span
from archive.text.markup.footnotes import endnotes, noteref
from archive.text.markup.paragraphs import blocks


@pytest.mark.parametrize(
    ("markup", "expected"),
    [
        (
            '<p id="p1">Idle.</p>',
            '<p id="p1">Idle. <a class="anchor" href="#p1" aria-label="Link to paragraph 1">¶</a></p>',
        ),
        (
            '<h2 id="p7">North</h2>',
            '<h2 id="p7">North <a class="anchor" href="#p7" aria-label="Link to section 7">¶</a></h2>',
        ),
        ("<p>No anchor yet.</p>", "<p>No anchor yet.</p>"),
        ('<ul id="p2"><li>One</li></ul>', '<ul id="p2"><li>One</li></ul>'),
        (
            '<table id="p3"><tr><td>1</td></tr></table>',
            '<div class="wide" role="region" tabindex="0" aria-label="Table">'
            '<table id="p3"><tr><td>1</td></tr></table></div>',
        ),
        ("", ""),
        ("<hr>", "<hr>"),
    ],
)
def test_blocks(markup, expected):
    assert body_html(blocks(markup)) == expected


def test_footnotes_lead_back_to_the_text():
    html = str(
        body_html(blocks(f"<p>a{noteref(1)}</p>\n<blockquote><p>b{noteref(1, 2)}</p></blockquote>\n{endnotes(['c'])}"))
    )
    assert '<li id="fn-1">c <a href="#fnref-1" role="doc-backlink"' in html
    assert '<a href="#fnref-1-2" role="doc-backlink"' in html


def test_a_citation_in_a_footnote_is_marked():
    notes = endnotes(["c (Interfax, March 1)"])
    html = str(body_html(blocks(f"<p>a{noteref(1)}</p>\n{notes}"), {1: [Span(3, 11, href="/s/", css_class="cite")]}))
    assert '(<a href="/s/" class="cite">Interfax</a>, March 1)' in html
