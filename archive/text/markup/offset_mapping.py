"""Offset mapping between two forms of one text that differ in white space only."""

from __future__ import annotations


def map_offsets(start: int, end: int, text: str, other: str) -> tuple[int, int] | None:
    """Return the offsets in `other` of the span `start`–`end` of `text`; None if it has none there.

    The text of a quotation with two paragraphs has a blank line between them, its markup a line end or nothing; all
    other characters are the same in both, in the same order. ("b" of "a\\n\\nb", 3–4, is 1–2 of "ab".) Spans outside
    the text and spans of white space give None.
    """
    if not 0 <= start < end <= len(text):
        return None
    if text == other:
        return start, end
    before, length = _solid(text[:start]), _solid(text[start:end])
    places = [place for place, character in enumerate(other) if not character.isspace()]
    if not length or before + length > len(places):
        return None
    return places[before], places[before + length - 1] + 1


def _solid(text: str) -> int:
    """Count the characters that are not white space."""
    return sum(not character.isspace() for character in text)
