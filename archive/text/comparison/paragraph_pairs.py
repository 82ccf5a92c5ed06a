"""Alignment of the paragraphs of two texts: equal ones, then the most similar ones in order."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from archive.text.comparison.opcodes import opcodes
from archive.text.markup.paragraphs import Block

# Pairs of paragraphs in a replaced range whose similarity is computed.
MAX_LIKENESSES = 3_000
# Below this share of common words two paragraphs are different ones, not one that was changed.
MIN_LIKENESS = 0.35


def paired_paragraphs(old: list[Block], new: list[Block]) -> Iterable[tuple[int | None, int | None]]:
    """Yield the indexes of matching paragraphs in both texts; None on a side without one."""
    for tag, a, b, c, d in opcodes([block_key(block) for block in old], [block_key(block) for block in new]):
        if tag == "equal":
            yield from zip(range(a, b), range(c, d), strict=True)
        else:
            yield from _paired_by_likeness(old, new, range(a, b), range(c, d))


def block_key(block: Block) -> str:
    """Return the markup of a block without its anchor, for comparing blocks."""
    return block.html.replace(f' id="{block.anchor}"', "", 1) if block.anchor else block.html


def _paired_by_likeness(
    old: list[Block], new: list[Block], before: range, after: range
) -> Iterable[tuple[int | None, int | None]]:
    """Pair paragraphs of a replaced range, in order, so that the sum of similarities is highest."""
    if not before or not after or len(before) * len(after) > MAX_LIKENESSES:
        yield from ((place, None) for place in before)
        yield from ((None, place) for place in after)
        return
    table = _likenesses([old[place] for place in before], [new[place] for place in after])
    best = _best_sums(table)
    i = j = 0
    while i < len(before) or j < len(after):
        paired = i < len(before) and j < len(after)
        if paired and table[i][j] and best[i][j] == table[i][j] + best[i + 1][j + 1]:
            yield before[i], after[j]
            i, j = i + 1, j + 1
        elif i < len(before) and (j == len(after) or best[i][j] == best[i + 1][j]):
            yield before[i], None
            i += 1
        else:
            yield None, after[j]
            j += 1


def _likenesses(old: list[Block], new: list[Block]) -> list[list[float]]:
    """Return the similarity of all pairs: the share of common words (Dice's coefficient), 0.0 if below the minimum."""
    before = [Counter(block.text.split()) for block in old]
    after = [Counter(block.text.split()) for block in new]
    table = []
    for mine, one in zip(before, old, strict=True):
        row = []
        for theirs, other in zip(after, new, strict=True):
            words = mine.total() + theirs.total()
            share = 2 * (mine & theirs).total() / words if words else float(one.tag == other.tag)
            row.append(share if share >= MIN_LIKENESS else 0.0)
        table.append(row)
    return table


def _best_sums(table: list[list[float]]) -> list[list[float]]:
    """Return for every two positions the highest sum of similarities of pairs from there on."""
    width = len(table[0])
    best = [[0.0] * (width + 1) for _ in range(len(table) + 1)]
    for i in range(len(table) - 1, -1, -1):
        for j in range(width - 1, -1, -1):
            pair = table[i][j] + best[i + 1][j + 1] if table[i][j] else 0.0
            best[i][j] = max(pair, best[i + 1][j], best[i][j + 1])
    return best
