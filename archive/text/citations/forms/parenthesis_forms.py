"""Candidates in one parenthesis or bracket, by cheap signs of each form."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from archive.text.citations.forms.author_year import read_author_years, read_authors_before
from archive.text.citations.forms.candidates import Candidate, Strength
from archive.text.citations.forms.date_first import read_date_first
from archive.text.citations.forms.dated_names import read_after_reporting, read_before_number, read_dated_names
from archive.text.citations.forms.joined_names import read_joined
from archive.text.citations.forms.keys import read_keys
from archive.text.citations.parentheses import MAX_LENGTH
from archive.text.citations.reading_context import CitedSource, Lookup
from archive.text.citations.style import Form

_DIGIT = re.compile(r"\d")
_SLASH_DATE = re.compile(r"\d/\d")
_YEAR = re.compile(r"(?<!\d)(?:1[5-9]|20)\d\d(?!\d)")
_DATE_FIRST = re.compile(r"\s*(?:\d|(?:the )?[JFMASOND][a-z]{2})")
_LETTER = re.compile(r"[^\W\d_]")


def read_forms(
    text: str, start: int, end: int, bracket: str, read: Sequence[CitedSource], lookup: Lookup
) -> Iterator[Candidate]:
    """Yield the candidates of `text[start:end]`, brackets included; the first form that reads the whole of it.

    `read` is what the house style read there: only what tells of a form, or may hold more than that, is tried again.
    """
    if end - start > MAX_LENGTH or end - start < 4:
        return
    found = None
    for reader in _readers(text, start, end, bracket, read, lookup):
        found = next(reader(text, start, end, lookup), None)
        if found is not None:
            yield found
            return


def _readers(text: str, start: int, end: int, bracket: str, read: Sequence[CitedSource], lookup: Lookup):
    """Yield the readers whose signs a parenthesis shows."""
    if bracket == "[":
        if _SLASH_DATE.search(text, start, end) or lookup.keys:
            yield read_keys
        return
    if read:
        if _DATE_FIRST.match(text, start + 1):
            yield read_date_first
        if text.count(";", start, end) + 1 > len(read):
            yield read_dated_names
        return
    if not _DIGIT.search(text, start, end):
        if text.find("/", start, end) > 0:
            yield read_joined
        return
    if not _LETTER.search(text, start, end):
        yield read_before_number
        if _YEAR.match(text, start + 1):
            yield read_authors_before
        return
    yield from _readers_of_dates(text, start, end)


def _readers_of_dates(text: str, start: int, end: int):
    if _SLASH_DATE.search(text, start, end):
        yield read_keys
    if _YEAR.search(text, start, end):
        yield read_author_years
    if _DATE_FIRST.match(text, start + 1):
        yield read_date_first
        yield read_after_reporting
    yield read_dated_names


def names_alone(start: int, end: int, cited: list[CitedSource]) -> Candidate:
    """Return names alone that the house style read, as evidence that others may stand so too."""
    return Candidate(Form.NAMES_ALONE, start, end, cited, Strength.SURE)
