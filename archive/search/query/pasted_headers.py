"""Pasted header lines: "Eurasia Daily Monitor Volume 1, Issue 115" is read as fields."""

from __future__ import annotations

import re

from archive.search.query.query_tree import Range
from archive.search.query.tokens import Kind, Token
from archive.text.headers.header_patterns import MAX_UNLABELLED, read_header_line
from archive.text.headers.publication_facts import PublicationNames
from archive.text.names.normalisation import DOUBLE_QUOTES

# Signs of a typed query rather than a pasted header: a value right behind its colon, quotes, operators.
_GRAMMAR = re.compile(rf"\w:(?=\S)|[{DOUBLE_QUOTES}~]|\*(?=\s|\Z)|(?:^|\s)-\w|\b(?:AND|OR|NOT)\b")
_ONE_WORD = re.compile(r"\w+(?:[-–]\w+)?")
_NO_NAMES = PublicationNames(())


def header_tokens(source: str) -> list[Token] | None:
    """Return the tokens publication, volume and issue of a query that is a header line only; None for any other.

    Forms: those of `archive.text.headers.header_patterns`, "Vol. 1 · No. 115 · October 2004" among them. A date beside
    volume and number is ignored: they are more precise, and the issue's date may be inferred.
    """
    if len(source) > MAX_UNLABELLED or len(source.split()) < 2 or _GRAMMAR.search(source):
        return None
    header = read_header_line(" ".join(source.split()), _NO_NAMES)
    if header is None or header.volume is None or not header.number or header.before or header.rest:
        return None
    end = len(source)
    volume = Range("volume", header.volume, header.volume)
    number = Kind.WORD if _ONE_WORD.fullmatch(header.number) else Kind.PHRASE
    tokens = [
        Token(Kind.RANGE, "volume", 0, end, volume),
        Token(Kind.FIELD, "issue", 0, end),
        Token(number, header.number, 0, end),
    ]
    if header.publication:
        tokens[:0] = [Token(Kind.FIELD, "publication", 0, end), Token(Kind.PHRASE, header.publication, 0, end)]
    return tokens
