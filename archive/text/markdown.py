"""Markdown bodies as HTML: CommonMark, with raw HTML shown as text."""

from __future__ import annotations

from markdown_it import MarkdownIt

from archive.text.html import sanitise

# The parser keeps no state between texts. Nesting is bounded by its own default of 20; raw HTML stays inert text.
_PARSER = MarkdownIt("commonmark", {"html": False}).enable("table")


def html_from_markdown(source: str) -> str:
    """Render CommonMark with tables as sanitised HTML: "**Zvolna** fell" → "<p><strong>Zvolna</strong> fell</p>".

    Raises `archive.text.markup.MarkupTooLarge` for sources that become more markup than is read.
    """
    return sanitise(_PARSER.render(source))
