"""Haystack's filters normalised to the engines' lookups: words separate, inputs resolved, values in their column's
type.

`filter(content="oil gas")` finds both words, `AutoQuery('oil "red tape" -gas')` a word and a phrase without a word.
Lookups that no engine has raise `Unsupported`.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Callable, Iterable, Iterator, Set
from typing import Any

from haystack.backends import SearchNode
from haystack.inputs import AltParser, AutoQuery, BaseInput, Clean, Exact, Not, PythonData, Raw

from archive.search.analysis.analyser import words
from archive.search.errors import Unsupported
from archive.search.fields import BY_NAME, FIELDS, Field, Kind, day_number

# The document field, by Haystack's name and by its name in filters.
CONTENT = frozenset({"content", "text"})
_BY_WORD = frozenset({"content", "startswith", "fuzzy"})
_OF_NUMBERS = frozenset({"gt", "gte", "lt", "lte", "range"})
# Texts whose printed words are indexed in a field shared with other texts.
_SHARED_FORMS = frozenset(
    field.name for field in FIELDS if field.forms and sum(other.forms == field.forms for other in FIELDS) > 1
)
_PIECES = re.compile(r'"(?P<phrase>[^"]*)"|(?P<word>[^\s"]+)')


class AutocompleteWord(str):
    """A word of `SearchQuerySet.autocomplete()`, the only caller that cleans words."""

    __slots__ = ()


def nothing() -> SearchNode:
    """Return a tree that matches no article."""
    return SearchNode([("pk__in", [])])


def normalised(node: SearchNode) -> SearchNode:
    """Return a filter tree of a `SearchQuerySet` in the engines' lookups. Raises Unsupported."""
    children = [
        normalised(child) if isinstance(child, SearchNode) else _leaf(node.split_expression(child[0]), child)
        for child in node.children
    ]
    return SearchNode(children, node.connector, node.negated)


def _leaf(parts: tuple[str, str], child: tuple[str, Any]) -> SearchNode:
    name, lookup = parts
    expression, value = child
    # Haystack reads `number__typo` as the field `number` and the lookup "content".
    if name not in CONTENT and name not in BY_NAME:
        raise Unsupported(f"filter({expression}=…): there is no field {name!r} in the index.")
    if "__" in expression and expression != f"{name}__{lookup}":
        raise Unsupported(f"filter({expression}=…): no such lookup.")
    field = None if name in CONTENT else BY_NAME[name]
    if field is not None and field.is_column:
        return _column(field, lookup, value)
    if field is not None and not field.is_text:
        raise Unsupported(f"filter({expression}=…): {name!r} is a field of the engine's own; filter by content, title.")
    return _text("content" if field is None else name, lookup, value)


def _text(name: str, lookup: str, value: Any) -> SearchNode:
    if isinstance(value, BaseInput):
        return _input(name, lookup, value)
    if lookup == "in" and not isinstance(value, str):
        phrases = [_one(name, "exact", str(one)) for one in value]
        return SearchNode(phrases, SearchNode.OR) if phrases else nothing()
    if lookup == "exact":
        return _one(name, "exact", str(value))
    if lookup not in _BY_WORD or not isinstance(value, str | int | float):
        raise Unsupported(
            f"filter({name}__{lookup}={value!r}): texts are searched by content, exact, startswith, fuzzy and in."
        )
    if isinstance(value, AutocompleteWord):
        raise Unsupported(
            f"autocomplete({name}={str(value)!r}) needs an n-gram field, and there is none: use "
            f"filter({name}__startswith=…), with text that was not cleaned (there is no need to)."
        )
    return _words(name, lookup, str(value))


def _input(name: str, lookup: str, value: BaseInput) -> SearchNode:
    text = str(value)
    match value:
        case Raw() | AltParser():
            raise Unsupported(f"{type(value).__name__}: these engines have no query language to read {text!r} in.")
        case AutoQuery():
            return _auto_query(name, text)
        case Not():
            return SearchNode([_text(name, lookup, text)], negated=True)
        case Exact():
            return _one(name, "exact", text)
        case Clean() | PythonData():
            return _text(name, lookup, value.query_string)
    raise Unsupported(f"Not supported as a value: {type(value).__name__}.")


