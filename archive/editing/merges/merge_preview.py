"""Preview of a merge: rows that move, rows that collapse, and the names and fields that result."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, cast

from django.db.models import Count, Q, QuerySet

from archive.editing.merges.merging import Choice, Mergeable, choices
from archive.models.catalogue.article import Article, Authorship
from archive.models.catalogue.author import Author
from archive.models.catalogue.citation import Citation
from archive.models.catalogue.source import Source, SourceName
from archive.models.catalogue.topic import Topic
from archive.models.common.redirect import SlugRedirect

SHOWN = 8
# The rows that refer to a row, and their column.
LINKS: dict[type[Mergeable], tuple[Any, str]] = {
    Author: (Authorship, "author"),
    Topic: (Article.topics.through, "topic"),
    Source: (Citation, "source"),
}


@dataclass(frozen=True, slots=True)
class Side:
    """One of the rows: its number of references, its other names, and the addresses that redirect to it."""

    row: Mergeable
    weight: int
    other_names: list[str]
    old_addresses: int


@dataclass(frozen=True, slots=True)
class MergePreview:
    """Effect of merging `lost` into `kept`.

    `moving` counts the citations (or articles) that would move to the kept row, `shown` are the first of their
    articles; `collapsing` counts the articles that have both the kept row and a lost one, or two lost ones,
    `shown_collapsing` the first of them. `names` are the other names that the kept row would gain.
    """

    kept: Side
    lost: list[Side]
    moving: int
    shown: list[Article]
    collapsing: int
    shown_collapsing: list[Article]
    names: list[str]
    old_addresses: int
    choices: list[Choice]


def preview(kept: Mergeable, lost: Sequence[Mergeable], *, among: Q | None = None) -> MergePreview:
    """Preview a merge of these rows, in ten queries at most, however many references they have.

    Counts include all articles; only those of `among`, a condition for those that a person may see, are named.
    """
    sides = _sides([kept, *lost])
    links, column = LINKS[type(kept)]
    of_lost = links.objects.filter(**{f"{column}__in": [row.pk for row in lost]})
    moving, collapsing = of_lost, links.objects.none()
    if links is not Citation:
        of_kept = links.objects.filter(**{column: kept}).order_by().values("article_id")
        moving = of_lost.exclude(article_id__in=of_kept)
        collapsing = _signed_by_several(links, column, [row.pk for row in (kept, *lost)])
    return MergePreview(
        kept=sides[0],
        lost=sides[1:],
        moving=moving.count() if links is Citation else moving.order_by().values("article_id").distinct().count(),
        shown=_first_articles(moving, among),
        collapsing=collapsing.count(),
        shown_collapsing=_first_articles(collapsing, among),
        names=_names(kept, sides),
        old_addresses=sum(side.old_addresses for side in sides[1:]) + len(lost),
        choices=choices(kept, lost),
    )


def _sides(rows: Sequence[Mergeable]) -> list[Side]:
    links, column = LINKS[type(rows[0])]
    ids = [row.pk for row in rows]
    counted = links.objects.filter(**{f"{column}__in": ids}).order_by().values(column).annotate(number=Count("pk"))
    weights = dict(counted.values_list(column, "number"))
    addresses = SlugRedirect.objects.filter(kind=rows[0].redirect_kind, target_id__in=ids)
    old = dict(addresses.values("target_id").annotate(number=Count("pk")).values_list("target_id", "number"))
    names = _other_names(rows)
    return [Side(row, weights.get(row.pk, 0), names.get(row.pk, []), old.get(row.pk, 0)) for row in rows]


def _other_names(rows: Sequence[Mergeable]) -> dict[int, list[str]]:
    if isinstance(rows[0], Author):
        return {row.pk: list(row.other_names) for row in rows if isinstance(row, Author)}
    names: dict[int, list[str]] = {}
    if isinstance(rows[0], Source):
        for source, name in SourceName.objects.filter(source__in=[row.pk for row in rows]).values_list(
            "source_id", "name"
        ):
            names.setdefault(source, []).append(name)
    return names


def _names(kept: Mergeable, sides: Sequence[Side]) -> list[str]:
    if isinstance(kept, Topic):  # has no other names
        return []
    every = [name for side in sides for name in (side.row.name, *side.other_names)]
    return [name for name in dict.fromkeys(every) if name != kept.name]


def _signed_by_several(links: Any, column: str, ids: list[int]) -> QuerySet[Any]:
    """Return a row {article_id} for every article that has more than one of the rows."""
    found = links.objects.filter(**{f"{column}__in": ids}).order_by().values("article_id")
    return cast("QuerySet[Any]", found.annotate(number=Count("pk")).filter(number__gt=1))


def _first_articles(linked: QuerySet[Any], among: Q | None) -> list[Article]:
    ids = linked.order_by("-article_id").values_list("article_id", flat=True).distinct()[:SHOWN]
    articles = Article.objects.filter(among or Q(), pk__in=list(ids)).select_related("issue__publication").defer("body")
    return list(articles.order_by("-pk"))
