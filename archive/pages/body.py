"""An article's stored body as its page shows it: every paragraph with a link to itself, wide tables in a frame.

The one place where stored HTML is passed on as safe: it came through `archive.text.html.sanitise`, and what is put in
here is this module's own.
"""

from __future__ import annotations

from collections.abc import Iterable

from django.utils.safestring import SafeString, mark_safe

from archive.text.paragraphs import Block

WITH_ANCHORS = frozenset({"p", "h2", "h3", "h4", "blockquote"})


def body_html(blocks: Iterable[Block]) -> SafeString:
    """The body's markup from its blocks (`Article.blocks()`)."""
    return mark_safe("\n".join(_shown(block) for block in blocks))


def _shown(block: Block) -> str:
    if block.tag == "table":
        return f'<div class="wide" role="region" tabindex="0" aria-label="Table">{block.html}</div>'
    if not block.anchor or block.tag not in WITH_ANCHORS:
        return block.html
    inside, _, closing = block.html.rpartition("</")
    what = "paragraph" if block.tag in ("p", "blockquote") else "section"
    number = block.anchor[1:]
    link = f' <a class="anchor" href="#{block.anchor}" aria-label="Link to {what} {number}">¶</a>'
    return f"{inside}{link}</{closing}"
