"""Filters of the list of sources: by name in any spelling, by kind, by country."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from urllib.parse import urlencode

from anyascii import anyascii

from archive.models import Source, SourceKind, SourceName
from archive.models.catalogue.article_list import totals
from archive.text.names.countries import country_name
from archive.text.names.source_names import folded_name, respelled

MAX_NAME = 100


@dataclass(frozen=True, slots=True)
class SourceFilter:
    """The filters that a reader chose; every value is bounded."""

    name: str = ""
    kind: str = ""
    country: str = ""
    uncited: bool = False

    @classmethod
    def from_params(cls, params: Mapping[str, str]) -> SourceFilter:
        """Read the parameters of an address; unknown kinds are ignored."""
        kind = params.get("kind", "")
        return cls(
            name=" ".join(params.get("name", "").split())[:MAX_NAME],
            kind=kind if kind in SourceKind.values else "",
            country=params.get("country", "")[:60],
            uncited="uncited" in params,
        )

    @property
    def is_anything(self) -> bool:
        return self != SourceFilter()

    @property
    def kept(self) -> str:
        """Return the filters as a query string for pagination links: "kind=agency&", "" for none."""
        pairs = {"name": self.name, "kind": self.kind, "country": self.country, "uncited": self.uncited and "on"}
        query = urlencode({name: value for name, value in pairs.items() if value})
        return f"{query}&" if query else ""


@dataclass(frozen=True, slots=True)
class Choice:
    """A value to filter by, its label, and the number of its sources."""

    value: str
    label: str
    sources: int


@dataclass(frozen=True, slots=True)
class ListedSource:
    """A source in the list: its place in the alphabet, its letter, its citations in published articles."""

    source: Source
    sort_key: str

    @property
    def initial(self) -> str:
        first = self.sort_key[:1].upper()
        return first if "A" <= first <= "Z" else "#"


@dataclass(frozen=True, slots=True)
class SourceList:
    """The matching sources in order, and the kinds and countries of all sources."""

    sources: list[ListedSource]
    kinds: list[Choice]
    countries: list[Choice]


def source_list(wanted: SourceFilter) -> SourceList:
    """Return the list, in four queries, or five where a name is searched for.

    The authority file has a few thousand rows at most, and names are compared normalised and respelled, which no
    database does; so the whole table is read.
    """
    sources = [source for source in _counted() if wanted.uncited or source.citation_count > 0]
    found = [
        source
        for source in _named(sources, wanted.name)
        if wanted.kind in ("", source.kind) and wanted.country in ("", source.country)
    ]
    return SourceList(
        sources=sorted((ListedSource(source, _sort_key(source)) for source in found), key=_place),
        kinds=_choices((source.kind for source in sources), lambda kind: SourceKind(kind).label),
        countries=_choices((source.country for source in sources), country_name),
    )


def _counted() -> Iterator[Source]:
    """Yield all sources with `citation_count`, of the citations that readers see."""
    counts = totals(Source)
    for source in Source.objects.order_by().only("name", "slug", "kind", "country"):
        source.citation_count = counts[source.pk].citations if source.pk in counts else 0
        yield source


def _named(sources: list[Source], name: str) -> list[Source]:
    """Return the sources one of whose names contains this text, whatever its case, accents or transliteration."""
    key = folded_name(name)
    if not key:
        return sources
    others: dict[int, list[str]] = {}
    for source_id, other in SourceName.objects.values_list("source_id", "key"):
        others.setdefault(source_id, []).append(other)
    return [
        source
        for source in sources
        if any(_has(each, key) for each in (folded_name(source.name), *others.get(source.pk, ())))
    ]


def _has(name: str, key: str) -> bool:
    return key in name or respelled(key) in respelled(name)


def _sort_key(source: Source) -> str:
    return anyascii(folded_name(source.name)).casefold()


def _place(listed: ListedSource) -> tuple[bool, str, int]:
    """Return a sort key: letters from A to Z, then names that begin with none."""
    return listed.initial == "#", listed.sort_key, listed.source.pk


def _choices(values: Iterable[str], label) -> list[Choice]:
    counts = Counter(filter(None, values))
    return sorted((Choice(value, str(label(value)), number) for value, number in counts.items()), key=lambda c: c.label)
