"""The date before the name: "(March 3, 2011, HARBOR REVIEW)", "(3 May 2011: Radio Tesk)"."""

from __future__ import annotations

import re
from collections.abc import Iterator

from archive.text.citations.days import find_days
from archive.text.citations.forms.candidates import Candidate, Strength, confidence_of, name_strength
from archive.text.citations.name_pieces import is_noise, split_pieces
from archive.text.citations.reading_context import CitedSource, Lookup
from archive.text.citations.style import Form
from archive.text.citations.unknown_names import is_person

_SEGMENT = re.compile(r"[^;]+")
_AFTER_DATE = re.compile(r"\s*[,:–—-]\s*")
_BY = re.compile(r"by\s", re.IGNORECASE)
_MAX_LENGTH, _MAX_NAMES = 300, 3
_NEAR = 3  # years from the issue's


def read_date_first(text: str, start: int, end: int, lookup: Lookup) -> Iterator[Candidate]:
    """Yield the citation in a parenthesis if each part between semicolons is a full date, then names.

    An unknown name without an outlet's words needs a date with its year, and others of its kind in the article:
    "(May 9, 1945, Harbor Hill)" is an event as well as anything.
    """
    if end - start > _MAX_LENGTH:
        return
    cited: list[CitedSource] = []
    strengths: list[Strength] = []
    for segment in _SEGMENT.finditer(text, start + 1, end - 1):
        found = _read_segment(text, segment.start(), segment.end(), lookup)
        if not found:
            return
        cited.extend(one for one, _ in found)
        strengths.extend(strength for _, strength in found)
    if cited:
        yield Candidate(Form.DATE_FIRST, start, end, cited, min(strengths))


def _read_segment(text: str, start: int, end: int, lookup: Lookup) -> list[tuple[CitedSource, Strength]]:
    days = next(find_days(text, start, end), None)
    if days is None or not days.to_the_day or text[start : days.start].strip() not in ("", "the"):
        return []
    after = _AFTER_DATE.match(text, days.end, end)
    begin = after.end() if after else days.end
    found: list[tuple[CitedSource, Strength]] = []
    for piece in split_pieces(text, begin, end):
        if not piece.text or is_noise(piece.text) or is_person(piece.text) or _BY.match(piece.text):
            continue
        strength = name_strength(piece.text, lookup)
        if strength is None or (after is None and strength is not Strength.SURE):
            return []
        if strength is Strength.CLEAR:
            strength = _of_unknown([day.year for day in days.days if day.year], lookup)
        confidence = confidence_of(piece.text, strength, lookup)
        known = lookup.known.recognises(piece.text)
        source = CitedSource(piece.text, piece.start, piece.end, [days], known=known, confidence=confidence)
        found.append((source, strength))
    return found if len(found) <= _MAX_NAMES else []


def _of_unknown(years: list[int], lookup: Lookup) -> Strength:
    if not years or (lookup.year is not None and abs(years[-1] - lookup.year) > _NEAR):
        return Strength.WEAK
    return Strength.CLEAR
