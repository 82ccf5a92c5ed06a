"""Translates a query's tree to Haystack's SQ, the only input of any engine.

Lookups that an engine behind Haystack must support, all on "content" (every text) or a text field: `content` a word,
`exact` a phrase, `contains` a phrase with a maximal distance between adjacent words, `startswith` a prefix, `fuzzy` a
fuzzy word; on columns: `in`, `range`, `gte`, `lte`. The field `names` holds the keys of name variants and of words that
signs hold together (`archive.search.analysis.joined_words`), `content_spelled` and `title_spelled` match words by other
spellings of theirs, and `author_spelled` and `source_spelled` match authors and sources by such variants;
a leaf `preferred` excludes nothing, but ranks articles with its words in this order first, above all in a title. Nodes
are Haystack's `SearchNode`: `~SQ(…)` makes nodes that Haystack cannot copy.
"""

from __future__ import annotations

import datetime
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from haystack.backends import SearchNode

from archive.search.analysis.joined_words import keys_of
from archive.search.engine import at_least
from archive.search.fields import BY_QUERY_NAME, FIELDS, day_number
from archive.search.query.query_tree import (
    And,
    AtLeast,
    Everything,
    Field,
    Fuzzy,
    Near,
    Node,
    Not,
    Or,
    Phrase,
    Prefix,
    Query,
    Range,
    Word,
    number_bounds,
)
from archive.text.names.variants.word_spellings import other_spellings
from archive.text.numbering.issue_numbers import number_slug

# Fields of the grammar that are searched as text; the others are columns of whole values.
TEXT_FIELDS = {"": "content"} | {name: field.name for name, field in BY_QUERY_NAME.items() if field.is_text}
# Text fields of names, with the column for variants of a name.
SPELLED = {field.name: field.variants for field in FIELDS if field.variants}
COLUMNS = {name: field.name for name, field in BY_QUERY_NAME.items() if field.is_column}
MAX_RANGE_OF_NUMBERS = 2000

Resolver = Callable[[str, Node], list[str]]
"""Function from a part to the column values that it names (`publication:`, `topic:`), that are its name variants (of
`author`, `source`), or that are the same name written in another order (of `authors`).
"""


@dataclass(frozen=True, slots=True)
class Lift:
    """What ranks hits higher and excludes none: words side by side, a tree that matches, stems with weights."""

    adjacent: tuple[str, ...] = ()
    first: Node | None = None
    stems: tuple[tuple[str, float], ...] = ()


NO_LIFT = Lift()


def filter_of(query: Query, tree: Node, *, variants: bool, resolve: Resolver, lift: Lift = NO_LIFT) -> SearchNode:
    """Return a tree (of the query, or derived from it) as Haystack's filter; an empty one for every article.

    With `variants` a word also matches the keys of its name.
    """
    if isinstance(tree, Everything):
        return SearchNode()
    leaves: list[SearchNode | tuple[str, object]] = [wanted(tree, variants=variants, resolve=resolve)]
    if query.parts and all(isinstance(part, Word | Phrase) for part in query.parts):
        leaves.append(("preferred", query.source))
    if lift.adjacent:
        leaves.append(("adjacent", lift.adjacent))
    if lift.first:
        leaves.append(("first", wanted(lift.first, variants=False, resolve=resolve)))
    if lift.stems:
        leaves.append(("shared", lift.stems))
    return SearchNode(leaves)


def wanted(tree: Node, *, variants: bool, resolve: Resolver) -> SearchNode:
    """Return the filter of a tree with words, for its matches and not for their order."""
    return _sq(tree, "", variants, resolve)


def _sq(node: Node, field: str, variants: bool, resolve: Resolver) -> SearchNode:
    match node:
        case And(parts):
            return SearchNode(_all(parts, field, variants, resolve), SearchNode.AND)
        case Or(parts):
            return SearchNode([_sq(part, field, variants, resolve) for part in parts], SearchNode.OR)
        case AtLeast(least, parts):
            return at_least(least, [_sq(part, field, variants, resolve) for part in parts])
        case Not(part):
            return SearchNode([_sq(part, field, variants, resolve)], negated=True)
        case Range(name, first, last):
            return _range(name, first, last)
        case Field("issue", part):
            return _issues(part)
        case Field(name, part) if name in COLUMNS:
            return _one(COLUMNS[name], "in", resolve(name, part))
        case Field(name, part):
            return _sq(part, name, variants, resolve)
    return _leaf(node, TEXT_FIELDS[field], variants, resolve)


