"""Markdown bodies as HTML: CommonMark, with raw HTML shown as text."""

from __future__ import annotations

from markdown_it import MarkdownIt

from archive.text.markup.sanitiser import MarkupTooLarge, sanitise

MAX_MARKDOWN = 200_000  # characters; some thirty thousand words

# The parser keeps no state between texts. Nesting is bounded by its own default of 20; raw HTML stays inert text.
_PARSER = MarkdownIt("commonmark", {"html": False}).enable("table")


def html_from_markdown(source: str) -> str:
    """Render CommonMark with tables as sanitised HTML: "**Zvolna** fell" → "<p><strong>Zvolna</strong> fell</p>".

    Raises MarkupTooLarge for sources beyond MAX_MARKDOWN, or that become more markup than is read.
    """
    if len(source) > MAX_MARKDOWN:
        raise MarkupTooLarge(f"The text has {len(source):,} characters; {MAX_MARKDOWN:,} are the most that is read.")
    return sanitise(_PARSER.render(source))
