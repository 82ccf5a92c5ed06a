"""Pieces of a citation: names of sources, addresses, locators ("No. 5") and connecting words."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

from archive.text.citations.names.outlet_names import has_outlet_word, is_outlet_or_abbreviation, reads_like_outlet
from archive.text.citations.names.unknown_names import is_place, may_be_name
from archive.text.citations.names.word_classes import PLACES
from archive.text.names.source_names import KnownSources, is_collective
from archive.text.patterns import end_of_match

_TOP_LEVELS = (
    "com|org|net|info|edu|gov|mil|int|biz|tv|me|io|eu|press|news|media|online|today|live|agency|ru|su|ua|by|md|ge|am|az|kz|kg|"
    "uz|tj|tm|mn|cn|hk|tw|jp|kr|kp|in|pk|ir|iq|af|tr|il|sa|ae|qa|sy|lb|jo|eg|uk|ie|fr|de|it|es|pt|at|ch|be|nl|lu|dk|se|no|fi|"
    "is|ee|lv|lt|pl|cz|sk|hu|ro|bg|rs|hr|si|ba|mk|al|xk|gr|cy|mt|us|ca|au|nz|br|mx|za|ng|ke|sg|my|id|th|vn|ph|bd|lk|np|"
    "рф|укр"
)
# An address with its scheme, or a host name with or without a path. The last label distinguishes it from "i.e.".
ADDRESS = re.compile(
    rf"https?://[^\s;<>\"“”«»]+|(?<![\w@.\-/])(?:[\w\-]+\.)+(?:{_TOP_LEVELS})(?![\w\-]|\.\w)(?:[/?#][^\s;<>\"“”«»]*)?",
    re.IGNORECASE,
)
_OPENING, _CLOSING = ("“", '"', "«", "„", "‘"), ("”", '"', "»")
_TRAILING = ".,:!?)]}’'"

_PIECE = re.compile(r"[“\"«„][^”\"»]*[”\"»]|\[[^\]]*\]|\([^()]*\)|,|[^,“\"«„\[(]+|.", re.DOTALL)
# Between two names of one piece: "Interfax via BBC Monitoring", "NTV, as quoted by RIA Novosti".
_THROUGH = re.compile(
    r"\s*\b(?:as\s+)?(?:(?:quoted|cited|reported|carried|published|translated|posted|reprinted|republished)\s+(?:by|in|on)|via|through|"
    r"quoting|citing)\s+(?:the\s+)?",
    re.IGNORECASE,
)
# "State Radio and Television" is one broadcaster.
_KINDS_JOINED = re.compile(
    r"\b(?:radio|television|tv|news|press|media)&(?:radio|television|tv|news|press|media)\b", re.IGNORECASE
)
_PLACE_AND_DASH = re.compile(r"([^–—]{2,30}?)\s?[–—]\s?")
_SEMICOLON = re.compile(";")
_AND = re.compile(r"\s+(?:and|&)\s+|(?<=\w)/(?=\w)|(?<=\w)[-–](?=[A-Z])")
_ABBREVIATION = re.compile(r"[A-ZÀ-ÞА-Я]{3,7}")
_LEADING_WORDS = re.compile(
    r"(?:(?:as(?=\s[^,]*\breport)|and|&|also|both|all(?-i:(?=\s+[A-Z]))|e\.g\.,?|cf\.,?|vide|inter\s+alia,?|sources?:|according\s+to|"
    r"(?:cited|quoted|reported|carried|published|translated)\s+(?:by|in))\s+)*",
    re.IGNORECASE,
)
# Words between name and day that belong to neither: "Izvestia of June 3", "Interfax, all June 3".
_TRAILING_WORDS = re.compile(
    r"(?:[\s,:;]*\b(?:all|both|each|of|on|for|from|in|between|dated|posted|published|updated|as\s+of|(?:last\s+)?accessed(?:\s+on)?|"
    r"(?:had\s+|has\s+)?reported|(?-i:reports|said|says|writes)|wrote|retrieved(?:\s+on)?|last\s+visited|issue\s+of|broadcast|aired|and\s+others|among\s+others|"
    r"et\s+al\.?|(?<=\s)(?:nos?|nr|vol|volume|issue|pp?|pages?)\.?\s*(?:\d[\d\-–/]*|[IVXLC]+\b))|\s+[#№]\s*\d+)+\s*$",
    re.IGNORECASE,
)
# Reports of a class of outlets, where the last word is part of the name: "agency reports, June 3".
_REPORTS_OF_MANY = re.compile(
    r"(?:\w+ )?(?:agency|agencies|press|media|news|wire|newspaper|television|radio) reports", re.IGNORECASE
)
ACCESSED = re.compile(r"\b(?:accessed|retrieved|visited|viewed)(?:\s+on)?[\s:]*$", re.IGNORECASE)
NUMBERED = re.compile(
    r"(?:no|nos|nr|№|#|issue|vol|volume|p|pp|page|pages|iss)\.?\s*[#№]?\s*(?:\d[\d\s,/()\-–]*(?:\(\d+\))?|[IVXLC]+)\.?",
    re.IGNORECASE,
)
_IN_LANGUAGE = (
    r"in\s+(?:the\s+)?(?:\w+\s+(?:and|&)\s+)?(?:\w+(?:ian|ish|ese)|German|French|Greek|Arabic|Farsi|Dari|Pashto|Urdu|Hebrew|"
    r"Uzbek|Kazakh|Kyrgyz|Tajik|Turkmen|Azeri|Chechen|Tatar|Czech|Slovak|Serb(?:o-Croat)?|original|translation)"
)
_NOISE = re.compile(
    rf"\d[\d\s,\-–]*|№.*|#\d.*|{_IN_LANGUAGE}|\d{{1,2}}[:.]?\d{{2}}(?:\s*(?:gmt|utc|hrs|hours|(?:\w+ )?time))?"
    r"|\d{1,2}(?:[:.]\d\d)?\s*[ap]\.?m\.?(?:\s+\w+(?:\s+time)?)?|e\.g\.?|i\.e\.?|for\s+(?:example|instance)|ibid\.?|passim",
    re.IGNORECASE,
)
# Times that do not name a day: "(Interfax, same day)".
NO_DAY = re.compile(
    r"(?:the\s+)?same\s+(?:day|date)|ibid\.?|n\.d\.?|undated|today|yesterday|(?:earlier\s+|late\s+)?(?:this|last)\s+(?:week|month|year)|"
    r"various\s+dates",
    re.IGNORECASE,
)
CREDIT = re.compile(
    r"\W*(?:photos?|images?|pictures?|courtesy|credits?|maps?|graphics?|photograph\w*|illustration|ap photo)\b",
    re.IGNORECASE,
)
SOURCE_LABEL = re.compile(r"\W*sources?\s*:", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Piece:
    """Piece of a citation between commas, trimmed, with its offsets into the paragraph's text."""

    text: str
    start: int
    end: int


