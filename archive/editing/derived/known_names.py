"""The names that texts are read with: sources as the authority rows have them, and the house's publications."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from functools import cache

from archive.editing.publications.publication_resolver import PublicationResolver
from archive.models import Publication, Source, SourceName
from archive.models.common.slugs import slug_from
from archive.text.names.source_names import INSTITUTIONS, KnownSources, Outlet, load_authority


@dataclass(frozen=True, slots=True)
class KnownNames:
    """Names of sources and publications, loaded once and asked for every article.

    `sources` finds a slug by a printed name, `source_ids` has the row of each slug, `house` gives the present title for
    every name of a publication, `publications` the row of each title.
    """

    sources: KnownSources
    source_ids: dict[str, int] = field(default_factory=dict)
    house: dict[str, str] = field(default_factory=dict)
    publications: dict[str, Publication] = field(default_factory=dict)

    def source_id(self, name: str) -> int | None:
        """The row of the source that a printed name stands for, or None.

        Words of kind may be left out ("RTR television"), a place in brackets may not: Dushanbe has a Channel One too.
        """
        told_apart_by_place = "[" in name or "(" in name
        find = self.sources.slug_of if told_apart_by_place else self.sources.slug_without_generic_words
        slug = find(name) if name else None
        return self.source_ids.get(slug) if slug else None


def load_known_names(desk: PublicationResolver | None = None, outlets: Sequence[Outlet] = ()) -> KnownNames:
    """Load the names from the rows: two queries for sources, one for publications unless `desk` has them already.

    While there are no rows of sources, the shipped names are known. `outlets` are known besides, for a dry run.
    """
    rows = list(Source.objects.values_list("slug", "pk", "name", "kind"))
    if rows or outlets:
        sources = _sources_of(rows, outlets if rows else [*outlets, *load_authority()])
    else:
        sources = _shipped_sources()
    ids = {slug: pk for slug, pk, _, _ in rows}
    return with_publications(KnownNames(sources, ids), desk or PublicationResolver(dry_run=True))


@cache
def _shipped_sources() -> KnownSources:
    """The shipped names, kept: to read their file takes 50 ms, and without rows each save at the desk asks for them."""
    return _sources_of([], load_authority())


def _sources_of(rows: Sequence[tuple[str, int, str, str]], outlets: Sequence[Outlet]) -> KnownSources:
    """The sources of these rows of (slug, pk, name, kind) with their other names, and these outlets besides."""
    slugs = {outlet: slug_from(outlet.name, fallback="source") for outlet in outlets}
    names = {name: slug for outlet, slug in slugs.items() for name in outlet.names}
    if rows:
        names |= dict(SourceName.objects.values_list("name", "source__slug"))
    names |= {name: slug for slug, _, name, _ in rows}
    institutions = {slug for outlet, slug in slugs.items() if outlet.kind in INSTITUTIONS}
    institutions |= {slug for slug, _, _, kind in rows if kind in INSTITUTIONS}
    return KnownSources.from_names(names, institutions)


def with_publications(names: KnownNames, desk: PublicationResolver) -> KnownNames:
    """The same names of sources, with the publications as they are now."""
    return replace(names, house=dict(desk.house()), publications=desk.rows())
