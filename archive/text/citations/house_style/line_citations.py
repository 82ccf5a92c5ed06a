"""Citations by their place in a line: a source and a date at its end, an agency in a dateline, "see" and an issue."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice

from archive.text.citations.dates.days import CitedDays, find_days
from archive.text.citations.house_style.parse_parenthesis import read_inside
from archive.text.citations.names.name_pieces import Piece, is_address, split_pieces
from archive.text.citations.names.own_titles import SEE
from archive.text.citations.names.unknown_names import may_be_name
from archive.text.citations.reading_context import CitedSource, Lookup

_DATELINE = re.compile(
    r"\s*[A-Z][A-Z .,'’\-]{2,40}(?:,\s+[A-Z][a-z]+\.?(?:\s+\d{1,2})?)*\s+\((?P<name>[^()\n]{2,40})\)\s*(?=[-–—])"
)
_ENDS_IN_NUMBER = re.compile(r"\d\.?$")
_MAX_SEES = 100
_LISTED = re.compile(r"\s*\d{1,3}\.\s")
_DASH = re.compile(r"(?:^|[\s”\"»])(?:[–—]|--?\s?)(?=\s?[A-Z])")
_KIND_AFTER = re.compile(
    r"\s+(?:web\s?site|site|newspaper|news agency|agency|daily|weekly|magazine|television|radio|portal|channel)$"
)
_WORD = re.compile(r"[^\s()]+")


def read_line_ends(text: str, lookup: Lookup) -> Iterator[tuple[int, int, list[CitedSource]]]:
    """Yield (start, end, sources) for lines that end in a source and a full date, and attributions after a dash."""
    begin = 0
    for line in text.split("\n"):
        end = begin + len(line.rstrip())
        if line and (found := _read_line_end(text, begin, end, lookup)):
            yield found
        begin += len(line) + 1


def _read_line_end(text: str, begin: int, end: int, lookup: Lookup) -> tuple[int, int, list[CitedSource]] | None:
    if not _ENDS_IN_NUMBER.search(text, max(begin, end - 3), end):
        return None
    stop = end - 1 if text[end - 1] == "." else end
    tail = max(begin, end - 160)
    days = next(reversed(list(find_days(text, tail, stop))), None)
    if days is None or days.end != stop or not days.to_the_day:
        return None
    piece = split_pieces(text, tail, days.start)[-2:]
    name = next((one for one in reversed(piece) if one.text), None)
    if name is None or "," not in text[name.end : days.start] or "(" in text[name.end : days.start]:
        return None
    if dash := _last_dash(text, tail, name.end):
        return _behind_dash(text, dash, stop, name, days, lookup)
    listed = _LISTED.match(text, begin) is not None
    if stop < end or not days.has_year or name.start == begin:
        return None
    if not (lookup.known.recognises(name.text) or (listed and may_be_name(name.text))):
        return None
    return name.start, stop, [CitedSource(name.text, name.start, name.end, [days], known=True, confidence=0.6)]


def _last_dash(text: str, begin: int, end: int) -> int | None:
    dashes = list(_DASH.finditer(text, begin, end))
    return dashes[-1].end() if dashes else None


def _behind_dash(
    text: str, dash: int, stop: int, piece: Piece, days: CitedDays, lookup: Lookup
) -> tuple[int, int, list[CitedSource]] | None:
    """Read "–Aleksandr Burtin in a commentary on the Polit.ru website, October 6." """
    kind = _KIND_AFTER.search(text[piece.start : piece.end])
    end = piece.start + kind.start() if kind else piece.end
    for word in _WORD.finditer(text, max(piece.start, dash), end):
        name = text[word.start() : end]
        if lookup.known.trusts_in_prose(name) or is_address(name):
            cited = CitedSource(name, word.start(), end, [days], known=True, confidence=0.6)
            return dash, stop, [cited]
    return None


def read_see(text: str, lookup: Lookup) -> Iterator[tuple[int, int, list[CitedSource]]]:
    """Yield references to own issues outside parentheses: "For background, see the Monitor, October 28." """
    folded = text.casefold()
    if "see" not in folded and "cf." not in folded:
        return  # most paragraphs; the expression takes ten times as long to find out
    for see in islice(SEE.finditer(text), _MAX_SEES):
        days = next(find_days(text, see.end(), see.end() + 80), None)
        if days is not None and lookup.own_titles.titles_of(text[see.end() : days.start].strip(" ,")):
            yield see.start(), days.end, read_inside(text, see.start(), days.end, lookup)


def read_dateline(text: str, lookup: Lookup) -> tuple[int, int, list[CitedSource]] | None:
    """Read the agency in the dateline of a reprint: "MOSCOW (AFP) –"; None for other text."""
    match = _DATELINE.match(text)
    if match is None or not lookup.known.recognises(match["name"]):
        return None
    cited = CitedSource(match["name"], match.start("name"), match.end("name"), known=True, confidence=0.5)
    return len(text) - len(text.lstrip()), match.end("name") + 1, [cited]
