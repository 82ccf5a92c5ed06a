"""Matches readings of a body to existing records, so that a new derivation keeps decisions."""

from __future__ import annotations

from collections import defaultdict, deque
from collections.abc import Callable, Hashable, Iterable
from typing import Any, TypeVar

Existing = TypeVar("Existing")
Read = TypeVar("Read")
KeyPair = tuple[Callable[[Existing], Hashable], Callable[[Read], Hashable]]


def matched(
    standing: Iterable[Existing], read: Iterable[Read], keys: Iterable[KeyPair[Any, Any]]
) -> tuple[list[tuple[Existing, Read]], list[Existing], list[Read]]:
    """Return pairs of records and readings that mean the same mention, then the unmatched records and readings.

    `keys` are pairs of functions, the strictest first, that give a record and a reading the same value where they match
    (None matches nothing). Of several with one value the first in the text matches the first record, and so on.
    """
    pairs: list[tuple[Existing, Read]] = []
    records, readings = list(standing), list(read)
    for key_of_record, key_of_reading in keys:
        if not records or not readings:
            break
        waiting: dict[Hashable, deque[int]] = defaultdict(deque)
        for place, reading in enumerate(readings):
            waiting[key_of_reading(reading)].append(place)
        taken: set[int] = set()
        left = []
        for record in records:
            key = key_of_record(record)
            if key is not None and waiting.get(key):
                place = waiting[key].popleft()
                taken.add(place)
                pairs.append((record, readings[place]))
            else:
                left.append(record)
        records, readings = left, [one for place, one in enumerate(readings) if place not in taken]
    return pairs, records, readings
