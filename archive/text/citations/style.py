"""Citation style of a publication: the forms in which its texts cite, its keys, its order of numeric dates."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from archive.text.citations.names.unknown_names import is_place


class Form(StrEnum):
    """Form of citation beside the house style "(Interfax, June 3)", which is read in every publication."""

    KEYS = "keys"
    DATE_FIRST = "date-first"
    NUMERIC_DATES = "numeric-dates"
    PAGES = "pages"
    AUTHOR_YEAR = "author-year"
    SLASHES = "slashes"
    NAMES_ALONE = "names-alone"
    PLACE_FIRST = "place-first"
    DATELINES = "datelines"
    SOURCE_LINES = "source-lines"
    REFERENCES = "references"


# What each form looks like, for people: an example, and a few words.
EXAMPLES: Mapping[Form, tuple[str, str]] = {
    Form.KEYS: ("[DSG, 3/14]", "keys of outlets and days of numbers, in brackets"),
    Form.DATE_FIRST: ("(March 3, 2011, Harbor Review)", "the date before the name"),
    Form.NUMERIC_DATES: ("Tesk Anzeiger (14.02.07)", "dates in numbers alone"),
    Form.PAGES: ("(Radio Tesk 12 May 1993, 27)", "names with dates or pages, without commas between"),
    Form.AUTHOR_YEAR: ("(Vale 1999, 12; Brod 2001, 4)", "authors and years"),
    Form.SLASHES: ("(Kerpress/LNB)", "names alone, joined by slashes"),
    Form.NAMES_ALONE: ("Council meets in Tesk (K92)", "names of known sources alone, after headlines"),
    Form.PLACE_FIRST: ("(Tesk: Kerpress, May 3)", "the place before the name"),
    Form.DATELINES: ("TESK, 3. mai (Kerpress) –", "agencies in datelines"),
    Form.SOURCE_LINES: ("Source: Kerpress, LNB.", "lines that name the sources"),
    Form.REFERENCES: ("References, Sources, Notes", "lists of references at the end"),
}


@dataclass(frozen=True, slots=True)
class CitationStyle:
    """Forms that a publication's texts use besides the house style.

    `forms` are read wherever they occur. Other forms count only where they are sure, or an article itself gives
    evidence of them, and not even there if a person chose the forms (`is_chosen`). `keys` are the abbreviations
    of outlets that the publication explains in another text: {"DSG": "Daily Star Gazette"}. `day_first` is the order
    of "5/6/2004": True for 5 June, False for May 6, None where neither is known.
    """

    forms: frozenset[Form] = frozenset()
    keys: Mapping[str, str] = field(default_factory=dict)
    day_first: bool | None = None
    is_chosen: bool = False

    def may_use(self, form: Form) -> bool:
        """Return whether evidence of an article may show that it uses a form."""
        return not self.is_chosen or form in self.forms


def style_from_json(stored: Mapping[str, Any], language: str, place: str) -> CitationStyle:
    """Return a style from its stored form, with the numeric order of the language and place where none is stored.

    Unknown forms, of a newer version say, are left out.

    >>> style_from_json({"forms": ["keys"], "chosen": True}, "de", "").day_first
    True
    """
    day_first = stored.get("day_first")
    return CitationStyle(
        forms=frozenset(form for form in Form if form.value in stored.get("forms", ())),
        keys=dict(stored.get("keys", {})),
        day_first=day_first if isinstance(day_first, bool) else numeric_order(language, place),
        is_chosen=stored.get("chosen") is True,
    )


def style_as_json(style: CitationStyle) -> dict[str, Any]:
    """Return a style in the form that is stored; {} for the house style alone, found and not chosen."""
    stored: dict[str, Any] = {}
    if style.forms:
        stored["forms"] = sorted(form.value for form in style.forms)
    if style.keys:
        stored["keys"] = dict(sorted(style.keys.items()))
    if style.day_first is not None:
        stored["day_first"] = style.day_first
    if style.is_chosen:
        stored["chosen"] = True
    return stored


_MONTH_FIRST_REGIONS = frozenset(("us", "ph", "fm", "gu", "pr"))
# Written with the year first, so that two numbers tell no order.
_YEAR_FIRST = frozenset(("hu", "lt", "zh", "ja", "ko", "mn", "eu"))
_IN_AMERICA = re.compile(
    r"\b(?:U\.?S\.?A?\.?|United States|America|Washington|New York|Boston|Chicago|Philadelphia|Los Angeles|"
    r"San Francisco|D\.?C\.?)(?!\w)"
    r"|, (?:A[KLRZ]|C[AOT]|D[CE]|FL|GA|HI|I[ADLN]|K[SY]|LA|M[ADEINOST]|N[CDEHJMVY]|O[HKR]|PA|RI|S[CD]|T[NX]|UT|V[AT]|"
    r"W[AIVY])$"
)


def numeric_order(language: str, place: str) -> bool | None:
    """Return whether the day comes first in "5/6/2004" by a publication's language and place; None if they do not tell.

    English from the United States has the month first, from other known places the day; other languages have the day
    first.

    >>> numeric_order("en-US", ""), numeric_order("en", "London"), numeric_order("fr", ""), numeric_order("en", "")
    (False, True, True, None)
    """
    primary, _, rest = language.casefold().partition("-")
    region = next((part for part in rest.split("-") if len(part) == len("us")), "")
    if region in _MONTH_FIRST_REGIONS or (not region and _IN_AMERICA.search(place)):
        return False
    if primary in _YEAR_FIRST:
        return None
    if primary in ("en", "", "mul", "und") and not region:
        return True if any(is_place(part.strip()) for part in place.split(",")) else None
    return True
