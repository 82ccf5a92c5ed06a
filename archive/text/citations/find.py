"""Reads one parenthesis: the sources and own issues that it cites, each with the days printed for it."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from archive.text.citations.days import CitedDays, find_days
from archive.text.citations.names import (
    ACCESSED,
    CREDIT,
    NUMBERED,
    SOURCE_LABEL,
    Piece,
    find_addresses,
    host_of,
    is_noise,
    is_place,
    may_be_name,
    split_names,
    split_pieces,
    without_connectives,
)
from archive.text.cross_references import BY_NUMBER, SEE, HouseTitles
from archive.text.sources import KnownSources, is_collective

# A source without a known name is not believed where its explicit year lies further back: "(Battle of X, May 3, 1942)".
_RECENT_YEARS = 3


@dataclass(slots=True)
class Cited:
    """One source, or one periodical of the house (`publication`, "" where lost), with the days printed for it."""

    name: str
    start: int
    end: int
    days: list[CitedDays] = field(default_factory=list)
    url: str | None = None
    publication: str | None = None
    known: bool = False
    confidence: float = 0.9


@dataclass(frozen=True, slots=True)
class Shelf:
    """What names are looked up in while an article is read, and the year that its issue is of."""

    known: KnownSources
    house: HouseTitles
    year: int | None


@dataclass(slots=True)
class _Chunk:
    """The text before some days, and these days; the last chunk of a segment has none."""

    start: int
    end: int
    days: CitedDays | None


# Days have a digit, addresses a full stop, teasers a month alone; of two characters nothing is cited.
_SIGN_OF_CITATION = re.compile(r"\d|[^\W_]\.\w|;|uary|March|April|May|June|July|August|tember|ober|vember|cember")


def may_cite(text: str, start: int, end: int) -> bool:
    """Whether `text[start:end]` is worth reading: most parentheses are abbreviations and glosses, refused here."""
    return end - start > 2 and _SIGN_OF_CITATION.search(text, start, end) is not None


def read_inside(text: str, start: int, end: int, shelf: Shelf) -> list[Cited]:
    """The sources and own issues that `text[start:end]`, the inside of a parenthesis, cites; none where it is a gloss.

    Handled: "Interfax, June 3", "BNS, Itar-Tass, April 19 & 20", "NTV, May 1; see EDM, May 2", "June 1, 2012, BBC",
    "www.akipress.kg, April 8", "https://osce.org/x; https://un.org/y", ", June 3" (a name lost with its link).
    """
    if CREDIT.match(text, start, end):
        return []
    label = SOURCE_LABEL.match(text, start, end)
    begin = label.end() if label else start
    addresses = find_addresses(text, begin, end)
    cited: list[Cited] = []
    undated: list[Cited] = []
    for first, last in _segments(text, begin, end, addresses):
        segment = _Segment(text, first, last, addresses, shelf)
        found = segment.read()
        if not found and not segment.has_days:
            undated.extend(segment.names_without_days())
            continue
        if not found and segment.is_days_only:
            _more_days(undated or cited[-1:], segment)
        cited.extend(_sharing(undated, found))
        undated = []
        cited.extend(found)
    if cited:
        cited.extend(one for one in undated if one.known)
    _spread_years(cited)
    return cited


def _segments(text: str, start: int, end: int, addresses: list[Piece]) -> list[tuple[int, int]]:
    """The parts between semicolons; a date that a semicolon parts from its only name is joined to it again."""
    cuts = [place.start() for place in re.compile(";").finditer(text, start, end)]
    cuts = [cut for cut in cuts if not any(one.start <= cut < one.end for one in addresses)]
    edges = [start - 1, *cuts, end]
    return [(edges[i] + 1, edges[i + 1]) for i in range(len(edges) - 1)]


def _sharing(undated: list[Cited], found: list[Cited]) -> list[Cited]:
    """Sources of segments without days, which share those of the next: "(Xinhua; People's Daily, May 3)"."""
    dated = next((one for one in found if one.days and one.publication is None), None)
    for one in undated:
        if dated is not None and not one.days:
            one.days = list(dated.days)
    return [one for one in undated if one.days]


def _more_days(cited: list[Cited], segment: _Segment) -> None:
    """Days alone after a semicolon belong to what is before it: "(Interfax, June 3; June 5)", "(AP; May 3)"."""
    for one in cited:
        one.days.extend(segment.days)


def _spread_years(cited: list[Cited]) -> None:
    """One year at the end governs the days before it: "(Interfax, December 28; Reuters, December 30, 2003)".

    Within one source it always does. From another source it does only where the days run up to it within two months,
    so that "(RTR, June 3; see EDM, May 5, 2003)" leaves June 3 to the year of its own issue.
    """
    later = None
    for one in reversed(cited):
        for days in reversed(one.days):
            for day in reversed(days.days):
                if day.year is not None:
                    later = day
                elif later is not None and day.month and later.month and later.day and day.day:
                    distance = (later.month - day.month) * 31 + later.day - day.day
                    if 0 <= distance <= 62:
                        day.year = later.year


class _Segment:
    """One part of a parenthesis between semicolons."""

    def __init__(self, text: str, start: int, end: int, addresses: list[Piece], shelf: Shelf) -> None:
        self.text, self.start, self.end, self.shelf = text, start, end, shelf
        self.addresses = [one for one in addresses if start <= one.start < end]
        self.days = [days for days in find_days(text, start, end) if not self._in_address(days)]
        lead = SEE.search(text, start, end)
        first = min((days.start for days in self.days), default=end)
        self.see = lead is not None and lead.start() < first
        self.lead_end = lead.end() if lead and lead.start() < first else start

    @property
    def has_days(self) -> bool:
        return bool(self.days)

    @property
    def is_days_only(self) -> bool:
        """Whether there are days and nothing else but punctuation and joining words."""
        rest = self.text[self.start : self.days[0].start] + self.text[self.days[-1].end : self.end]
        return not re.sub(r"\W+|and|on", "", rest)

    def _in_address(self, days: CitedDays) -> bool:
        return any(one.start < days.end and days.start < one.end for one in self.addresses)

    def read(self) -> list[Cited]:
        """What the segment cites."""
        cited: list[Cited] = []
        if not self.days:
            return self._read_without_days()
        begin = self.start
        for days in self.days:
            chunk = _Chunk(begin, days.start, days)
            begin = days.end
            if cited and ACCESSED.search(self.text, chunk.start, chunk.end):
                continue
            cited.extend(self._read_chunk(chunk, cited))
        self._read_tail(begin, cited)
        return cited

    def names_without_days(self) -> list[Cited]:
        """The names of a segment that has no days, where all its pieces may be names of sources."""
        pieces = [piece for piece in self._pieces(self.start, self.end) if piece.text and not is_noise(piece.text)]
        names = [name for piece in pieces for name in split_names(piece, self.shelf.known)]
        if self.see or not all(self.shelf.known.recognises(name.text) or may_be_name(name.text) for name in names):
            return []
        return [
            Cited(name.text, name.start, name.end, known=self.shelf.known.recognises(name.text), confidence=0.7)
            for name in names
        ]

    def _pieces(self, start: int, end: int) -> list[Piece]:
        pieces = split_pieces(self.text, start, end)
        return [without_connectives(piece) if piece.text else piece for piece in pieces]

    def _read_without_days(self) -> list[Cited]:
        """Addresses, and own issues cited by number; a known name with an issue's number is enough as well."""
        cited = []
        numbered = BY_NUMBER.search(self.text, self.start, self.end)
        for piece in self._pieces(self.start, self.end):
            if not piece.text:
                continue
            address = self._address_of(piece)
            house = self.shelf.house.present_title(piece.text)
            if address:
                cited.append(self._cite_address(address, None))
            elif house and numbered:
                cited.append(Cited(piece.text, piece.start + house[1], piece.end, publication=house[0]))
            elif (
                numbered
                and not self.see
                and not NUMBERED.fullmatch(piece.text)
                and self.shelf.known.recognises(piece.text)
            ):
                cited.append(Cited(piece.text, piece.start, piece.end, known=True, confidence=0.8))
        return cited

    def _address_of(self, piece: Piece) -> Piece | None:
        """The address that a piece is, or ends in: "available at https://…"; not one in the middle of words."""
        for one in self.addresses:
            if one.start >= piece.start and one.end >= piece.end > one.start:
                lead = self.text[piece.start : one.start]
                return one if len(lead.split()) <= 6 else None
        return None

    def _cite_address(self, address: Piece, days: CitedDays | None) -> Cited:
        """A bare host keeps its name as printed; an address has its host for a name."""
        bare = re.fullmatch(r"[\w.\-]+", address.text) is not None
        name = address.text if bare and days else host_of(address.text)
        url = None if bare else address.text
        return Cited(name, address.start, address.end, [days] if days else [], url, known=True)

    def _read_chunk(self, chunk: _Chunk, before: list[Cited]) -> list[Cited]:
        """The sources that stand before some days; days with nothing before them go on with the source before."""
        pieces = self._pieces(chunk.start, chunk.end)
        names = [piece for piece in pieces if piece.text and not self._is_no_name(piece.text)]
        if not names:
            return self._read_nameless(chunk, pieces, before)
        comma = any(mark in self.text[names[-1].end : chunk.end] for mark in ",:.]–—")
        found = self._read_names(names, chunk.days, comma)
        return self._with_lost_names(found, pieces, chunk)

    def _with_lost_names(self, found: list[Cited], pieces: list[Piece], chunk: _Chunk) -> list[Cited]:
        """The sources of a chunk, and those whose names were lost among them: "(, AP, June 3)", "(AP, , June 3)"."""
        if not found or self.see:
            return found
        lost = [
            Cited("", piece.start, piece.start, [chunk.days], confidence=0.6)
            for index, piece in enumerate(pieces[:-1])
            if not piece.text and (index or chunk.start == self.start) and self._is_gap(piece.start, index)
        ]
        return sorted(found + lost, key=lambda one: one.start) if lost else found

    def _is_gap(self, place: int, index: int) -> bool:
        """Whether commas with a blank between them, or one that begins the citation, stand at an empty piece."""
        before, after = self.text[self.start : place].rstrip(), self.text[place : place + 1]
        return after == "," and (not before if index == 0 else self.text[place - 1] == " " and before.endswith(","))

    def _is_no_name(self, piece: str) -> bool:
        """Whether a piece only locates ("No 41"), or is the "see" of a lost title; "2000" is a paper where known."""
        return SEE.fullmatch(piece) is not None or (is_noise(piece) and self.shelf.known.slug_of(piece) is None)

    def _read_nameless(self, chunk: _Chunk, pieces: list[Piece], before: list[Cited]) -> list[Cited]:
        """ ", June 3": a lost name where a comma is all that is left of it, at the start of the segment."""
        if before:
            if not any(piece.text for piece in pieces):
                before[-1].days.append(chunk.days)
            return []
        if len(pieces) < 2 or chunk.start != self.start or not chunk.days.to_the_day:
            return []
        place = pieces[0].start
        if self.see:
            return [Cited("", place, place, [chunk.days], publication="", confidence=0.5)]
        return [Cited("", place, place, [chunk.days], confidence=0.7)]

    def _read_names(self, pieces: list[Piece], days: CitedDays, comma: bool) -> list[Cited]:
        found: list[Cited] = []
        doubtful = False
        for index, piece in enumerate(pieces):
            for name in split_names(piece, self.shelf.known):
                cited = self._read_name(name, days, sure=comma or index < len(pieces) - 1)
                if cited is not None and not cited.known and len(pieces) > 1 and self._is_quoted(name):
                    continue
                if cited is None:
                    doubtful = doubtful or not self._may_be_left_out(name, found)
                elif cited.url and found and not found[-1].url:
                    found[-1].url = cited.url
                else:
                    found.append(cited)
        if doubtful:
            return [one for one in found if one.known or one.publication is not None]
        return found

    def _is_quoted(self, piece: Piece) -> bool:
        """Whether a name stands in quotation marks: beside others it is that of an article or a broadcast."""
        return piece.start > 0 and self.text[piece.start - 1] in '“"«„'

    def _may_be_left_out(self, piece: Piece, found: list[Cited]) -> bool:
        return (bool(found) and is_place(piece.text)) or self._is_quoted(piece) or self.see

    def _read_name(self, piece: Piece, days: CitedDays, sure: bool) -> Cited | None:
        """One name with days, as an own periodical, an address, a known source, or by its looks."""
        if house := self._house_title(piece):
            title, start = house
            return Cited(self.text[start : piece.end], start, piece.end, [days], publication=title, confidence=0.95)
        if address := self._address_of(piece):
            return self._cite_address(address, days)
        start = max(piece.start, self.lead_end) if self.lead_end < piece.end else piece.start
        name = self.text[start : piece.end]
        if self.shelf.known.recognises(name):
            return Cited(name, start, piece.end, [days], known=True, confidence=0.95)
        if self.see or not sure or not may_be_name(name) or not self._is_believed(days, name):
            return None
        return Cited(name, start, piece.end, [days], confidence=0.8)

    def _house_title(self, piece: Piece) -> tuple[str, int] | None:
        if house := self.shelf.house.present_title(piece.text):
            return house[0], piece.start + house[1]
        lost_beginning = self.text[self.start : piece.start].isspace() and piece.start > self.start
        if lost_beginning and (title := self.shelf.house.title_with_lost_beginning(piece.text)):
            return title, piece.start
        return None

    def _is_believed(self, days: CitedDays, name: str) -> bool:
        """Whether days make a source of an unknown name: those of about the issue's time, known to the day."""
        if is_collective(name):
            return True
        years = [day.year for day in days.days if day.year]
        if years and self.shelf.year is not None and not -_RECENT_YEARS <= years[-1] - self.shelf.year <= 1:
            return False
        if days.to_the_day:
            return True
        return bool(years) and all(word[:1].isupper() for word in name.split())

    def _read_tail(self, start: int, cited: list[Cited]) -> None:
        """What stands behind the last days: an address of the source before, or, with the date first, the sources."""
        date_first = not cited and self.days[0].start == _first_word(self.text, self.start)
        for piece in self._pieces(start, self.end):
            if not piece.text or is_noise(piece.text):
                continue
            address = self._address_of(piece)
            if address and cited and not cited[-1].url:
                cited[-1].url = self._cite_address(address, None).url
            elif address:
                cited.append(self._cite_address(address, self.days[0] if date_first else None))
            elif self.shelf.known.recognises(piece.text):
                days = [self.days[0]] if date_first else []
                cited.append(Cited(piece.text, piece.start, piece.end, days, known=True, confidence=0.8))


def _first_word(text: str, start: int) -> int:
    return next((place for place in range(start, len(text)) if not text[place].isspace()), start)
