"""An article's body as shown."""

import pytest

from archive.pages.rendering.body_rendering import body_html
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
