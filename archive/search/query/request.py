"""Search request: query, filters, order and page, parsed from an address and written back to one."""

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
    APPEARED = "appeared"
    """The latest in the archive first: feeds have this order only, and addresses do not name it."""


_CHOICES = (Order.RELEVANCE, Order.NEWEST, Order.OLDEST)


# Filters by place, from the search box on a volume's or issue's page: their names in the query language.
PLACES = tuple(field.query_name for field in FIELDS if field.is_filter)
# Columns by the names of filters in addresses: facets, of which several values may be chosen; and places.
FILTERS = {name: BY_NAME[name] for name in FACETS} | {name: BY_QUERY_NAME[name] for name in PLACES}
_VALUE = re.compile(r"[\w\-.]{1,140}")
_DAY = re.compile(r"(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?")


@dataclass(frozen=True, slots=True)
class SearchRequest:
    """A reader's search. Every value is bounded and well-formed; invalid parameters are ignored."""

    query: str = ""
    filters: Mapping[str, tuple[str, ...]] = field(default_factory=lambda: MappingProxyType({}))
    first: str = ""
    last: str = ""
    order: Order = Order.RELEVANCE
    page: int = 1
    variants: bool = True
    expanded: tuple[str, ...] = ()
    problems: tuple[str, ...] = field(default=(), compare=False)
    """What of an address could not be read, in sentences for the reader."""

    @classmethod
    def from_params(cls, params: Mapping[str, Iterable[str]]) -> SearchRequest:
        """Parse the parameters of an address, a list of texts a name: {"q": ["almaty"], "year": ["2004", "2005"]}.

        Unknown names, malformed values and unknown orders are ignored. A page that is not a number is page 1; a number
        out of range stays, so that the view can answer 404.
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
        first, last, problems = _dates(_last(values, "from"), _last(values, "to"))
        return cls(
            query=_last(values, "q").replace("\x00", " ").strip()[: MAX_QUERY_LENGTH + 1],
            filters=MappingProxyType(filters),
            first=first,
            last=last,
            order=Order(order) if order in _CHOICES else Order.RELEVANCE,
            page=int(page) if page.isascii() and page.isdigit() and len(page) < 10 else 1,
            variants=_last(values, "variants") != "off",
            expanded=tuple(name for name in FACETS if name in values.get("more", ())),
            problems=problems,
        )

    def params(self) -> list[tuple[str, str]]:
        """Return the parameters of this search in canonical order, without defaults."""
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
        """Return the search as the query string of an address: "q=almaty&year=2004"."""
        return urlencode(self.params())

    def around_one_more(self) -> dict[str, tuple[str, str]]:
        """Return for each facet the query string with one more value in two pieces, before and after the value.

        A page has fifty such links, which differ in the value alone.
        """
        pairs = self.changed().params()
        said = [f"{name}={quoted(value)}" for name, value in pairs]
        around = {}
        for place, facet in enumerate(FACETS, start=1):
            before = sum(name == "q" or name in FACETS[:place] for name, _ in pairs)
            around[facet] = "&".join((*said[:before], f"{facet}=")), "".join(f"&{each}" for each in said[before:])
        return around

    def query_strings_of_pages(self, numbers: Iterable[int]) -> dict[int, str]:
        """Return the query string of each of these pages, by number; their common part is computed once."""
        first = self.changed().query_string()
        return {number: f"{first}&page={number}" if number > 1 else first for number in numbers}

    def without_value(self, name: str, value: str) -> SearchRequest:
        """Return the same search without one value of a filter, from its first page."""
        return self._with_filter(name, tuple(v for v in self.filters.get(name, ()) if v != value))

    def without_filter(self, name: str) -> SearchRequest:
        """Return the same search without a filter, from its first page."""
        return self._with_filter(name, ())

    def changed(self, **changes: Any) -> SearchRequest:
        """Return the same search with other attributes, from its first page unless a page is given."""
        return replace(self, **{"page": 1, **changes})

    def _with_filter(self, name: str, values: tuple[str, ...]) -> SearchRequest:
        filters = {key: kept for key, kept in self.filters.items() if key != name}
        if values:
            filters[name] = tuple(dict.fromkeys(values))
        return self.changed(filters=MappingProxyType(filters))

    @property
    def is_empty(self) -> bool:
        """Return whether the search is empty: no word, no filter, no date."""
        return not (self.query.strip() or self.filters or self.first or self.last)


# Quoted for an address, cached; the same few thousand values are on every page of results.
quoted = lru_cache(maxsize=4096)(quote_plus)


def _acceptable(name: str, value: str) -> bool:
    if FILTERS[name].kind is Kind.NUMBER:
        return value.isascii() and value.isdigit() and len(value) <= 4 and (name != "year" or int(value) in YEARS)
    return bool(_VALUE.fullmatch(value))


def _last(values: Mapping[str, list[str]], name: str) -> str:
    return (values.get(name) or [""])[-1].strip()


def _dates(first: str, last: str) -> tuple[str, str, tuple[str, ...]]:
    """Return both ends of the form's date range, and what was wrong with them: ends that are no dates are left out,
    and those of a reversed range exchanged.
    """
    ends = {"From": _day(first), "To": _day(last)}
    problems = [
        f"“{typed[:40]}” in {name} is no date and was left out: write 2004, 2004-10 or 2004-10-23."
        for (name, read), typed in zip(ends.items(), (first, last), strict=True)
        if typed and not read
    ]
    first, last = ends.values()
    # Compared as far as the shorter one goes: 2004-10 to 2004 is a range.
    if first and last and first[: len(last)] > last[: len(first)]:
        first, last = last, first
        problems.append("From was later than To: the dates were exchanged.")
    return first, last, tuple(problems)


def _day(text: str) -> str:
    """Return a valid year, month or day as given: "2004", "2004-10", "2004-10-23"; "" for anything else."""
    match = _DAY.fullmatch(text)
    if not match or int(match[1]) not in YEARS:
        return ""
    month, day = int(match[2] or 1), int(match[3] or 1)
    return text if 1 <= month <= 12 and 1 <= day <= 31 else ""
