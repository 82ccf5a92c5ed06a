"""Citations of unknown sources that await a decision, and the other names that sources get by it."""

from __future__ import annotations

from archive.models import Citation, CitationStatus, Source, SourceName
from archive.models.catalogue.citation import CitationQuerySet
from archive.text.names.source_names import folded_name


def pending(*, suggestions: bool = False) -> CitationQuerySet[Citation]:
    """Filter citations that await a decision: names without a source, or (`suggestions`) attributions in prose."""
    if suggestions:
        return Citation.objects.filter(status=CitationStatus.SUGGESTED)
    return Citation.objects.unresolved().exclude(status=CitationStatus.SUGGESTED)


def pending_in_group(key: str, *, suggestions: bool = False) -> list[int]:
    """Return the ids of the pending citations of a group, by article."""
    found = pending(suggestions=suggestions).filter(name_key=key)
    return list(found.order_by("article_id", "pk").values_list("pk", flat=True))


def add_alias(source: Source, name: str) -> SourceName | None:
    """Add a name to the source's other names; return it, None where it is known already."""
    key = folded_name(name)[:200]
    if key and key != folded_name(source.name) and not SourceName.objects.filter(key=key).exists():
        return SourceName.objects.create(source=source, name=name[:200])
    return None
