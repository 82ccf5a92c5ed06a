"""Recomputation of dependent rows after a change set, each step once, at its end and in its transaction.

Steps run in the order of their dependencies: years of issues, texts that contain names, citations and links of
articles, inferred dates of issues, issues that references mean, links of other articles.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from django.db import connection

from archive.editing.change_set import ChangeSet, change_set, change_set_closing, current_change_set
from archive.editing.derived.derivation import derive, existing_derived
from archive.editing.derived.internal_links import follow_again, pages_of_run
from archive.editing.derived.issue_dates import infer_from_reading, infer_issue_date
from archive.editing.derived.known_names import KnownNames, load_known_names
from archive.editing.derived.own_columns import rewrite_columns
from archive.editing.derived.source_links import update_sources
from archive.editing.pending_work import PendingWork, suspended_recomputation
from archive.editing.references.cross_references import resolve_in, resolve_to
from archive.models import Article, Citation, Issue, OutboxEntry, Publication
from archive.models.common.outbox import batch_enqueue, enqueue
from archive.text.citations import Reading
from archive.text.names.source_names import folded_name, respelled, spelling_group
from archive.text.names.variants.spelling_patterns import pattern_of_names

CHUNK = 100  # articles loaded at once
# Articles derived in the transaction of the change, for some seconds during which nobody else can write to SQLite; more
# are left to the outbox (`derive_deferred`).
MAX_AT_ONCE = 500
# Names searched for in all texts, each in a second for 20,000 articles; with more, all articles are derived.
MAX_NAMES = 20
MAX_PASSES = 10


@dataclass(slots=True)
class Recomputed:
    """Result of a recomputation: the readings of new articles, by id, and the articles whose records changed."""

    readings: dict[int, Reading] = field(default_factory=dict)
    changed: set[int] = field(default_factory=set)


class DoesNotSettle(RuntimeError):
    """A recomputation that keeps causing others: a cycle in the table of dependencies."""


@contextmanager
def pending_work() -> Iterator[PendingWork]:
    """Yield the pending work of the change set in progress; without one, do it when the block ends."""
    current = current_change_set()
    if current is not None:
        yield current.pending
        return
    with change_set() as opened:
        yield opened.pending


def connect() -> None:
    """Do the pending work of every change set when it closes."""
    change_set_closing.connect(_close, dispatch_uid="recompute")


def _close(sender: type[ChangeSet], change_set: ChangeSet, **kwargs: object) -> None:
    with batch_enqueue():  # each article once, however many of its records are written
        recompute()


def recompute(names: KnownNames | None = None) -> Recomputed:
    """Do the pending work of the change set in progress now, for a caller that needs the result before its end.

    `names` saves a caller of many change sets loading them for each; they must be up to date.
    """
    done = Recomputed()
    current = current_change_set()
    for _ in range(MAX_PASSES):
        if current is None or not current.pending:
            return done
        work = current.pending.take()
        _recompute(work, names, done)
        names = None if work.changes_names else names
    raise DoesNotSettle("Changes set off one another without an end: there is a cycle among the dependencies.")


def derive_deferred() -> int:
    """Derive the articles that a change of names or years left to the outbox, some in each transaction.

    Returns how many there were. Killed at any moment, it loses none.
    """
    number = 0
    while OutboxEntry.objects.to_derive().exists():
        with change_set() as opened:
            skip_locked = connection.features.has_select_for_update_skip_locked
            rows = list(OutboxEntry.objects.to_derive().select_for_update(skip_locked=skip_locked)[:CHUNK])
            opened.pending.articles.update(row.article_id for row in rows)
            OutboxEntry.objects.filter(pk__in=[row.pk for row in rows]).update(derive=False)
        number += len(rows)
        if not rows:  # derived by another process
            break
    return number


def _recompute(work: PendingWork, names: KnownNames | None, done: Recomputed) -> None:
    # Each step is skipped where there is nothing to do: an import has a change set for every article.
    if work.columns:
        rewrite_columns(Article.objects.filter(pk__in=work.columns))
    if work.publications:
        _years_of_volumes(work)
    if work.numbers:
        _places_of_undated(work)
    if work.changes_names:
        names = load_known_names()
        _names(work, names)
    _new_articles(work, names, done)
    _articles(work, names, done)
    _inferred_dates(work)
    _references(work)
    follow_again(work.paths, work.roots, work.targets, work.links)


def _years_of_volumes(work: PendingWork) -> None:
    """Set issues to the year of their volume, and have all their texts derived again."""
    for publication in Publication.objects.filter(pk__in=work.publications):
        changed = []
        for issue in publication.issues.all():
            issue.publication = publication
            before = issue.year, issue.sort_date
            work.paths.update(pages_of_run(issue))
            issue.derive_columns()
            if (issue.year, issue.sort_date) != before:
                work.paths.update(pages_of_run(issue))
                changed.append(issue)
            work.issues.add(issue.pk)
            work.undated.add(issue.pk)
        Issue.objects.bulk_update(changed, ["year", "sort_date"], batch_size=500)
        work.referred.add(publication.pk)


def _places_of_undated(work: PendingWork) -> None:
    """Put issues without a printed date between their neighbours, and index their articles again where that changed."""
    for publication, volume, key in sorted(work.numbers, key=str):
        changed = []
        for issue in Issue.objects.undated_beside(publication, volume, key).select_related("publication"):
            before = issue.sort_date
            issue.derive_columns()
            if issue.sort_date != before:
                changed.append(issue)
        if changed:
            Issue.objects.bulk_update(changed, ["sort_date"], batch_size=500)
            enqueue(Article.objects.filter(issue__in=changed).order_by().values_list("pk", flat=True))


def _names(work: PendingWork, names: KnownNames) -> None:
    """Have the texts derived again that contain names which are newly known or no longer known."""
    known = names.sources.folded
    spellings: dict[str, int] = {}
    for name in known:
        spellings[respelled(name)] = spellings.get(respelled(name), 0) + 1
    changed = set()
    for name in work.names_added | work.names_removed:
        key = folded_name(name)
        # A name moved from one source to another, as in a merge, stays known; unless it can no longer be told from
        # another of the same spelling.
        is_as_before = name in work.names_removed and key in known and spellings.get(respelled(key), 0) < 2
        if not is_as_before:
            changed.add(name)
    met = _articles_naming(changed, of_last_word=False) | _articles_naming(work.titles, of_last_word=True)
    work.articles.update(met - work.new_articles.keys())  # derived with these names anyway
    update_sources(work.sources, work.names_added | work.names_removed, names)


def _articles_naming(names: Collection[str], *, of_last_word: bool) -> set[int]:
    if len(names) > MAX_NAMES:
        return set(Article.objects.order_by().values_list("pk", flat=True))
    pattern = pattern_of_names(names, of_last_word=of_last_word)
    if pattern is None:
        return set()
    bodies = Article.objects.order_by().values_list("pk", "body").iterator(chunk_size=500)
    found = {pk for pk, body in bodies if pattern.search(body)}
    keys = {spelling_group(name) for name in names} - {""}
    for some in _chunks(keys):
        cited = Citation.objects.filter(name_key__in=some).order_by()
        found.update(cited.values_list("article_id", flat=True).distinct())
    return found


def _new_articles(work: PendingWork, names: KnownNames | None, done: Recomputed) -> None:
    for pk, article in work.new_articles.items():
        if pk in work.articles or article.pk is None:  # changed again, or deleted, since
            work.articles.add(pk)
            continue
        names = names or load_known_names()
        with suspended_recomputation():
            derived = derive(article, names, is_new=True)
        done.readings[pk] = derived.reading
        done.changed.add(pk)
        infer_from_reading(article.issue, derived.reading)
        _is_inferred(article.issue)


def _articles(work: PendingWork, names: KnownNames | None, done: Recomputed) -> None:
    for some in _chunks(work.issues):
        work.articles.update(Article.objects.filter(issue__in=some).order_by().values_list("pk", flat=True))
    if not work.articles:
        return
    if len(work.articles) > MAX_AT_ONCE:
        at_once, later = sorted(work.articles)[:MAX_AT_ONCE], sorted(work.articles)[MAX_AT_ONCE:]
        enqueue(later, derive=True)
        work.articles = set(at_once)
    names = names or load_known_names()
    for ids in _chunks(work.articles):
        noted = existing_derived(ids)
        for article in Article.objects.filter(pk__in=ids).select_related("issue__publication").order_by("pk"):
            with suspended_recomputation():
                derived = derive(article, names, noted=noted[article.pk])
            done.readings[article.pk] = derived.reading
            if derived.changed_anything:
                done.changed.add(article.pk)
            work.undated.add(article.issue_id)


def _inferred_dates(work: PendingWork) -> None:
    if not work.decided and not work.undated:
        return
    undated = Issue.objects.without_printed_date().select_related("publication").order_by("pk")
    for some in _chunks(work.decided):
        work.undated.update(undated.filter(articles__in=some).values_list("pk", flat=True))
    for some in _chunks(work.undated):
        for issue in undated.filter(pk__in=some):
            infer_issue_date(issue)
            _is_inferred(issue)


def _is_inferred(issue: Issue) -> None:
    """Drop the note that saving an inferred date left: that this date is to be inferred."""
    if (current := current_change_set()) is not None:
        current.pending.undated.discard(issue.pk)


def _references(work: PendingWork) -> None:
    for publication in Publication.objects.filter(pk__in=work.referred) if work.referred else ():
        resolve_to(publication)
    if not work.windows:
        return
    publications = Publication.objects.in_bulk({publication for publication, _, _ in work.windows})
    for publication_id, first, last in sorted(work.windows):
        if publication_id in publications and publication_id not in work.referred:
            resolve_in(publications[publication_id], first, last)


def _chunks(ids: Collection[int] | Collection[str]) -> Iterator[list[int]]:
    ordered: list[int] = sorted(ids)  # type: ignore[arg-type]  # all of one kind
    return (ordered[start : start + CHUNK] for start in range(0, len(ordered), CHUNK))
