"""Blocks of an article's body and their permanent anchors, which links and citations refer to."""

from __future__ import annotations

import re
from collections import Counter, deque
from collections.abc import Iterator
from dataclasses import dataclass

from archive.text.markup.html_tokens import unescaped
from archive.text.markup.sanitiser import plain_text

# Sanitised HTML has quoted attributes without < or >, so a pattern reads it as well as a parser would.
_TAG = re.compile(r"<(/?)([a-z][a-z0-9]*)((?:\s+[a-z]+(?:=\"[^\"]*\"|='[^']*')?)*)\s*/?>")
_ID = re.compile(r"\s+id=[\"'](p[1-9][0-9]{0,5})[\"']")
_SIMPLE = re.compile(r"<(p|h2|h3|h4)(?: id=\"(p[1-9][0-9]{0,5})\")?>([^<]*)</\1>\s*")
_VOID = frozenset({"br", "hr", "img"})

# The highest number ever assigned, stored after the blocks once its own block is gone, so that it is not reused.
_HIGHEST = re.compile(r"<!--highest p([1-9][0-9]{0,5})-->\s*\Z")

# Below this share of common words a changed paragraph counts as a different one.
MIN_LIKENESS = 0.5
MAX_COMPARISONS = 4_000


@dataclass(frozen=True, slots=True)
class Block:
    """Top-level block: its anchor ("p7", "" before it has one), tag, whole markup, and plain text."""

    anchor: str
    tag: str
    html: str
    text: str

    @property
    def inner_html(self) -> str:
        """Return the markup between the block's own tags."""
        start = self.html.find(">") + 1
        return self.html[start : self.html.rfind("</")] if start < len(self.html) else ""


def blocks(html: str) -> list[Block]:
    """Return the top-level blocks of sanitised HTML in order: paragraphs, headings, quotations, lists, tables, rules,
    footnotes.

    Text outside any block becomes a paragraph. Comments are ignored.
    """
    return list(_read_blocks(without_highest_mark(html)))


def anchored_texts(html: str) -> list[tuple[str, str]]:
    """Return only the anchors and plain texts of the blocks, in a third of the time of `blocks`."""
    html = without_highest_mark(html)
    found: list[tuple[str, str]] = []
    at = 0
    while simple := _SIMPLE.match(html, at):
        text = simple[3]
        found.append((simple[2] or "", unescaped(text).strip()))
        at = simple.end()
    found += [(block.anchor, block.text) for block in _read_blocks(html, at)]
    return found


def without_highest_mark(html: str) -> str:
    """Return a stored body without the comment that records the highest anchor ever assigned."""
    mark = _HIGHEST.search(html)
    return html[: mark.start()].rstrip() if mark else html


def _read_blocks(html: str, at: int = 0) -> Iterator[Block]:
    while at < len(html):
        if simple := _SIMPLE.match(html, at):
            text = unescaped(simple[3]).strip()
            yield Block(simple[2] or "", simple[1], simple.group().rstrip(), text)
            at = simple.end()
            continue
        start = _next_tag(html, at)
        stray = html[at : start.start() if start else len(html)].strip()
        if stray:
            yield Block("", "p", f"<p>{stray}</p>", plain_text(stray))
        if start is None:
            return
        at = _end_of_element(html, start)
        markup = html[start.start() : at]
        anchor = _ID.search(start[3])
        yield Block(anchor[1] if anchor else "", start[2], markup, plain_text(markup))


def _next_tag(html: str, at: int) -> re.Match[str] | None:
    """Return the next start tag of a block (inline tags outside a block belong to the stray text)."""
    for match in _TAG.finditer(html, at):
        if not match[1] and (match[2] in _BLOCK_NAMES):
            return match
    return None


_BLOCK_NAMES = frozenset({"p", "h2", "h3", "h4", "blockquote", "ul", "ol", "table", "figure", "section", "hr"})


