"""Citations without parentheses: "Radio Tesk 12 May 1993, 27", "Minsk BELTA in English 1012 GMT 14 Feb 92"."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from itertools import islice

from archive.text.citations.dates.days import CitedDays, find_days
from archive.text.citations.forms.candidates import Candidate, Strength, confidence_of, name_strength
from archive.text.citations.forms.dated_names import Item, read_item
from archive.text.citations.forms.source_lines import is_source_line
from archive.text.citations.names.name_pieces import Piece
from archive.text.citations.names.outlet_names import has_outlet_word, reads_like_outlet
from archive.text.citations.names.unknown_names import is_place
from archive.text.citations.reading_context import CitedSource, Lookup
from archive.text.citations.style import Form
from archive.text.patterns import end_of_match

_LINE = re.compile(r"[^\n]+")
# The end of the last sentence before a citation: "Two banks will merge. Tesk Times, 13 May 1993, p. 5".
_SENTENCE_END = re.compile(r"[.!?”\"»)]\s+(?=[A-ZÀ-ÞА-Я0-9])")
_NUMBERED = re.compile(r"\s*(?:(?:\[\d{1,3}\]|\(\d{1,3}\)|\d{1,3}[.)])\s+)?(?:(?:[Ss]ee|[Cc]f\.)(?:\salso)?\s)?")
_ENDS_IN_NUMBER = re.compile(r"\d\.?\s*\Z")
# A year or a page near the end of the line.
_SIGN, _TAIL = re.compile(r"(?:19|20)\d\d|\b(?:pp?|pages?|S|с|стр)\b| \d\d\b"), 40
_LONGEST, _MAX_LINES = 140, 400
# "Minsk BELTA in English 1012 GMT 14 Feb 92": as monitoring services print a broadcast or a dispatch.
_MONITORED = re.compile(
    r"(?P<names>[A-ZÀ-Þ][\w’'.\-]*(?:\s[A-ZÀ-Þ0-9][\w’'.\-]*){1,6})\sin\s[A-Z][a-z]{2,14},?\s"
    r"(?:\d{3,4}\s(?:GMT|UTC|gmt)\s(?:on\s)?)?(?=\d)"
)


# Press reviews print an outlet and its day behind a dash at the end of a paragraph, or before a colon at its beginning.
_BEHIND_DASH = re.compile(r"[.!?…”\"’»)]\s+(?:[–—]|--)\s+(?=[A-ZÀ-ÞА-Я«“„])")
_BEFORE_COLON = re.compile(r"(?P<inside>[A-ZÀ-ÞА-Я«“„][^\n:()]{4,80}):\s")


def read_press_review(text: str, lookup: Lookup) -> Iterator[Candidate]:
    """Yield "The pier is closed. – Tesk Times, 5 May" and "Tesk Times, 5 May: The pier is closed", of sure outlets."""
    tail = max(0, len(text) - _LONGEST)
    if text.find("–", tail) >= 0 or text.find("—", tail) >= 0 or text.find("--", tail) >= 0:
        dashes = [*_BEHIND_DASH.finditer(text, tail)]
        if dashes and (found := _outlet_and_day(text, dashes[-1].end(), len(text), lookup)):
            yield found
    headed = _BEFORE_COLON.match(text) if text.find(":", 0, _LONGEST) > 0 else None
    if headed and (found := _outlet_and_day(text, *headed.span("inside"), lookup)):
        yield found


def _outlet_and_day(text: str, start: int, end: int, lookup: Lookup) -> Candidate | None:
    """Return the citation that is all of `text[start:end]`: outlets with a day, of which each is surely one."""
    while end > start and text[end - 1] in " .\n":
        end -= 1
    item = read_item(text, start, end, lookup)
    if item is None or not item.cited or item.strength is not Strength.SURE:
        return None
    if item.days is None or not item.days.to_the_day or not all(map(_is_outlet, item.cited)):
        return None
    return Candidate(Form.PAGES, start, end, item.cited, item.strength)


def _is_outlet(one: CitedSource) -> bool:
    return one.known or reads_like_outlet(one.name)


def read_dated_lines(text: str, number: int, lookup: Lookup) -> Iterator[Candidate]:
    """Yield the lines, and last sentences of lines, that are a name with a date and a page, or an outlet with a date.

    A page without a date needs a known name or an outlet's words. The first line of the first paragraph may be a
    masthead, and needs a page.
    """
    for start, end in _lines(text):
        if _ENDS_IN_NUMBER.search(text, max(start, end - 3), end) and _SIGN.search(text, max(start, end - _TAIL), end):
            found = _read_line(text, start, end, lookup, may_be_masthead=number == 1 and start == 0)
            if found is not None:
                yield found


def _lines(text: str) -> Iterable[tuple[int, int]]:
    if "\n" not in text:  # most paragraphs
        return ((0, len(text)),)
    return (line.span() for line in islice(_LINE.finditer(text), _MAX_LINES))


def _read_line(text: str, start: int, end: int, lookup: Lookup, may_be_masthead: bool) -> Candidate | None:
    floor = max(start, end - _LONGEST)
    begins = [end_of_match(_NUMBERED, text, start)] if floor == start else []
    begins += [stop.end() for stop in _SENTENCE_END.finditer(text, floor, end)]
    for begin in reversed(begins):
        if monitored := _read_monitored(text, begin, end, lookup):
            return monitored
        if is_source_line(text[begin : begin + _LONGEST]):
            continue
        item = read_item(text, begin, end, lookup)
        if item and item.cited and _is_citation(item) and (item.is_paged or not may_be_masthead):
            return Candidate(Form.PAGES, begin, end, item.cited, item.strength)
    return None


def _is_citation(item: Item) -> bool:
    if item.days is None:
        return item.strength is Strength.SURE
    return item.days.has_year and (item.is_paged or item.strength is Strength.SURE)


def read_monitored(text: str, start: int, end: int, lookup: Lookup) -> Iterator[Candidate]:
    """Yield the same in a parenthesis or bracket; `start` and `end` include it."""
    if found := _read_monitored(text, start + 1, end - 1, lookup):
        yield Candidate(found.form, start, end, found.cited, found.strength)


def _read_monitored(text: str, start: int, end: int, lookup: Lookup) -> Candidate | None:
    match = _MONITORED.match(text, start, end)
    if match is None:
        return None
    days = next(find_days(text, match.end(), end), None)
    if days is None or days.start != match.end() or not days.to_the_day:
        return None
    name = _without_place(text, *match.span("names"))
    strength = name_strength(name.text, lookup)
    return _monitored(start, end, name, days, lookup) if strength is not None else None


def _monitored(start: int, end: int, name: Piece, days: CitedDays, lookup: Lookup) -> Candidate:
    confidence = confidence_of(name.text, Strength.SURE, lookup)
    cited = CitedSource(name.text, name.start, name.end, [days], known=True, confidence=confidence)
    return Candidate(Form.PLACE_FIRST, start, end, [cited], Strength.SURE)


def _without_place(text: str, start: int, end: int) -> Piece:
    """Return the name behind the place: what is in capitals, or what follows a known place or one unknown word."""
    words = list(re.finditer(r"\S+", text[start:end]))
    for index in range(1, len(words)):
        rest = text[start + words[index].start() : end]
        place = text[start : start + words[index - 1].end()]
        if is_place(place) or (rest.isupper() and not place.isupper()):
            return Piece(rest, start + words[index].start(), end)
    rest = text[start + words[1].start() : end]
    if len(words) > 1 and (has_outlet_word(rest) or len(words) == len(("Tesk", "Kerpress"))):
        return Piece(rest, start + words[1].start(), end)
    return Piece(text[start:end], start, end)
