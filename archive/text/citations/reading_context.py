"""Context of reading citations: a cited source or own issue, and the lookup tables of names."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from archive.text.citations.dates.days import CitedDays
from archive.text.citations.names.own_titles import OwnTitles
from archive.text.names.source_names import KnownSources


@dataclass(slots=True)
class CitedSource:
    """One source, or one periodical of the archive's own (`publication`, "" where lost), with the days printed for it.

    `stands_for` is the name in full of one that is printed as a key ("DSG").
    """

    name: str
    start: int
    end: int
    days: list[CitedDays] = field(default_factory=list)
    url: str | None = None
    publication: str | None = None
    known: bool = False
    confidence: float = 0.9
    stands_for: str = ""


@dataclass(frozen=True, slots=True)
class Lookup:
    """Lookup tables of names for reading one article, and the year of its issue.

    `keys` are abbreviations of outlets with the names that they stand for.
    """

    known: KnownSources
    own_titles: OwnTitles
    year: int | None
    keys: Mapping[str, str] = field(default_factory=dict)
