"""Opcodes of difflib in bounded time, for sequences of any length."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from difflib import SequenceMatcher

# Pairs of equal units that difflib compares in one pass; a larger range counts as replaced as a whole.
MAX_PAIRS = 60_000


def opcodes(old: Sequence[str], new: Sequence[str]) -> list[tuple[str, int, int, int, int]]:
    """Return difflib's opcodes in bounded time: common ends are cut off, and too large a middle counts as replaced."""
    start = 0
    while start < min(len(old), len(new)) and old[start] == new[start]:
        start += 1
    end = 0
    while end < min(len(old), len(new)) - start and old[-1 - end] == new[-1 - end]:
        end += 1
    before, after = old[start : len(old) - end], new[start : len(new) - end]
    codes = [("equal", 0, start, 0, start)] if start else []
    codes += [(tag, a + start, b + start, c + start, d + start) for tag, a, b, c, d in _middle(before, after)]
    if end:
        codes.append(("equal", len(old) - end, len(old), len(new) - end, len(new)))
    return codes


def _middle(before: Sequence[str], after: Sequence[str]) -> list[tuple[str, int, int, int, int]]:
    if not before and not after:
        return []
    counted = Counter(after)
    if sum(counted[unit] for unit in before) > MAX_PAIRS or max(len(before), len(after)) > MAX_PAIRS:
        return [("replace", 0, len(before), 0, len(after))]
    return list(SequenceMatcher(None, before, after, autojunk=False).get_opcodes())
