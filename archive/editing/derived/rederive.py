"""Derives the citations of many articles anew, a batch a transaction, from wherever an earlier run was stopped."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from django.db import transaction

from archive.editing.derived.derivation import derive, existing_derived
from archive.editing.derived.issue_dates import infer_issue_date
from archive.editing.derived.known_names import load_known_names
from archive.models import Article, Publication
from archive.models.catalogue.article import ArticleQuerySet

BATCH = 100  # articles, for about half a second during which nobody else can write to SQLite


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a run came: the last article, of which selection (a publication's title, or "" for all)."""

    selection: str
    last: int

    @classmethod
    def read(cls, path: Path, selection: str) -> Progress:
        """The progress noted in a file for the same selection, else that of a run that has not begun."""
        if path.exists():
            noted = cls(**json.loads(path.read_text(encoding="utf-8")))
            if noted.selection == selection:
                return noted
        return cls(selection, 0)

    def note(self, path: Path) -> None:
        """Put the progress into a file whole, so that a run killed meanwhile leaves the one before."""
        draft = path.with_suffix(".part")
        draft.write_text(json.dumps(asdict(self)), encoding="utf-8")
        draft.replace(path)


@dataclass(frozen=True, slots=True)
class DerivedBatch:
    """What a batch did: its articles, how many of them have other records now, and the last one's id."""

    articles: int
    changed: int
    last: int


def derive_all(articles: ArticleQuerySet[Article], *, after: int = 0) -> Iterator[DerivedBatch]:
    """Derive the articles' records anew in the order of their ids, those above `after`; gives what each batch did.

    Stopping between two batches leaves everything consistent.
    """
    names = load_known_names()
    while ids := list(articles.filter(pk__gt=after).order_by("pk").values_list("pk", flat=True)[:BATCH]):
        with transaction.atomic():
            batch = Article.objects.filter(pk__in=ids).select_related("issue__publication").order_by("pk")
            issues: dict[int, Any] = {}
            changed, noted = 0, existing_derived(ids)
            for article in batch:
                article.issue = issues.setdefault(article.issue_id, article.issue)
                changed += derive(article, names, date_issue=False, noted=noted[article.pk]).changed_anything
            for issue in issues.values():
                infer_issue_date(issue)
        after = ids[-1]
        yield DerivedBatch(len(ids), changed, after)


def rederive_publication(publication: Publication) -> int:
    """Derive a publication's articles again, after a fact changed that they are read with; return how many changed."""
    return sum(batch.changed for batch in derive_all(Article.objects.of(publication)))
