"""Lines that name a text's sources: "Source: Kerpress.ru, LNB.", "Quelle: dpa", "Source: LNB, in English 3 May"."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import chain, islice

from archive.text.citations.dates.days import CitedDays
from archive.text.citations.dates.foreign_days import first_days
from archive.text.citations.forms.candidates import Candidate, Strength, confidence_of, name_strength
from archive.text.citations.forms.joined_names import SMALL_LETTERS
from archive.text.citations.names.name_pieces import Piece, host_of, is_address, is_noise, split_names, split_pieces
from archive.text.citations.names.unknown_names import is_person, is_place
from archive.text.citations.reading_context import CitedSource, Lookup
from archive.text.citations.style import Form
from archive.text.names.normalisation import fold

LABELS = (
    "source|sources|quelle|quellen|fuente|fuentes|fonte|fonti|fontes|bron|bronnen|kilde|kilder|källa|källor|lähde|lähteet|allikas|"
    "allikad|avots|avoti|šaltinis|šaltiniai|źródło|źródła|zdroj|zdroje|forrás|sursa|surse|izvor|izvori|kaynak|kaynaklar|"
    "источник|источники|джерело|джерела|крыніца"
)
_LABEL_WORDS = frozenset(LABELS.split("|"))
_WORD_BEFORE, _LONGEST_LABEL = re.compile(r"([^\W\d_]+)[ \t]?$"), max(map(len, _LABEL_WORDS)) + 2
_LINE = re.compile(
    rf"(?:^|\n|(?<=[.!?”\"»…] )|(?<=[.!?”\"»…]))[ \t]*(?:{LABELS})[ \t]?:[ \t]*"
    r"(?P<rest>[^\n]{2,240})(?=\n|$)",
    re.IGNORECASE,
)
# "RIA news agency, Moscow, in Russian 0830 gmt 3 May 07": the name first, then where, in which language and when.
_IN_LANGUAGE = re.compile(r",?\s+in\s+(?:the\s+)?[A-Z][\w\-]+(?:\s(?:and|&)\s[A-Z]\w+)?(?=\s|,|$)")
_PICTURES = frozenset(
    ("wikimedia", "wikimedia commons", "wikipedia", "flickr", "getty images", "shutterstock", "google maps")
)
# In parentheses after a full stop, at the end of a paragraph; elsewhere it is a picture's credit.
_IN_PARENTHESES = re.compile(
    rf"(?:(?<=[.!?”\"»…]) ?|^)[(\[](?:{LABELS})[ \t]?:[ \t]*(?P<rest>[^()\[\]\n]{{2,240}})[)\]]\.?\s*\Z", re.IGNORECASE
)
_AT_BEGINNING = re.compile(rf"\s*[(\[](?:{LABELS})[ \t]?:[ \t]*(?P<rest>[^()\[\]\n]{{2,240}})[)\]]", re.IGNORECASE)
_SEGMENT = re.compile(r"[^;]+")
_LETTER = re.compile(r"[^\W\d_]{2}")
_MAX_NAMES, _MIN_TEXT_BEFORE, _MAX_LABELS, _LONGEST = 10, 40, 30, 260


_BEGINS = re.compile(rf"\s*[(\[]?(?:{LABELS})[ \t]?:", re.IGNORECASE)


def is_source_line(line: str) -> bool:
    """Return whether a line begins as one that names sources: "Source: Kerpress", "Quellen: dpa"."""
    return _BEGINS.match(line) is not None


def read_source_lines(text: str, number: int, lookup: Lookup) -> Iterator[Candidate]:
    """Yield the citation in each line of a paragraph that begins with "Source:", in one of some 20 languages.

    Every name in it must read like one: "Source: the author's calculations" names none. A line above the first
    paragraph, `number` 1, is a picture's.
    """
    if not _has_label(text):
        return
    at_beginning = _AT_BEGINNING.match(text)
    in_brackets = [at_beginning]
    if at_beginning is None and text.endswith((")", ").", "]", "].")):
        in_brackets = [_IN_PARENTHESES.search(text, max(0, len(text) - _LONGEST))]
    for line in chain(islice(_LINE.finditer(text), _MAX_LABELS), filter(None, in_brackets)):
        if number == 1 and line.start() < _MIN_TEXT_BEFORE and (line is not at_beginning or _ends(text, line.end())):
            continue
        start = line.start() + len(line.group()) - len(line.group().lstrip())
        cited, strengths = _read_names(text, *line.span("rest"), lookup)
        if not cited or len(cited) > _MAX_NAMES or _explains_keys(cited, lookup):
            continue
        is_own_line = text[line.start() : line.start() + 1] == "\n" or line.start() == 0
        strength = Strength.SURE if is_own_line or Strength.SURE in strengths else min(strengths)
        yield Candidate(Form.SOURCE_LINES, start, line.end("rest"), cited, strength)


def _has_label(text: str) -> bool:
    """Return whether a label of sources stands before a colon: a quick test, for few paragraphs have one."""
    at = text.find(":")
    while at >= 0:
        word = _WORD_BEFORE.search(text, max(0, at - _LONGEST_LABEL), at)
        if word and word[1].casefold() in _LABEL_WORDS:
            return True
        at = text.find(":", at + 1)
    return False


def _explains_keys(cited: list[CitedSource], lookup: Lookup) -> bool:
    """Return whether a line is the list of the article's keys: "Sources: DSG, Daily Star Gazette; LN, Lamm News." """
    return bool(lookup.keys) and any(one.name in lookup.keys.values() for one in cited) and cited[0].name in lookup.keys


