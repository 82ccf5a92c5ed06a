"""Carries places over between two readings of one text that differ in white space only."""

from __future__ import annotations


def map_offsets(start: int, end: int, text: str, other: str) -> tuple[int, int] | None:
    """Where the stretch `start`–`end` of a text stands in another reading of it; None where it has no place there.

    The text of a quotation with two paragraphs has a blank line between them, its markup a line end or nothing; what
    is no white space is the same in both, in the same order. ("b" of "a\\n\\nb", 3–4, is 1–2 of "ab".) An end outside
    the text and a stretch of white space have no place.
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
    """How many characters are no white space."""
    return sum(not character.isspace() for character in text)
