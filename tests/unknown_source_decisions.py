"""Decisions on a group of citations of unknown sources, proposed and carried out at once."""

from __future__ import annotations

from archive.editing.bulk.bulk_citations import ATTACH, MAKE_SOURCE
from archive.editing.bulk.bulk_operations import run_at_once
from archive.editing.bulk.unknown_sources import REJECT, propose_for_group
from archive.models import Source, SourceKind


def assign_source(key: str, source: Source, *, suggestions: bool = False) -> int:
    """Say that a group's names are the source's; returns how many citations were resolved."""
    chosen = {"source": source.pk, "source_name": source.name}
    return run_at_once(propose_for_group(ATTACH, key, suggestions=suggestions, **chosen)).changed


def make_source(key: str, name: str, kind: str = SourceKind.OTHER) -> tuple[Source, int]:
    """Make a source of a group, or take the one that has the name; returns it and how many citations were resolved."""
    task = run_at_once(propose_for_group(MAKE_SOURCE, key, source_name=name, kind=kind))
    return Source.objects.get(pk=task.parameters["source"]), task.changed


def reject(key: str) -> int:
    """Say that a group's texts cite no source; returns how many citations were rejected."""
    return run_at_once(propose_for_group(REJECT, key)).changed
