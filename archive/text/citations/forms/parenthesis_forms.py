"""Candidates in one parenthesis or bracket, by cheap signs of each form."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field

from archive.text.citations.dates.days import find_days
from archive.text.citations.forms.author_year import read_author_years, read_authors_before
from archive.text.citations.forms.candidates import Candidate, Strength
from archive.text.citations.forms.date_first import read_date_first
from archive.text.citations.forms.dated_lines import read_monitored
from archive.text.citations.forms.dated_names import (
    read_after_reporting,
    read_before_date,
    read_dated_names,
    read_in_sentence,
)
from archive.text.citations.forms.joined_names import read_bracketed_names, read_joined, read_plain_names
from archive.text.citations.forms.keys import read_keys
from archive.text.citations.house_style.parentheses import MAX_LENGTH, Parenthesis
from archive.text.citations.names.name_pieces import CREDIT, SOURCE_LABEL
from archive.text.citations.reading_context import CitedSource, Lookup
from archive.text.citations.style import Form

Reader = Callable[[str, int, int, Lookup], Iterator[Candidate]]
_DIGIT = re.compile(r"\d")
_SLASH_DATE = re.compile(r"\d/\d")
_NUMERIC_FIRST = re.compile(r"\s*\d{1,2}([./])\d{1,2}\1\d{2}")
_YEAR = re.compile(r"(?<!\d)(?:1[5-9]|20)\d\d(?!\d)")
_DATE_FIRST = re.compile(r"\s*(?:\d|(?:the )?[JFMASOND][a-z]{2})")
# "(12 May 1993)", "(May 12, 1993, 27)": no word after a comma, except another day's month.
_DATE_ALONE = re.compile(r"\([^,;]{3,40}(?:,\s*(?:pp?\.\s*)?\d[^,;]{0,20}){0,2}\)")
# More than one segment, the date first, or no comma before a date with its year: "(Interfax 3 June 1999)".
_MAY_SAY_MORE = re.compile(
    r";|\(\s*(?:the )?(?:\d|[JFMASOND][a-z]{2,8}\.? \d)|[^,\d] \d{1,2}(?: [A-Z]\w+\.? \d{4}|[./]\d)"
)
# Parentheses of one paragraph that are tried: enough for a list of a hundred headlines with one each.
_MIN_TRIES, _CHARACTERS_PER_TRY = 100, 1000
_SHORTEST, _LONGEST_MASTHEAD = len("(AP)"), 100
_LETTER = re.compile(r"[^\W\d_]")


@dataclass(slots=True)
class Trials:
    """Candidates of one paragraph, and how many parentheses may still be tried for more.

    `is_first`: the paragraph is the article's first, whose first line may be a masthead with its date.
    """

    left: int
    is_first: bool = False
    found: list[Candidate] = field(default_factory=list)

    @classmethod
    def of_paragraph(cls, text: str, number: int) -> Trials:
        return cls(_MIN_TRIES + len(text) // _CHARACTERS_PER_TRY, is_first=number == 1)

    def read(self, text: str, parenthesis: Parenthesis, read: Sequence[CitedSource], lookup: Lookup) -> None:
        """Add the candidate of a parenthesis or bracket, if it is one in any form.

        `read` is what the house style read there: only what tells of a form, or may hold more than that, is tried.
        """
        start, end = parenthesis.start, parenthesis.end
        if read and read[-1].days and parenthesis.bracket == "(" and not _MAY_SAY_MORE.search(text, start, end):
            return  # "(Interfax, June 3)", as most
        if self.left <= 0 or not _SHORTEST <= end - start <= MAX_LENGTH:
            return
        if self.is_first and _is_masthead(text, start, end):
            return
        self.left -= 1
        for reader in _readers(text, start, end, parenthesis.bracket, read, lookup):
            if found := next(reader(text, start, end, lookup), None):
                self.found.append(found)
                return


def _is_masthead(text: str, start: int, end: int) -> bool:
    """Return whether a date alone ends the first line of a text: "Harbour Weekly (May 3, 2004)"."""
    if end > _LONGEST_MASTHEAD or text[end : end + 1] not in ("", "\n") or "\n" in text[:start]:
        return False
    days = next(find_days(text, start + 1, end - 1), None)
    return days is not None and days.text == text[start + 1 : end - 1].strip() and "." not in text[:start]


def _readers(
    text: str, start: int, end: int, bracket: str, read: Sequence[CitedSource], lookup: Lookup
) -> Iterator[Reader]:
    """Yield the readers whose signs a parenthesis shows."""
    if bracket == "[":
        if _SLASH_DATE.search(text, start, end) or lookup.keys:
            yield read_keys
        yield read_bracketed_names
        if _DIGIT.search(text, start, end):
            yield read_monitored
            yield read_date_first if _DATE_FIRST.match(text, start + 1) else read_dated_names
        return
    if CREDIT.match(text, start + 1, end) or SOURCE_LABEL.match(text, start + 1, end):
        return
    if read:
        if _DATE_FIRST.match(text, start + 1):
            yield read_date_first
        else:
            yield read_dated_names
        return
    if not _DIGIT.search(text, start, end):
        yield read_joined if text.find("/", start, end) > 0 else read_plain_names
        return
    if not _LETTER.search(text, start, end):
        yield read_before_date
        yield read_in_sentence
        if _YEAR.match(text, start + 1):
            yield read_authors_before
        return
    yield from _readers_of_dates(text, start, end)


def _readers_of_dates(text: str, start: int, end: int) -> Iterator[Reader]:
    if _NUMERIC_FIRST.match(text, start + 1):
        yield read_date_first
    if _SLASH_DATE.search(text, start, end):
        yield read_keys
    if _YEAR.search(text, start, end):
        yield read_author_years
    if _DATE_FIRST.match(text, start + 1):
        yield read_date_first
        if _DATE_ALONE.fullmatch(text, start, end):
            yield read_after_reporting
            yield read_before_date
            yield read_in_sentence
    yield read_monitored
    yield read_dated_names
    yield read_plain_names


def names_alone(start: int, end: int, cited: list[CitedSource]) -> Candidate:
    """Return names alone that the house style read, as evidence that others may stand so too."""
    return Candidate(Form.NAMES_ALONE, start, end, cited, Strength.SURE)
