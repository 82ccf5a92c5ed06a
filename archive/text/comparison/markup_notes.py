"""Notes on changes of a paragraph's markup: its kind, links, pictures and emphasis."""

from __future__ import annotations

import html as entities
import re
from collections import Counter

from archive.text.markup.paragraphs import Block

_LINK = re.compile(r'<a\b[^>]*?\bhref="([^"]*)"')
_PICTURE = re.compile(r'<img\b[^>]*?\bsrc="([^"]*)"')
_ALTERNATIVE = re.compile(r'<img\b[^>]*?\balt="([^"]*)"')
_EMPHASIS = re.compile(r"<(?:em|i|strong|b|cite|q|s|small|sup|sub|code|abbr)\b[^>]*>(.*?)</", re.S)
_ANY_TAG = re.compile(r"<[^>]*>")
_TAG_NAMES = {
    "p": "a paragraph", "h2": "a heading", "h3": "a smaller heading", "h4": "the smallest heading",
    "blockquote": "a quotation", "ul": "a list", "ol": "a numbered list", "table": "a table", "figure": "a picture",
    "hr": "a rule",
}  # fmt: skip


def markup_notes(old: Block, new: Block) -> list[str]:
    """Describe changes of a paragraph other than of words: "now a heading (was a paragraph)", "link to … put in"."""
    notes = []
    if old.tag != new.tag:
        notes.append(f"now {_TAG_NAMES.get(new.tag, new.tag)} (was {_TAG_NAMES.get(old.tag, old.tag)})")
    for pattern, name in ((_LINK, "link to"), (_PICTURE, "picture"), (_ALTERNATIVE, "picture described as")):
        notes += _counted(pattern, name, old, new)
    notes += _counted(_EMPHASIS, "emphasis on", old, new)
    if not notes and old.text == new.text:
        notes.append("its markup changed")
    return notes


def _counted(pattern: re.Pattern[str], name: str, old: Block, new: Block) -> list[str]:
    before, after = (Counter(map(_shown, pattern.findall(block.html))) for block in (old, new))
    gone = [f"{name} “{what}” taken out" for what in (before - after)]
    return gone + [f"{name} “{what}” put in" for what in (after - before)]


def _shown(markup: str) -> str:
    return entities.unescape(_ANY_TAG.sub("", markup))[:120]
