"""Splits a query string into tokens: words, phrases, fields, operators and parentheses, in one pass."""

from __future__ import annotations

import re

from archive.search.fields import BY_QUERY_NAME
from archive.search.query.query_tree import Note
from archive.search.query.quote_pairs import closing_quote
from archive.search.query.range_parsing import FORMS, RANGE_FIELDS, read_range
from archive.search.query.tokens import OPERATORS, Kind, Token
from archive.search.query.word_reader import HAS_WORD, LETTERS, SLOP, WordReader, short
from archive.text.names.normalisation import APOSTROPHES, DOUBLE_QUOTES
from archive.text.patterns import end_of_match

FIELDS = tuple(BY_QUERY_NAME)

MIN_SHOUTED = 5
"""Minimal length of a headline in capitals, in which NOT is a word: KREMLIN DOES NOT TRUST NATO, but NATO NOT EU."""


_CHUNK = re.compile(rf"[^\s()|{DOUBLE_QUOTES}]+")
_OR_BAR = re.compile(r"\|+")
_ADDRESS = re.compile(r"(?:[a-z][a-z0-9+.-]{1,20}://|www\.|mailto:)[^\s|()" + DOUBLE_QUOTES + r"]*[^\W_]/?", re.I)
_NAME = re.compile(r"([^\W\d_]+):")
# Headers of this archive's articles have a space behind the colon; a number behind it is unambiguous.
_SPACED_NUMBER = re.compile(r"(volume|issue|year):\s+([0-9]{1,5}(?:[-–][0-9]{1,5})?|[IVXLC]+)(?!\w)", re.I)
_PUBLICATION_HEAD = re.compile(
    rf"publication:\s+([^\s:()|{DOUBLE_QUOTES}][^:()|{DOUBLE_QUOTES}]{{0,150}}?),?\s+(?=volume:)", re.I
)
_MORE_NAME = re.compile(rf"[^\S\n]+(?!(?:AND|OR|NOT)\b)({LETTERS})(?!\w*:)")
_SECOND_DATE = re.compile(rf"(?:\.{{2,3}}|…)(?:[{DOUBLE_QUOTES}][^{DOUBLE_QUOTES}]*[{DOUBLE_QUOTES}]|\S*)")


