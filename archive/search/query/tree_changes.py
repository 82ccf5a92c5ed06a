"""Changes of a query tree: a part removed, groups nested too deep flattened."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from archive.search.query.query_tree import (
    And,
    Field,
    Node,
    Not,
    Nothing,
    Or,
    Query,
    all_of,
    any_of,
    in_field,
    negation,
    span_of,
    unparse,
)


def without_part(query: Query, part: Node) -> str:
    """Return the query string without one of its parts, at any depth; "" where nothing remains.

    The part is one of the query's own nodes. Its operators and parentheses are removed too: `oil OR gas` without gas is
    `oil`.
    """
    rest = _removed(query.tree, part)
    return "" if rest is None else unparse(rest)


def _removed(node: Node, part: Node) -> Node | None:
    if node == part and span_of(node) == span_of(part):
        return None
    match node:
        case And(parts, span) if len(parts) > 2 and any(one is part for one in parts):
            return And(tuple(one for one in parts if one is not part), span)  # still in normal form
        case And(parts, span):
            return all_of(_kept(parts, part), span)
        case Or(parts, span):
            return any_of(_kept(parts, part), span)
        case Not(inner, span):
            rest = _removed(inner, part)
            return None if rest is None else negation(rest, span)
        case Field(name, inner, span):
            rest = _removed(inner, part)
            return None if rest is None else in_field(name, rest, span)
    return node


def _kept(nodes: Iterable[Node], part: Node) -> list[Node]:
    return [rest for node in nodes if (rest := _removed(node, part)) is not None]


def flattened(node: Node, room: int) -> Node:
    """Return the tree with groups nested at most so deep; deeper ones are merged into those."""
    match node:
        case And(parts, span):
            return all_of(_shallow_parts(parts, room), span) or Nothing()
        case Or(parts, span):
            return any_of(_shallow_parts(parts, room), span) or Nothing()
        case Not(part, span):
            return negation(flattened(part, room), span)
        case Field(name, part, span):
            return in_field(name, flattened(part, room), span)
    return node


def _shallow_parts(parts: Iterable[Node], room: int) -> Iterator[Node]:
    for part in parts:
        if room:
            yield flattened(part, room - 1)
        else:
            yield from _leaves(part)


def _leaves(node: Node) -> Iterator[Node]:
    match node:
        case And(parts) | Or(parts):
            for part in parts:
                yield from _leaves(part)
        case Not(part, span):
            yield from (negation(leaf, span) for leaf in _leaves(part))
        case Field(name, part, span):
            yield from (in_field(name, leaf, span) for leaf in _leaves(part))
        case _:
            yield node
