"""Names in a segment of a parenthesis: known ones after other words, and unknown ones that days make a source."""

from __future__ import annotations

import re

from archive.text.citations.dates.days import CitedDays
from archive.text.citations.names.name_pieces import Piece
from archive.text.names.source_names import KnownSources, is_collective

# Words before a known name inside a piece: "Petrov in Kommersant", "interview with NTV", "By I. Petrov. Izvestia".
# "Ministry of Foreign Affairs" names no journal: only lower-case words may come before "of".
_LEADS_TO_NAME = re.compile(
    r"^by\s[^,;]{3,60}\.\s+|(?:^|\s)(?:in|on|with|by|from|told|(?-i:daily|newspaper|weekly|magazine|agency|website|portal|channel|station|"
    r"radio|television|journal))\s+(?:the\s+)?|(?-i:^(?:[a-z’']+\s+)*)(?:of|for|to)\s+(?:the\s+)?",
    re.IGNORECASE,
)
# An unknown name with an explicit year further back is not a source: "(Battle of X, May 3, 1942)".
_RECENT_YEARS = 3


def known_part(paragraph: str, start: int, end: int, known: KnownSources) -> Piece | None:
    """Return a known name after other words, or in the possessive: "interview with NTV", "Interfax’s" (item)."""
    text = paragraph[start:end]
    if text.endswith(("'s", "’s")) and known.trusts_in_prose(text[:-2]):
        return Piece(text[:-2], start, end - 2)
    for lead in _LEADS_TO_NAME.finditer(text):
        if known.trusts_in_prose(text[lead.end() :]):
            return Piece(text[lead.end() :], start + lead.end(), end)
    return None


def makes_source(days: CitedDays, name: str, year: int | None, *, by_number: bool) -> bool:
    """Return whether days make an unknown name a source: near the issue's `year`, with the precision of a day.

    `by_number` says that the segment cites an issue by its number, which may stand for a day.
    """
    if is_collective(name):
        return True
    years = [day.year for day in days.days if day.year]
    if years and year is not None and not -_RECENT_YEARS <= years[-1] - year <= 1:
        return False
    if days.to_the_day:
        return True
    if not days.has_month:
        return by_number
    return bool(years) and len(name.split()) > 1 and all(word[:1].isupper() for word in name.split())