class Tokeniser(WordReader):
    """Tokeniser of one query string. Use `tokenise`."""

    def __init__(self, source: str) -> None:
        super().__init__(source)
        self.scopes: list[str] = []  # the field of every open parenthesis, "" outside fields
        self.shouted = _is_shouted(source)

    def run(self) -> None:
        source = self.source
        while self.position < len(source):
            character = source[self.position]
            if character.isspace():
                self.position += 1
            elif character in "()":
                self._parenthesis(character)
            elif character == "|":
                self._add(Kind.OR, "|", end_of_match(_OR_BAR, source, self.position))
            elif character in DOUBLE_QUOTES:
                self._quote()
            else:
                self._chunk()

    @property
    def _scope(self) -> str:
        return self.scopes[-1] if self.scopes else ""

    def _parenthesis(self, character: str, scope: str | None = None) -> None:
        if character == ")":
            if self.scopes:
                self.scopes.pop()
            self._add(Kind.CLOSE, ")", self.position + 1)
            return
        self.scopes.append(self._scope if scope is None else scope)
        self._add(Kind.OPEN, "(", self.position + 1)

    def _quote(self, field: str = "") -> None:
        """Read from a quotation mark to its closing one; skip one without."""
        start, source = self.position, self.source
        if not field and start and source[start - 1] not in " (|:-" and not source[start + 1 : start + 2].strip():
            self._note("stray-quote", "A closing quotation mark without an opening one was ignored.")
            self.position += 1
            return
        close = closing_quote(source, start)
        if close < 0:
            self._note(
                "unclosed-quote", "The quotation mark was never closed; all that follows it was read as a phrase."
            )
            close = len(source)
        text = " ".join(source[start + 1 : close].translate(_NO_QUOTES).split())
        end = min(close + 1, len(source))
        if field in RANGE_FIELDS or (not field and self._scope in RANGE_FIELDS):
            self._quoted_value(field or self._scope, end)
            return
        if not HAS_WORD.search(text):
            self.position = end
            return
        if field:
            self._add(Kind.FIELD, field, start)
        if re.search(r"\w\*", text):
            self._note("phrase-wildcard", "Within quotation marks an asterisk stands for nothing but itself.")
        self._add(Kind.PHRASE, text, end)
        if slop := SLOP.match(source, end):
            self.position = slop.end()
            self._note(
                "phrase-distance", "“~” does nothing behind a phrase: its words were searched next to each other."
            )

    def _quoted_value(self, name: str, end: int) -> None:
        if second := _SECOND_DATE.match(self.source, end):
            end = second.end()
        if found := read_range(name, self.source[self.position : end]):
            self._add(Kind.RANGE, name, end, value=found)
            return
        self._bad_value(name, self.source[self.position : end])
        self._words(self.position, end)

    def _chunk(self) -> None:
        start, source = self.position, self.source
        end = end_of_match(_CHUNK, source, start)
        if source[start] == "-" and self._is_minus(start, end):
            self._add(Kind.NOT, "-", start + 1)
            if start + 1 == end:
                return
            start += 1
        text = source[start:end]
        if text in OPERATORS:
            self._operator(text, end)
        elif self._scope in RANGE_FIELDS:
            self._value(self._scope, start, end)
        elif address := _ADDRESS.match(source, start, end):
            self._address(address, end)
        elif not (named := _NAME.match(source, start, end)) or not self._field(named, end):
            self._words(start, end)

    def _is_minus(self, start: int, end: int) -> bool:
        """Tell a hyphen that excludes from dashes, minus signs and typewriter dashes."""
        if start and self.source[start - 1] not in " (|" and not self.source[start - 1].isspace():
            return False
        if start + 1 == end:
            return self.source[end : end + 1] == "(" or (
                self.source[end : end + 1] in DOUBLE_QUOTES and bool(self.source[end + 1 : end + 2].strip())
            )
        return self.source[start + 1] != "-" and bool(HAS_WORD.search(self.source, start, end))

    def _operator(self, text: str, end: int) -> None:
        if text == "NOT" and self.shouted:
            self._note("shouted-not", "NOT was read as a word, in a line of capitals; -word leaves a word out.")
            self._add(Kind.WORD, "not", end)
        else:
            self._add(OPERATORS[text], text, end)

    def _field(self, named: re.Match[str], end: int) -> bool:
        """Read `name:value`; False where the name and what follows are words."""
        name, colon = named[1].casefold(), named.end()
        following = self.source[colon : colon + 1]
        if name not in FIELDS or self._scope:
            self._not_a_field(named[1], following)
            return False
        if not following.strip():
            return self._spaced_field(name, named.start())
        if (
            following in DOUBLE_QUOTES
            and closing_quote(self.source, colon) < 0
            and not self.source[colon + 1 :].strip()
        ):
            return False
        if following == "(" or following in DOUBLE_QUOTES:
            self._field_head(name, named.start(), colon)
            return True
        if following == "-" and HAS_WORD.match(self.source, colon + 1):
            self._add(Kind.NOT, "-", named.end(), named.start())
            colon += 1
        elif not HAS_WORD.search(self.source, colon, end):
            return False
        self._value(name, colon, end, named.start())
        return True

    def _field_head(self, name: str, start: int, colon: int) -> None:
        """Read a field whose value is in parentheses or quotation marks, which begin at the colon's end."""
        if self.source[colon] == "(":
            if name not in RANGE_FIELDS:
                self._add(Kind.FIELD, name, colon, start)
            self.position = colon
            self._parenthesis("(", name)
        else:
            self.position = colon
            self._quote(name)

    def _not_a_field(self, name: str, following: str) -> None:
        if not following.strip():
            return
        if self._scope:
            self._note("nested-field", f"“{short(name)}:” within another field was read as a word.")
        else:
            self._note(
                "unknown-field", f"There is no field “{short(name)}”; it and what follows it were read as words."
            )

    def _spaced_field(self, name: str, start: int) -> bool:
        if number := _SPACED_NUMBER.match(self.source, start):
            self._value(name, number.start(2), number.end(), start)
            return True
        if head := _PUBLICATION_HEAD.match(self.source, start):
            self._add(Kind.FIELD, name, head.start(1), start)
            self._add(Kind.PHRASE, " ".join(head[1].split()), head.end(1))
            return True
        if self.source[start:].partition(":")[2].strip():
            self._note("field-space", f"To search the field, write “{name}:” and the value without a space between.")
        return False

    def _value(self, name: str, start: int, end: int, head: int | None = None) -> None:
        """Read a value that is neither quoted nor in parentheses; `head` is the position of the field's name."""
        head = start if head is None else head
        text = self.source[start:end].rstrip(",;:!?" + APOSTROPHES)
        text = text[:-1] if text.endswith(".") and not text.endswith("..") else text
        found = read_range(name, text) if name in RANGE_FIELDS or name == "issue" else None
        if found:
            self._add(Kind.RANGE, name, end, head, found)
        elif name in RANGE_FIELDS:
            if HAS_WORD.search(text):
                self._bad_value(name, text)
            self._words(head, end)
        else:
            self._text_value(name, start, end, head)

    def _text_value(self, name: str, start: int, end: int, head: int) -> None:
        self._add(Kind.FIELD, name, start, head)
        words = len(self.tokens)
        self._words(start, end)
        if len(self.tokens) > words + 1:  # source:Interfax,RIA: the field applies to both
            self.tokens.insert(words, Token(Kind.OPEN, "(", start, start))
            self._add(Kind.CLOSE, ")", end, end)
        elif (
            self.source[start].isupper()
            and self.source[end - 1].isalnum()
            and (more := _MORE_NAME.match(self.source, end))
            and more[1].istitle()
        ):
            text = self.source[start:end]
            self._note("one-word-field", f'“{name}:” holds for “{short(text)}” only; for more words write {name}:"…".')

    def _bad_value(self, name: str, text: str) -> None:
        self._note("bad-value", f"“{short(text)}” is no value of {name}: (write {FORMS[name]}); it was read as words.")


_NO_QUOTES = str.maketrans(DOUBLE_QUOTES, " " * len(DOUBLE_QUOTES))


def _is_shouted(source: str) -> bool:
    if source != source.upper() or re.search(rf"[()|*~:{DOUBLE_QUOTES}]|(?:^|\s)-\w", source):
        return False
    words = source.split()
    return len(words) >= MIN_SHOUTED and any(word.upper() != word.lower() and word not in OPERATORS for word in words)


def tokenise(source: str) -> tuple[list[Token], list[Note]]:
    """Split a query string into tokens, with notes on what was read in another way than it may have been meant.

    Takes any text and raises nothing; time is linear in its length, but for str.find over a bounded string.
    """
    tokeniser = Tokeniser(source)
    tokeniser.run()
    return tokeniser.tokens, tokeniser.notes