def _auto_query(name: str, text: str) -> SearchNode:
    parts = []
    for piece in _PIECES.finditer(text):
        if piece["phrase"] is not None:
            if piece["phrase"].strip():
                parts.append(_one(name, "exact", piece["phrase"]))
        elif piece["word"].startswith("-") and len(piece["word"]) > 1:
            parts.append(SearchNode([_one(name, "content", piece["word"][1:])], negated=True))
        else:
            parts.append(_one(name, "content", piece["word"]))
    return SearchNode(parts) if parts else nothing()


def _words(name: str, lookup: str, text: str) -> SearchNode:
    """Return all words of a text as separate words; a prefix or fuzzy word is a single one ("inter-fa" is two)."""
    if lookup != "content" and name in _SHARED_FORMS:
        raise Unsupported(f"filter({name}__{lookup}=…): its words are indexed with the body's; use content__{lookup}.")
    parts = [_one(name, lookup, word) for word in (text.split() if lookup == "content" else words(text))]
    return SearchNode(parts) if parts else nothing()


def _one(name: str, lookup: str, value: Any) -> SearchNode:
    return SearchNode([(f"{name}__{lookup}", value)])


def _column(field: Field, lookup: str, value: Any) -> SearchNode:
    if isinstance(value, BaseInput):
        if isinstance(value, Not):
            return SearchNode([_column(field, lookup, value.query_string)], negated=True)
        if not isinstance(value, Exact | Clean | PythonData):
            raise Unsupported(f"{type(value).__name__}: {field.name} holds whole values; give one.")
        value = value.query_string
    if lookup in ("content", "exact"):
        return _one(field.name, "in", column_values(field, [value]))
    if lookup == "in" and not isinstance(value, str):
        return _one(field.name, "in", column_values(field, value))
    if lookup == "startswith" and field.kind is Kind.KEYWORD:
        return _one(field.name, "startswith", str(value))
    if lookup in _OF_NUMBERS and field.kind is Kind.NUMBER:
        if lookup != "range":
            return _one(field.name, lookup, column_values(field, [value])[0])
        low, high = column_values(field, value)
        return _one(field.name, "range", (low, high))
    raise Unsupported(f"filter({field.name}__{lookup}={value!r}): no such lookup on a column of whole values.")


def column_values(field: Field, values: Iterable[object]) -> list[str] | list[int]:
    """Return values in the type of their column. Raises Unsupported for others: a word for a year."""
    if field.kind is Kind.KEYWORD:
        return [str(value) for value in values]
    read: Callable[[object], int] = _day if field.is_day else _number
    try:
        return [read(value) for value in values]
    except (TypeError, ValueError) as error:
        raise Unsupported(f"{field.name} holds whole numbers{', or days' if field.is_day else ''}: {error}") from error


def _number(value: Any) -> int:
    if isinstance(value, float) and not value.is_integer():
        raise ValueError(f"{value} is not a whole number")
    return int(value)


def _day(value: object) -> int:
    return day_number(value) if isinstance(value, datetime.date) else _number(value)


def leaves_of(node: SearchNode) -> Iterator[tuple[str, object]]:
    """Yield the field and the value of each leaf of a tree."""
    for child in node.children:
        if isinstance(child, SearchNode):
            yield from leaves_of(child)
        else:
            yield field_of(child), child[1]


def field_of(leaf: tuple[str, object]) -> str:
    """Return the field of a leaf: "title" of `title__exact`."""
    return leaf[0].partition("__")[0]


def without_fields(node: SearchNode, names: Set[str]) -> SearchNode:
    """Return the tree without the leaves of these fields, and without nodes that become empty."""
    children = []
    for child in node.children:
        if not isinstance(child, SearchNode):
            if field_of(child) not in names:
                children.append(child)
        elif rest := without_fields(child, names):
            children.append(rest)
    return SearchNode(children, node.connector, node.negated)
