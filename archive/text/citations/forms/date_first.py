"""The date before the name: "(March 3, 2011, HARBOR REVIEW)", "(3 May 2011: Radio Tesk)"."""

from __future__ import annotations

import re
from collections.abc import Iterator

from archive.text.citations.dates.days import CitedDays, find_days
from archive.text.citations.forms.candidates import Candidate, Strength, confidence_of, name_strength
from archive.text.citations.names.name_pieces import is_noise, split_names, split_pieces
from archive.text.citations.names.unknown_names import is_person
from archive.text.citations.reading_context import CitedSource, Lookup
from archive.text.citations.style import Form

_SEGMENT = re.compile(r"[^;]+")
_LETTER = re.compile(r"[^\W\d_]")
_AFTER_DATE = re.compile(r"\s*[,:–—|/-]\s*")
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
    days: CitedDays | None = None
    for segment in _SEGMENT.finditer(text, start + 1, end - 1):
        days, begin = _days_at(text, *segment.span()) or (days, segment.start())
        if days is None:
            return
        if not _LETTER.search(text, begin, segment.end()):
            continue  # "May 5, 2013; Orven Post"
        found = _read_names(text, begin, segment.end(), days, lookup)
        if not found:
            return
        cited.extend(one for one, _ in found)
        strengths.extend(strength for _, strength in found)
    if cited:
        yield Candidate(Form.DATE_FIRST, start, end, cited, min(strengths))


def _days_at(text: str, start: int, end: int) -> tuple[CitedDays, int] | None:
    """Return the days that begin a segment and where they end; None where it begins with something else."""
    days = next(find_days(text, start, end), None)
    if days is None or not days.to_the_day or text[start : days.start].strip() not in ("", "the"):
        return None
    return days, days.end


def _read_names(text: str, start: int, end: int, days: CitedDays, lookup: Lookup) -> list[tuple[CitedSource, Strength]]:
    """Return the names after a date, each with how sure it is; nothing where one of them is no name."""
    after = _AFTER_DATE.match(text, start, end)
    has_sign = after is not None or start != days.end
    found: list[tuple[CitedSource, Strength]] = []
    for piece in split_pieces(text, after.end() if after else start, end):
        if not piece.text or is_noise(piece.text) or is_person(piece.text) or _BY.match(piece.text):
            continue
        for name in split_names(piece, lookup.known):
            strength = name_strength(name.text, lookup)
            if strength is None or (not has_sign and strength is not Strength.SURE):
                return []
            if strength is Strength.CLEAR:
                strength = _of_unknown([day.year for day in days.days if day.year], lookup)
            confidence = confidence_of(name.text, strength, lookup)
            known = lookup.known.recognises(name.text)
            source = CitedSource(name.text, name.start, name.end, [days], known=known, confidence=confidence)
            found.append((source, strength))
    return found if len(found) <= _MAX_NAMES else []


def _of_unknown(years: list[int], lookup: Lookup) -> Strength:
    if not years or (lookup.year is not None and abs(years[-1] - lookup.year) > _NEAR):
        return Strength.WEAK
    return Strength.CLEAR
