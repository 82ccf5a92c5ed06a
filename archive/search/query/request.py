"""A search as its address says it: the question, the filters, the order, the page, and how to change each."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from functools import lru_cache
from types import MappingProxyType
from typing import Any
from urllib.parse import quote_plus, urlencode

from archive.search.fields import BY_NAME, BY_QUERY_NAME, FACETS, FIELDS, Kind

MAX_QUERY_LENGTH = 1000
MAX_FILTER_VALUES = 50
YEARS = range(1600, 2201)


class Order(StrEnum):
    RELEVANCE = "relevance"
    NEWEST = "newest"
    OLDEST = "oldest"


# Filters that say where to search, from the box on a volume's or issue's page: the names in the query language.
PLACES = tuple(field.query_name for field in FIELDS if field.is_filter)
# The columns by the names of filters in addresses: facets, whose values are chosen, several at a time; and places.
FILTERS = {name: BY_NAME[name] for name in FACETS} | {name: BY_QUERY_NAME[name] for name in PLACES}
_VALUE = re.compile(r"[\w\-.]{1,140}")
_DAY = re.compile(r"(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?")


@dataclass(frozen=True, slots=True)
class SearchRequest:
    """What a reader asks for. Every value is bounded and well-formed; what was not is left out, as if never given."""

    query: str = ""
    filters: Mapping[str, tuple[str, ...]] = field(default_factory=lambda: MappingProxyType({}))
    first: str = ""
    last: str = ""
    order: Order = Order.RELEVANCE
    page: int = 1
    variants: bool = True
    expanded: tuple[str, ...] = ()

    @classmethod
    def from_params(cls, params: Mapping[str, Iterable[str]]) -> SearchRequest:
        """Read the parameters of an address, a list of texts a name: {"q": ["almaty"], "year": ["2004", "2005"]}.

        Unknown names, malformed values and unknown orders are ignored. A page that is no number is page 1; a number
        out of range stays, so that the page can answer 404.
        """
        values = {name: [str(value) for value in given] for name, given in params.items()}
        filters = {
            name: found
            for name in (*FACETS, *PLACES)
            if (
                found := tuple(dict.fromkeys(v for v in values.get(name, ()) if _acceptable(name, v)))[
                    :MAX_FILTER_VALUES
                ]
            )
        }
        order = _last(values, "sort")
        page = _last(values, "page")
        return cls(
            query=_last(values, "q").replace("\x00", " ").strip()[: MAX_QUERY_LENGTH + 1],
            filters=MappingProxyType(filters),
            first=_day(_last(values, "from")),
            last=_day(_last(values, "to")),
            order=Order(order) if order in list(Order) else Order.RELEVANCE,
            page=int(page) if page.isascii() and page.isdigit() and len(page) < 10 else 1,
            variants=_last(values, "variants") != "off",
            expanded=tuple(name for name in FACETS if name in values.get("more", ())),
        )

    def params(self) -> list[tuple[str, str]]:
        """The parameters that say this search, in one canonical order, defaults left out."""
        pairs = [("q", self.query)]
        pairs += [(name, value) for name in (*FACETS, *PLACES) for value in self.filters.get(name, ())]
        pairs += [("from", self.first)] if self.first else []
        pairs += [("to", self.last)] if self.last else []
        pairs += [("sort", self.order.value)] if self.order is not Order.RELEVANCE else []
        pairs += [] if self.variants else [("variants", "off")]
        pairs += [("more", name) for name in self.expanded]
        pairs += [("page", str(self.page))] if self.page > 1 else []
        return pairs

    def query_string(self) -> str:
        """The search as the part of an address behind "?": "q=almaty&year=2004"."""
        return urlencode(self.params())

    def around_one_more(self) -> dict[str, tuple[str, str]]:
        """For each facet, the query string with one more value in two pieces, before the value and behind it.

        A page has fifty such links, of which each differs from the others in its value alone.
        """
        pairs = self.changed().params()
        said = [f"{name}={quoted(value)}" for name, value in pairs]
        around = {}
        for place, facet in enumerate(FACETS, start=1):
            before = sum(name == "q" or name in FACETS[:place] for name, _ in pairs)
            around[facet] = "&".join((*said[:before], f"{facet}=")), "".join(f"&{each}" for each in said[before:])
        return around

    def query_strings_of_pages(self, numbers: Iterable[int]) -> dict[int, str]:
        """The query string of each of these pages, by number; what they have in common is worked out once for all."""
        first = self.changed().query_string()
        return {number: f"{first}&page={number}" if number > 1 else first for number in numbers}

    def without_value(self, name: str, value: str) -> SearchRequest:
        """The same search without one value of a filter, from its first page."""
        return self._with_filter(name, tuple(v for v in self.filters.get(name, ()) if v != value))

    def without_filter(self, name: str) -> SearchRequest:
        """The same search without a filter, from its first page."""
        return self._with_filter(name, ())

    def changed(self, **changes: Any) -> SearchRequest:
        """The same search with other attributes, from its first page unless a page is given."""
        return replace(self, **{"page": 1, **changes})

    def _with_filter(self, name: str, values: tuple[str, ...]) -> SearchRequest:
        filters = {key: kept for key, kept in self.filters.items() if key != name}
        if values:
            filters[name] = tuple(dict.fromkeys(values))
        return self.changed(filters=MappingProxyType(filters))

    @property
    def is_empty(self) -> bool:
        """Whether nothing is asked for: no word, no filter, no date."""
        return not (self.query.strip() or self.filters or self.first or self.last)


# As a part of an address; the same few thousand values stand in every page of results.
quoted = lru_cache(maxsize=4096)(quote_plus)


def _acceptable(name: str, value: str) -> bool:
    if FILTERS[name].kind is Kind.NUMBER:
        return value.isascii() and value.isdigit() and len(value) <= 4 and (name != "year" or int(value) in YEARS)
    return bool(_VALUE.fullmatch(value))


def _last(values: Mapping[str, list[str]], name: str) -> str:
    return (values.get(name) or [""])[-1].strip()


def _day(text: str) -> str:
    """A year, month or day that the calendar has, as given: "2004", "2004-10", "2004-10-23"; "" for anything else."""
    match = _DAY.fullmatch(text)
    if not match or int(match[1]) not in YEARS:
        return ""
    month, day = int(match[2] or 1), int(match[3] or 1)
    return text if 1 <= month <= 12 and 1 <= day <= 31 else ""
