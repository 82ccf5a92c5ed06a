"""Names joined by slashes and names alone at the ends of lines: "(Kerpress/LNB)", "Council meets in Tesk (K92)"."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from archive.text.citations.forms.candidates import Candidate, Strength
from archive.text.citations.house_style.names_alone import is_gloss_of_words
from archive.text.citations.names.name_pieces import Piece, split_list, split_names, split_pieces
from archive.text.citations.names.outlet_names import reads_like_outlet
from archive.text.citations.names.unknown_names import may_be_name
from archive.text.citations.names.word_classes import BODIES
from archive.text.citations.reading_context import CitedSource, Lookup
from archive.text.citations.style import Form
from archive.text.names.normalisation import fold
from archive.text.names.source_names import is_collective

_JOINED = re.compile(r"\s*[\w.\-]{2,20}(?:\s[\w.\-]{2,20})?(?:(?:\s?/|,)\s?[\w.\-]{2,20}(?:\s[\w.\-]{2,20})?){1,4}\s*")
_RUN_IN = re.compile(r"\s{0,2}(?:\d{4}-\d\d-\d\d\s?)?[A-ZÀ-Þ“\"]")
_NAME = re.compile(r"[^/,]+")
_BY = re.compile(r"by\s", re.IGNORECASE)
_ABBREVIATION = re.compile(r"[^\W\d_a-z]{2,7}")
_MAX_LENGTH, _MAX_WORDS, _TWO = 80, 3, 2
# Agencies that write themselves in small letters.
SMALL_LETTERS = frozenset(
    ("dpa", "afp", "ap", "apa", "sda", "ddp", "epd", "kna", "sid", "ots", "adn", "mti", "ntb", "ritzau", "tt", "stt")
) | {"belga", "anp", "lusa", "efe", "ansa", "kyodo"}


def read_joined(text: str, start: int, end: int, lookup: Lookup) -> Iterator[Candidate]:
    """Yield the sources of a parenthesis of names joined by slashes; `start` and `end` include the parentheses.

    One known agency or outlet makes it sure, and the end of a paragraph clear: "(PKK/YPG)" in a sentence is neither.
    """
    if end - start > _MAX_LENGTH or "/" not in text[start:end] or not _JOINED.fullmatch(text, start + 1, end - 1):
        return
    if lookup.known.slug_of(text[start + 1 : end - 1]):
        return
    cited = list(_names(text, start + 1, end - 1))
    if not cited or not all(one.name[0].isupper() or one.name in SMALL_LETTERS for one in cited):
        return
    sure = sum(lookup.known.trusts_in_prose(one.name) or one.name in SMALL_LETTERS for one in cited)
    like = sum(reads_like_outlet(one.name) for one in cited)
    if not all(
        may_be_name(one.name) or one.name in SMALL_LETTERS or lookup.known.recognises(one.name) for one in cited
    ):
        return
    closes_sentence = text[end : end + 1] in ("", ".", "\n")
    if sure or like:
        strength = Strength.SURE if closes_sentence or sure + like == len(cited) else Strength.CLEAR
        yield Candidate(Form.SLASHES, start, end, cited, strength)
    elif text[end : end + 2] in ("", ".", ".\n") or text[end : end + 1] == "\n":
        yield Candidate(Form.SLASHES, start, end, cited, Strength.CLEAR)


def read_plain_names(text: str, start: int, end: int, lookup: Lookup) -> Iterator[Candidate]:
    """Yield names at the end of a headline: known ones that are words as well, "(Beta)", are clear, others weak.

    The house style reads known names that are nothing else; behind a headline that runs into its text, "Council meets
    (K92) The council", and at the end of a sentence they are clear. Abbreviations may be parties', "(DPL)", so that a
    lone one is an echo of others.
    """
    ends_line = text[end : end + 1] in ("", "\n")
    if end - start > _MAX_LENGTH or not (ends_line or text[end] == "." or _RUN_IN.match(text, end)):
        return
    pieces = _pieces(text, start, end, lookup)
    if not pieces:
        return
    if not ends_line:
        trusted = all(lookup.known.trusts_in_prose(piece.text) for piece in pieces)
        if trusted and not is_gloss_of_words(text, start, pieces, ends_headline=True):
            yield Candidate(Form.NAMES_ALONE, start, end, _cited(pieces), Strength.CLEAR)
        return
    known = [lookup.known.recognises(piece.text) for piece in pieces]
    if all(is_known or _may_be_outlet(piece.text) for is_known, piece in zip(known, pieces, strict=True)):
        like = sum(map(reads_like_outlet, (piece.text for piece in pieces)))
        strength = Strength.CLEAR if all(known) or (like and len(pieces) > 1) else Strength.WEAK
        if like > 1 or (like and len(pieces) > _TWO):
            strength = Strength.SURE
        if strength is Strength.WEAK and len(pieces) == 1 and _ABBREVIATION.fullmatch(pieces[0].text):
            strength = Strength.ECHO
        yield Candidate(Form.NAMES_ALONE, start, end, _cited(pieces), strength)


def read_bracketed_names(text: str, start: int, end: int, lookup: Lookup) -> Iterator[Candidate]:
    """Yield known names in square brackets at the end of a line: "It froze. [Interfax, LNB]"."""
    if end - start > _MAX_LENGTH or text[end : end + 1] not in ("", "\n"):
        return
    pieces = [piece for piece in split_pieces(text, start + 1, end - 1) if piece.text]
    if pieces and all(lookup.known.trusts_in_prose(piece.text) for piece in pieces):
        yield Candidate(Form.NAMES_ALONE, start, end, _cited(pieces), Strength.SURE)


_PASSED_OVER = frozenset(("media", "agencies", "press", "video", "photo"))


def _pieces(text: str, start: int, end: int, lookup: Lookup) -> list[Piece]:
    """Return the names of a parenthesis, without "media" and without who wrote: "(Glas, by Ana Vale)"."""
    split = split_list(text, start + 1, end - 1)
    kept = split[:1] + [piece for piece in split[1:] if not (_BY.match(piece.text) or fold(piece.text) in _PASSED_OVER)]
    return [name for piece in kept for name in split_names(piece, lookup.known)]


def _cited(pieces: Sequence[Piece]) -> list[CitedSource]:
    return [CitedSource(one.text, one.start, one.end, known=True, confidence=0.5) for one in pieces]


def _may_be_outlet(name: str) -> bool:
    if not name[0].isupper() or is_collective(name) or fold(name.rpartition(" ")[2]) in BODIES:
        return False
    return len(name.split()) <= _MAX_WORDS and may_be_name(name)


def _names(text: str, start: int, end: int) -> Iterator[CitedSource]:
    for name in _NAME.finditer(text, start, end):
        printed = name.group()
        if fold(printed).strip() in _PASSED_OVER:
            continue
        first = name.start() + len(printed) - len(printed.lstrip())
        yield CitedSource(printed.strip(), first, first + len(printed.strip()), known=True, confidence=0.6)
