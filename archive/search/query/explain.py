"""Explains a query in words, part by part, so that a reader can check it and without_part parts."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from archive.search.fields import BY_QUERY_NAME
from archive.search.query.date_ranges import span_in_words
from archive.search.query.query_tree import (
    And,
    Field,
    Fuzzy,
    Near,
    Node,
    Not,
    Nothing,
    Or,
    Phrase,
    Prefix,
    Query,
    Range,
    Word,
    day_bounds,
    number_bounds,
    unparse,
)
from archive.search.query.tree_changes import without_part
from archive.search.query.word_reader import PIECE

CONTENT_KINDS = ("word", "phrase", "prefix", "fuzzy")
"""Kinds of parts that match words in the text; the sentence joins these by "and", all others by commas."""

# Words that could be read as part of the sentence.
_JOINING_WORDS = frozenset(("and", "or", "not", "either"))

_KINDS: dict[type[Node], str] = {
    Word: "word",
    Phrase: "phrase",
    Prefix: "prefix",
    Fuzzy: "fuzzy",
    Or: "either",
    Not: "not",
}
_FIELD_LABELS = {name: field.label for name, field in BY_QUERY_NAME.items() if field.label}


@dataclass(frozen=True, slots=True)
class Part:
    """A part of a search: its words, the query string without it, and its kind.

    The kind is one of CONTENT_KINDS, "either", "not", "nothing", or the field's name ("source", "year"). For a part
    that is a filter of the form, the caller sets the link that removes it.
    """

    text: str
    removal: str
    kind: str


def explain(query: Query) -> list[Part]:
    """Return the parts of a query that must all match, in its order; none for a query of every article.

    `kazakhstan -almaty source:Interfax` → "kazakhstan" (word), "not almaty" (not), "cited source Interfax" (source).
    """
    if isinstance(query.tree, Nothing):
        return [Part("nothing", "", "nothing")]
    return [Part(in_words(part), without_part(query, part), kind_of(part)) for part in query.parts]


def sentence(parts: Sequence[Part]) -> str:
    """Return all parts as one sentence: words, then fields and filters, then excluded parts.

    "kazakhstan and the exact phrase “war on terror”, cited source Interfax, 2004–2006, not almaty". No parts: "every
    article".
    """
    content = [part.text for part in parts if part.kind in CONTENT_KINDS]
    either = [part.text for part in parts if part.kind == "either"]
    fields = [part.text for part in parts if part.kind not in (*CONTENT_KINDS, "either", "not")]
    left_out = [part.text for part in parts if part.kind == "not"]
    clauses = [listed(content, "and")] if content else []
    clauses += [", and ".join([*clauses, *either])] if either else []
    asked = [*clauses[-1:], *fields]
    return ", ".join([*(asked or ["every article"]), *left_out])


def describe_filter(name: str, labels: Sequence[str]) -> Part:
    """Return a filter of the form as a part, from the labels of its chosen values: any of them may match.

    ("publication", ["Eurasia Daily Monitor", "Prism"]) → "publication Eurasia Daily Monitor or Prism"; ("year",
    ["2004"]) → "2004". The `removal` stays empty, for the caller to link.
    """
    label = _FIELD_LABELS.get(name, "" if name == "year" else name)
    return Part(f"{label} {listed(labels, 'or')}".strip(), "", name)


def describe_dates(first: datetime.date | None, last: datetime.date | None) -> Part:
    """Return the form's date range as a part: "2004–2006", "October 2004 to January 2005". One day may be None:
    open.
    """
    return Part(_dates_in_words(first, last), "", "date")


def in_words(node: Node) -> str:
    """Return a part of a query in words: Or(oil, gas) → "either oil or gas"; Not(Word) → "not almaty"; Range →
    "2004–2006".
    """
    match node:
        case Or(parts):
            return f"either {listed([_inner(part) for part in parts], 'or')}"
        case Not(part):
            return f"not {_inner(part)}"
        case Range("year", first, last):
            return _numbers_in_words(*number_bounds(first, last))
    return _inner(node)


def listed(words: Iterable[str], conjunction: str) -> str:
    """Join words as prose does: "a", "a and b", "a, b and c"."""
    *firsts, last = words
    return f"{', '.join(firsts)} {conjunction} {last}" if firsts else last


def _inner(node: Node) -> str:
    """Return a node within another in words: groups in parentheses."""
    match node:
        case And(parts):
            return f"({listed([_inner(part) for part in parts], 'and')})"
        case Or(parts):
            return f"({listed([_inner(part) for part in parts], 'or')})"
        case Not(part):
            return f"not {_inner(part)}"
        case Field(name, part):
            return f"{_FIELD_LABELS[name]} {_inner(part) if name == 'title' else _name_in_words(part)}"
        case Range():
            return _range_in_words(node)
    return _leaf_in_words(node)


def _leaf_in_words(node: Node) -> str:
    match node:
        case Phrase(text):
            return f"the exact {'phrase' if len(PIECE.findall(text)) > 1 else 'word'} “{text}”"
        case Prefix(text):
            return f"words beginning with “{text}”"
        case Fuzzy(text):
            return f"words spelled like “{text}”"
    text = node.text if isinstance(node, Word | Near) else unparse(node)
    return f"“{text}”" if text.casefold() in _JOINING_WORDS else text


def _name_in_words(node: Node) -> str:
    """Return the value of a field of names in words; quotation marks there only group a name."""
    match node:
        case Word(text) | Phrase(text):
            return text
        case Prefix(text):
            return f"beginning with “{text}”"
        case Fuzzy(text):
            return f"spelled like “{text}”"
        case Not(part):
            return f"not {_name_in_words(part)}"
        case And(parts):
            return f"({listed([_name_in_words(part) for part in parts], 'and')})"
        case Or(parts):
            return f"({listed([_name_in_words(part) for part in parts], 'or')})"
    return _inner(node)


def _range_in_words(node: Range) -> str:
    first, last = node.first, node.last
    if node.field == "date":
        return f"dated {span_in_words(*day_bounds(first, last))}"
    if node.field == "cited":
        return f"citing a source of {span_in_words(*day_bounds(first, last))}"
    numbers = _numbers_in_words(*number_bounds(first, last))
    return f"{node.field}{'s' if first != last and None not in (first, last) else ''} {numbers}"


def _numbers_in_words(first: int | None, last: int | None) -> str:
    if last is None:
        return f"{first} and later"
    if first is None:
        return f"{last} and earlier"
    return str(first) if first == last else f"{first}–{last}"


def _dates_in_words(first: datetime.date | None, last: datetime.date | None) -> str:
    words = span_in_words(first, last)
    years = words.replace(" to ", "")
    return words.replace(" to ", "–") if years.isdigit() else words


def kind_of(node: Node) -> str:
    """Return the kind of a part: see `Part`."""
    match node:
        case Field(name):
            return name
        case Range(field):
            return field
    return _KINDS[type(node)]
