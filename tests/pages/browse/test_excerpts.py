"""How an article begins."""

import pytest

from archive.models import Article
from archive.pages.browse.excerpts import OPENING_CHARACTERS, excerpt_of


def opening(markup: str, words: int = 8) -> str:
    article = Article()
    article.opening = markup[:OPENING_CHARACTERS]
    return excerpt_of(article, words)


@pytest.mark.parametrize(
    ("markup", "expected"),
    [
        ("", ""),
        ("<p>The ferries lay idle.</p>", "The ferries lay idle."),
        ("<p>One two three four five. Six seven eight nine ten.</p>", "One two three four five."),
        ("<p>One. Two three four five six seven eight nine ten.</p>", "One. Two three four five six seven eight …"),
        ("<p>“One two three four five.” Six seven eight nine.</p>", "“One two three four five.”"),
        ("<p>One two three four five six seven, eight, nine</p>", "One two three four five six seven, eight …"),
        ("<p>A &lt;b&gt; c</p>", "A <b> c"),
        ("<p>One</p><p>Two</p>", "One Two"),
        ('<figure id="p1"><img src="x" alt="y"><figcaption>Quay</figcaption></figure><p>One</p>', "One"),
        ("<table><tr><td>1</td></tr></table><p>One</p>", "One"),
        ("<p>One</p><figure><figcaption>Qua", "One"),
    ],
)
def test_first_sentences(markup, expected):
    assert opening(markup) == expected


@pytest.mark.parametrize("end", ['<a href="https://exam', "&am", "<"])
def test_a_tag_or_entity_that_was_cut_is_not_shown(end):
    assert opening(f"<p>One two {end}") == "One two"
