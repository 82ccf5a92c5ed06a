"""Terms of a query to highlight in texts."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from archive.search.query.query_tree import And, Field, Fuzzy, Leaf, Node, Or, Phrase, Prefix, Word


@dataclass(frozen=True, slots=True)
class MatchTerm:
    """A term to highlight: a leaf, and its field ("" for any)."""

    leaf: Leaf
    field: str = ""


def words_of(tree: Node) -> list[MatchTerm]:
    """Return the words, phrases and prefixes to highlight, in the query's order, without excluded ones."""
    return list(dict.fromkeys(_match_terms(tree, "")))


def _match_terms(node: Node, name: str) -> Iterator[MatchTerm]:
    match node:
        case Word() | Phrase() | Prefix() | Fuzzy():
            yield MatchTerm(node, name)
        case Field(inner_name, part):
            yield from _match_terms(part, inner_name)
        case And(parts) | Or(parts):
            for part in parts:
                yield from _match_terms(part, name)
