"""Facets: values among the hits, the number of hits for each, and the search that selects or deselects it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from archive.models import SiteRevision
from archive.search.engine import FacetCounts
from archive.search.fields import FACETS, LANGUAGE
from archive.search.query.request import SearchRequest, quoted
from archive.search.results.facet_labels import labels_of

SHOWN_VALUES = 8
MAX_SHOWN_VALUES = 200


class FacetValue(NamedTuple):
    """A value of a facet: its number of hits, and the address of the search that selects or deselects it.

    The address is its query string, as in `SearchRequest.query_string`.
    """

    value: str
    label: str
    count: int  # type: ignore[assignment]  # a tuple's method, which is not needed here
    selected: bool
    query_string: str


@dataclass(frozen=True, slots=True)
class Facet:
    """A facet with its values, chosen ones first, then the most frequent (years in order).

    `more` is how many values are not shown.
    """

    name: str
    values: Sequence[FacetValue]
    more: int
    request: SearchRequest

    @property
    def selected(self) -> bool:
        """Return whether any of its values is selected."""
        return any(value.selected for value in self.values)

    @property
    def expanded(self) -> SearchRequest:
        """Return the search that shows the hidden values."""
        return self.request.changed(expanded=tuple(dict.fromkeys((*self.request.expanded, self.name))))


def facets_of(request: SearchRequest, counts: Mapping[str, FacetCounts]) -> list[Facet]:
    """Return the counted facets, in the order of the page; one query at most for the names of each."""
    stamp = SiteRevision.current().stamp
    around = request.around_one_more()
    facets = [_facet(request, name, counts[name], around[name], stamp) for name in FACETS if name in counts]
    # Of hits in one language there is nothing to choose.
    return [facet for facet in facets if facet.name != LANGUAGE or len(facet.values) > 1 or facet.selected]


def _facet(
    request: SearchRequest, name: str, counts: FacetCounts, around_one_more: tuple[str, str], stamp: str
) -> Facet:
    chosen = request.filters.get(name, ())
    if name == "year":
        found: dict[Any, int] = {str(year): number for year, number in counts.by_value()}
        shown = sorted({*chosen, *found})
        more = 0
    else:
        # Only the shown values are sorted, of a facet that may have thousands.
        room = max(MAX_SHOWN_VALUES if name in request.expanded else SHOWN_VALUES, len(chosen))
        found = dict(counts[:room]) | {value: counts.of(value) for value in chosen}
        shown = [*chosen, *(value for value in found if value not in chosen)][:room]
        more = len(counts) + sum(not found[value] for value in chosen) - len(shown)
    labels = labels_of(name, shown, stamp)
    before, behind = around_one_more
    values = [
        FacetValue(value, labels[value], found.get(value, 0), True, request.without_value(name, value).query_string())
        if value in chosen
        else FacetValue(value, labels[value], found.get(value, 0), False, f"{before}{quoted(value)}{behind}")
        for value in shown
        if value in labels
    ]
    return Facet(name, values, more, request)