def find_addresses(text: str, start: int, end: int) -> list[Piece]:
    """Return the addresses and host names in `text[start:end]`, without punctuation that belongs to the sentence."""
    found = []
    for match in ADDRESS.finditer(text, start, end):
        address = match.group().rstrip(_TRAILING)
        if address.count("(") > address.count(")") and match.group().startswith(address + ")"):
            address += ")"
        found.append(Piece(address, match.start(), match.start() + len(address)))
    return found


def host_of(address: str) -> str:
    """Return the host of an address without "www.": "https://www.osce.org/odihr" → "osce.org"."""
    host = re.split(r"[/?#:]", re.sub(r"^https?://", "", address, flags=re.IGNORECASE), maxsplit=1)[0]
    return re.sub(r"^www\.", "", host, flags=re.IGNORECASE)


def is_address(text: str) -> bool:
    """Return whether a text is an address or host name only: "Pravda.com.ua", "https://osce.org/odihr"."""
    return ADDRESS.fullmatch(text) is not None


def split_pieces(text: str, start: int, end: int) -> list[Piece]:
    """Split `text[start:end]` at commas, except commas in quotation marks and brackets.

    Empty pieces are included, with an empty text: they are names lost with their links.
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


def split_list(text: str, start: int, end: int) -> list[Piece]:
    """Split `text[start:end]` at semicolons and commas; pieces without text are left out."""
    cuts = [start - 1, *(mark.start() for mark in _SEMICOLON.finditer(text, start, end)), end]
    pieces = (piece for before, after in pairwise(cuts) for piece in split_pieces(text, before + 1, after))
    return [piece for piece in pieces if piece.text]


def _trimmed(text: str, start: int, end: int) -> Piece:
    """Return a piece without outer blanks, quotation marks and stray punctuation."""
    if start == end or (text[start].isalnum() and text[end - 1].isalnum()):
        return Piece(text[start:end], start, end)
    while start < end and (text[start].isspace() or text[start] in ":;,–—-*•/|)]"):
        start += 1
    if text[start : start + 2] == ". ":
        start += 2
    while start < end and (text[end - 1].isspace() or text[end - 1] in ":;,–—-*•/|(["):
        end -= 1
    opens, closes = text[start : start + 1] in _OPENING, text[end - 1 : end] in _CLOSING
    if text[start : start + 1] == "„" and text[end - 1 : end] == "“":  # as German and Czech close quotations
        opens = closes = True
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
    """Remove words that lead to a name or on to its day: "as reported by Interfax on" → "Interfax".

    Locators ("in Russian", "No. 5") and reports of a class ("agency reports") are returned unchanged.
    """
    if is_noise(piece.text) or _REPORTS_OF_MANY.fullmatch(piece.text):
        return piece
    start = piece.start + end_of_match(_LEADING_WORDS, piece.text)
    trailing = _TRAILING_WORDS.search(piece.text)
    end = piece.start + trailing.start() if trailing else piece.end
    if start >= end:
        return Piece("", piece.end, piece.end)
    return Piece(piece.text[start - piece.start : end - piece.start], start, end)


def without_place(piece: Piece, known: KnownSources) -> Piece:
    """Return a name without the place before it: "Tesk: Kerpress", "Moscow: Zarya" and "Moscow Interfax"."""
    if dash := _PLACE_AND_DASH.match(piece.text):
        rest = piece.text[dash.end() :]
        if is_place(dash[1]) and (known.recognises(rest) or is_outlet_or_abbreviation(rest)):
            return _part(piece, dash.end(), len(piece.text))
    if " " not in piece.text:
        return piece
    if ": " in piece.text:
        place, _, rest = piece.text.partition(": ")
        if is_place(place) or known.recognises(rest) or is_outlet_or_abbreviation(rest):
            return _part(piece, len(piece.text) - len(rest.lstrip()), len(piece.text))
    place, _, rest = piece.text.partition(" ")
    if place.casefold() not in PLACES or has_outlet_word(piece.text):  # "Moscow Times" is one name
        return piece
    if not known.slug_of(piece.text) and known.trusts_in_prose(rest):
        return _part(piece, len(place) + 1, len(piece.text))
    return piece


def split_names(piece: Piece, known: KnownSources) -> Iterator[Piece]:
    """Yield the names of one piece; "Interfax via BBC Monitoring", "Reuters and AFP" and "AFP-Reuters" have two."""
    if piece.text.isalnum():
        yield piece
        return
    begin = 0
    for through in _THROUGH.finditer(piece.text):
        if through.start() > begin:
            yield from _split_at_and(_part(piece, begin, through.start()), known)
        begin = through.end()
    yield from _split_at_and(_part(piece, begin, len(piece.text)), known)


def _part(piece: Piece, begin: int, end: int) -> Piece:
    return Piece(piece.text[begin:end], piece.start + begin, piece.start + end)


def _split_at_and(piece: Piece, known: KnownSources) -> Iterator[Piece]:
    if known.slug_of(piece.text) is None and not is_address(piece.text):
        for joint in _AND.finditer(piece.text):
            if known.slug_of(_word_around(piece.text, joint)):
                continue
            left, right = _part(piece, 0, joint.start()), _part(piece, joint.end(), len(piece.text))
            if _are_two(left.text, joint.group(), right.text, known):
                yield left
                yield from _split_at_and(right, known)
                return
    yield piece


def _word_around(text: str, joint: re.Match[str]) -> str:
    """Return the word around a slash or hyphen, "RFE/RL" of "RFE/RL’s Kyrgyz Service"; "" around blanks."""
    if joint.group()[0].isspace():
        return ""
    begin, end = text.rfind(" ", 0, joint.start()) + 1, text.find(" ", joint.end())
    return re.sub(r"[’']s$", "", text[begin : end if end > 0 else len(text)])


def _are_two(left: str, joint: str, right: str, known: KnownSources) -> bool:
    """Return whether "and", a slash or a hyphen separates two names, as single names may contain all of these."""
    if "-" in joint or "–" in joint:
        last = re.split("[-–]", right, maxsplit=1)[0]
        return known.trusts_in_prose(left) and known.trusts_in_prose(last)
    if _are_outlets(left, right, known) and ("/" in joint or not _KINDS_JOINED.search(f"{left}&{right}")):
        return True
    sure_left, sure_right = _is_sure(left, known), _is_sure(right, known)
    if (sure_left and (sure_right or is_collective(right))) or (sure_right and is_collective(left)):
        return True
    return "/" not in joint and ((sure_left and may_be_name(right)) or (sure_right and may_be_name(left)))


def _are_outlets(left: str, right: str, known: KnownSources) -> bool:
    """Return whether the texts beside a joint are outlets: one by its name, the other at least by its letters.

    "Kerpress/LNB" and "LNB and Kerpress" are two, "RFE/RL" is one.
    """
    sure = [_is_sure(name, known) or reads_like_outlet(name) for name in (left, right)]
    return any(sure) and (all(sure) or _ABBREVIATION.fullmatch(left if sure[1] else right) is not None)


def _is_sure(name: str, known: KnownSources) -> bool:
    return known.recognises(name) or is_address(name)


def is_noise(text: str) -> bool:
    """Return whether a piece is a locator only: "No 41", "p. 3", "in Russian", "0830 gmt"."""
    return NUMBERED.fullmatch(text) is not None or _NOISE.fullmatch(text) is not None
