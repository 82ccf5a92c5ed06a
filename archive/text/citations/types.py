"""Input and output types of reading citations: the setting of an article, and the citations found."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from dataclasses import dataclass, field

from archive.text.citations.style import CitationStyle, Form
from archive.text.dates import PartialDate, Precision
from archive.text.names.source_names import KnownSources


@dataclass(frozen=True, slots=True)
class Setting:
    """Facts about an issue that are needed to read its articles.

    `year` is the volume's year. `issue_date` is the issue's own date as far as it is known. `known` are the sources
    with known names. `publications` maps any title, abbreviation or former name of periodicals of the article's
    publisher to the present title. `early`: the issue's number is among the first of its volume, so that it came out
    about January and cites December days of the year before. `style` is the publication's citation style.
    """

    year: int | None = None
    issue_date: PartialDate | None = None
    known: KnownSources = field(default_factory=KnownSources)
    publications: Mapping[str, str] = field(default_factory=dict)
    early: bool = False
    style: CitationStyle = field(default_factory=CitationStyle)


@dataclass(frozen=True, slots=True)
class Mention:
    """One source in a citation: its name as printed ("" where it was lost with its link) and the days cited.

    `name_start` and `name_end` are character offsets into the paragraph's text. `first_day` is None where no day,
    month or year was printed or the year cannot be known; `precision` says how much of it was printed. `confidence`
    is 0–1. `stands_for` is the name in full where `name` is a key that a list explains ("DSG").
    """

    name: str
    name_start: int
    name_end: int
    date_text: str | None
    first_day: datetime.date | None
    last_day: datetime.date | None
    precision: Precision | None
    confidence: float
    url: str | None = None
    stands_for: str = ""


@dataclass(frozen=True, slots=True)
class FoundCitation:
    """Citation as printed (`raw`), its position (paragraph from 1, offsets into its text), and the sources cited.

    `form` is None for the house style.
    """

    raw: str
    paragraph: int
    start: int
    end: int
    mentions: list[Mention]
    form: Form | None = None

    @property
    def url(self) -> str | None:
        """Return the first address in the citation, or None."""
        return next((mention.url for mention in self.mentions if mention.url), None)


@dataclass(frozen=True, slots=True)
class FoundReference:
    """Entry of a list of references at the article's end: as printed, its position, and what it cites.

    The mention's name is "" where no known outlet is named, or where the entry's own citations name it already.
    """

    raw: str
    paragraph: int
    start: int
    end: int
    mention: Mention


@dataclass(frozen=True, slots=True)
class FoundCrossReference:
    """Reference to issues of a periodical of the same publisher: "(see EDM, August 2, September 7)".

    `raw`, `start` and `end` are of the whole parenthesis, `link_start` and `link_end` of the title and its days.
    `publication` is the present title, or "" where the title was lost with its link ("(see , May 23)"). `dates` are
    the days in printed order; `date_texts` the days as printed. Both are empty where only a volume or number was
    printed. A month or year is represented by its first day, and `precision` says so.
    """

    raw: str
    paragraph: int
    start: int
    end: int
    link_start: int
    link_end: int
    publication: str
    dates: list[datetime.date]
    date_texts: list[str]
    precision: Precision | None = Precision.DAY


@dataclass(frozen=True, slots=True)
class Reading:
    """Everything read from an article. Suggestions are attributions in prose, for an editor to confirm."""

    citations: list[FoundCitation]
    cross_references: list[FoundCrossReference]
    suggestions: list[FoundCitation]
    references: list[FoundReference] = field(default_factory=list)
