"""Compiles Haystack's SQ to Whoosh's query tree directly, without a query string that could be misread."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from typing import Any

from haystack.backends import SearchNode
from whoosh import query as q
from whoosh.query import Query

from archive.search.analysis.analyser import query_words, stem, words
from archive.search.analysis.languages import Reading, readings
from archive.search.analysis.scripts import is_single_unparted
from archive.search.engine import least_of
from archive.search.fields import BOOSTS, FIELDS, Kind, heading_of, of_kind
from archive.search.haystack_lookups import leaves_of, without_fields

STEM_FIELDS = of_kind(Kind.STEMS)
NAME_FIELDS, NUMBER_COLUMNS = frozenset(of_kind(Kind.WORDS)), frozenset(of_kind(Kind.NUMBER))
COLUMNS = frozenset(of_kind(Kind.NUMBER, Kind.KEYWORD))
# The field of printed words for each text whose own field has stems.
FORMS_OF = {field.name: field.forms for field in FIELDS if field.forms}
EXACT_FORM_BOOST = 0.25
VARIANT_BOOST = 0.1
MAX_PHRASE = 64
MAX_VALUES = 2_000
# Leaves that match variants of a name, by the columns `author` and `source`, or by the keys of the name.
SPELLED_COLUMNS = {f"{field.variants}_spelled": field.variants for field in FIELDS if field.variants}
# Leaves that match other spellings of a word, by the field of the word.
SPELLED_TEXTS = {"content_spelled": STEM_FIELDS, "title_spelled": ("title",)}
VARIANTS = frozenset({"names", *SPELLED_COLUMNS, *SPELLED_TEXTS})
MIN_NUMBER, MAX_NUMBER = -(2**31), 2**31 - 1


class Leaves(dict[tuple[str, object], Query]):
    """Compiled leaves of Haystack's tree, by lookup and value, for an archive with these languages beside English."""

    def __init__(self, languages: Collection[str] = ()) -> None:
        super().__init__()
        self.languages = languages


# Boosts of hits: exact words over variants of a name, the exact title, all words side by side.
EXACT_WORDS_BONUS = 100.0
HEADING_BONUS = 50.0
FIRST_BONUS = 25.0
ADJACENT_BOOST = 0.2
SIDE_BY_SIDE_BONUS = {field.name: field.side_by_side for field in FIELDS if field.side_by_side}


def compile_query(node: SearchNode, languages: Collection[str] = ()) -> Query:
    """Compile a whole filter tree to a Whoosh query in which exact matches rank first.

    A word is read in each of the languages that the archive has beside English (see `analysis.languages`).

    The tree is compiled a second time without leaves of variants; documents that match that too get a bonus above any
    other score. A leaf `preferred` matches nothing by itself: articles with its words in this order, above all in the
    title, rank before others.
    """
    lifting = [(field, value) for field, value in leaves_of(node) if field in _LIFTS]
    wanted = without_fields(node, _LIFTS.keys())
    # A part of both trees is the same object, so that it is evaluated only once.
    leaves = Leaves(languages)
    full = compile_node(wanted, leaves)
    bonuses = [bonus for field, value in lifting if (bonus := _LIFTS[field](value, leaves))]
    if any(field in VARIANTS for field, _ in leaves_of(wanted)):
        bonuses.append(q.ConstantScoreQuery(compile_node(without_fields(wanted, VARIANTS), leaves), EXACT_WORDS_BONUS))
    return q.AndMaybe(full, _any(bonuses)) if bonuses else full


def _preference(text: Any, leaves: Leaves) -> Query | None:
    read = readings(str(text), leaves.languages)
    if not read[0].forms:
        return None
    parts: list[Query] = [q.ConstantScoreQuery(q.Term("heading", heading_of(text)), HEADING_BONUS)]
    if 1 < len(read[0].forms) <= MAX_PHRASE:
        parts += [
            q.ConstantScoreQuery(_any([q.Phrase(field, terms) for terms, _ in _read_for(field, read)]), bonus)
            for field, bonus in SIDE_BY_SIDE_BONUS.items()
        ]
    return _any(parts)


