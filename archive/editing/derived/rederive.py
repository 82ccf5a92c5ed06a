"""Derives the citations of many articles again, a batch a transaction, and resumes where an earlier run stopped."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path

from archive.editing.derived.known_names import load_known_names
from archive.editing.derived.recompute import pending_work, recompute
from archive.models import Article
from archive.models.catalogue.article import ArticleQuerySet

BATCH = 100  # articles, for about half a second during which nobody else can write to SQLite


@dataclass(frozen=True, slots=True)
class Progress:
    """Progress of a run: the last article, of which selection (a publication's title, or "" for all)."""

    selection: str
    last: int

    @classmethod
    def read(cls, path: Path, selection: str) -> Progress:
        """Read the progress stored in a file for the same selection, else that of a new run."""
        if path.exists():
            noted = cls(**json.loads(path.read_text(encoding="utf-8")))
            if noted.selection == selection:
                return noted
        return cls(selection, 0)

    def note(self, path: Path) -> None:
        """Write the progress to a file atomically: a killed run leaves the previous one."""
        draft = path.with_suffix(".part")
        draft.write_text(json.dumps(asdict(self)), encoding="utf-8")
        draft.replace(path)


@dataclass(frozen=True, slots=True)
class DerivedBatch:
    """Result of a batch: its articles, how many of them have other records now, and the last one's id."""

    articles: int
    changed: int
    last: int


def derive_all(articles: ArticleQuerySet[Article], *, after: int = 0) -> Iterator[DerivedBatch]:
    """Derive the articles' records again in the order of their ids, those above `after`; yield the result of each
    batch.

    Stopping between two batches leaves everything consistent.
    """
    names = load_known_names()
    while ids := list(articles.filter(pk__gt=after).order_by("pk").values_list("pk", flat=True)[:BATCH]):
        with pending_work() as work:
            work.articles.update(ids)
            changed = len(recompute(names).changed)
        after = ids[-1]
        yield DerivedBatch(len(ids), changed, after)
