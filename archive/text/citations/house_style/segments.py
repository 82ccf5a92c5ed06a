"""Reader of one segment of a parenthesis, between semicolons: names, the days after them, addresses, own issues."""

from __future__ import annotations

import re
from dataclasses import dataclass

from archive.text.citations.dates.days import CitedDays, find_days
from archive.text.citations.house_style.segment_names import known_part, makes_source
from archive.text.citations.names.name_pieces import (
    ACCESSED,
    NO_DAY,
    Piece,
    host_of,
    is_noise,
    split_names,
    split_pieces,
    without_connectives,
    without_place,
)
from archive.text.citations.names.outlet_names import is_outlet_or_abbreviation
from archive.text.citations.names.own_titles import BY_NUMBER, SEE
from archive.text.citations.names.unknown_names import is_person, is_place, may_be_name
from archive.text.citations.names.word_classes import POINTERS
from archive.text.citations.reading_context import CitedSource, Lookup
from archive.text.names.normalisation import fold
from archive.text.names.source_names import is_collective

# "the daily Zarya", "Bulgarian newspaper Zarya"; and as an apposition "the ministry’s newspaper".
_KIND_BEFORE = re.compile(
    r"(?:[^,()\[\]]*\s)?(?:daily|newspaper|weekly|magazine|agency|website|portal|channel|station)\s+(?=[A-ZÀ-ÞА-Я«“])"
)
_APPOSITION = re.compile(r"(?:the|an?)\s.*\b(?:daily|newspaper|weekly|magazine|agency|portal|channel|station|organ)")
_QUOTES = '“”"«»„'
_LETTER_OR_DIGIT = re.compile(r"[^\W_]")


@dataclass(slots=True)
class _Chunk:
    """Text before some days, and these days; the last chunk of a segment has none."""

    start: int
    end: int
    days: CitedDays