def _side_by_side(pairs: Sequence[str], leaves: Leaves) -> Query | None:
    """Pairs of words next to each other, in any text of stems."""
    phrases = [
        q.Phrase(field, terms, boost=ADJACENT_BOOST)
        for pair in pairs
        for field in STEM_FIELDS
        for terms, _ in _read_for(field, readings(pair, leaves.languages))
    ]
    return _any(phrases) if phrases else None


def _shared(stems: Sequence[tuple[str, float]], leaves: Leaves) -> Query | None:
    return _any([q.Term(field, text, boost=weight) for text, weight in stems for field in ("title", "body")])


def _first(tree: SearchNode, leaves: Leaves) -> Query | None:
    return q.ConstantScoreQuery(compile_node(tree, Leaves(leaves.languages)), FIRST_BONUS)


# Leaves that match nothing by themselves and rank what the rest of the tree finds.
_LIFTS: dict[str, Callable[[Any, Leaves], Query | None]] = {
    "preferred": _preference,
    "adjacent": _side_by_side,
    "shared": _shared,
    "first": _first,
}


def compile_node(node: SearchNode, leaves: Leaves) -> Query:
    """Compile a node of Haystack's filter tree; an empty tree matches every document.

    `leaves` caches compiled leaves.
    """
    parts = [
        compile_node(child, leaves) if isinstance(child, SearchNode) else _cached_leaf(node, child, leaves)
        for child in node.children
    ]
    if not parts:
        compiled: Query = q.Every()
    elif len(parts) == 1:
        compiled = parts[0]
    elif least := least_of(node):
        compiled = q.Or(parts, minmatch=least)
    elif node.connector == node.OR:
        compiled = q.Or(parts)
    else:
        compiled = all_of(parts)
    return q.And([q.Every(), q.Not(compiled)]) if node.negated else compiled


def all_of(parts: list[Query]) -> Query:
    """Join by And; where a part excludes ("every document but"), by the exclusion alone: it is not expanded."""
    wanted, excluded = [], []
    for part in parts:
        if isinstance(part, q.And) and [type(one) for one in part] == [q.Every, q.Not]:
            excluded.append(part[1])
        else:
            wanted.append(part)
    return q.And([*(wanted or [q.Every()]), *excluded])


def _cached_leaf(node: SearchNode, child: tuple[str, object], leaves: Leaves) -> Query:
    if not isinstance(child[1], str | int):
        return _leaf(node, child, leaves.languages)
    if child not in leaves:
        leaves[child] = _leaf(node, child, leaves.languages)
    return leaves[child]


def _leaf(node: SearchNode, child: tuple[str, object], languages: Collection[str]) -> Query:
    expression, value = child
    field, lookup = node.split_expression(expression)
    field = SPELLED_COLUMNS.get(field, field)
    if field in COLUMNS:
        return _column(field, lookup, value)
    if field == "names":
        return q.Term("names", str(value), boost=VARIANT_BOOST)
    if field in SPELLED_TEXTS:
        return _variant(SPELLED_TEXTS[field], words(str(value)))
    fields = list(BOOSTS) if field in ("content", "text") else [field]
    if isinstance(value, tuple):
        text, between = value
        return _spaced(fields, readings(text, languages), between)
    return _text(fields, lookup, str(value), languages)


def _column(field: str, lookup: str, value: Any) -> Query:
    if lookup == "in":
        wanted = list(value)[:MAX_VALUES]
        return q.ConstantScoreQuery(q.Or([_value(field, one) for one in wanted]), 0.0) if wanted else q.NullQuery
    if lookup in ("content", "exact"):
        return q.ConstantScoreQuery(_value(field, value), 0.0)
    if lookup == "startswith":
        return q.ConstantScoreQuery(q.Prefix(field, str(value)), 0.0)
    bounds: dict[str, Callable[[], tuple[int, int]]] = {
        "range": lambda: value,
        "gte": lambda: (value, MAX_NUMBER),
        "lte": lambda: (MIN_NUMBER, value),
        "gt": lambda: (value + 1, MAX_NUMBER),
        "lt": lambda: (MIN_NUMBER, value - 1),
    }
    low, high = bounds[lookup]()
    return q.NumericRange(field, _bounded(low), _bounded(high), constantscore=True, boost=0.0)


def _bounded(number: int) -> int:
    return max(MIN_NUMBER, min(MAX_NUMBER, int(number)))


