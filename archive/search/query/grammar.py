"""Query grammar: parses typed or pasted text to a tree, and accepts any text.

===========================  =====================================================================================
kazakhstan oil               both words, in any order
"war on terror"              the exact phrase; “curly”, «angled» and mixed marks are as good
-almaty, NOT almaty          leave out; a hyphen within a word or a dash by itself leaves out nothing
oil OR gas, oil | gas        either; OR joins its two neighbours: `kazakhstan oil OR gas` is kazakhstan (oil OR gas)
oil AND gas                  both; a written AND binds tighter than OR: `oil AND gas OR coal` is (oil gas) OR coal
( )                          grouping
kazakh*                      words that begin so (three letters or more)
nazarbaev~                   words spelled nearly so (three letters or more)
title: author: source:       the word, phrase or (group) directly behind the colon, within that field; likewise
  publication: topic:        issue:115, issue:3–4, issue:Supplement
year: volume: issue:         a number or a range: year:2004, year:2004..2006, year:2004.., year:..2006, year:2004–2006
date: cited:                 a year, month or day, or a range: date:2004-10..2005-01, cited:2004-10-23
===========================  =====================================================================================

Operators are operators in capitals only; "or", "and", "not" are words. Field names may be in any case. A colon with a
space behind it is punctuation, except before a number ("Volume: 1 Issue: 115"); a pasted header line of an article is
read as the fields that it states. In a line of five words or
more all in capitals NOT is a word, so that a pasted headline finds itself; OR stays an operator there, which finds it
too. A hyphenated word (Interfax-Kazakhstan) is one Word whose pieces must stand side by side.

What cannot be parsed is searched as words, with a Note. Limits: MAX_LENGTH characters, MAX_TERMS words, MAX_DEPTH
nested groups, MAX_EXPANDED prefixes and fuzzy words; anything beyond is left out or flattened, with a Note. Time is
linear in the length.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace

from archive.search.query.pasted_headers import header_tokens
from archive.search.query.query_tree import (
    Everything,
    Fuzzy,
    Leaf,
    Node,
    Note,
    Nothing,
    Or,
    Phrase,
    Prefix,
    Query,
    Word,
    all_of,
    any_of,
    in_field,
    negation,
)
from archive.search.query.tokeniser import tokenise
from archive.search.query.tokens import Kind, Token
from archive.search.query.tree_changes import flattened
from archive.search.query.word_reader import PIECE
from archive.text.names.normalisation import INVISIBLES

MAX_LENGTH = 1000
MAX_TERMS = 64
MAX_DEPTH = 10
MAX_NOTES = 10

# Parentheses in parentheses: more than MAX_DEPTH, because doubled ones group nothing.
_MAX_PARENTHESES = 2 * MAX_DEPTH
_LEAVES: dict[Kind, type[Leaf]] = {
    Kind.WORD: Word,
    Kind.PHRASE: Phrase,
    Kind.PREFIX: Prefix,
    Kind.FUZZY: Fuzzy,
}
_OPERANDS = frozenset(_LEAVES) | {Kind.RANGE, Kind.FIELD, Kind.OPEN, Kind.NOT}
# Control characters and lone surrogates are no text; replacing each by a space preserves positions.
_UNPRINTABLE = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]")


_NO_INVISIBLES = str.maketrans("", "", INVISIBLES)


def parse(query: str) -> Query:
    """Parse any query string to a tree with notes. Raises nothing.

    `kazakhstan -almaty year:2004..2006` → And(Word, Not(Word), Range). An empty query and `*` are Everything; one
    without anything to search for (`?!`) is Nothing.
    """
    source, notes = _bounded_source(query)
    bare = source.strip()
    if bare in ("", "*", "*:*"):
        return Query(Everything((0, len(source))), tuple(notes), source)
    if bare == "-*":
        return Query(Nothing((0, len(source))), tuple(notes), source)
    if tokens := header_tokens(source):
        lexical = [
            Note("header", "This was read as the head of an article: what it states was searched in its fields.")
        ]
    else:
        tokens, lexical = tokenise(source)
    parser = _Parser(tokens)
    tree = parser.tree()
    notes += [*lexical, *parser.notes]
    if tree is None:
        notes.append(Note("nothing", "There is no word in this query to search for."))
        tree = Nothing((0, len(source)))
    return Query(tree, tuple(dict.fromkeys(notes))[:MAX_NOTES], source)


def _bounded_source(query: str) -> tuple[str, list[Note]]:
    source = _UNPRINTABLE.sub(" ", query.translate(_NO_INVISIBLES)[: MAX_LENGTH + 1])
    if len(source) <= MAX_LENGTH:
        return source, []
    whole_words = source[:MAX_LENGTH] if source[MAX_LENGTH].isspace() else source[:MAX_LENGTH].rpartition(" ")[0]
    return whole_words or source[:MAX_LENGTH], [
        Note("too-long", f"The query is longer than {MAX_LENGTH:,} characters; the rest of it was left out.")
    ]


class _Parser:
    """Recursive descent parser over balanced tokens, whose depth is limited beforehand."""

    def __init__(self, tokens: list[Token]) -> None:
        self.notes: list[Note] = []
        self.tokens = self._balanced(_operators_as_words(tokens))
        self.index = 0
        self.terms = 0

    def _note(self, code: str, text: str) -> None:
        self.notes.append(Note(code, text))

    def _balanced(self, tokens: Iterable[Token]) -> list[Token]:
        """Drop closing parentheses without an opening one and pairs nested too deep; close the open ones."""
        balanced: list[Token] = []
        depth = 0
        for token in tokens:
            if token.kind is Kind.OPEN:
                depth += 1
            elif token.kind is Kind.CLOSE:
                depth -= 1
            if depth < 0:
                depth = 0
                self._note("stray-parenthesis", "A closing parenthesis without an opening one was ignored.")
            elif depth > _MAX_PARENTHESES or (depth == _MAX_PARENTHESES and token.kind is Kind.CLOSE):
                if token.kind not in (Kind.OPEN, Kind.CLOSE):
                    balanced.append(token)
                    continue
                self._note_depth()
                if token.kind is Kind.OPEN and balanced[-1].kind is Kind.FIELD:
                    balanced.pop()
            else:
                balanced.append(token)
        if depth:
            self._note("unclosed-parenthesis", "A parenthesis was never closed; it was closed at the end.")
            end = balanced[-1].end if balanced else 0
            balanced += [Token(Kind.CLOSE, ")", end, end)] * min(depth, _MAX_PARENTHESES)
        return balanced

    def _note_depth(self) -> None:
        self._note("too-deep", f"Parentheses deeper than {MAX_DEPTH} in one another were ignored.")

    def tree(self) -> Node | None:
        tree = self._sequence()
        if tree is None:
            return None
        shallow = flattened(tree, MAX_DEPTH)
        if shallow != tree:
            self._note_depth()
        return shallow

    @property
    def _kind(self) -> Kind | None:
        return self.tokens[self.index].kind if self.index < len(self.tokens) else None

    def _take(self) -> Token:
        self.index += 1
        return self.tokens[self.index - 1]

    def _sequence(self) -> Node | None:
        """Parse adjacent parts up to a closing parenthesis or the end: all must match."""
        first = self.index
        items: list[Node] = []
        loose_or = False
        while self._kind not in (None, Kind.CLOSE):
            grouped = self._kind in (Kind.OPEN, Kind.FIELD)
            item = self._alternatives()
            if item is not None:
                items.append(item)
                loose_or |= isinstance(item, Or) and not grouped
        if loose_or and len(items) > 1:
            self._note(
                "or-neighbours",
                "OR was read between its two neighbours only; parentheses or quotation marks join more.",
            )
        return all_of(items, self._span_from(first))

    def _alternatives(self) -> Node | None:
        first = self.index
        options = [self._conjunction()]
        while self._kind is Kind.OR:
            operator = self._take()
            if self._kind in _OPERANDS:
                options.append(self._conjunction())
            else:
                self._note_lone(operator)
        return any_of(filter(None, options), self._span_from(first))

    def _conjunction(self) -> Node | None:
        first = self.index
        if self._kind not in _OPERANDS:
            self._note_lone(self._take())
            return None
        parts = [self._factor()]
        while self._kind is Kind.AND:
            operator = self._take()
            if self._kind in _OPERANDS:
                parts.append(self._factor())
            else:
                self._note_lone(operator)
        return all_of(filter(None, parts), self._span_from(first))

    def _factor(self) -> Node | None:
        first = self.index
        negated = False
        while self._kind is Kind.NOT:
            operator = self._take()
            negated = not negated
            if self._kind not in _OPERANDS:
                self._note_lone(operator)
                return None
        part = self._primary()
        return negation(part, self._span_from(first)) if part is not None and negated else part

    def _primary(self) -> Node | None:
        first = self.index
        token = self._take()
        if token.kind is Kind.OPEN:
            part = self._sequence()
            self._take()
            return part
        if token.kind is Kind.FIELD:
            part = self._primary()
            return None if part is None else in_field(token.text, part, self._span_from(first))
        return self._leaf(token)

    def _leaf(self, token: Token) -> Node | None:
        span = (token.start, token.end)
        text = token.text.lower() if token.text in ("AND", "OR", "NOT") else token.text
        ends = [len(text)] if token.kind is Kind.RANGE else [piece.end() for piece in PIECE.finditer(text)]
        room = MAX_TERMS - self.terms
        self.terms += min(len(ends), room)
        if len(ends) > room:
            self._note("too-many-words", f"Only the first {MAX_TERMS} words of the query were searched.")
            if not room or token.kind is Kind.RANGE:
                return None
            text = text[: ends[room - 1]]
        if token.range is not None:
            return replace(token.range, span=span)
        return _LEAVES[token.kind](text, span)

    def _note_lone(self, operator: Token) -> None:
        self._note("lone-operator", f"“{operator.text}” with nothing to join was ignored.")

    def _span_from(self, first: int) -> tuple[int, int]:
        taken = self.tokens[first : self.index]
        return (taken[0].start, max(taken[-1].end, taken[0].end)) if taken else (0, 0)


def _operators_as_words(tokens: list[Token]) -> list[Token]:
    """Return the tokens with operators as words, where only operators were written: OR is Oregon, too."""
    if any(token.kind in _OPERANDS and token.kind is not Kind.NOT and token.kind is not Kind.OPEN for token in tokens):
        return tokens
    return [
        Token(Kind.WORD, token.text.lower(), token.start, token.end) if token.text in ("AND", "OR", "NOT") else token
        for token in tokens
    ]
