"""An article's stored body as its page shows it: paragraphs with links to themselves, marks, wide tables framed.

The one place where stored HTML is passed on as safe: it came through `archive.text.html.sanitise`, and what is put in
here is this module's own.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from django.utils.safestring import SafeString, mark_safe

from archive.text.annotate import Span, annotate
from archive.text.paragraphs import Block

WITH_ANCHORS = frozenset({"p", "h2", "h3", "h4", "blockquote"})


def body_html(blocks: Iterable[Block], marks: Mapping[int, Sequence[Span]] | None = None) -> SafeString:
    """The body's markup from its blocks (`Article.blocks()`), one element a block.

    `marks` are the stretches to mark in a block, by its number from 0; offsets as `archive.text.annotate` counts them.
    """
    marks = marks or {}
    return mark_safe("\n".join(_shown(block, marks.get(place, ())) for place, block in enumerate(blocks)))


def _shown(block: Block, spans: Sequence[Span]) -> str:
    html = annotate(block.html, spans) if spans else block.html
    if block.tag == "table":
        return f'<div class="wide" role="region" tabindex="0" aria-label="Table">{html}</div>'
    if not block.anchor or block.tag not in WITH_ANCHORS:
        return html
    inside, _, closing = html.rpartition("</")
    what = "paragraph" if block.tag in ("p", "blockquote") else "section"
    number = block.anchor[1:]
    link = f' <a class="anchor" href="#{block.anchor}" aria-label="Link to {what} {number}">¶</a>'
    return f"{inside}{link}</{closing}"
