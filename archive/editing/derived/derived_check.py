"""Check of derived data: computes again what rows say that is computed from others, and finds and repairs differences.

What is checked: columns of articles and issues that follow from their other columns, citations and cross-references
with the sources and issues that they lead to, links, uses of pictures, inferred dates.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from django.db import transaction

from archive.editing.derived.derivation import derive, existing_derived
from archive.editing.derived.internal_links import links_agree
from archive.editing.derived.issue_dates import is_without_printed_date, latest_day_cited_in
from archive.editing.derived.known_names import KnownNames, load_known_names
from archive.editing.derived.recompute import pending_work
from archive.editing.pending_work import suspended_recomputation
from archive.models import Article, Issue, OutboxEntry
from archive.models.catalogue.picture import pictures_in, update_usage
from archive.models.common.outbox import enqueue

CHUNK = 100
ARTICLE_COLUMNS = ("title_key", "series_key", "series_part", "word_count")
ISSUE_COLUMNS = ("number_slug", "number_key", "year", "sort_date")
MAX_REPAIRS = 5


@dataclass(frozen=True, slots=True)
class Difference:
    """Row that says something else than what is computed: its model ("article", "issue"), its id, and what differs."""

    model: str
    pk: int
    what: str

    def __str__(self) -> str:
        return f"{self.model} {self.pk}: {self.what}"


def find_differences(progress: Callable[[int], object] = lambda number: None) -> Iterator[Difference]:
    """Compute again all that is derived, and yield what differs. Nothing is written.

    `progress` is called with the number of rows compared. Articles that wait in the outbox to be derived are left out.
    """
    yield from _issues(progress)
    yield from _articles(progress)


def number_of_rows() -> int:
    """Return how many rows a check compares."""
    return Issue.objects.count() + Article.objects.count()


def _issues(progress: Callable[[int], object]) -> Iterator[Difference]:
    for issue in Issue.objects.select_related("publication").order_by("pk").iterator(chunk_size=CHUNK):
        stored = _values(issue, ISSUE_COLUMNS)
        issue.derive_columns()
        for name in _differing(stored, _values(issue, ISSUE_COLUMNS)):
            yield Difference("issue", issue.pk, f"{name} is {stored[name]}, and should be {getattr(issue, name)}")
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
        last = ids[-1]
        progress(len(ids))


def _articles_in(ids: list[int], names: KnownNames) -> list[Difference]:
    found = []
    noted = existing_derived(ids)
    # Derived for a try: the transaction is rolled back.
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
    stored = _values(article, ARTICLE_COLUMNS)
    article.derive_columns()
    for name in _differing(stored, _values(article, ARTICLE_COLUMNS)):
        yield f"{name} is {stored[name]!r:.60}, and should be {getattr(article, name)!r:.60}"
    if {one.digest for one in pictures_in(article.body)} != set(article.picture_uses.values_list("digest", flat=True)):
        yield "the uses of pictures are not those of its text"


def _values(row: Article | Issue, columns: tuple[str, ...]) -> dict[str, object]:
    return {name: getattr(row, name) for name in columns}


def _differing(stored: dict[str, object], computed: dict[str, object]) -> list[str]:
    return [name for name in stored if stored[name] != computed[name]]


def repair(differences: list[Difference]) -> list[Difference]:
    """Write what should stand in the rows that differ, and in all that follows; returns what differs still.

    Dates and references depend on one another across rows, so that a repair may show another difference: they are
    repaired too.
    """
    for _ in range(MAX_REPAIRS):
        if not differences:
            break
        with pending_work() as work:
            issues = {one.pk for one in differences if one.model == "issue"}
            articles = {one.pk for one in differences if one.model == "article"}
            _rewrite_columns(issues, articles)
            work.undated.update(issues)
            work.articles.update(articles)
            for publication, date in Issue.objects.filter(pk__in=issues).values_list("publication_id", "date"):
                work.windows.update([(publication, date, date)] if date else [])
        differences = list(find_differences())
    return differences


def _rewrite_columns(issues: set[int], articles: set[int]) -> None:
    for issue in Issue.objects.filter(pk__in=issues).select_related("publication"):
        issue.derive_columns()
        Issue._base_manager.filter(pk=issue.pk).update(**_values(issue, ISSUE_COLUMNS))
        enqueue(issue.articles.order_by().values_list("pk", flat=True))
    for article in Article.objects.filter(pk__in=articles):
        article.derive_columns()
        Article.objects.filter(pk=article.pk).update(**_values(article, ARTICLE_COLUMNS))
        update_usage(article)
