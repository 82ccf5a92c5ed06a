"""Names of sources in a citation: which pieces of text may be one, and which are glosses, events, places or credits."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from archive.text.citations.glosses import EVENTS, GLOSSES, PLACES, VERBS, WEEKDAYS
from archive.text.dates import MONTH_NUMBERS
from archive.text.folding import fold
from archive.text.sources import KnownSources, is_collective

_TOP_LEVELS = (
    "com|org|net|info|edu|gov|mil|int|biz|tv|me|io|eu|press|news|media|online|today|live|agency|ru|su|ua|by|md|ge|am|az|kz|kg|"
    "uz|tj|tm|mn|cn|hk|tw|jp|kr|kp|in|pk|ir|iq|af|tr|il|sa|ae|qa|sy|lb|jo|eg|uk|ie|fr|de|it|es|pt|at|ch|be|nl|lu|dk|se|no|fi|"
    "is|ee|lv|lt|pl|cz|sk|hu|ro|bg|rs|hr|si|ba|mk|al|xk|gr|cy|mt|us|ca|au|nz|br|mx|za|ng|ke|sg|my|id|th|vn|ph|bd|lk|np|"
    "рф|укр"
)
# An address with its scheme, or a host name with or without a path. The last label tells it from "i.e.".
ADDRESS = re.compile(
    rf"https?://[^\s;<>\"“”«»]+|(?<![\w@.\-/])(?:[\w\-]+\.)+(?:{_TOP_LEVELS})(?![\w\-]|\.\w)(?:[/?#][^\s;<>\"“”«»]*)?",
    re.IGNORECASE,
)
_OPENING, _CLOSING = ("“", '"', "«", "„", "‘"), ("”", '"', "»")
_TRAILING = ".,:!?)]}’'"

_PIECE = re.compile(r"[“\"«„][^”\"»]*[”\"»]|\[[^\]]*\]|\([^()]*\)|,|[^,“\"«„\[(]+|.", re.DOTALL)
# Between two names of one piece: "Interfax via BBC Monitoring", "NTV, as quoted by RIA Novosti".
_THROUGH = re.compile(
    r"\s*\b(?:as\s+)?(?:(?:quoted|cited|reported|carried|published|translated|posted|reprinted|republished)\s+(?:by|in|on)|via|"
    r"quoting|citing)\s+(?:the\s+)?",
    re.IGNORECASE,
)
_AND = re.compile(r"\s+(?:and|&)\s+|(?<=\w)/(?=\w)")
_LEADING_WORDS = re.compile(
    r"(?:(?:as(?=\s[^,]*\breport)|and|&|also|both|e\.g\.,?|from|source:|sources:|according\s+to|reported\s+by|cited\s+in|quoted\s+by|in)\s+)*",
    re.IGNORECASE,
)
# What stands between name and day without being part of either: "Izvestia of June 3", "Interfax, all June 3".
_TRAILING_WORDS = re.compile(
    r"[\s,:;]*\b(?:all|both|each|of|on|for|from|in|dated|posted|published|updated|as\s+of|(?:last\s+)?accessed(?:\s+on)?|"
    r"reported|reports|wrote|retrieved(?:\s+on)?|last\s+visited|issue\s+of|broadcast|aired)\s*$",
    re.IGNORECASE,
)
ACCESSED = re.compile(r"\b(?:accessed|retrieved|visited|viewed)(?:\s+on)?[\s:]*$", re.IGNORECASE)
NUMBERED = re.compile(
    r"(?:no|nos|nr|№|#|issue|vol|volume|p|pp|page|pages|iss)\.?\s*[#№]?\s*\d[\d\s,/()\-–]*(?:\(\d+\))?\.?",
    re.IGNORECASE,
)
_NOISE = re.compile(
    r"\d[\d\s,\-–]*|№.*|#\d.*|in\s+[A-Z]\w+|\d{1,2}[:.]?\d{2}(?:\s*(?:gmt|utc|hrs|hours|local time))?"
    r"|\d{1,2}(?::\d\d)?\s*[ap]\.?m\.?",
    re.IGNORECASE,
)
CREDIT = re.compile(
    r"\W*(?:photos?|images?|pictures?|courtesy|credits?|maps?|graphics?|photograph\w*|illustration|ap photo)\b",
    re.IGNORECASE,
)
SOURCE_LABEL = re.compile(r"\W*sources?\s*:", re.IGNORECASE)

_SYMBOLS = re.compile(r"[?=%$€£<>{}|~^\\]|\d{5,}")
_LOWER_START = re.compile(r"[a-z]{1,3}(?:[-’'][A-Z]|[A-Z])")
_LONGEST_NAME = 90
_MOST_WORDS = 10


@dataclass(frozen=True, slots=True)
class Piece:
    """A piece of a citation between commas, trimmed, with its offsets into the paragraph's text."""

    text: str
    start: int
    end: int


def find_addresses(text: str, start: int, end: int) -> list[Piece]:
    """Addresses and host names in `text[start:end]`, without punctuation that belongs to the sentence."""
    found = []
    for match in ADDRESS.finditer(text, start, end):
        address = match.group().rstrip(_TRAILING)
        if address.count("(") > address.count(")") and match.group().startswith(address + ")"):
            address += ")"
        found.append(Piece(address, match.start(), match.start() + len(address)))
    return found


