"""Likely duplicates: authors, topics and sources whose names share a similarity key."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cache
from typing import Any

from django.db.models import Count

from archive.editing.merges.merge_preview import LINKS
from archive.editing.merges.merging import Mergeable
from archive.models.catalogue.author import Author
from archive.models.catalogue.source import Source, SourceName
from archive.models.catalogue.topic import Topic
from archive.text.names.source_names import folded_name, load_authority
from archive.text.names.variants.duplicate_keys import author_keys, source_keys, topic_keys

MAX_IN_GROUP = 12  # a key shared by more rows is too common to mean anything


@dataclass(frozen=True, slots=True)
class DuplicateGroup:
    """Rows that may be duplicates, the one with the most references first: (id, name, number of references)."""

    rows: tuple[tuple[int, str, int], ...]

    @property
    def ids(self) -> str:
        """Return their ids as in an address: "4,17"."""
        return ",".join(str(pk) for pk, _, _ in self.rows)

    @property
    def would_move(self) -> int:
        """Return how many references all but the first have."""
        return sum(weight for _, _, weight in self.rows[1:])


def likely_duplicates(model: type[Mergeable]) -> list[DuplicateGroup]:
    """Return groups of likely duplicates, those where most references would move first; in three queries."""
    names = [(pk, name) for pk, *spelled in _names(model) for name in spelled]
    titles = dict(model.objects.values_list("pk", "name"))
    by_key: dict[str, set[int]] = defaultdict(set)
    for pk, name in names:
        for key in KEYS[model](name):
            by_key[key].add(pk)
    groups = {frozenset(pks) for pks in by_key.values() if 1 < len(pks) <= MAX_IN_GROUP}
    if model is Source:
        known = _outlets()
        groups = {group for group in groups if not _known_apart([titles[pk] for pk in group], known)}
    largest = [group for group in groups if not any(group < other for other in groups)]
    wanted = {pk for group in largest for pk in group}
    weights = _weights(model, wanted)
    found = [
        DuplicateGroup(
            tuple(sorted(((pk, titles[pk], weights.get(pk, 0)) for pk in group), key=lambda row: (-row[2], row[1])))
        )
        for group in largest
    ]
    return sorted(found, key=lambda group: (-group.would_move, group.rows[0][1]))


def _names(model: type[Mergeable]) -> Iterable[tuple[Any, ...]]:
    if model is Author:
        rows = Author.objects.values_list("pk", "name", "other_names")
        return [(pk, name, *others) for pk, name, others in rows.order_by("pk")]
    named = list(model.objects.order_by("pk").values_list("pk", "name"))
    return [*named, *SourceName.objects.values_list("source_id", "name")] if model is Source else named


@cache
def _outlets() -> dict[str, int]:
    """Return the outlets of the shipped authority file by their normalised names; each has a number."""
    return {folded_name(outlet.name): number for number, outlet in enumerate(load_authority())}


def _known_apart(names: list[str], outlets: dict[str, int]) -> bool:
    """Return whether all are names of different outlets of the authority file: "Pravda" and "Pravda.ru"."""
    numbers = [outlets.get(folded_name(name)) for name in names]
    return None not in numbers and len(set(numbers)) == len(numbers)


def _weights(model: type[Mergeable], ids: set[int]) -> dict[int, int]:
    links, column = LINKS[model]
    counted = links.objects.order_by().values(column).annotate(number=Count("pk")).values_list(column, "number")
    return {pk: number for pk, number in counted if pk in ids}


KEYS: dict[type[Mergeable], Callable[[str], frozenset[str]]] = {
    Author: author_keys,
    Topic: topic_keys,
    Source: source_keys,
}
