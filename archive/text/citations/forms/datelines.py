"""Datelines of agency reports: "TESK, 3. mai (Kerpress/LNB) –", "ТЕСК, 3 мая. /ЛНБ/", "TESK, May 3 – Kerpress."."""

from __future__ import annotations

import re
from collections.abc import Iterator

from archive.text.citations.dates.days import CitedDays
from archive.text.citations.dates.foreign_days import first_days
from archive.text.citations.forms.candidates import Candidate, Strength, confidence_of, name_strength
from archive.text.citations.forms.joined_names import SMALL_LETTERS
from archive.text.citations.names.outlet_names import reads_like_outlet
from archive.text.citations.reading_context import CitedSource, Lookup
from archive.text.citations.style import Form
from archive.text.patterns import end_of_match

_WORD = r"[^\W\d_][^\W\d_]*[.'’\-]?[^\W\d_]*"
_PLACE = re.compile(
    rf"\s*(?P<place>{_WORD}(?:[ \-]{_WORD}){{0,3}})(?:\s\([^()\n\d]{{2,24}}\)(?=,))?"
    rf"(?:\s?[,/]\s?{_WORD}(?: {_WORD})?(?=,|\.|\s[–—-]))?(?:,|\.|\s[–—-])?\s+"
)
# A weekday or "d." after the day: "május 3., péntek (MTI)".
_AFTER_DAY = re.compile(r"(?:,\s[^\W\d_]{4,12}(?=\s*[(/\[]))?[,.]?\s*")
_IN_SIGNS = re.compile(r"\((?P<p>[^()\n]{2,60})\)|/(?P<s>[^/\n]{2,40})/|\[(?P<b>[^\[\]\n]{2,40})\]")
_BARE = re.compile(r"(?:[-–—]\s*)?(?P<name>[^\W\d_][\w.'’\-]*(?:[ /][^\W\d_a-z][\w.'’\-]*){0,3})(?:\.?\s*[-–—]|:|\.)\s")
_ARTICLE = re.compile(r"(?:le|el|den|am|il|em|on)\s")
_DASH = re.compile(r"\s*(?:[-–—]|:)")
_NAME = re.compile(r"[^/,]+")
_REACH, _MAX_DATE, _LONGEST_COUNTRY = 80, 40, 30
_MAY_BE_DATELINE = re.compile(r"\s*[^\W\d_][^\n!?]{1,60}?[(/\[–—-]")


def read_dated_dateline(text: str, lookup: Lookup) -> Iterator[Candidate]:
    """Yield the agency of a dateline at the beginning of a paragraph, in one of some 25 languages.

    A place in capitals with a date and a name in parentheses is sure whatever the name is.
    """
    if not _MAY_BE_DATELINE.match(text, 0, _REACH):
        return
    place = _PLACE.match(text, 0, _REACH)
    if place is None or not all(word[:1].isupper() for word in re.split(r"[ \-]", place["place"])):
        return
    comma = text.find(", ", place.end("place"), place.end("place") + _LONGEST_COUNTRY)
    days = _days_at(text, comma + 2) if comma > 0 else None
    after = days.end if days else place.end()
    days = days or _days_at(text, after)
    begin = end_of_match(_AFTER_DAY, text, days.end if days else after)
    agency = _IN_SIGNS.match(text, begin)
    bare = _BARE.match(text, begin, begin + _REACH) if agency is None and days else None
    span = agency.span(agency.lastgroup or 0) if agency else bare.span("name") if bare else None
    if span is None or (days is None and not (agency and _DASH.match(text, agency.end()))):
        return
    cited = list(_agencies(text, *span, days, lookup))
    strength = _strength(cited, place["place"], days, agency is not None, lookup)
    if cited and strength is not None:
        end = agency.end() if agency else span[1]
        yield Candidate(Form.DATELINES, len(text) - len(text.lstrip()), end, cited, strength)


def _days_at(text: str, place: int) -> CitedDays | None:
    begin = end_of_match(_ARTICLE, text, place)
    days = first_days(text, begin, min(len(text), begin + _MAX_DATE))
    return days if days is not None and days.start == begin and days.to_the_day else None


def _agencies(text: str, start: int, end: int, days: CitedDays | None, lookup: Lookup) -> Iterator[CitedSource]:
    spans = [match.span() for match in _NAME.finditer(text, start, end)]
    if lookup.known.recognises(text[start:end]):
        spans = [(start, end)]
    for first, last in spans:
        name = text[first:last].strip()
        at = first + text[first:last].index(name) if name else first
        known = lookup.known.recognises(name)
        confidence = confidence_of(name, Strength.SURE, lookup)
        yield CitedSource(name, at, at + len(name), [days] if days else [], known=known, confidence=confidence)


def _strength(
    cited: list[CitedSource], place: str, days: CitedDays | None, in_signs: bool, lookup: Lookup
) -> Strength | None:
    """Return how sure a dateline is; None where a name in it is none."""
    for one in cited:
        if name_strength(one.name, lookup) is None and one.name not in SMALL_LETTERS:
            return None
    sure = all(
        one.known or reads_like_outlet(one.name) or one.name in SMALL_LETTERS or lookup.known.recognises(one.name)
        for one in cited
    )
    in_capitals = place.isupper() and len(place) > 2
    if days is None:
        if not in_capitals:
            return None
        return Strength.SURE if sure else Strength.CLEAR if len(cited) > 1 else Strength.WEAK
    if sure or (in_capitals and in_signs):
        return Strength.SURE
    return Strength.CLEAR if in_signs or in_capitals else Strength.WEAK