def _all(parts: Sequence[Node], field: str, variants: bool, resolve: Resolver) -> list[SearchNode]:
    """Return the filters of all parts. "O Brien" is two words, and with variants one, too."""
    filters: list[SearchNode] = []
    after_o = False
    for place, part in enumerate(parts):
        if after_o:
            after_o = False
            continue
        filters.append(_sq(part, field, variants, resolve))
        after_o = variants and field in ("", "title") and _is_o_name(parts[place : place + 2])
        if after_o:
            apart = SearchNode([filters.pop(), _sq(parts[place + 1], field, variants, resolve)])
            joined = _one(f"{TEXT_FIELDS[field]}_spelled", "content", f"o{getattr(parts[place + 1], 'text', '')}")
            filters.append(SearchNode([apart, joined], SearchNode.OR))
    return filters


def _is_o_name(parts: Sequence[Node]) -> bool:
    match parts:
        case [Word("O"), Word(name)]:
            return len(name) > 2 and name[0].isupper() and name.isalpha()
    return False


def _one(field: str, lookup: str, value: object) -> SearchNode:
    return SearchNode([(f"{field}__{lookup}", value)])


def _leaf(leaf: Node, field: str, variants: bool, resolve: Resolver) -> SearchNode:
    match leaf:
        case Phrase(text) | Word(text) if field in SPELLED:
            leaves: list[tuple[str, object]] = [
                (f"{field}__{'exact' if isinstance(leaf, Phrase) else 'content'}", text)
            ]
            named = SPELLED[field] if variants else field
            if (variants or isinstance(leaf, Phrase)) and (slugs := resolve(named, leaf)):
                leaves.append((f"{SPELLED[field]}_spelled__in", slugs))
            return SearchNode(leaves, SearchNode.OR)
        case Phrase(text):
            return _one(field, "exact", text)
        case Near(text, between):
            return _one(field, "contains", (text, between))
        case Prefix(text):
            return _one(field, "startswith", text)
        case Fuzzy(text):
            return _one(field, "fuzzy", text)
        case Word(text):
            return _word(text, field, variants)
    return _one("pk", "in", [])  # Nothing


def _word(text: str, field: str, variants: bool) -> SearchNode:
    leaves: list[tuple[str, object]] = [(f"{field}__content", text)]
    if variants and field == "content":
        leaves += [("names__content", key) for key in sorted(keys_of(text))]
    if variants:
        leaves += [(f"{field}_spelled__content", other) for other in other_spellings(text)]
    return SearchNode(leaves, SearchNode.OR)


def _issues(part: Node) -> SearchNode:
    """Issue numbers are whole values: a word is a number, a group several numbers."""
    match part:
        case And(parts) | Or(parts):
            connector = SearchNode.AND if isinstance(part, And) else SearchNode.OR
            return SearchNode([_issues(inner) for inner in parts], connector)
        case Not(inner):
            return SearchNode([_issues(inner)], negated=True)
        case Prefix(text):
            return _one("number", "startswith", number_slug(text))
    return _one("number", "in", [number_slug(part.text if isinstance(part, Word | Phrase | Fuzzy | Near) else "")])


def _range(name: str, first: int | datetime.date | None, last: int | datetime.date | None) -> SearchNode:
    column = COLUMNS[name]
    if name == "issue":
        return _one("number", "in", _numbers(*number_bounds(first, last)))
    low, high = (day_number(end) if isinstance(end, datetime.date) else end for end in (first, last))
    if low is None:
        return _one(column, "lte", high)
    if high is None:
        return _one(column, "gte", low)
    return _one(column, "range", (low, high))


def _numbers(first: int | None, last: int | None) -> list[str]:
    """Expand a range of issue numbers, which are texts ("3–4", "Supplement"), to the list of its numbers."""
    low = first or 0
    high = low + MAX_RANGE_OF_NUMBERS if last is None else min(last, low + MAX_RANGE_OF_NUMBERS)
    return [str(number) for number in range(low, high + 1)]
