"""Pending work of a change set: what has to be computed again at its end, and in which order the steps depend."""

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
    """Rows to compute again, by step, in the order in which `archive.editing.derived.recompute` takes the steps."""

    # Articles whose columns were written without computing those that follow from them.
    columns: set[int] = field(default_factory=set)
    # Publications whose volumes have other years now.
    publications: set[int] = field(default_factory=set)
    # Names of sources that came and that went; names of the house's publications that did either.
    names_added: set[str] = field(default_factory=set)
    names_removed: set[str] = field(default_factory=set)
    titles: set[str] = field(default_factory=set)
    # Sources that may have lost or got citations with a name.
    sources: set[int] = field(default_factory=set)
    # Articles whose bodies are read again, the new ones as rows in memory, and issues all of whose articles are.
    articles: set[int] = field(default_factory=set)
    new_articles: dict[int, Article] = field(default_factory=dict)
    issues: set[int] = field(default_factory=set)
    # Issues whose inferred date may be another one, and articles whose issues are meant.
    undated: set[int] = field(default_factory=set)
    decided: set[int] = field(default_factory=set)
    # References to resolve again: those that touch a window, and all those to a publication.
    windows: set[Window] = field(default_factory=set)
    referred: set[int] = field(default_factory=set)
    # Links to follow again: those to these paths, to what lies below these, and to paragraphs of these articles.
    paths: set[str] = field(default_factory=set)
    roots: set[str] = field(default_factory=set)
    targets: set[int] = field(default_factory=set)
    links: set[int] = field(default_factory=set)

    @property
    def changes_names(self) -> bool:
        """Whether names of sources or publications came or went."""
        return bool(self.names_added or self.names_removed or self.titles)

    def take(self) -> PendingWork:
        """Return the work as it is, and note nothing but what comes from now on."""
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
    """Note nothing within the block: for code that writes derived rows itself, or rows that agree already."""
    token = _suspended.set(True)
    try:
        yield
    finally:
        _suspended.reset(token)


def is_suspended() -> bool:
    """Return whether changes are not noted now."""
    return _suspended.get()
