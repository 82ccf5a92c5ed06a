"""From a query's tree to Haystack's SQ: the one way from our grammar to any engine.

Lookups that an engine behind Haystack must know, all on "content" (every text) or a text field:
`content` a word, `exact` a phrase, `startswith` a prefix, `fuzzy` a near miss; on columns: `in`, `range`, `gte`, `lte`.
The field `names` holds the keys of name variants (`archive.text.names`).
"""

from __future__ import annotations

import datetime
from collections.abc import Callable

from haystack.query import SQ

from archive.search.documents import day_number
from archive.search.query_tree import And, Everything, Field, Fuzzy, Leaf, Node, Not, Or, Phrase, Prefix, Range, Word
from archive.text.issue_numbers import number_slug
from archive.text.names import name_keys

# Fields of the grammar that are searched as text; the others are columns of whole values.
TEXT_FIELDS = {"title": "title", "author": "authors", "source": "sources", "": "content"}
COLUMN_OF_RANGE = {"year": "year", "volume": "volume", "date": "date", "cited": "cited", "issue": "number"}
LONGEST_RANGE_OF_NUMBERS = 2000

Resolver = Callable[[str, Node], list[str]]
"""Gives the slugs that a `publication:` or `topic:` part stands for."""


def to_sq(tree: Node, *, variants: bool, resolve: Resolver) -> SQ | None:
    """The tree as Haystack's SQ; None where everything is asked for, which Haystack says by no filter.

    With `variants` a word is also looked for under the keys of its name.
    """
    if isinstance(tree, Everything):
        return None
    return _sq(tree, "", variants, resolve)


def _sq(node: Node, field: str, variants: bool, resolve: Resolver) -> SQ:
    match node:
        case And(parts):
            return _joined([_sq(part, field, variants, resolve) for part in parts], SQ.AND)
        case Or(parts):
            return _joined([_sq(part, field, variants, resolve) for part in parts], SQ.OR)
        case Not(part):
            return ~_sq(part, field, variants, resolve)
        case Range(name, first, last):
            return _range(name, first, last)
        case Field(("publication" | "topic") as name, part):
            return SQ(**{f"{name}__in": resolve(name, part)})
        case Field("issue", part):
            return SQ(number__in=[number_slug(part.text)] if isinstance(part, Leaf) else [])
        case Field(name, part):
            return _sq(part, name, variants, resolve)
    return _leaf(node, TEXT_FIELDS[field], variants)


def _joined(parts: list[SQ], connector: str) -> SQ:
    joined = SQ(_connector=connector)
    joined.children = parts
    return joined


def _leaf(leaf: Leaf, field: str, variants: bool) -> SQ:
    match leaf:
        case Phrase(text):
            return SQ(**{f"{field}__exact": text})
        case Prefix(text):
            return SQ(**{f"{field}__startswith": text})
        case Fuzzy(text):
            return SQ(**{f"{field}__fuzzy": text})
        case Word(text):
            word = SQ(**{f"{field}__content": text})
            keys = sorted(name_keys(text)) if variants and field == "content" else []
            return _joined([word, *(SQ(names=key) for key in keys)], SQ.OR) if keys else word
    return SQ(pk__in=[])  # Nothing


def _range(name: str, first: int | datetime.date | None, last: int | datetime.date | None) -> SQ:
    column = COLUMN_OF_RANGE[name]
    if name == "issue":
        return SQ(number__in=_numbers(first, last))
    low, high = (day_number(end) if isinstance(end, datetime.date) else end for end in (first, last))
    if low is None:
        return SQ(**{f"{column}__lte": high})
    if high is None:
        return SQ(**{f"{column}__gte": low})
    return SQ(**{f"{column}__range": (low, high)})


def _numbers(first: int | None, last: int | None) -> list[str]:
    """Issue numbers are texts ("3–4", "Supplement"), so a range of them is the list of its numbers."""
    low = first or 0
    high = low + LONGEST_RANGE_OF_NUMBERS if last is None else min(last, low + LONGEST_RANGE_OF_NUMBERS)
    return [str(number) for number in range(low, high + 1)]
