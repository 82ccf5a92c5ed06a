"""Roman numerals, as used for volumes and parts."""

from __future__ import annotations

import re

_FORM = re.compile(r"(?=.)M{0,3}(?:CM|CD|D?C{0,3})(?:XC|XL|L?X{0,3})(?:IX|IV|V?I{0,3})")
_VALUES = {"I": 1, "V": 5, "X": 10, "L": 50, "C": 100, "D": 500, "M": 1000}


def roman_number(text: str) -> int | None:
    """Return the value of a Roman numeral, "XVIII" → 18, "ix" → 9; None for other text ("IIII", "Civil", "")."""
    numeral = text.upper()
    if len(numeral) > 15 or not _FORM.fullmatch(numeral):
        return None
    total = 0
    for letter, following in zip(numeral, numeral[1:] + " ", strict=True):
        value = _VALUES[letter]
        total += -value if value < _VALUES.get(following, 0) else value
    return total
