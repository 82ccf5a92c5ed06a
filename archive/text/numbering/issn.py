"""International Standard Serial Numbers (ISO 3297)."""

from __future__ import annotations

import re


def is_issn(text: str) -> bool:
    """Return whether a text is an ISSN with the right check digit, "1234-5679" or "2434-561X" (ISO 3297)."""
    if not re.fullmatch(r"[0-9]{4}-[0-9]{3}[0-9X]", text):
        return False
    digits = [10 if digit == "X" else int(digit) for digit in text.replace("-", "")]
    return sum(weight * digit for weight, digit in zip(range(8, 0, -1), digits, strict=True)) % 11 == 0
