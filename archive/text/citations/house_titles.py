"""Titles of the house's own periodicals in citations: any of their names, or what a lost link left of one."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from archive.text.names.source_names import folded_name

# "see", "see also", "also see", "See, e.g.,", "cf.", and what may stand between it and the title.
SEE = re.compile(
    r"\b(?:see|cf\.)(?:\s+also|\s+e\.g\.)?[\s:,]*(?:(?:also|e\.g\.|for\s+(?:example|instance)|in|the|our)(?:[\s,]+|$))*",
    re.IGNORECASE,
)
# Words that lead to a title inside a phrase: "as reported in EDM", "discussed by the Monitor".
_LEADING = re.compile(r"\b(?:see|also|in|by|the|our|of|and|cf\.?|last|earlier|previous)(?!\w)[\s:,]+", re.IGNORECASE)
_POSSESSIVE = re.compile(r"\w[’']s?\s+")
# A reference by number: "EDM, Vol. 1, No. 115", "Monitor, Volume III, Issue 5".
BY_NUMBER = re.compile(r"\b(?:vol(?:ume)?|issue|no)\.?\s*(?:\d+|[IVXLC]+\b)|[#№]\s*\d+", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class HouseTitles:
    """The house's periodicals by folded title; see `from_titles`."""

    titles: Mapping[str, str]
    endings: Mapping[str, str]

    @classmethod
    def from_titles(cls, publications: Mapping[str, str]) -> HouseTitles:
        """Titles from {any title, abbreviation or former name: present title}.

        The endings of a title are kept too ("Weekly" of "Chechnya Weekly"), where they are of one only.
        """
        titles = {folded_name(title): present for title, present in publications.items()}
        endings: dict[str, str] = {}
        for title, present in titles.items():
            words = title.split(" ")
            for first in range(1, len(words)):
                ending = " ".join(words[first:])
                endings[ending] = present if endings.get(ending, present) == present else ""
        return cls(titles, {ending: present for ending, present in endings.items() if present and ending not in titles})

    def present_title(self, text: str) -> tuple[str, int] | None:
        """The present title of the periodical that a piece of text names, and where in the piece its name starts.

        "EDM" → ("Eurasia Daily Monitor", 0), "for background see the Monitor’s" → ("Monitor", 23).
        """
        if len(text) > 200:
            return None
        text = text.removesuffix("'s").removesuffix("’s")
        if title := self.titles.get(folded_name(text)):
            return title, 0
        for leading in (_POSSESSIVE, _LEADING):
            for match in leading.finditer(text):
                if title := self.titles.get(folded_name(text[match.end() :])):
                    return title, match.end()
        return None

    def title_with_lost_beginning(self, text: str) -> str | None:
        """The present title where a lost link took the first words of the name with it: "( Weekly, March 20)"."""
        key = folded_name(text)
        return self.titles.get(key) or self.endings.get(key)

    def titles_of(self, text: str) -> str | None:
        """The present title of the periodical whose title a text is exactly."""
        return self.titles.get(folded_name(text))
