"""Outcome of a step of a bulk decision."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from archive.models import BulkRecord

CHANGED_SINCE = "It was changed since, and stays as it is."
GONE_SINCE = "It is gone."


@dataclass(slots=True)
class BulkOutcome:
    """Outcome of some rows: the number changed, (title, reason) of those skipped, and records for undo."""

    changed: int = 0
    left: list[tuple[str, str]] = field(default_factory=list)
    records: list[BulkRecord] = field(default_factory=list)

    def note(self, kind: str, row_id: int, before: dict[str, Any], after: dict[str, Any] | None = None) -> None:
        """Record a row's state before and after."""
        self.records.append(BulkRecord(kind=kind, row_id=row_id, before=before, after=after or {}))

    def add(self, other: BulkOutcome) -> None:
        self.changed += other.changed
        self.left += other.left
        self.records += other.records


def counted(number: int, noun: str) -> str:
    """Return a number with its noun: (1, "article") → "1 article", (2500, "article") → "2,500 articles"."""
    return f"{number:,} {noun if number == 1 else f'{noun}s'}"


def by_state(records: Iterable[BulkRecord]) -> list[tuple[dict[str, Any], dict[str, Any], list[BulkRecord]]]:
    """Group records by their states before and after: (before, after, records)."""
    groups: dict[tuple[Any, ...], list[BulkRecord]] = defaultdict(list)
    for one in records:
        groups[(tuple(sorted(one.before.items())), tuple(sorted(one.after.items())))].append(one)
    return [(dict(before), dict(after), these) for (before, after), these in groups.items()]