def _value(field: str, value: Any) -> Query:
    if field in NUMBER_COLUMNS:
        return q.NumericRange(field, int(value), int(value))
    return q.Term(field, str(value))


def _text(fields: list[str], lookup: str, text: str, languages: Collection[str]) -> Query:
    forms = query_words(text)[:MAX_PHRASE]
    if not forms:
        return q.NullQuery
    if lookup == "exact":
        return _any(
            [_exact(field, reading) for field in fields for reading in _read_for(field, readings(text, languages))]
        )
    if lookup == "startswith" and len(forms) == 1:
        return _any([q.Prefix(name, forms[0], boost=BOOSTS[field]) for field, name in _form_fields(fields)])
    if lookup == "fuzzy" and len(forms) == 1:
        distance = 1 if len(forms[0]) <= 5 else 2
        return _any(
            [
                q.FuzzyTerm(name, forms[0], boost=BOOSTS[field], maxdist=distance, prefixlength=1)
                for field, name in _form_fields(fields)
            ]
        )
    return _word(fields, readings(text, languages))


_Read = tuple[list[str], list[str]]
"""Terms of a phrase or word in a field, and its printed forms."""


def _variant(fields: Sequence[str], forms: list[str]) -> Query:
    """Match another spelling of a word, which is one word or adjacent ones, with a low weight."""
    stems = [stem(form) for form in forms[:MAX_PHRASE]]
    if len(stems) == 1:
        return _any([q.Term(field, stems[0], boost=VARIANT_BOOST * BOOSTS[field]) for field in fields])
    return (
        _any([q.Phrase(field, stems, boost=VARIANT_BOOST * BOOSTS[field]) for field in fields])
        if stems
        else q.NullQuery
    )


def _read_for(field: str, read: Sequence[Reading]) -> list[_Read]:
    """Return the readings of a text in a field: names have one, in their printed words."""
    if field in NAME_FIELDS:
        return [(list(read[0].forms[:MAX_PHRASE]),) * 2]
    return [(list(reading.terms[:MAX_PHRASE]), list(reading.forms[:MAX_PHRASE])) for reading in read]


def _word(fields: list[str], read: Sequence[Reading]) -> Query:
    """Match a word by its stem in every field; documents with the exact form score higher."""
    found = _any([_near(field, terms) for field in fields for terms, _ in _read_for(field, read)])
    if len(read[0].forms) > 1:
        return found
    forms = dict.fromkeys(form for reading in read for form in reading.forms)
    exact = [q.Term(name, form, boost=EXACT_FORM_BOOST) for _, name in _form_fields(fields) for form in forms]
    return q.AndMaybe(found, _any(exact))


def _spaced(fields: list[str], read: Sequence[Reading], between: int) -> Query:
    """Match words in this order, with at most so many others between adjacent ones."""
    if not read[0].forms:
        return q.NullQuery
    return _any([_near(field, terms, between) for field in fields for terms, _ in _read_for(field, read)])


def _near(field: str, terms: list[str], between: int = 0) -> Query:
    """Match adjacent pieces of one word; a word usually has one piece."""
    if len(terms) > 1:
        return q.Phrase(field, terms, slop=between + 1, boost=BOOSTS[field])
    if is_single_unparted(terms[0]):
        return q.Prefix(field, terms[0], boost=BOOSTS[field])
    return q.Term(field, terms[0], boost=BOOSTS[field])


def _exact(field: str, read: _Read) -> Query:
    """Match exact forms in this order. Positions are stored for stems; forms are required in addition."""
    terms, forms = read
    if field in NAME_FIELDS or is_single_unparted(terms[-1]):
        return _near(field, terms)
    present = [q.ConstantScoreQuery(q.Term(FORMS_OF[field], form), 0.0) for form in dict.fromkeys(forms)]
    return q.And([_near(field, terms), *present])


def _form_fields(fields: list[str]) -> list[tuple[str, str]]:
    """Return the fields of printed words, each once, with the text field whose weight they take."""
    return list({FORMS_OF.get(field, field): (field, FORMS_OF.get(field, field)) for field in fields}.values())


def _any(parts: list[Query]) -> Query:
    return parts[0] if len(parts) == 1 else q.Or(parts)
