"""Citation style of a publication: the forms of citation that its texts use, its keys, and its order of numeric dates."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum


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

    `forms` are read wherever they occur. Other forms count only where an article itself gives evidence of them, and
    not even there if a person chose the forms (`is_chosen`). `keys` are the abbreviations of outlets that the
    publication explains in another text: {"DSG": "Daily Star Gazette"}. `day_first` is the order of "5/6/2004": True
    for 5 June, False for May 6, None where neither is known.
    """

    forms: frozenset[Form] = frozenset()
    keys: Mapping[str, str] = field(default_factory=dict)
    day_first: bool | None = None
    is_chosen: bool = False

    def may_use(self, form: Form) -> bool:
        """Return whether evidence of an article may show that it uses a form."""
        return not self.is_chosen or form in self.forms
