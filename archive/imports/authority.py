"""Authority files: load outlets into sources, from the shipped file and an archive's own sources.toml.

Existing rows are never changed, only added to: editors extend and correct them, and loading is safe at any time.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.db import transaction

from archive.models import Source, SourceName
from archive.models.common.slugs import slug_from
from archive.text.names.source_names import KINDS, Outlet, folded_name, load_authority
from archive.text.toml import BadTOML, read_toml

MAX_TOML_CHARACTERS = 2_000_000
MAX_LENGTHS = {"name": 200, "country": 60, "homepage": 300}


class BadSourceFacts(ValueError):
    """Unusable `sources.toml`: the error (`str()`), and what to do (`remedy`)."""

    def __init__(self, reason: str, remedy: str) -> None:
        super().__init__(reason)
        self.reason = reason
        self.remedy = remedy


@dataclass(frozen=True, slots=True)
class Loaded:
    """Number of sources and other names added, and the ids of the sources."""

    sources: int = 0
    names: int = 0
    source_ids: tuple[int, ...] = ()


def load_shipped_sources() -> Loaded:
    """Load the authority file that comes with the project."""
    return load_outlets(load_authority())


@transaction.atomic
def load_outlets(outlets: Iterable[Outlet]) -> Loaded:
    """Add outlets and other names with names that no source has yet. Existing rows are not changed.

    An outlet whose name is another name of a source (after a merge, say) adds its other names to that source. Two
    outlets never share a name: it belongs to the first one.
    """
    owners = owners_of_names()
    slugs = set(Source.objects.values_list("slug", flat=True))
    new: list[Source] = []
    names: list[SourceName] = []
    for outlet in outlets:
        source = owners.get(folded_name(outlet.name))
        if source is None:
            source = _source(outlet, slugs)
            owners[folded_name(outlet.name)] = source
            new.append(source)
        for name in outlet.other_names:
            key = folded_name(name)[:200]
            if key and key not in owners:
                owners[key] = source
                names.append(SourceName(source=source, name=name[:200], key=key))
    Source.objects.bulk_create(new)
    for row in names:
        row.source_id = row.source.pk
    SourceName.objects.bulk_create(names)
    return Loaded(len(new), len(names), tuple(source.pk for source in new))


def owners_of_names() -> dict[str, Source]:
    """Return the source of every folded name, own names before other names."""
    owners = {name.key: name.source for name in SourceName.objects.select_related("source")}
    return owners | {folded_name(source.name): source for source in Source.objects.all()}


def _source(outlet: Outlet, slugs: set[str]) -> Source:
    slug = wanted = slug_from(outlet.name, fallback="source")
    number = 2
    while slug in slugs:
        slug, number = f"{wanted}-{number}", number + 1
    slugs.add(slug)
    return Source(name=outlet.name, slug=slug, kind=outlet.kind, country=outlet.country, homepage=outlet.homepage)


def read_sources_toml(text: str) -> list[Outlet]:
    """Read the `[[source]]` tables of a sources.toml: `name`, `other_names`, `kind`, `country`, `homepage`.

    Raises BadSourceFacts, naming the table, for broken TOML, wrong types, an unknown kind, texts that are too long.
    """
    if len(text) > MAX_TOML_CHARACTERS:
        raise BadSourceFacts(f"The file has {len(text):,} characters.", f"{MAX_TOML_CHARACTERS:,} are the most.")
    try:
        tables = read_toml(text).get("source", [])
    except BadTOML as error:
        raise BadSourceFacts(f"This is not TOML: {str(error)[:200]}.", "Correct the line that it names.") from error
    if not isinstance(tables, list) or not all(isinstance(table, dict) for table in tables):
        raise BadSourceFacts("“source” is no list of tables.", "Begin each source with a line [[source]].")
    return [_outlet(table, number) for number, table in enumerate(tables, start=1)]


def _outlet(table: Mapping[str, object], number: int) -> Outlet:
    where = f"Source {number}, “{str(table.get('name', ''))[:80]}”"
    texts = {}
    for key, longest in MAX_LENGTHS.items():
        value = table.get(key, "")
        if not isinstance(value, str) or len(value) > longest:
            raise BadSourceFacts(f"{where}: {key} is no text of at most {longest} characters.", "Correct it.")
        texts[key] = " ".join(value.split())
    if not texts["name"]:
        raise BadSourceFacts(f"{where} has no name.", 'Add a line such as name = "Interfax".')
    if texts["homepage"] and not texts["homepage"].startswith(("http://", "https://")):
        raise BadSourceFacts(f"{where}: homepage is no web address.", "Begin it with https://.")
    names = table.get("other_names", [])
    if not isinstance(names, list) or not all(
        isinstance(name, str) and len(name) <= MAX_LENGTHS["name"] for name in names
    ):
        raise BadSourceFacts(f"{where}: other_names is no list of texts.", 'Write other_names = ["One", "Another"].')
    kind = table.get("kind", "other")
    if kind not in KINDS:
        raise BadSourceFacts(f"{where}: kind is {kind!r:.40}.", f"Use one of {', '.join(KINDS)}.")
    return Outlet(other_names=tuple(name for name in names if name.strip()), kind=str(kind), **texts)
