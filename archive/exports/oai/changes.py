"""What harvesters get: articles and deleted articles by their last change that readers see, page by page.

A record's datestamp is the last change of its article, its issue or its publication (whose new addresses and titles it
carries), or its appearance; of a deleted one, when it went. Pages follow each other by (datestamp, id): what is edited
during a harvest moves to the end and is given there again, and nothing is skipped. The last seconds are left to the
next harvest, since more may happen in a second of which a part was given.
"""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from typing import Any

from django.db.models import DateTimeField, Exists, F, Min, OuterRef, Q, QuerySet
from django.db.models.functions import Coalesce, Greatest
from django.utils import timezone

from archive.exports.oai.arguments import Cursor, Selection
from archive.models import Article, Publication, SlugRedirect, Tombstone, Topic

PAGE = 100
SETTLING = datetime.timedelta(seconds=2)
ONE_SECOND = datetime.timedelta(seconds=1)
KINDS = {"publication": Publication, "topic": Topic}


@dataclass(frozen=True, slots=True)
class Change:
    """A record's last change, in whole seconds; `path` is the last address of a deleted article, else ""."""

    pk: int
    second: datetime.datetime
    path: str = ""

    @property
    def is_deletion(self) -> bool:
        return bool(self.path)


def settled_until() -> datetime.datetime:
    """Return the second before which nothing changes any more; answers tell no later state."""
    return (timezone.now() - SETTLING).replace(microsecond=0)


def changes(chosen: Selection, cursor: Cursor | None) -> tuple[list[Change], bool]:
    """Return a page of records in the order of their change, and whether there are more."""
    articles, stones = _in_set(chosen.set_spec)
    bounds = _bounds(chosen, cursor)
    found = [Change(pk, stamp.replace(microsecond=0)) for pk, stamp in _page(articles, "pk", bounds, cursor)]
    gone = _page(stones, "article_id", bounds, cursor, "path")
    found += [Change(pk, stamp.replace(microsecond=0), path) for pk, stamp, path in gone]
    found.sort(key=lambda each: (each.second, each.pk))
    return found[:PAGE], len(found) > PAGE


def change_of(pk: int) -> Change | None:
    """Return the last change of one record; None for one that was never public."""
    for rows, key, *others in ((_articles(), "pk"), (_stones(), "article_id", "path")):
        if row := rows.filter(**{key: pk}).values_list(key, "stamp", *others).first():
            return Change(pk, row[1].replace(microsecond=0), *row[2:])
    return None


def earliest() -> datetime.datetime:
    """Return a time before which no record changed."""
    firsts = (rows.aggregate(first=Min("stamp"))["first"] for rows in (_articles(), _stones()))
    return min((first for first in firsts if first), default=settled_until()).replace(microsecond=0)


def sets() -> list[tuple[str, str]]:
    """Return the sets as (spec, name): publications and topics that have something to read."""
    shown = Article.objects.published()
    publications = Publication.objects.with_published_issues().order_by("title")
    topics = Topic.objects.filter(Exists(shown.filter(topics=OuterRef("pk")))).order_by("name")
    rows = [(f"publication:{each.slug}", each.title) for each in publications]
    return rows + [(f"topic:{each.slug}", each.name) for each in topics]


def _articles() -> QuerySet:
    moment = DateTimeField()
    published = Coalesce("publish_at", "changed", output_field=moment)
    stamp = Greatest("changed", published, "issue__changed", "issue__publication__changed", output_field=moment)
    return Article.objects.published_of_all().annotate(stamp=stamp).order_by()


def _stones() -> QuerySet:
    again = Article.objects.published().filter(pk=OuterRef("article_id"))
    return Tombstone.objects.public().exclude(Exists(again)).annotate(stamp=F("deleted")).order_by()


def _in_set(spec: str) -> tuple[QuerySet, QuerySet]:
    """Return articles and tombstones of a set; of a topic's, the tombstones of those withdrawn, which still have it."""
    articles, stones = _articles(), _stones()
    kind, _, slug = spec.partition(":")
    if not spec:
        return articles, stones
    if kind == "topic":
        about = Article.objects.filter(topics__slug=slug)
        return articles.filter(pk__in=about.values("pk")), stones.filter(article_id__in=about.values("pk"))
    if kind == "publication":
        of_it = Q(path__startswith=f"/{slug}/")
        named = Publication.objects.filter(slug=slug).values("pk")
        for former in SlugRedirect.objects.filter(kind="publication", target_id__in=named).values_list(
            "slug", flat=True
        ):
            of_it |= Q(path__startswith=f"/{former}/")
        return articles.filter(issue__publication__slug=slug), stones.filter(of_it)
    return articles.none(), stones.none()


def _bounds(chosen: Selection, cursor: Cursor | None) -> Q:
    end = min(filter(None, (chosen.until, settled_until())))
    bounds = Q(stamp__lt=end)
    if chosen.since:
        bounds &= Q(stamp__gte=chosen.since)
    return bounds & Q(stamp__gte=cursor.second) if cursor else bounds


def _page(rows: QuerySet, key: str, bounds: Q, cursor: Cursor | None, *others: str) -> list[tuple[Any, ...]]:
    rows = rows.filter(bounds)
    if cursor:
        rows = rows.filter(Q(stamp__gte=cursor.second + ONE_SECOND) | Q(**{f"{key}__gt": cursor.pk}))
    found = list(rows.order_by("stamp", key).values_list(key, "stamp", *others)[: 2 * PAGE + 1])
    if len(found) > 2 * PAGE and (last := _second(found[PAGE])) == _second(found[-1]):
        # More in this second than were read: of it, those of the lowest ids.
        here = rows.filter(stamp__gte=last, stamp__lt=last + ONE_SECOND).order_by(key)
        found = [row for row in found if _second(row) < last]
        found += here.values_list(key, "stamp", *others)[: PAGE + 1]
    # By whole seconds: databases write the parts of a second in more than one way.
    return sorted(found, key=lambda row: (_second(row), row[0]))[: PAGE + 1]


def _second(row: tuple[Any, ...]) -> datetime.datetime:
    moment: datetime.datetime = row[1]
    return moment.replace(microsecond=0)
