"""Query tree: a parsed query, independent of any engine; its canonical form, and the terms to highlight.

Normal form, which `all_of`, `any_of`, `negation` and `in_field` preserve and engines may rely on: an And or Or has two
or more parts, none of its own kind and no two alike; a Not never contains a Not; a Field contains leaves, And, Or and,
within those, Not, but never another Field or a Range; Everything and Nothing occur only as the whole tree. A Not may
occur alone or within an Or: it means every article but those.
"""

from __future__ import annotations

import dataclasses
import datetime
import re
from collections.abc import Iterable
from dataclasses import dataclass, field

from archive.search.query.date_ranges import iso_span

Span = tuple[int, int]
"""Start and end in the source string."""

_NOWHERE: Span = (0, 0)


@dataclass(frozen=True, slots=True)
class Word:
    """A word as typed: kazakhstan, What's, U.S., C++.

    A word joined by hyphens or points (Interfax-Kazakhstan, president.kz, 3–4) is one Word too: its pieces must be
    adjacent, in this order, whatever joins them in print. The index's analyser splits it.
    """

    text: str
    span: Span = field(default=_NOWHERE, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Phrase:
    """Adjacent words in this order; a single word in exactly that form. Never contains double quotes."""

    text: str
    span: Span = field(default=_NOWHERE, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Near:
    """Words in this order with at most `between` others between adjacent ones.

    Spelling suggestions make it from phrases: the grammar has no syntax for it.
    """

    text: str
    between: int


@dataclass(frozen=True, slots=True)
class Prefix:
    """Words with this beginning: kazakh* is Prefix("kazakh"). Always of one piece."""

    text: str
    span: Span = field(default=_NOWHERE, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Fuzzy:
    """Words of similar spelling: nazarbaev~ is Fuzzy("nazarbaev"). Always of one piece."""

    text: str
    span: Span = field(default=_NOWHERE, compare=False, repr=False)

    @property
    def distance(self) -> int:
        """Return the maximal edit distance: 1 in words of up to five letters, 2 in longer ones."""
        return 1 if len(self.text) <= 5 else 2


@dataclass(frozen=True, slots=True)
class Range:
    """Range of a field's values, both ends included; None for an open end.

    Years, volumes and issue numbers are int; "date" (of the article's issue) and "cited" (of a citation) are dates.
    """

    field: str
    first: int | datetime.date | None
    last: int | datetime.date | None
    span: Span = dataclasses.field(
        default=_NOWHERE, compare=False, repr=False
    )  # the dataclass has a field of this name


@dataclass(frozen=True, slots=True)
class Field:
    """A part that must match within one field: title:(oil OR gas)."""

    name: str
    part: Node
    span: Span = field(default=_NOWHERE, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Not:
    """Every article except those that match the part."""

    part: Node
    span: Span = field(default=_NOWHERE, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class And:
    """All parts must match."""

    parts: tuple[Node, ...]
    span: Span = field(default=_NOWHERE, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Or:
    """At least one part must match."""

    parts: tuple[Node, ...]
    span: Span = field(default=_NOWHERE, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class AtLeast:
    """So many of the parts must match. No query says so: it is a search loosened."""

    least: int
    parts: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Everything:
    """All articles: an empty query, or *."""

    span: Span = field(default=_NOWHERE, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Nothing:
    """No article: the query has nothing to search for, as in "?!"."""

    span: Span = field(default=_NOWHERE, compare=False, repr=False)


Leaf = Word | Phrase | Prefix | Fuzzy
Node = Leaf | Near | Range | Field | Not | And | Or | AtLeast | Everything | Nothing


@dataclass(frozen=True, slots=True)
class Note:
    """A remark on how the query was read: a code for programs and a sentence for readers."""

    code: str
    text: str


@dataclass(frozen=True, slots=True)
class Query:
    """A parsed query: its tree, the notes, and the source string of the tree's spans."""

    tree: Node
    notes: tuple[Note, ...]
    source: str

    @property
    def parts(self) -> tuple[Node, ...]:
        """Return the parts that must all match; none for every article or no article."""
        match self.tree:
            case And(parts):
                return parts
            case Everything() | Nothing():
                return ()
        return (self.tree,)


def all_of(parts: Iterable[Node], span: Span = _NOWHERE) -> Node | None:
    """Join parts that must all match, in normal form; None where there are none."""
    flat = [inner for part in parts for inner in (part.parts if isinstance(part, And) else (part,))]
    different = _without_repeats(flat)
    return And(different, span) if len(different) > 1 else next(iter(different), None)


def any_of(parts: Iterable[Node], span: Span = _NOWHERE) -> Node | None:
    """Join alternatives, in normal form; None where there are none."""
    flat = [inner for part in parts for inner in (part.parts if isinstance(part, Or) else (part,))]
    different = _without_repeats(flat)
    return Or(different, span) if len(different) > 1 else next(iter(different), None)


def negation(part: Node, span: Span = _NOWHERE) -> Node:
    """Negate a part: Not(part), or for a Not its content."""
    return part.part if isinstance(part, Not) else Not(part, span)


def in_field(name: str, part: Node, span: Span = _NOWHERE) -> Node:
    """Apply a field to a part. A Not moves outside: title:-oil is -title:oil."""
    return Not(Field(name, part.part, span), span) if isinstance(part, Not) else Field(name, part, span)


def _without_repeats(parts: Iterable[Node]) -> tuple[Node, ...]:
    first_of: dict[str, Node] = {}
    for part in parts:
        first_of.setdefault(unparse(part).casefold(), part)
    return tuple(first_of.values())


_VOLUME = re.compile(r"\bvol(?:ume|s)?(?![^\W\d_])", re.IGNORECASE)
_LEAF_FORMS: dict[type[Node], str] = {Word: "{}", Phrase: '"{}"', Prefix: "{}*", Fuzzy: "{}~"}


def unparse(tree: Node) -> str:
    """Return the canonical query string of a tree, which is parsed to the same tree.

    `kazakhstan AND NOT «Nur Otan»` becomes `kazakhstan -"Nur Otan"`. Groups always have parentheses, so that no reader
    needs the rules of precedence. Nothing is `-*`, Everything `*`.
    """
    match tree:
        case Word(text) | Phrase(text) | Prefix(text) | Fuzzy(text):
            return _LEAF_FORMS[type(tree)].format(text)
        case Range(name, first, last):
            return f"{name}:{_range_value(first, last)}"
        case Field(name, part):
            return f"{name}:{_grouped(part)}"
        case Not(part):
            return f"-{_grouped(part)}"
        case And(parts):
            spelled, *others = map(_grouped, parts)
            return " ".join([spelled, *(["AND"] if _like_a_header(parts) else []), *others])
        case Or(parts):
            return " OR ".join(map(_grouped, parts))
    return "*" if isinstance(tree, Everything) else "-*"


def _like_a_header(parts: Iterable[Node]) -> bool:
    """Return whether adjacent words could be read as a header line ("Volume 9 Issue 11"), which a written AND
    prevents.
    """
    return any(isinstance(part, Word) and _VOLUME.search(part.text) for part in parts)


def _grouped(part: Node) -> str:
    return f"({unparse(part)})" if isinstance(part, And | Or) else unparse(part)


def day_bounds(
    first: int | datetime.date | None, last: int | datetime.date | None
) -> tuple[datetime.date | None, datetime.date | None]:
    """Return the bounds of a range of days; None for an open one."""
    return first if isinstance(first, datetime.date) else None, last if isinstance(last, datetime.date) else None


def number_bounds(first: int | datetime.date | None, last: int | datetime.date | None) -> tuple[int | None, int | None]:
    """Return the bounds of a range of numbers; None for an open one."""
    return first if isinstance(first, int) else None, last if isinstance(last, int) else None


def _range_value(first: int | datetime.date | None, last: int | datetime.date | None) -> str:
    if isinstance(first, datetime.date) or isinstance(last, datetime.date):
        return iso_span(*day_bounds(first, last))
    if first == last:
        return str(first)
    return f"{'' if first is None else first}..{'' if last is None else last}"


def span_of(node: Node) -> Span:
    """Return the span of a part in the source string; an empty one for a part that is not in it."""
    return _NOWHERE if isinstance(node, Near | AtLeast) else node.span