def _end_of_element(html: str, start: re.Match[str]) -> int:
    """Return the offset where the element of a start tag ends; the end of the text if it is never closed."""
    if start[2] in _VOID:
        return start.end()
    depth = 0
    for match in _TAG.finditer(html, start.start()):
        if match[2] == start[2]:
            depth += -1 if match[1] else 1
            if depth == 0:
                return match.end()
    return len(html)


def with_anchors(html: str, previous_html: str = "") -> str:
    """Give every block of sanitised HTML a permanent anchor, `id="p1"` and so on, and return the HTML.

    A block with an anchor keeps it. One without gets the anchor of the block in `previous_html` (the body before the
    edit) with the same text, or the most similar one, so that an edit of one paragraph moves no other's anchor. The
    rest get numbers that no block ever had; the highest is recorded in a comment when its block is deleted.
    Idempotent.
    """
    new = blocks(html)
    old = [block for block in blocks(previous_html) if block.anchor]
    highest = max(_remembered(html), _remembered(previous_html), *(_number(block.anchor) for block in (*new, *old)), 0)
    anchors = _without_repeats([block.anchor for block in new])
    kept = set(anchors)
    _take_over(new, anchors, [block for block in old if block.anchor not in kept])
    for place, block in enumerate(new):
        if not anchors[place] and block.tag != "hr":
            highest += 1
            anchors[place] = f"p{highest}"
    lines = [_anchored(block, anchor) for block, anchor in zip(new, anchors, strict=True)]
    if lines and highest > max((_number(anchor) for anchor in anchors), default=0):
        lines.append(f"<!--highest p{highest}-->")
    return "\n".join(lines)


def _number(anchor: str) -> int:
    return int(anchor[1:]) if anchor else 0


def _remembered(html: str) -> int:
    match = _HIGHEST.search(html)
    return int(match[1]) if match else 0


def _without_repeats(anchors: list[str]) -> list[str]:
    seen: set[str] = set()
    result = []
    for anchor in anchors:
        result.append("" if anchor in seen else anchor)
        seen.add(anchor)
    return result


def _take_over(new: list[Block], anchors: list[str], old: list[Block]) -> None:
    """Fill in the anchors of blocks that come from `old`: the same text first, in order, then the most similar."""
    by_text: dict[str, deque[Block]] = {}
    for block in old:
        by_text.setdefault(block.text, deque()).append(block)
    for place, block in enumerate(new):
        if not anchors[place] and block.tag != "hr" and by_text.get(block.text):
            anchors[place] = by_text[block.text].popleft().anchor
    unmatched = [block for same in by_text.values() for block in same]
    pending = [place for place, block in enumerate(new) if not anchors[place] and block.tag != "hr"]
    if not unmatched or not pending or len(unmatched) * len(pending) > MAX_COMPARISONS:
        return
    words = [Counter(block.text.split()) for block in unmatched]
    pairs = []
    for place in pending:
        mine = Counter(new[place].text.split())
        for index, theirs in enumerate(words):
            likeness = _likeness(mine, theirs)
            if likeness >= MIN_LIKENESS:
                pairs.append((-likeness, place, index))
    taken = set(anchors)
    for _, place, index in sorted(pairs):
        if not anchors[place] and unmatched[index].anchor not in taken:
            anchors[place] = unmatched[index].anchor
            taken.add(anchors[place])


def _likeness(mine: Counter[str], theirs: Counter[str]) -> float:
    """Return the share of words that two texts have in common, 0 to 1 (Dice's coefficient)."""
    total = mine.total() + theirs.total()
    return 2 * (mine & theirs).total() / total if total else 0.0


def _anchored(block: Block, anchor: str) -> str:
    if block.anchor == anchor:
        return block.html
    tag_end = block.html.find(">")
    tag = _ID.sub("", block.html[:tag_end])
    name = f"<{block.tag}"
    wanted = f' id="{anchor}"' if anchor else ""
    return f"{name}{wanted}{tag[len(name) :]}{block.html[tag_end:]}"
