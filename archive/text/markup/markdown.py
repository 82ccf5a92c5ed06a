"""Markdown bodies as HTML: CommonMark, with raw HTML shown as text."""

from __future__ import annotations

from markdown_it import MarkdownIt

from archive.text.markup.sanitiser import MarkupTooLarge, sanitise

MAX_MARKDOWN = 200_000  # characters; about 30,000 words

# The parser is stateless between texts. It limits nesting to 20 by default; raw HTML becomes inert text.
_PARSER = MarkdownIt("commonmark", {"html": False}).enable("table")


def html_from_markdown(source: str) -> str:
    """Render CommonMark with tables as sanitised HTML: "**Zvolna** fell" → "<p><strong>Zvolna</strong> fell</p>".

    Raises MarkupTooLarge for sources beyond MAX_MARKDOWN, or that render to more than MAX_MARKUP.
    """
    if len(source) > MAX_MARKDOWN:
        raise MarkupTooLarge(f"The text has {len(source):,} characters; {MAX_MARKDOWN:,} are the most that is read.")
    return sanitise(_PARSER.render(source))
