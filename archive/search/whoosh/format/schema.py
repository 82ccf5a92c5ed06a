"""The fields of the index: what is searched, what is counted, filtered and sorted by, and what is given back.

Text fields hold stems (names of people and outlets: plain words), with positions, and are scored. `forms` and
`title_forms` hold the words as printed, folded (see `analysis`): prefixes and near misses look there; `heading` is the
whole title as one value. Column fields
hold whole values; each is a term that can be searched for, and an array that facets, filters and sorting read.
`sentences` says where the body's sentences begin and end, so that passages are chosen without reading texts.
"""

from __future__ import annotations

from typing import Any

from whoosh.analysis import IDAnalyzer
from whoosh.fields import ID, NUMERIC, TEXT, FieldType, Schema
from whoosh.formats import Existence

from archive.search.analysis.analyser import TextAnalyzer

# Raised whenever a field is added, dropped or analysed differently: an index of another version is rebuilt.
SCHEMA_VERSION = 3

STEM_FIELDS = ("title", "standfirst", "body")
NAME_FIELDS = ("authors", "sources")
FORM_FIELDS = ("forms", "title_forms")
TEXT_FIELDS = STEM_FIELDS + NAME_FIELDS + FORM_FIELDS + ("names",)
# Slugs; of `author`, `source` and `topic` several an article. `digest` is that of the whole entry, to find drift by.
VALUE_COLUMNS = ("django_ct", "digest", "publication", "number", "author", "source", "topic")
# `date` is the first day as YYYYMMDD; `cited` the days that the article's citations name, several an article.
NUMBER_COLUMNS = ("pk", "issue", "volume", "year", "date", "cited")
# Of every sentence of the body the place of its first word, the number of its block, and where in the block's text it
# begins and ends; a last row, of no characters, where the body goes on with what stands in no block.
SENTENCE_COLUMNS = ("word", "block", "start", "end")


class Value(FieldType):
    """A field of whole values, a list of them or one: found as terms, read as a column, neither analysed nor scored."""

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
    """A field of whole numbers, a list of them or one, each a single term (ranges are read from the column)."""

    def __init__(self, bits: int = 32) -> None:
        super().__init__(int, bits=bits, signed=True, shift_step=0)

    def index(self, value: Any, **kwargs: object) -> list[tuple[bytes, int, float, bytes]]:
        values = value if isinstance(value, list | tuple | set | frozenset) else [value]
        return [(self.to_bytes(one), 1, 1.0, b"") for one in sorted(set(values))]


class NumberRows(FieldType):
    """A field of rows of so many whole numbers, kept beside the document: neither searched, nor counted, nor scored."""

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
    for name in STEM_FIELDS:
        schema.add(name, TEXT(analyzer=TextAnalyzer(stemmed=True), phrase=True))
    for name in NAME_FIELDS:
        schema.add(name, TEXT(analyzer=TextAnalyzer(stemmed=False), phrase=True))
    for name in FORM_FIELDS:
        schema.add(name, TEXT(analyzer=TextAnalyzer(stemmed=False), phrase=False))
    schema.add("names", TEXT(analyzer=TextAnalyzer(stemmed=False), phrase=False))
    schema.add("heading", Value())
    for name in VALUE_COLUMNS:
        schema.add(name, Value())
    for name in NUMBER_COLUMNS:
        schema.add(name, Number(64 if name in ("pk", "issue") else 32))
    schema.add("sentences", NumberRows(len(SENTENCE_COLUMNS)))
    return schema
