"""Check of derived data: recomputes derived columns and rows, and finds and repairs differences.

It checks columns of articles and issues that are computed from their other columns, citations and cross-references with
their sources and issues, links, uses of pictures, inferred dates, and the lists of authors, topics and sources.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from django.db import transaction

from archive.editing.derived.article_lists import correct_totals, unlisted_articles, wrong_totals
from archive.editing.derived.derivation import derive, existing_derived
from archive.editing.derived.internal_links import links_agree
from archive.editing.derived.issue_dates import is_without_printed_date, latest_day_cited_in
from archive.editing.derived.known_names import KnownNames, load_known_names
from archive.editing.derived.own_columns import differing_columns, has_right_pictures, rewrite_columns
from archive.editing.derived.recompute import pending_work
from archive.editing.pending_work import suspended_recomputation
from archive.models import Article, InternalLink, Issue, ListedArticle, ListKind, OutboxEntry, PartKind
from archive.models.common.outbox import enqueue

CHUNK = 100
MAX_REPAIRS = 5


@dataclass(frozen=True, slots=True)
class Difference:
    """Row that differs from what is computed: its model ("article", "issue"), its id, and what differs."""

    model: str
    pk: int
    what: str

    def __str__(self) -> str:
        return f"{self.model} {self.pk}: {self.what}"


def find_differences(progress: Callable[[int], object] = lambda number: None) -> Iterator[Difference]:
    """Recompute all derived data, and yield the differences. Nothing is written.

    `progress` is called with the number of rows compared. Articles that wait in the outbox to be derived are left out.
    """
    yield from _issues(progress)
    yield from _articles(progress)
    yield from _lists()


def number_of_rows() -> int:
    """Return how many rows a check compares."""
    return Issue.objects.count() + Article.objects.count()


def _issues(progress: Callable[[int], object]) -> Iterator[Difference]:
    for issue in Issue.objects.select_related("publication").order_by("pk").iterator(chunk_size=CHUNK):
        for name, (stored, computed) in differing_columns(issue).items():
            yield Difference("issue", issue.pk, f"{name} is {stored}, and should be {computed}")
        if is_without_printed_date(issue):
            inferred = latest_day_cited_in(issue, issue.publication.year_of_volume(issue.volume))
            if inferred != issue.date:
                yield Difference("issue", issue.pk, f"its inferred date is {issue.date}, and should be {inferred}")
        progress(1)


def _articles(progress: Callable[[int], object]) -> Iterator[Difference]:
    names, last = load_known_names(), 0
    while ids := list(Article.objects.filter(pk__gt=last).order_by("pk").values_list("pk", flat=True)[:CHUNK]):
        waiting = set(OutboxEntry.objects.to_derive().filter(article_id__in=ids).values_list("article_id", flat=True))
        yield from _articles_in([pk for pk in ids if pk not in waiting], names)
        yield from (Difference("article", pk, "it is not in the lists of its names") for pk in unlisted_articles(ids))
        last = ids[-1]
        progress(len(ids))


def _lists() -> Iterator[Difference]:
    waiting = OutboxEntry.objects.values("article_id")
    gone = ListedArticle.objects.exclude(article__in=Article.objects.order_by().values("pk"))
    for pk in gone.exclude(article__in=waiting).order_by("article").values_list("article", flat=True).distinct():
        yield Difference("article", pk, "it is gone, and still in lists")
    for (kind, row, part, part_id), (articles, citations) in wrong_totals().items():
        what = f"the total of {PartKind(part).label.lower()} {part_id}"
        yield Difference(f"list of {ListKind(kind).label.lower()}", row, f"{what} is not {articles}, {citations}")


def _articles_in(ids: list[int], names: KnownNames) -> list[Difference]:
    found = []
    noted = existing_derived(ids)
    # Derived on trial: the transaction is rolled back.
    with transaction.atomic(), suspended_recomputation():
        for article in Article.objects.filter(pk__in=ids).select_related("issue__publication").order_by("pk"):
            found += [Difference("article", article.pk, what) for what in _of_article(article)]
            if not links_agree(article, noted[article.pk].links):
                found.append(Difference("article", article.pk, "its links are not those of its text"))
            derived = derive(article, names, noted=noted[article.pk])
            if derived.changed_anything:
                what = f"{derived.made} missing, {derived.changed} different, {derived.removed} too many"
                found.append(Difference("article", article.pk, f"citations and cross-references: {what}"))
        transaction.set_rollback(True)
    return found


def _of_article(article: Article) -> Iterator[str]:
    for name, (stored, computed) in differing_columns(article).items():
        yield f"{name} is {stored!r:.60}, and should be {computed!r:.60}"
    if not has_right_pictures(article):
        yield "the uses of pictures are not those of its text"


def repair(differences: list[Difference]) -> list[Difference]:
    """Write the computed values to the rows that differ, and to their dependent rows; return the remaining differences.

    Dates and references depend on one another across rows, so a repair may reveal another difference; those are
    repaired too.
    """
    for _ in range(MAX_REPAIRS):
        if not differences:
            break
        with pending_work() as work:
            issues = {one.pk for one in differences if one.model == "issue"}
            articles = {one.pk for one in differences if one.model == "article"}
            rewrite_columns(Issue.objects.filter(pk__in=issues).select_related("publication"))
            enqueue(Article.objects.filter(issue__in=issues).order_by().values_list("pk", flat=True))
            rewrite_columns(Article.objects.filter(pk__in=articles))
            enqueue(articles)
            correct_totals(wrong_totals())
            work.undated.update(issues)
            work.articles.update(articles)
            work.links.update(InternalLink.objects.filter(article__in=articles).values_list("pk", flat=True))
            for publication, date in Issue.objects.filter(pk__in=issues).values_list("publication_id", "date"):
                work.windows.update([(publication, date, date)] if date else [])
        differences = list(find_differences())
    return differences
