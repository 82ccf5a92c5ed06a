"""Names that texts are read with: those of known sources, and of the archive's own publications."""

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
    """Names of sources and publications, loaded once for many articles.

    `sources` finds a slug by a printed name, `source_ids` maps slugs to rows, `own_titles` the present title for every
    name of a publication, `publications` maps titles to rows.
    """

    sources: KnownSources
    source_ids: dict[str, int] = field(default_factory=dict)
    own_titles: dict[str, str] = field(default_factory=dict)
    publications: dict[str, Publication] = field(default_factory=dict)

    def source_id(self, name: str) -> int | None:
        """Return the row of the source that a printed name means, or None.

        Words of kind may be missing ("RTR television"), a place in brackets may not: Dushanbe has a Channel One too.
        """
        distinguished_by_place = "[" in name or "(" in name
        find = self.sources.slug_of if distinguished_by_place else self.sources.slug_without_generic_words
        slug = find(name) if name else None
        return self.source_ids.get(slug) if slug else None


def load_known_names(desk: PublicationResolver | None = None, outlets: Sequence[Outlet] = ()) -> KnownNames:
    """Load the names: two queries for sources, and one for publications unless `desk` has them already.

    Without any rows of sources, the shipped names are used. `outlets` are added, for a dry run.
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
    """Return the shipped names, cached: reading their file takes 50 ms, and without rows each save in the admin needs
    them.
    """
    return _sources_of([], load_authority())


def _sources_of(rows: Sequence[tuple[str, int, str, str]], outlets: Sequence[Outlet]) -> KnownSources:
    """Return the sources of these rows of (slug, pk, name, kind) with their other names, and these outlets."""
    slugs = {outlet: slug_from(outlet.name, fallback="source") for outlet in outlets}
    names = {name: slug for outlet, slug in slugs.items() for name in outlet.names}
    if rows:
        names |= dict(SourceName.objects.values_list("name", "source__slug"))
    names |= {name: slug for slug, _, name, _ in rows}
    institutions = {slug for outlet, slug in slugs.items() if outlet.kind in INSTITUTIONS}
    institutions |= {slug for slug, _, _, kind in rows if kind in INSTITUTIONS}
    return KnownSources.from_names(names, institutions)


def with_publications(names: KnownNames, desk: PublicationResolver) -> KnownNames:
    """Return the same names of sources, with the present publications."""
    return replace(names, own_titles=dict(desk.own_titles()), publications=desk.rows())
