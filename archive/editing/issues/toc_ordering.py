"""Order of an issue's table of contents, safe when two people change it at the same time."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from django.db import models, transaction

from archive.models.catalogue.article import Article
from archive.models.catalogue.issue import Issue
from archive.models.common.outbox import enqueue
from archive.models.records.site_revision import SiteRevision

Order = list[int]


class ConcurrentReorder(Exception):
    """Two people ordered the same contents differently: the order sent (`mine`), and the one saved by the other
    (`saved`).

    Both hold the same ids: those that the issue has now.
    """

    def __init__(self, mine: Order, saved: Order) -> None:
        super().__init__("somebody else changed the order meanwhile")
        self.mine = mine
        self.saved = saved


def order_of(issue: Issue) -> Order:
    """Return the ids of the issue's articles in the order of its contents."""
    return list(Article.objects.in_issue(issue).order_by("position", "pk").values_list("pk", flat=True))


def next_position(issue: Issue) -> int:
    """Return the position after the last article."""
    last = Article.objects.in_issue(issue).aggregate(last=models.Max("position"))["last"]
    return 1 if last is None else last + 1


def order_from_places(shown: Sequence[int], places: Mapping[int, int]) -> Order:
    """Return an order from numbers entered beside some of the articles; `shown` is the displayed order.

    Articles without a new number keep their relative order; each with one gets that position, counted from 1: ([a, b,
    c, d], {d: 1}) → [d, a, b, c]; ([a, b, c, d], {a: 3}) → [b, c, a, d]. Numbers beyond the ends mean the ends.
    """
    changed = {pk: place for at, pk in enumerate(shown, start=1) if (place := places.get(pk, at)) != at}
    order = [pk for pk in shown if pk not in changed]
    for pk in sorted(changed, key=lambda pk: changed[pk]):
        order.insert(max(0, changed[pk] - 1), pk)
    return order


def moved_by_one(order: Sequence[int], pk: int, step: int) -> Order:
    """Return the order with one article moved up (`step` -1) or down (1); unchanged at the ends and for an unknown
    id.
    """
    moved = list(order)
    if pk in moved and 0 <= (to := (at := moved.index(pk)) + step) < len(moved):
        moved[at], moved[to] = moved[to], moved[at]
    return moved


@transaction.atomic
def set_order(issue: Issue, mine: Sequence[int], *, seen: Sequence[int]) -> bool:
    """Set the issue's articles to the order `mine`, made from the order `seen`. Returns whether that changed anything.

    Articles added to the issue meanwhile stay behind their predecessor; removed ones are skipped. Where somebody else
    changed the order meanwhile and `mine` is another one, nothing is written.

    Raises ConcurrentReorder then.
    """
    _wait_for_turn(issue)
    saved = order_of(issue)
    wanted = insert_into(mine, seen=seen, saved=saved)
    if wanted == saved:
        return False
    _write(issue, wanted)
    return True


def insert_into(mine: Sequence[int], *, seen: Sequence[int], saved: Sequence[int]) -> Order:
    """Return the order of all articles of `saved` with the change from `seen` to `mine` applied. Raises
    ConcurrentReorder.
    """
    held = set(saved)
    known = held & set(seen)
    mine_now, seen_now, saved_now = (_only(each, known) for each in (mine, seen, saved))
    if mine_now == seen_now:
        return list(saved)
    wanted = _with_others_behind(mine_now, saved)
    if saved_now not in (seen_now, mine_now):
        raise ConcurrentReorder(wanted, list(saved))
    return wanted


def _only(order: Iterable[int], kept: set[int]) -> Order:
    """Return the ids of an order that are in the issue, each once; missing ones are appended."""
    order = [pk for pk in dict.fromkeys(order) if pk in kept]
    return order + sorted(kept - set(order))


def _with_others_behind(order: Order, saved: Sequence[int]) -> Order:
    """Return `order` with the ids that only `saved` has, each behind its predecessor there."""
    result, named = list(order), set(order)
    for at, pk in enumerate(saved):
        if pk not in named:
            result.insert(result.index(saved[at - 1]) + 1 if at else 0, pk)
    return result


def _write(issue: Issue, order: Order) -> None:
    """Number the articles from 1.

    An article's position is no part of its text: its version, with which an import compares it, stays. Pages show it,
    and the index orders equal hits by it.
    """
    places = dict(Article.objects.in_issue(issue).values_list("pk", "position"))
    moved = [Article(pk=pk, position=at) for at, pk in enumerate(order, start=1) if places[pk] != at]
    articles: models.QuerySet[Article] = models.QuerySet(Article)  # the plain queryset
    articles.bulk_update(moved, ["position"])
    enqueue([article.pk for article in moved])
    SiteRevision.bump()


def _wait_for_turn(issue: Issue) -> None:
    """Lock the issue's row on PostgreSQL; SQLite has locked the database since the transaction began."""
    Issue.objects.select_for_update().order_by().values_list("pk").get(pk=issue.pk)