def host_of(address: str) -> str:
    """The host of an address without "www.": "https://www.osce.org/odihr" → "osce.org"."""
    host = re.split(r"[/?#:]", re.sub(r"^https?://", "", address, flags=re.IGNORECASE), maxsplit=1)[0]
    return re.sub(r"^www\.", "", host, flags=re.IGNORECASE)


def is_address(text: str) -> bool:
    """Whether a text is nothing but an address or host name: "Pravda.com.ua", "https://osce.org/odihr"."""
    return ADDRESS.fullmatch(text) is not None


def split_pieces(text: str, start: int, end: int) -> list[Piece]:
    """The pieces of `text[start:end]` between commas; commas in quotation marks and brackets part nothing.

    Empty pieces are kept, with an empty text: they are names lost with their links.
    """
    pieces, begin = [], start
    for token in _PIECE.finditer(text, start, end):
        printed = token.group()
        if printed == ",":
            pieces.append(_trimmed(text, begin, token.start()))
            begin = token.end()
        elif len(printed) > 2 and printed[0] in '“"«„' and printed[-2] == ",":
            pieces.append(_trimmed(text, begin, token.end()))
            begin = token.end()
    pieces.append(_trimmed(text, begin, end))
    return pieces


def _trimmed(text: str, start: int, end: int) -> Piece:
    """A piece without blanks, quotation marks around it and stray punctuation."""
    while start < end and (text[start].isspace() or text[start] in ":;,–—-*•"):
        start += 1
    while start < end and (text[end - 1].isspace() or text[end - 1] in ":;,–—-*•"):
        end -= 1
    opens, closes = text[start : start + 1] in _OPENING, text[end - 1 : end] in _CLOSING
    if opens and (closes or not any(mark in text[start + 1 : end] for mark in _CLOSING)):
        start += 1
    if closes and (opens or not any(mark in text[start:end] for mark in _OPENING)) and start < end:
        end -= 1
    while start < end and text[end - 1] in " ,":
        end -= 1
    piece = text[start:end]
    if piece.endswith(".") and not re.search(r"\.\w+\.$|\b\w\.$", piece):
        end -= 1
    return Piece(text[start:end], start, end)


def without_connectives(piece: Piece) -> Piece:
    """A piece without the words that lead to a name or on to its day: "as reported by Interfax on" → "Interfax"."""
    start = piece.start + _LEADING_WORDS.match(piece.text).end()
    trailing = _TRAILING_WORDS.search(piece.text)
    end = piece.start + trailing.start() if trailing else piece.end
    if start >= end:
        return Piece("", piece.end, piece.end)
    return Piece(piece.text[start - piece.start : end - piece.start], start, end)


def split_names(piece: Piece, known: KnownSources) -> Iterator[Piece]:
    """The names of one piece: "Interfax via BBC Monitoring" has two, and "Reuters and AFP" has where both are known."""
    begin = 0
    for through in _THROUGH.finditer(piece.text):
        if through.start() > begin:
            yield from _split_at_and(_part(piece, begin, through.start()), known)
        begin = through.end()
    yield from _split_at_and(_part(piece, begin, len(piece.text)), known)


def _part(piece: Piece, begin: int, end: int) -> Piece:
    return Piece(piece.text[begin:end], piece.start + begin, piece.start + end)


def _split_at_and(piece: Piece, known: KnownSources) -> Iterator[Piece]:
    joint = _AND.search(piece.text)
    if joint is None or known.slug_of(piece.text) or is_address(piece.text):
        yield piece
        return
    left, right = _part(piece, 0, joint.start()), _part(piece, joint.end(), len(piece.text))
    sure_left, sure_right = known.recognises(left.text), known.recognises(right.text)
    parts = (sure_left and (sure_right or is_collective(right.text))) or (sure_right and is_collective(left.text))
    if "/" not in joint.group():
        parts = parts or (sure_left and may_be_name(right.text)) or (sure_right and may_be_name(left.text))
    if parts:
        yield left
        yield from _split_at_and(right, known)
    else:
        yield piece


def is_noise(text: str) -> bool:
    """Whether a piece only locates: "No 41", "p. 3", "in Russian", "0830 gmt"."""
    return NUMBERED.fullmatch(text) is not None or _NOISE.fullmatch(text) is not None


def is_place(text: str) -> bool:
    """Whether a piece is a city or country, as agencies print it after their name ("Interfax, Moscow, June 3")."""
    return fold(text) in PLACES


def may_be_name(text: str) -> bool:
    """Whether a piece that is no known source reads like the name of one.

    "Zarya Vostoka" and "local media" do; "the third since 1992", "NATO summit", "Victory Day", "Tuesday" do not.
    """
    words = [bare for word in fold(text[: _LONGEST_NAME + 1]).split() if (bare := word.strip("\"',;:!()[]"))]
    if not words or len(text) > _LONGEST_NAME or len(words) > _MOST_WORDS or _SYMBOLS.search(text):
        return False
    if not any(character.isalpha() for character in text):
        return False
    first = text[4:] if text.startswith(("the ", "The ")) else text
    if first[:1].islower() and not _LOWER_START.match(first) and not is_address(first):
        return is_collective(first) and not VERBS.intersection(words)
    return not (
        (len(words) > 1 and words[-1].isdigit() and words[-2] in EVENTS)
        or words[0] in GLOSSES
        or words[-1].rstrip(".") in EVENTS
        or words[0] in WEEKDAYS
        or words[-1] in WEEKDAYS
        or (len(words) == 1 and words[0].rstrip(".") in MONTH_NUMBERS)
        or VERBS.intersection(words)
        or is_place(text)
    )