def _ends(text: str, place: int) -> bool:
    return not text[place : place + _MIN_TEXT_BEFORE].strip()


def _read_names(text: str, start: int, end: int, lookup: Lookup) -> tuple[list[CitedSource], list[Strength]]:
    """Return the sources named in `text[start:end]` and how sure each is; nothing where one of them is no name."""
    cited: list[CitedSource] = []
    strengths: list[Strength] = []
    while start < end and text[end - 1] in " .":
        end -= 1
    for first, last, days in _dated_parts(text, start, end):
        described = _IN_LANGUAGE.search(text, first, last)
        pieces = split_pieces(text, first, described.start() if described else last)
        names = [name for piece in (pieces[:1] if described else pieces) for name in _names(piece, lookup)]
        for name in names:
            strength = _strength(name, bool(cited), lookup)
            if strength is None:
                continue
            if strength is Strength.WEAK:
                return [], []
            cited.append(_cited(name, strength, lookup))
            cited[-1].days = [days] if days else []
            strengths.append(strength)
    return cited, strengths


def _dated_parts(text: str, start: int, end: int) -> Iterator[tuple[int, int, CitedDays | None]]:
    """Yield the names of a line as offsets, each with the days behind it: "LNB (May 4), Delta Post (May 5)" has two."""
    for segment in _SEGMENT.finditer(text, start, end):
        first, last = segment.span()
        while (days := first_days(text, first, last)) is not None:
            yield first, days.start, days
            first = days.end
        if _LETTER.search(text, first, last):
            yield first, last, None


def _names(piece: Piece, lookup: Lookup) -> Iterator[Piece]:
    if piece.text:
        yield from split_names(piece, lookup.known)


def _strength(name: Piece, follows: bool, lookup: Lookup) -> Strength | None:
    """Return how sure a piece is a source; None for one to be passed over, WEAK for one that is no name."""
    if is_noise(name.text) or is_person(name.text) or (follows and is_place(name.text)):
        return None
    if fold(name.text) in _PICTURES:
        return Strength.WEAK
    if is_address(name.text) or name.text in SMALL_LETTERS:
        return Strength.SURE
    strength = name_strength(name.text, lookup)
    return strength if strength and name.text[:1].isupper() else strength or Strength.WEAK


def _cited(name: Piece, strength: Strength, lookup: Lookup) -> CitedSource:
    if is_address(name.text) and "/" in name.text:
        return CitedSource(host_of(name.text), name.start, name.end, url=name.text, known=True, confidence=0.8)
    confidence = confidence_of(name.text, strength, lookup)
    return CitedSource(name.text, name.start, name.end, known=True, confidence=confidence)
