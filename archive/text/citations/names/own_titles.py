"""Titles of the archive's own periodicals in citations: any of their names, or the remainder of a lost link."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from archive.text.names.source_names import folded_name

# "see", "see also", "also see", "See, e.g.,", "cf.", and the words that may come between it and the title.
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
class OwnTitles:
    """Titles of the archive's periodicals by folded name; see `from_titles`."""

    titles: Mapping[str, str]
    endings: Mapping[str, str]

    @classmethod
    def from_titles(cls, publications: Mapping[str, str]) -> OwnTitles:
        """Build from {any title, abbreviation or former name: present title}.

        Unambiguous endings of titles are indexed too ("Weekly" of "Chechnya Weekly").
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
        """Return the present title of the periodical named in a text, and the offset of its name in the text.

        "EDM" → ("Eurasia Daily Monitor", 0), "for background see the Monitor’s" → ("Monitor", 23). None for other
        text.
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
        """Return the present title of a name whose first words were lost with a link: "( Weekly, March 20)"."""
        key = folded_name(text)
        return self.titles.get(key) or self.endings.get(key)

    def titles_of(self, text: str) -> str | None:
        """Return the present title of the periodical whose name is exactly `text`; None for other text."""
        return self.titles.get(folded_name(text))
