"""Three-way merge by paragraph: changes of one side are applied, changes of both are conflicts for a person.

  three_way(base, theirs, yours)      → pieces, in reading order, each with all three sides
  merged_html(pieces, choices)        → the merged text, with a choice for every conflict

Paragraphs are identified by their anchors (`archive.text.markup.paragraphs`), so that edits of two neighbours do not
conflict.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from itertools import chain, groupby

from archive.text.comparison.opcodes import opcodes
from archive.text.comparison.paragraph_pairs import block_key
from archive.text.markup.paragraphs import Block, blocks


class Change(StrEnum):
    """Side that changed a piece."""

    NOBODY = "nobody"
    THEIRS = "theirs"
    YOURS = "yours"
    AGREED = "agreed"  # both, in the same way
    CONFLICT = "conflict"


class Choice(StrEnum):
    """Resolution of a conflict."""

    THEIRS = "theirs"
    YOURS = "yours"
    BOTH = "both"  # theirs, then yours


@dataclass(frozen=True, slots=True)
class Piece:
    """Some paragraphs in the base and on either side; empty for a side that deleted them."""

    change: Change
    base: tuple[Block, ...]
    theirs: tuple[Block, ...]
    yours: tuple[Block, ...]

    def taken(self, choice: Choice | None = None) -> tuple[Block, ...]:
        """Return the paragraphs for the merged text. Raises ValueError for a conflict without a choice."""
        if self.change in (Change.NOBODY, Change.THEIRS, Change.AGREED):
            return self.theirs
        if self.change is Change.YOURS or choice is Choice.YOURS:
            return self.yours
        if choice is None:
            raise ValueError("a conflict without a choice")
        return self.theirs if choice is Choice.THEIRS else self.theirs + self.yours


def three_way(base_html: str, theirs_html: str, yours_html: str) -> list[Piece]:
    """Merge two edits of a body of sanitised HTML with anchors; adjacent unchanged paragraphs are one piece.

    `yours_html` has the anchors of `base_html` where its paragraphs come from there (`with_anchors`).
    """
    base, theirs = blocks(base_html), blocks(theirs_html)
    known = {block.anchor for block in base if block.anchor}
    # A new paragraph of yours may have the anchor of a new one of theirs.
    yours = [block if block.anchor in known else _without_anchor(block) for block in blocks(yours_html)]
    return list(_joined(_pieces(base, theirs, yours)))


def merged_html(pieces: Iterable[Piece], choices: Sequence[Choice]) -> str:
    """Return the merged text, with a choice for every conflict, in order. Raises ValueError for a missing choice."""
    left = list(choices)
    taken: list[Block] = []
    for piece in pieces:
        choice = left.pop(0) if piece.change is Change.CONFLICT and left else None
        taken += piece.taken(choice)
    return "\n".join(_without_repeats(taken))


def _without_anchor(block: Block) -> Block:
    return replace(block, anchor="", html=block_key(block))


def _without_repeats(taken: list[Block]) -> Iterator[str]:
    """Yield the markup of blocks; of two with one anchor (both versions of a paragraph) only the first has it."""
    seen: set[str] = set()
    for block in taken:
        yield block_key(block) if block.anchor in seen else block.html
        if block.anchor:
            seen.add(block.anchor)


def _pieces(base: list[Block], theirs: list[Block], yours: list[Block]) -> Iterator[Piece]:
    """Yield the pieces, split at ranges that are the same on all three sides."""
    at = there = here = 0
    for start, size, in_theirs, in_yours in [*_common(base, theirs, yours), (len(base), 0, len(theirs), len(yours))]:
        yield from _split(base[at:start], theirs[there:in_theirs], yours[here:in_yours])
        at, there, here = start + size, in_theirs + size, in_yours + size
        yield from _split(base[start:at], theirs[in_theirs:there], yours[in_yours:here])


def _common(base: list[Block], theirs: list[Block], yours: list[Block]) -> Iterator[tuple[int, int, int, int]]:
    """Yield the ranges that are the same on all sides: start in `base`, length, starts in the other two."""
    keys = [block_key(block) for block in base]
    one = [(a, b, c) for tag, a, b, c, _ in opcodes(keys, [block_key(x) for x in theirs]) if tag == "equal"]
    other = [(a, b, c) for tag, a, b, c, _ in opcodes(keys, [block_key(x) for x in yours]) if tag == "equal"]
    i = j = 0
    while i < len(one) and j < len(other):
        start, end = max(one[i][0], other[j][0]), min(one[i][1], other[j][1])
        if start < end:
            yield start, end - start, one[i][2] + start - one[i][0], other[j][2] + start - other[j][0]
        if one[i][1] < other[j][1]:
            i += 1
        else:
            j += 1


def _split(base: list[Block], theirs: list[Block], yours: list[Block]) -> Iterator[Piece]:
    """Yield a range as one piece if it is no conflict, else split at the paragraphs that all sides have."""
    change = _change(base, theirs, yours)
    if change is not Change.CONFLICT:
        if base or theirs or yours:
            yield Piece(change, tuple(base), tuple(theirs), tuple(yours))
        return
    shared = _shared_anchors(base, theirs, yours)
    if not shared:
        yield Piece(change, tuple(base), tuple(theirs), tuple(yours))
        return
    for sides in zip(*(_parted(side, shared) for side in (base, theirs, yours)), strict=True):
        if any(sides):
            yield Piece(_change(*sides), *map(tuple, sides))


def _change(base: Sequence[Block], theirs: Sequence[Block], yours: Sequence[Block]) -> Change:
    was, are, mine = ([block_key(block) for block in side] for side in (base, theirs, yours))
    if are == mine:
        return Change.NOBODY if was == are else Change.AGREED
    if was == mine:
        return Change.THEIRS
    return Change.YOURS if was == are else Change.CONFLICT


def _shared_anchors(base: list[Block], theirs: list[Block], yours: list[Block]) -> list[str]:
    """Return the anchors that all three sides have in the same order; [] if the order differs."""
    others = [{block.anchor for block in side} for side in (theirs, yours)]
    shared = [block.anchor for block in base if block.anchor and all(block.anchor in other for other in others)]
    wanted = set(shared)
    for side in (theirs, yours):
        if [block.anchor for block in side if block.anchor in wanted] != shared:
            return []
    return shared


def _parted(side: list[Block], shared: list[str]) -> list[list[Block]]:
    """Split a side at its shared paragraphs: the blocks before the first, the first itself, those after it, …"""
    wanted = set(shared)
    parts: list[list[Block]] = [[]]
    for block in side:
        if block.anchor in wanted:
            parts += [[block], []]
        else:
            parts[-1].append(block)
    return parts


def _joined(pieces: Iterable[Piece]) -> Iterator[Piece]:
    """Join adjacent unchanged pieces."""
    for change, run in groupby(pieces, key=lambda piece: piece.change):
        if change is not Change.NOBODY:
            yield from run
            continue
        unchanged = [(piece.base, piece.theirs, piece.yours) for piece in run]
        yield Piece(Change.NOBODY, *(tuple(chain.from_iterable(sides)) for sides in zip(*unchanged, strict=True)))
