"""Rendering of article bodies: paragraphs with links to themselves, marks, wide tables framed.

The only module that marks stored HTML as safe: it was sanitised by `archive.text.markup.sanitiser.sanitise`, and
everything added here is this module's own.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence

from django.utils.safestring import SafeString, mark_safe

from archive.text.markup.annotate import Span, annotate
from archive.text.markup.footnotes import references_in, with_backlinks
from archive.text.markup.paragraphs import Block
from archive.text.markup.pictures import read_address

# The width of the text column in the stylesheet: 31em of 19 pixels; on a phone, all but the margins.
SIZES = "(min-width: 40rem) 37rem, calc(100vw - 2.5rem)"
# Pictures so near the top are visible at once, and are not loaded lazily.
SEEN_AT_ONCE = 2
_IMG = re.compile(r'<img ((?:[^<>"]|"[^"]*")*)>')
_SRC = re.compile(r'src="([^"]*)"')

WITH_ANCHORS = frozenset({"p", "h2", "h3", "h4", "blockquote"})


def body_html(blocks: Iterable[Block], marks: Mapping[int, Sequence[Span]] | None = None) -> SafeString:
    """Return the body's markup from its blocks (`Article.blocks()`), one element a block.

    `marks` are the spans to mark in a block, by its number from 0; offsets as `archive.text.markup.annotate` counts
    them.
    """
    marks = marks or {}
    blocks = list(blocks)
    references = references_in("".join(block.html for block in blocks if "fnref-" in block.html))
    shown = (_shown(block, place, marks.get(place, ()), references) for place, block in enumerate(blocks))
    return mark_safe("\n".join(shown))


def _shown(block: Block, place: int, spans: Sequence[Span], references: Mapping[str, Sequence[str]]) -> str:
    html = annotate(block.html, spans) if spans else block.html
    if block.tag == "section":
        return with_backlinks(html, references)
    if "<img " in html:
        html = _IMG.sub(lambda image: _sized(image, place), html)
    if block.tag == "table":
        return f'<div class="wide" role="region" tabindex="0" aria-label="Table">{html}</div>'
    if not block.anchor or block.tag not in WITH_ANCHORS:
        return html
    inside, _, closing = html.rpartition("</")
    what = "paragraph" if block.tag in ("p", "blockquote") else "section"
    number = block.anchor[1:]
    link = f' <a class="anchor" href="#{block.anchor}" aria-label="Link to {what} {number}">¶</a>'
    return f"{inside}{link}</{closing}"


def _sized(image: re.Match[str], place: int) -> str:
    """Return an <img> with its size, which avoids layout shifts, and with its files for small screens."""
    source = _SRC.search(image[1])
    address = read_address(source[1]) if source else None
    if address is None:
        return ""  # not one of the archive's pictures, which the sanitiser removes
    small = f' srcset="{srcset}" sizes="{SIZES}"' if (srcset := address.srcset()) else ""
    later = ' loading="lazy"' if place >= SEEN_AT_ONCE else ""
    return f'<img {image[1].strip()} width="{address.width}" height="{address.height}"{small}{later} decoding="async">'
