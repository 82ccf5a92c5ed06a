"""Tokens of a query string: their kinds and spans."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum, auto

from archive.search.query.query_tree import Range


class Kind(Enum):
    WORD = auto()
    PHRASE = auto()
    PREFIX = auto()
    FUZZY = auto()
    RANGE = auto()
    FIELD = auto()
    OPEN = auto()
    CLOSE = auto()
    AND = auto()
    OR = auto()
    NOT = auto()


OPERATORS = {"AND": Kind.AND, "OR": Kind.OR, "NOT": Kind.NOT}


@dataclass(frozen=True, slots=True)
class Token:
    """One token: its text (of a FIELD, the field's name) and its span; a RANGE token has the parsed range."""

    kind: Kind
    text: str
    start: int
    end: int
    range: Range | None = None
