"""Pending work of a change set: what to recompute at its end, in the order of dependencies."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field, fields
from typing import TypeAlias

from archive.models import Article

# A publication, and the first and last day that references to it must touch.
Window: TypeAlias = tuple[int, datetime.date, datetime.date]


@dataclass(slots=True)
class PendingWork:
    """Rows to recompute, by step, in the order in which `archive.editing.derived.recompute` takes the steps."""

    # Articles that were written without their computed columns.
    columns: set[int] = field(default_factory=set)
    # Publications whose volumes have other years now.
    publications: set[int] = field(default_factory=set)
    # Names of sources that were added and removed; names of the archive's own publications, either.
    names_added: set[str] = field(default_factory=set)
    names_removed: set[str] = field(default_factory=set)
    titles: set[str] = field(default_factory=set)
    # Sources whose citations may have changed with a name.
    sources: set[int] = field(default_factory=set)
    # Articles to derive, new ones as rows in memory, and issues whose articles are all to be derived.
    articles: set[int] = field(default_factory=set)
    new_articles: dict[int, Article] = field(default_factory=dict)
    issues: set[int] = field(default_factory=set)
    # Numbers (publication, volume, key) beside which issues without a printed date may have another place.
    numbers: set[tuple[int, int | None, str]] = field(default_factory=set)
    # Issues whose date is to be inferred, and articles whose issues are meant.
    undated: set[int] = field(default_factory=set)
    decided: set[int] = field(default_factory=set)
    # References to resolve again: those that touch a window, and all those to a publication.
    windows: set[Window] = field(default_factory=set)
    referred: set[int] = field(default_factory=set)
    # Links to resolve again: those to these paths, to paths below these, and to paragraphs of these articles.
    paths: set[str] = field(default_factory=set)
    roots: set[str] = field(default_factory=set)
    targets: set[int] = field(default_factory=set)
    links: set[int] = field(default_factory=set)

    @property
    def changes_names(self) -> bool:
        """Return whether names of sources or publications were added or removed."""
        return bool(self.names_added or self.names_removed or self.titles)

    def take(self) -> PendingWork:
        """Return the work so far, and clear it."""
        taken = PendingWork()
        taken.add(self)
        for one in fields(self):
            getattr(self, one.name).clear()
        return taken

    def add(self, other: PendingWork) -> None:
        """Add another's work to this one."""
        for one in fields(self):
            getattr(self, one.name).update(getattr(other, one.name))

    def __bool__(self) -> bool:
        return any(getattr(self, one.name) for one in fields(self))


_suspended: ContextVar[bool] = ContextVar("recomputation_suspended", default=False)


@contextmanager
def suspended_recomputation() -> Iterator[None]:
    """Note nothing within the block: for code that writes derived rows itself, or rows that are consistent already."""
    token = _suspended.set(True)
    try:
        yield
    finally:
        _suspended.reset(token)


def is_suspended() -> bool:
    """Return whether changes are not noted now."""
    return _suspended.get()
