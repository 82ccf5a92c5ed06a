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

MAX_NAMED = 8
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
    """Effect of merging `duplicates` into `target`.

    `moving` counts the citations (or articles) that would move to the target, `first_moving` are the first of their
    articles; `collapsing` counts the articles that have both the target and a duplicate, or two duplicates,
    `first_collapsing` the first of them. `names` are the other names that the target would gain.
    """

    target: Side
    duplicates: list[Side]
    moving: int
    first_moving: list[Article]
    collapsing: int
    first_collapsing: list[Article]
    names: list[str]
    old_addresses: int
    choices: list[Choice]


def preview(target: Mergeable, duplicates: Sequence[Mergeable], *, among: Q | None = None) -> MergePreview:
    """Preview a merge of these rows, in ten queries at most, however many references they have.

    Counts include all articles; only those of `among`, a condition for those that a person may see, are named.
    """
    sides = _sides([target, *duplicates])
    links, column = LINKS[type(target)]
    of_duplicates = links.objects.filter(**{f"{column}__in": [row.pk for row in duplicates]})
    moving, collapsing = of_duplicates, links.objects.none()
    if links is not Citation:
        of_target = links.objects.filter(**{column: target}).order_by().values("article_id")
        moving = of_duplicates.exclude(article_id__in=of_target)
        collapsing = _signed_by_several(links, column, [row.pk for row in (target, *duplicates)])
    return MergePreview(
        target=sides[0],
        duplicates=sides[1:],
        moving=moving.count() if links is Citation else moving.order_by().values("article_id").distinct().count(),
        first_moving=_first_articles(moving, among),
        collapsing=collapsing.count(),
        first_collapsing=_first_articles(collapsing, among),
        names=_names(target, sides),
        old_addresses=sum(side.old_addresses for side in sides[1:]) + len(duplicates),
        choices=choices(target, duplicates),
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


def _names(target: Mergeable, sides: Sequence[Side]) -> list[str]:
    if isinstance(target, Topic):  # has no other names
        return []
    every = [name for side in sides for name in (side.row.name, *side.other_names)]
    return [name for name in dict.fromkeys(every) if name != target.name]


def _signed_by_several(links: Any, column: str, ids: list[int]) -> QuerySet[Any]:
    """Return a row {article_id} for every article that has more than one of the rows."""
    found = links.objects.filter(**{f"{column}__in": ids}).order_by().values("article_id")
    return cast("QuerySet[Any]", found.annotate(number=Count("pk")).filter(number__gt=1))


def _first_articles(linked: QuerySet[Any], among: Q | None) -> list[Article]:
    ids = linked.order_by("-article_id").values_list("article_id", flat=True).distinct()[:MAX_NAMED]
    articles = Article.objects.filter(among or Q(), pk__in=list(ids)).select_related("issue__publication").defer("body")
    return list(articles.order_by("-pk"))
