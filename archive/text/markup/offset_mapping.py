"""Offset mapping between two forms of one text that differ in white space only."""

from __future__ import annotations

from bisect import bisect_left
from functools import cached_property


class OffsetMapping:
    """Mapping of offsets between two readings of one text that differ in white space only.

    The text of a quotation with two paragraphs has a blank line between them, its markup a line end or nothing; what
    is no white space is the same in both, in the same order. Both are gone through once, however many are asked for.
    """

    def __init__(self, text: str, other: str) -> None:
        self.text = text
        self.other = other
        self.is_same = text == other

    def map(self, start: int, end: int) -> tuple[int, int] | None:
        """Return the offsets in the other reading of the span `start`–`end`; None if it has none there.

        "b" of "a\\n\\nb", 3–4, is 1–2 of "ab". An end outside the text and a stretch of white space have no place.
        """
        if not 0 <= start < end <= len(self.text):
            return None
        if self.is_same:
            return start, end
        first, behind = bisect_left(self._solid, start), bisect_left(self._solid, end)
        if first == behind or behind > len(self._solid_of_other):
            return None
        return self._solid_of_other[first], self._solid_of_other[behind - 1] + 1

    @cached_property
    def _solid(self) -> list[int]:
        return _solid_places(self.text)

    @cached_property
    def _solid_of_other(self) -> list[int]:
        return _solid_places(self.other)


def _solid_places(text: str) -> list[int]:
    """Return the places of the characters that are no white space."""
    return [place for place, character in enumerate(text) if not character.isspace()]
