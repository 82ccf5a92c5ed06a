"""Options of Haystack's queries, read as values of the engine: an order, a narrowing; the rest is refused."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

from archive.search.engine import (
    Sort,
    ValuesFilter,
)
from archive.search.errors import Unsupported
from archive.search.fields import BY_NAME
from archive.search.haystack_lookups import column_values

# Attributes of a hit that need no query of the database.
RESULT_FIELDS = frozenset({"id", "pk", "django_ct", "django_id", "score"})
_NARROWED = re.compile(r'(?P<field>[a-z_]+?)(?:_exact)?:(?:"(?P<quoted>[^"]*)"|(?P<plain>[^\s"\[{(]+))')
_UNSUPPORTED_OPTIONS = {
    "highlight": "highlight(): passages are made by archive.search.results.hits",
    "boost": "boost(): weights belong to fields, see archive.search.fields",
    "date_facets": "date_facet(): use facet('year'), or count filtered searches",
    "query_facets": "query_facet(): count filtered searches",
    "within": "within(): articles have no places",
    "dwithin": "dwithin(): articles have no places",
    "distance_point": "distance(): articles have no places",
    "raw_search": "raw_search(): there is no query language of an engine; see archive.search.query.grammar",
    "stats": "stats(): no engine here computes statistics",
    "stats_results": "stats_results(): no engine here computes statistics",
    "spelling_query": "set_spelling_query(): suggestions are made by archive.search.results.spelling",
}


def sort_of(fields: list[str]) -> Sort | None:
    """Return Haystack's order as the engine's: ["-date"]; none is by score. Raises Unsupported for all but one
    column.
    """
    if not fields:
        return None
    name = fields[0].removeprefix("-")
    declared = BY_NAME.get(name)
    if len(fields) > 1 or declared is None or not declared.is_sortable:
        sortable = ", ".join(field.name for field in BY_NAME.values() if field.is_sortable and field.is_public)
        raise Unsupported(f"order_by({', '.join(map(repr, fields))}): results are ordered by one of {sortable}.")
    return Sort(name, descending=fields[0].startswith("-"))


def narrowing(query: object) -> ValuesFilter:
    """Return the filter that Haystack's text for a value says: `year:2004`, `author:"ana"`. Raises Unsupported."""
    match = _NARROWED.fullmatch(query) if isinstance(query, str) else None
    declared = BY_NAME.get(match["field"]) if match else None
    if match is None or declared is None or not declared.is_column:
        raise Unsupported(
            f"narrow({query!r}): narrow by a filter of archive.search.engine or by a facet's value (year:2004); use "
            "filter() for anything else."
        )
    value = match["plain"] if match["quoted"] is None else match["quoted"]
    return ValuesFilter(declared.name, frozenset(column_values(declared, [value])))


def refuse_options(options: dict[str, Any], fields: Iterable[str]) -> None:
    """Raise Unsupported where an option is set that no engine here has, or a field is requested that no hit has."""
    for name, value in options.items():
        if value:
            raise unsupported(name)
    if unknown := sorted(set(fields) - RESULT_FIELDS):
        raise Unsupported(
            f"values({', '.join(map(repr, unknown))}): the index stores no texts; values() gives "
            f"{', '.join(sorted(RESULT_FIELDS))}. Read the others from the database by `pk`."
        )


def unsupported(option: str) -> Unsupported:
    """Return the error for an option, with what to use in its place."""
    return Unsupported(f"Not supported: {_UNSUPPORTED_OPTIONS.get(option, option)}.")
