"""What is handed round while an article is read: a source or own issue cited, and what names are looked up in."""

from __future__ import annotations

from dataclasses import dataclass, field

from archive.text.citations.days import CitedDays
from archive.text.citations.house_titles import HouseTitles
from archive.text.names.source_names import KnownSources


@dataclass(slots=True)
class CitedSource:
    """One source, or one periodical of the house (`publication`, "" where lost), with the days printed for it."""

    name: str
    start: int
    end: int
    days: list[CitedDays] = field(default_factory=list)
    url: str | None = None
    publication: str | None = None
    known: bool = False
    confidence: float = 0.9


@dataclass(frozen=True, slots=True)
class Lookup:
    """What names are looked up in while an article is read, and the year that its issue is of."""

    known: KnownSources
    house: HouseTitles
    year: int | None