class Segment:
    """Segment of a parenthesis between semicolons."""

    def __init__(self, text: str, start: int, end: int, addresses: list[Piece], lookup: Lookup) -> None:
        self.text, self.start, self.end, self.lookup = text, start, end, lookup
        self.addresses = [one for one in addresses if start <= one.start < end]
        self.days = list(find_days(text, start, end))
        if self.addresses:
            self.days = [days for days in self.days if not self._in_address(days)]
        lead = SEE.search(text, start, end)
        first = min((days.start for days in self.days), default=end)
        # "cf." leads to other outlets as well as to own issues.
        self.see = lead is not None and lead.start() < first and lead.group()[:1] in "sS"
        self.lead_end = lead.end() if lead and lead.start() < first else start

    @property
    def has_days(self) -> bool:
        return bool(self.days)

    @property
    def is_days_only(self) -> bool:
        """Return whether the segment has days, punctuation and joining words only."""
        rest = self.text[self.start : self.days[0].start] + self.text[self.days[-1].end : self.end]
        return not re.sub(r"\W+|and|on", "", rest)

    def _in_address(self, days: CitedDays) -> bool:
        return any(one.start < days.end and days.start < one.end for one in self.addresses)

    def read(self) -> list[CitedSource]:
        """Return the sources that the segment cites."""
        cited: list[CitedSource] = []
        if not self.days:
            return self._read_without_days()
        begin = self.start
        for days in self.days:
            chunk = _Chunk(begin, days.start, days)
            begin = days.end
            if cited and not _LETTER_OR_DIGIT.search(self.text, chunk.start, chunk.end):
                cited[-1].days.append(days)
            elif not (cited and ACCESSED.search(self.text, chunk.start, chunk.end)):
                cited.extend(self._read_chunk(chunk, cited))
        self._read_tail(begin, cited)
        return cited

    def names_without_days(self) -> list[CitedSource]:
        """Return the names of a segment without days, if all its pieces may be names of sources."""
        pieces = [piece for piece in self._pieces(self.start, self.end) if piece.text and not is_noise(piece.text)]
        if len(pieces) == 1 and (own := self.lookup.own_titles.present_title(pieces[0].text)):
            return [self._own_issue(own[0], pieces[0].start + own[1], pieces[0].end, [])]
        names = [name for piece in pieces for name in split_names(piece, self.lookup.known)]
        if self.see or not all(self.lookup.known.recognises(name.text) or may_be_name(name.text) for name in names):
            return []
        return [
            CitedSource(name.text, name.start, name.end, known=self.lookup.known.recognises(name.text), confidence=0.7)
            for name in names
        ]

    def _pieces(self, start: int, end: int) -> list[Piece]:
        pieces = split_pieces(self.text, start, end)
        return [without_connectives(piece) if piece.text else piece for piece in pieces]

    def _read_without_days(self) -> list[CitedSource]:
        """Read addresses, own issues cited by number, and known names with a number or "same day"."""
        cited = []
        pieces = [piece for piece in self._pieces(self.start, self.end) if piece.text]
        placed = BY_NUMBER.search(self.text, self.start, self.end) or any(
            NO_DAY.fullmatch(one.text) for one in pieces[1:]
        )
        for piece in pieces:
            address = self._address_of(piece)
            own = self.lookup.own_titles.present_title(piece.text)
            if address:
                cited.append(self._cite_address(address, None))
            elif own and placed:
                cited.append(self._own_issue(own[0], piece.start + own[1], piece.end, []))
            elif placed and not self.see and not is_noise(piece.text) and self.lookup.known.recognises(piece.text):
                cited.append(CitedSource(piece.text, piece.start, piece.end, known=True, confidence=0.8))
        return cited

    def _own_issue(
        self, title: str, start: int, end: int, days: list[CitedDays], confidence: float = 0.95
    ) -> CitedSource:
        return CitedSource(self.text[start:end], start, end, days, publication=title, confidence=confidence)

    def _address_of(self, piece: Piece) -> Piece | None:
        """Return the address that a piece is, or ends in: "available at https://…"; None for one within words."""
        for one in self.addresses:
            if one.start >= piece.start and one.end >= piece.end > one.start:
                lead = self.text[piece.start : one.start]
                return one if len(lead.split()) <= 6 else None
        return None

    def _cite_address(self, address: Piece, days: CitedDays | None) -> CitedSource:
        """Cite an address: a bare host is named as printed, a full address by its host."""
        bare = re.fullmatch(r"[\w.\-]+", address.text) is not None
        name = address.text if bare and days else host_of(address.text)
        url = None if bare else address.text
        return CitedSource(name, address.start, address.end, [days] if days else [], url, known=True)

    def _read_chunk(self, chunk: _Chunk, before: list[CitedSource]) -> list[CitedSource]:
        """Return the sources before some days; days without a source before them belong to the previous one."""
        pieces = self._pieces(chunk.start, chunk.end)
        names = [piece for piece in pieces if piece.text and not self._is_locator(piece.text)]
        if not names:
            return self._read_nameless(chunk, pieces, before)
        between = self.text[names[-1].end : chunk.end]
        comma = any(mark in between for mark in ",:.]([–—") or " - " in between
        found = self._read_names(names, chunk.days, comma)
        return self._with_lost_names(found, pieces, chunk)

    def _with_lost_names(self, found: list[CitedSource], pieces: list[Piece], chunk: _Chunk) -> list[CitedSource]:
        """Add sources whose names were lost among those of a chunk: "(, AP, June 3)", "(AP, , June 3)"."""
        if not found or self.see:
            return found
        lost = [
            CitedSource("", piece.start, piece.start, [chunk.days], confidence=0.6)
            for index, piece in enumerate(pieces[:-1])
            if not piece.text and (index or chunk.start == self.start) and self._is_gap(piece.start, index)
        ]
        return sorted(found + lost, key=lambda one: one.start) if lost else found

    def _is_gap(self, place: int, index: int) -> bool:
        """Return whether an empty piece is a gap: between commas with a blank, or before the first comma."""
        before, after = self.text[self.start : place].rstrip(), self.text[place : place + 1]
        return after == "," and (not before if index == 0 else self.text[place - 1] == " " and before.endswith(","))

    def _is_locator(self, piece: str) -> bool:
        """Return whether a piece is a locator ("No 41") or the "see" of a lost title; "2000" may be a known name."""
        return SEE.fullmatch(piece) is not None or (is_noise(piece) and self.lookup.known.slug_of(piece) is None)

    def _read_nameless(self, chunk: _Chunk, pieces: list[Piece], before: list[CitedSource]) -> list[CitedSource]:
        """Read ", June 3" at the start of the segment: a lost name of which only the comma is left."""
        if before:
            if not any(piece.text for piece in pieces):
                before[-1].days.append(chunk.days)
            return []
        if chunk.start != self.start or not chunk.days.to_the_day:
            return []
        place = pieces[0].start
        if self.see and SEE.fullmatch(pieces[0].text) and (len(pieces) > 1 or self._ends_at(chunk.days.end)):
            return [self._own_issue("", place, place, [chunk.days], confidence=0.5)]
        if len(pieces) < 2 or pieces[0].text:
            return []
        return [CitedSource("", place, place, [chunk.days], confidence=0.7)]

    def _ends_at(self, place: int) -> bool:
        return self.text[place : self.end].strip()[:1] in ("", ",")

    def _read_names(self, pieces: list[Piece], days: CitedDays, comma: bool) -> list[CitedSource]:
        found: list[CitedSource] = []
        doubtful = False
        # Among other names, a piece in quotation marks is an article or a broadcast: "NTV, “Itogi,” June 3".
        titles = not all(self._is_quoted(piece) for piece in pieces)
        for index, piece in enumerate(pieces):
            last = index == len(pieces) - 1
            if (titles and self._is_quoted(piece)) or (found and _APPOSITION.fullmatch(piece.text)):
                continue
            for name in split_names(piece, self.lookup.known):
                cited = self._read_name(name, days, sure=comma or not last, last=last)
                if cited is None:
                    doubtful = doubtful or not self._may_be_left_out(name, found)
                elif cited.url and found and not found[-1].url:
                    found[-1].url = cited.url
                else:
                    found.append(cited)
        if (
            not doubtful and len(pieces) > 1 and is_place(pieces[0].text)
        ):  # "Moscow, Kerpress", not "Moscow, Red Square"
            return [one for one in found if self._is_certain(one) or is_outlet_or_abbreviation(one.name)]
        return [one for one in found if self._is_certain(one)] if doubtful else found

    def _is_certain(self, one: CitedSource) -> bool:
        return one.known or one.publication is not None

    def _is_quoted(self, piece: Piece) -> bool:
        return piece.start > 0 and self.text[piece.start - 1] in '“"«„'

    def _may_be_left_out(self, piece: Piece, found: list[CitedSource]) -> bool:
        """Return whether a piece is no source and may be ignored: "Interfax, Moscow", "Ivan Petrov, NTV"."""
        return is_place(piece.text) or is_person(piece.text) or self.see

    def _read_name(self, piece: Piece, days: CitedDays, sure: bool, last: bool) -> CitedSource | None:
        """Read one name with days as an own periodical, an address, or a source; None for other text."""
        if own := self._own_title(piece):
            return self._own_issue(own[0], own[1], piece.end, [days])
        if address := self._address_of(piece):
            return self._cite_address(address, days)
        start = max(piece.start, self.lead_end) if self.lead_end < piece.end else piece.start
        end, url = piece.end, None
        if start > piece.start and self.text[start] in _QUOTES:  # "see “Zarya,” June 3"
            start, end = start + 1, start + len(self.text[start:end].rstrip(_QUOTES + ","))
        if address := self._address_beside(start, end):
            end, url = start + len(self.text[start : address.start].rstrip(" ([")), address.text
        if " " in self.text[start:end] or "–" in self.text[start:end]:
            start = without_place(Piece(self.text[start:end], start, end), self.lookup.known).start
        if source := self._read_known(start, end, days, url):
            return source
        if kind := _KIND_BEFORE.match(self.text, start, end):
            start = kind.end()
        name = self.text[start:end]
        if not sure or not may_be_name(name) or not self._is_plausible(days, name):
            return None
        if self.see and not is_collective(name):
            is_title = last and days.to_the_day and name[0].isupper() and fold(name.split()[0]) not in POINTERS
            return self._own_issue(name, start, end, [days], confidence=0.5) if is_title else None
        return CitedSource(name, start, end, [days], url, confidence=0.8)

    def _read_known(self, start: int, end: int, days: CitedDays, url: str | None) -> CitedSource | None:
        name = self.text[start:end]
        if self.lookup.known.recognises(name):
            return CitedSource(name, start, end, [days], url, known=True, confidence=0.95)
        if part := known_part(self.text, start, end, self.lookup.known):
            return CitedSource(part.text, part.start, part.end, [days], url, known=True, confidence=0.8)
        return None

    def _address_beside(self, start: int, end: int) -> Piece | None:
        """Return the address in brackets after a name: "Zarya News [http://zarya.ru]"."""
        if self.text[end - 1] not in ")]":
            return None
        return next((one for one in self.addresses if start < one.start and one.end == end - 1), None)

    def _own_title(self, piece: Piece) -> tuple[str, int] | None:
        if own := self.lookup.own_titles.present_title(piece.text):
            return own[0], piece.start + own[1]
        lost_beginning = self.text[self.start : piece.start].isspace() and piece.start > self.start
        if lost_beginning and (title := self.lookup.own_titles.title_with_lost_beginning(piece.text)):
            return title, piece.start
        return None

    def _is_plausible(self, days: CitedDays, name: str) -> bool:
        by_number = BY_NUMBER.search(self.text, self.start, self.end) is not None
        return makes_source(days, name, self.lookup.year, by_number=by_number)

    def _read_tail(self, start: int, cited: list[CitedSource]) -> None:
        """Read the text after the last days: an address of the last source, or, with the date first, the sources."""
        if not _LETTER_OR_DIGIT.search(self.text, start, self.end):
            return
        lead = self.text[self.lead_end : self.days[0].start].strip().casefold()
        date_first = not cited and lead in ("", "the")
        for piece in self._pieces(start, self.end):
            if not piece.text or is_noise(piece.text):
                continue
            address = self._address_of(piece)
            if address and cited and not cited[-1].url:
                cited[-1].url = self._cite_address(address, None).url
            elif address:
                cited.append(self._cite_address(address, self.days[0] if date_first else None))
            elif date_first and (own := self.lookup.own_titles.present_title(piece.text)):
                cited.append(self._own_issue(own[0], piece.start + own[1], piece.end, [self.days[0]]))
            elif self.lookup.known.recognises(piece.text):
                days = [self.days[0]] if date_first else []
                cited.append(CitedSource(piece.text, piece.start, piece.end, days, known=True, confidence=0.8))
            elif date_first and (part := known_part(self.text, piece.start, piece.end, self.lookup.known)):
                cited.append(CitedSource(part.text, part.start, part.end, [self.days[0]], known=True, confidence=0.6))
