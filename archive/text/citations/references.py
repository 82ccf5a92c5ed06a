"""References listed at an article's end: "References", "Sources:", "Notes" and numbered notes, one record an entry."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice

from archive.text.citations.dates.days import CitedDay, CitedDays, find_days
from archive.text.citations.forms.keys import is_key_entry
from archive.text.citations.names.name_pieces import (
    ACCESSED,
    Piece,
    find_addresses,
)
from archive.text.citations.names.outlet_names import reads_like_outlet
from archive.text.citations.names.unknown_names import is_person, may_be_name
from archive.text.citations.reading_context import CitedSource, Lookup
from archive.text.names.normalisation import fold
from archive.text.names.word_lists import read_word_list
from archive.text.patterns import end_of_match

_HEADINGS = read_word_list("reference_headings.txt")
_LINE = re.compile(r"[^\n]+")
_NUMBER = re.compile(
    r"\s*(?:\[(?P<bracket>\d{1,3})\]|\((?P<paren>\d{1,3})\)|(?P<bare>\d{1,3})(?:[.)]|\s(?=[A-ZÀ-ÞА-Я“\"«])))\s*"
)
_BULLET = re.compile(r"\s*[•·–—*\-]\s+")
_ENDS = re.compile(r"[.!?)\]”\"»/]\s*$|https?://\S+$")
_MARK_IN_TEXT = re.compile(r"\[1\]|[.,;”\"»)]1(?=\s|$)|¹")
_DOI = re.compile(r"\b(?:doi:\s?|https?://(?:dx\.)?doi\.org/)?(10\.\d{4,9}/[^\s;,<>\"]+[^\s;,.<>\")\]])", re.IGNORECASE)
_YEAR = re.compile(r"(?<![\d/.\-])(?:1[5-9]|20)\d\d[a-h]?(?![\d/\-])")
_PART = re.compile(r"[^,.;:“”\"«»\n]{2,80}")
_LEAD = re.compile(r"\s*(?:(?:see|cf)\s+(?:also\s+)?)?(?:(?:in|from|via)\s+)?(?:the\s+)?", re.IGNORECASE)
_SIGNS = re.compile(r"\d{4}|https?://|\d{1,2}[./]\d|www\.")
_PROSE = 500  # characters; entries are shorter, or have a year or an address
_REST = re.compile(
    r"\)?(?:,?\s*(?:pp?|pages?|S|с|стр)\.?\s*[A-Z]?\d{1,4}(?:[-–]\d{1,4})?)?[\s.;]*(?:(?<=;\s).*)?", re.DOTALL
)
_NEXT = 40  # characters between an outlet's name and the end of its day
_LONGEST_HEADING, _LONGEST, _MAX_REFERENCES, _LONGEST_URL = 40, 1_000, 500, 600


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry of a list of references: its paragraph (from 1) and offsets, and what it cites.

    `cited` has the outlet, the day and the address, each as far as the entry names one; the name is "" where it names
    no known outlet.
    """

    paragraph: int
    start: int
    end: int
    cited: CitedSource
    first_word: str


@dataclass(frozen=True, slots=True)
class _Line:
    paragraph: int
    start: int
    end: int
    text: str


def find_references(paragraphs: Sequence[str], lookup: Lookup) -> list[Entry]:
    """Return the entries of the lists of references at an article's end, in their order; [] where it has none.

    A list begins at a line that is its heading and goes on to the end; notes without a heading count where they are
    numbered from 1 and the text has a mark for them. An entry is a line, or several of hard-wrapped text.
    """
    lines = _reference_lines(paragraphs)
    return [_entry(paragraphs, *span, lookup) for span in islice(_spans(lines), _MAX_REFERENCES)]


def _reference_lines(paragraphs: Sequence[str]) -> list[_Line]:
    """Return the lines from the first heading of a list on, the headings left out."""
    heading = _first_heading(paragraphs)
    if heading is None:
        return _numbered_notes(paragraphs)
    first, start = heading
    lines = []
    for number in range(first, len(paragraphs) + 1):
        text = paragraphs[number - 1]
        for line in _LINE.finditer(text, start if number == first else 0):
            if line.group().strip() and not is_heading_of_references(line.group()):
                lines.append(_Line(number, line.start(), line.end(), line.group()))
    return lines


def _first_heading(paragraphs: Sequence[str]) -> tuple[int, int] | None:
    """Return the paragraph (from 1) and offset of the first heading of the lists that end an article; None without any.

    The lists go on to the end: a long paragraph of prose without a number or an address after a heading says that it
    was one of a section in the text.
    """
    found = None
    for number, text in enumerate(paragraphs, start=1):
        if found is None and len(text) > _LONGEST_HEADING and "\n" not in text:
            continue  # most paragraphs
        for line in _LINE.finditer(text):
            if found and is_key_entry(line.group()):
                found = None  # "Sources" above the list of keys
            elif len(line.group()) <= _LONGEST_HEADING and is_heading_of_references(line.group()):
                found = found or ((number, line.start()) if (number, line.start()) != (1, 0) else None)
            elif found and line.end() - line.start() > _PROSE and not _SIGNS.search(line.group()):
                found = None
    return found


def is_heading_of_references(line: str) -> bool:
    """Return whether a line is the heading of a list of references: "References:", "5. Notes", "Quellen"."""
    return len(line) <= _LONGEST_HEADING and fold(line).strip(" :.#*0123456789") in _HEADINGS


