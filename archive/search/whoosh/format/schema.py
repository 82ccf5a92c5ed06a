"""Whoosh schema of the index: each field of `archive.search.fields` as one of Whoosh's."""

from __future__ import annotations

from typing import Any

from whoosh.analysis import IDAnalyzer
from whoosh.fields import ID, NUMERIC, TEXT, FieldType, Schema
from whoosh.formats import Existence

from archive.search.fields import DIGEST, FIELDS, FIELDS_BY_LANGUAGE, SENTENCE_COLUMNS, SENTENCES, Field, Kind
from archive.search.whoosh.format.text_analyzer import TextAnalyzer


class Value(FieldType):
    """Field of whole values, a list of them or one: indexed as terms, read as a column, neither analysed nor scored."""

    def __init__(self) -> None:
        self.format = Existence()
        self.analyzer = IDAnalyzer()
        self.scorable = False
        self.stored = False
        self.unique = False
        self.vector = None

    def index(self, value: Any, **kwargs: object) -> list[tuple[bytes, int, float, bytes]]:
        values = value if isinstance(value, list | tuple | set | frozenset) else [value]
        return [(str(one).encode(), 1, 1.0, b"") for one in sorted(set(values))]


class Number(NUMERIC):
    """Field of integers, a list of them or one, each a single term (ranges are read from the column)."""

    def __init__(self, bits: int = 32) -> None:
        super().__init__(int, bits=bits, signed=True, shift_step=0)

    def index(self, value: Any, **kwargs: object) -> list[tuple[bytes, int, float, bytes]]:
        values = value if isinstance(value, list | tuple | set | frozenset) else [value]
        return [(self.to_bytes(one), 1, 1.0, b"") for one in sorted(set(values))]


class NumberRows(FieldType):
    """Field of rows of integers of a fixed length, stored per document: neither searched, nor counted, nor scored."""

    def __init__(self, width: int) -> None:
        self.width = width
        self.format = Existence()
        self.analyzer = IDAnalyzer()
        self.scorable = False
        self.stored = False
        self.unique = False
        self.vector = None

    def index(self, value: Any, **kwargs: object) -> list[tuple[bytes, int, float, bytes]]:
        return []


def build_schema() -> Schema:
    """Return a new schema. `id` is the unique, stored name of a document, "archive.article.12"."""
    schema = Schema(id=ID(unique=True, stored=True))
    for field in FIELDS:
        schema.add(field.name, _field(field))
    schema.add(DIGEST, Value())
    schema.add(SENTENCES, NumberRows(len(SENTENCE_COLUMNS)))
    return schema


def _field(field: Field) -> FieldType:
    match field.kind:
        case Kind.KEYWORD:
            return Value()
        case Kind.NUMBER:
            return Number(64 if field.is_wide else 32)
    analyzer = TextAnalyzer(stemmed=field.kind is Kind.STEMS, by_language=field.name in FIELDS_BY_LANGUAGE)
    return TEXT(analyzer=analyzer, phrase=field.is_text)
