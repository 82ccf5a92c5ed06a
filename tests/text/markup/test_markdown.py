"""Markdown bodies."""

import pytest

from archive.text.markup.markdown import MAX_BRACKETS, MAX_MARKDOWN, html_from_markdown
from archive.text.markup.sanitiser import MarkupTooLarge


@pytest.mark.parametrize(
    ("source", "html"),
    [
        ("**Zvolna** fell\n\nNobody _asked_.", "<p><strong>Zvolna</strong> fell</p>\n<p>Nobody <em>asked</em>.</p>"),
        ("# Ford\n\n- a\n- b", "<h2>Ford</h2>\n<ul><li>a</li><li>b</li></ul>"),
        (
            "> said\n\n[toll](https://ford.example/)",
            '<blockquote><p>said</p></blockquote>\n<p><a href="https://ford.example/">toll</a></p>',
        ),
        ("<script>alert(1)</script>", ""),
        ('One <b onclick="x">two</b> <!-- three -->', "<p>One <b>two</b></p>"),
        ("[a](javascript:alert(1))", "<p>[a](javascript:alert(1))</p>"),
        (
            "|a|b|\n|-|-|\n|1|2|",
            "<table><thead><tr><th>a</th><th>b</th></tr></thead><tbody><tr><td>1</td><td>2</td></tr></tbody></table>",
        ),
    ],
)
def test_markdown(source, html):
    assert html_from_markdown(source).replace("</thead> ", "</thead>") == html


def test_long_sources_are_refused():
    with pytest.raises(MarkupTooLarge):
        html_from_markdown("x" * (MAX_MARKDOWN + 1))


@pytest.mark.parametrize("opening", ["[", "[a", "![a"])
def test_links_begun_are_counted_before_they_are_parsed(opening):
    with pytest.raises(MarkupTooLarge, match="square brackets"):
        html_from_markdown(opening * (MAX_BRACKETS + 1))


@pytest.mark.parametrize(
    "definition", ["[a]: /" + "x" * 40_000, '[a]: /x "' + "x" * 40_000 + '"'], ids=["address", "title"]
)
def test_a_long_address_that_is_referred_to_again_and_again_is_refused(definition):
    with pytest.raises(MarkupTooLarge, match="written out at each"):
        html_from_markdown(definition + "\n\n" + "[a] " * 5_000)