def _numbered_notes(paragraphs: Sequence[str]) -> list[_Line]:
    """Return the numbered lines that end an article whose text has a mark for the first of them."""
    lines: list[_Line] = []
    for number in range(len(paragraphs), 0, -1):
        text = paragraphs[number - 1]
        for line in reversed(list(_LINE.finditer(text))):
            match = _NUMBER.match(line.group())
            if match is None:
                return []
            lines.append(_Line(number, line.start(), line.end(), line.group()))
            if int(match["bracket"] or match["paren"] or match["bare"]) == 1:
                before = (*paragraphs[: number - 1], text[: line.start()])
                is_marked = len(lines) > 1 and any(_MARK_IN_TEXT.search(each) for each in before)
                return lines[::-1] if is_marked else []
    return []


def _spans(lines: Sequence[_Line]) -> Iterator[tuple[int, int, int]]:
    """Yield the entries as (paragraph, start, end): lines, joined where one goes on in the next."""
    current: tuple[int, int, int] | None = None
    previous = ""
    for line in lines:
        follows = current is not None and line.paragraph == current[0] and line.start == current[2] + 1
        if current and follows and _goes_on(previous, line.text, line.end - current[1]):
            current = current[0], current[1], line.end
        else:
            if current:
                yield current
            current = line.paragraph, line.start, line.end
        previous = line.text
    if current:
        yield current


def _goes_on(previous: str, line: str, length: int) -> bool:
    """Return whether a line belongs to the entry before it: hard-wrapped, or a title in quotation marks."""
    stripped = line.lstrip()
    if length > _LONGEST or _NUMBER.match(line) or _BULLET.match(line):
        return False
    if not _ENDS.search(previous):
        return True
    if stripped[:1].islower() or stripped.startswith("(") or not any(character.isalpha() for character in stripped):
        return True
    return stripped[:1] in '“"«' and not any(mark in previous for mark in '“"«')


def _entry(paragraphs: Sequence[str], paragraph: int, start: int, end: int, lookup: Lookup) -> Entry:
    text = paragraphs[paragraph - 1]
    for lead in (_NUMBER, _BULLET):
        if (match := lead.match(text, start, end)) and match.end() < end:
            start = match.end()
    while start < end and text[start].isspace():
        start += 1
    while start < end and text[end - 1].isspace():
        end -= 1
    stop = min(end, start + _LONGEST)
    addresses = find_addresses(text, start, stop)
    outlet = _outlet(text, start, stop, addresses, lookup)
    days = _days(text, start, stop, addresses)
    cited = CitedSource(
        outlet.text if outlet else "",
        outlet.start if outlet else start,
        outlet.end if outlet else end,
        [days] if days else [],
        _url(text, start, stop, addresses),
        known=outlet is not None,
        confidence=0.8,
    )
    first_word = re.match(r"\W*([\w’'\-]*)", text[start : start + _LONGEST_HEADING])
    return Entry(paragraph, start, end, cited, first_word[1] if first_word else "")


def _outlet(text: str, start: int, end: int, addresses: Sequence[Piece], lookup: Lookup) -> Piece | None:
    """Return the first known outlet that a part of an entry names, else the host of its address if that is known."""
    for part in _PART.finditer(text, start, end):
        name = part.group()
        first = part.start() + end_of_match(_LEAD, name)
        name = text[first : part.end()].partition(" (")[0].rstrip()
        if name[:1].isupper() and (
            lookup.known.trusts_in_prose(name) or _is_outlet_alone(text, (start, first, end), name)
        ):
            return Piece(name, first, first + len(name))
    for address in addresses:
        host = re.match(r"(?:https?://)?(?:www\.)?([^/?#:]+)", address.text)
        if host and (lookup.known.slug_of(host[1]) or (address.start == start and "/" not in address.text)):
            return Piece(host[1], address.start + host.start(1), address.start + host.end(1))
    return None


def _is_outlet_alone(text: str, entry: tuple[int, int, int], name: str) -> bool:
    """Return whether an unknown name is an outlet's, as its day follows: "Tesk Times, May 4, 2005, p. 3".

    Without an outlet's words, it must be all of the entry with the day and a page. `entry` has the offsets of the
    entry's start, the name's, and the entry's end.
    """
    start, first, end = entry
    after = first + len(name)
    days = next(find_days(text, after, min(end, after + _NEXT)), None)
    if days is None or not days.to_the_day or not days.has_year or text[after : days.start].strip(" ,.()[]"):
        return False
    if reads_like_outlet(name):
        return True
    before = text[start:first].rstrip(" ,.")
    is_whole = (not before or before[-1] in '”"»“') and _REST.fullmatch(text, days.end, end) is not None
    return is_whole and may_be_name(name) and not is_person(name)


def _days(text: str, start: int, end: int, addresses: Sequence[Piece]) -> CitedDays | None:
    """Return the first day with a year that is no day of access, else the first year alone."""
    for days in find_days(text, start, end):
        in_address = any(one.start <= days.start < one.end for one in addresses)
        if days.has_year and days.to_the_day and not in_address and not ACCESSED.search(text, start, days.start):
            return days
    for year in _YEAR.finditer(text, start, end):
        if not any(one.start <= year.start() < one.end for one in addresses):
            return CitedDays(year.group(), year.start(), year.end(), [CitedDay(None, None, int(year.group()[:4]))])
    return None


def _url(text: str, start: int, end: int, addresses: Sequence[Piece]) -> str | None:
    """Return the address of an entry: its first whole one, or that of its DOI."""
    whole = next((one.text for one in addresses if one.text.lower().startswith(("http://", "https://"))), None)
    if whole is None and (doi := _DOI.search(text, start, end)):
        whole = f"https://doi.org/{doi[1]}"
    if whole is None and addresses and "/" in addresses[0].text:
        whole = f"https://{addresses[0].text}"
    return whole if whole and len(whole) <= _LONGEST_URL else None
