"""Markdown bodies as HTML: CommonMark, with raw HTML shown as text."""

from __future__ import annotations

from markdown_it import MarkdownIt
from markdown_it.token import Token

from archive.text.markup.sanitiser import MAX_MARKUP, MarkupTooLarge, sanitise

MAX_MARKDOWN = 200_000  # characters; about 30,000 words
MAX_BRACKETS = 10_000  # "[": the parser looks for the end of a link from each, 20 deep

# The parser is stateless between texts. It limits nesting to 20 by default; raw HTML becomes inert text.
_PARSER = MarkdownIt("commonmark", {"html": False}).enable("table")


def html_from_markdown(source: str) -> str:
    """Render CommonMark with tables as sanitised HTML: "**Zvolna** fell" → "<p><strong>Zvolna</strong> fell</p>".

    Raises MarkupTooLarge for sources beyond MAX_MARKDOWN, or that render to more than MAX_MARKUP.
    """
    if len(source) > MAX_MARKDOWN:
        raise MarkupTooLarge(f"The text has {len(source):,} characters; {MAX_MARKDOWN:,} are the most that is read.")
    if source.count("[") > MAX_BRACKETS:
        raise MarkupTooLarge(f"The text has more than {MAX_BRACKETS:,} square brackets, with which links begin.")
    environment: dict[str, object] = {}
    tokens = _PARSER.parse(source, environment)
    if sum(map(_attribute_length, tokens)) > MAX_MARKUP:
        raise MarkupTooLarge(
            f"The addresses of its links have more than {MAX_MARKUP:,} characters, written out at each."
        )
    return sanitise(_PARSER.renderer.render(tokens, _PARSER.options, environment))


def _attribute_length(token: Token) -> int:
    """The characters of a token's attributes and of those inside it: a long address may be referred to at each word."""
    own = sum(len(str(value)) for value in token.attrs.values())
    return own + sum(map(_attribute_length, token.children or ()))
