"""Reads the words of a query string: prefixes, fuzzy words, joined words and internet addresses."""

from __future__ import annotations

import re

from archive.search.query.query_tree import Note, Range
from archive.search.query.tokens import Kind, Token
from archive.text.names.normalisation import APOSTROPHES, INVISIBLES
from archive.text.names.variants.word_spellings import SIGNED
from archive.text.patterns import end_of_match

MIN_PREFIX = 3
MIN_FUZZY = 3
MAX_EXPANDED = 8
"""Maximal number of prefixes and fuzzy words in a query: each expands to up to thousands of words of the index."""

# A word's letters may have combining marks (accents; vowel signs of Indic and South-East Asian scripts) and invisible
# characters such as soft hyphens.
_MARKS = (
    r"\u0300-\u036f\u0483-\u0489\u0591-\u05c7\u0610-\u061a\u064b-\u065f\u0670\u0900-\u109f\u1780-\u17ff\u1dc0-\u1dff"
)
LETTERS = rf"[^\W_](?:[^\W_]|[{_MARKS}{INVISIBLES}])*"
# Characters that join the pieces of one word. A long dash separates clauses. U.S.-led has a point and a hyphen.
_JOINER = rf"(?:\.?[-‐‑‒–−－]|[.@&+_#{APOSTROPHES}]|(?<=[0-9])[,:/](?=[0-9]))"
_WORD = re.compile(rf"{SIGNED}|{LETTERS}(?:{_JOINER}{LETTERS})*")
PIECE = re.compile(LETTERS)
_DOTTED = re.compile(r"[^\W\d_](?:\.[^\W\d_])+")
_PIECE_BORDER = re.compile(r"[-‐‑‒–−－.@&+_#,:/]+")
HAS_WORD = re.compile(r"[^\W_]")

_ADDRESS_HEAD = re.compile(r"(?:[a-z][a-z0-9+.-]{1,20}://|mailto:)?(?:www\.)*", re.I)
_WWW = re.compile(r"\A(?:www\.)+(?=[^\W_])", re.I)
_STARS = re.compile(r"\**")
SLOP = re.compile(r"~[0-9]*")
_NO_INVISIBLES = str.maketrans("", "", INVISIBLES)


class WordReader:
    """Reader of words, from a position in the source; the base of the tokeniser."""

    def __init__(self, source: str) -> None:
        self.source = source
        self.position = 0
        self.tokens: list[Token] = []
        self.notes: list[Note] = []
        self.expanded = 0

    def _add(self, kind: Kind, text: str, end: int, start: int | None = None, value: Range | None = None) -> None:
        self.tokens.append(Token(kind, text, self.position if start is None else start, end, value))
        self.position = max(self.position, end)

    def _note(self, code: str, text: str) -> None:
        self.notes.append(Note(code, text))

    def _words(self, start: int, end: int) -> None:
        """Read every word between two positions; skip the characters between words."""
        position = start
        while found := _WORD.search(self.source, position, end):
            position = self._word(found.group(), found.start(), found.end(), end)
        self.position = max(self.position, end)

    def _word(self, text: str, start: int, end: int, last: int) -> int:
        """Read one word with the asterisk or tilde behind it; return its end."""
        source = self.source
        if source[end : end + 1] == "." and _DOTTED.fullmatch(text):
            text, end = text + ".", end + 1
        text = _WWW.sub("", text.translate(_NO_INVISIBLES))
        stars = end_of_match(_STARS, source, end, last) - end
        if start and source[start - 1] == "*":
            self._note(
                "leading-wildcard",
                f"An asterisk works only at the end of a word: “{short(text)}” was read as a word.",
            )
        elif stars:
            return self._prefix(text, start, end + stars, last)
        elif tilde := SLOP.match(source, end, last):
            self._expanded(Kind.FUZZY, text, start, tilde.end())
            return tilde.end()
        self._add(Kind.WORD, text, end + stars, start)
        return end + stars

    def _prefix(self, text: str, start: int, end: int, last: int) -> int:
        rest = _WORD.match(self.source, end, last)
        self._expanded(Kind.PREFIX, text, start, end)
        if (
            rest and self.tokens[-1].kind is Kind.PREFIX
        ):  # col*r: all that begins with col, which includes the intended words
            self._note("inner-wildcard", f"An asterisk works only at the end of a word: read as “{short(text)}*”.")
            return rest.end()
        return end

    def _expanded(self, kind: Kind, text: str, start: int, end: int) -> None:
        """Add a prefix or fuzzy word, whose last piece is open; or a word if the limit is reached."""
        *pieces, last = _PIECE_BORDER.split(text.rstrip("."))
        sign, least = ("*", MIN_PREFIX) if kind is Kind.PREFIX else ("~", MIN_FUZZY)
        if len(last) < least:
            self._note("too-short", f"“{sign}” needs {least} letters before it: “{short(text)}” was read as a word.")
        elif self.expanded >= MAX_EXPANDED:
            self._note("too-many-expanded", f"Only the first {MAX_EXPANDED} words with “*” or “~” were widened.")
        else:
            self.expanded += 1
            for piece in filter(None, pieces):
                self._add(Kind.WORD, piece, end, start)
            self._add(kind, last, end, start)
            return
        self._add(Kind.WORD, text, end, start)

    def _address(self, address: re.Match[str], end: int) -> None:
        """Read an internet address as a phrase without its scheme, since texts print it with and without."""
        text = address.group().translate(_NO_INVISIBLES)
        text = text[end_of_match(_ADDRESS_HEAD, text) :].rstrip("/")
        if _WORD.fullmatch(text):
            self._add(Kind.WORD, text, end)
        elif HAS_WORD.match(text):
            self._add(Kind.PHRASE, text, end)
        else:
            self._words(address.start(), end)


def short(text: str) -> str:
    """Return a text for a note, cut after 40 characters."""
    return text if len(text) <= 40 else text[:39].rstrip() + "…"
