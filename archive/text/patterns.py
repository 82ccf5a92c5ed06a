"""Helpers for regular expressions."""

from __future__ import annotations

import re
import sys


def end_of_match(pattern: re.Pattern[str], text: str, start: int = 0, end: int = sys.maxsize) -> int:
    """Return where a match that begins at a place ends; the place itself where nothing matches."""
    match = pattern.match(text, start, end)
    return match.end() if match else start
