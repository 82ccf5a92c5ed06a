"""Table of dependencies: which columns others are computed from, and what is recomputed when they change.

`DEPENDENCIES` reads from top to bottom; `archive.editing.row_changes` notes a change of any of these columns, wherever
it is made, and `archive.editing.derived.recompute` does the work once, at the end of the change set. Other effects of a
save (search index, tombstones, versions, the site revision) are listed in `archive.editing.signals`.
"""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from django.db import models

from archive.editing.derived.derivation import CITATION_FIELDS
from archive.editing.derived.internal_links import former_addresses, links_to, pages_of_run
from archive.editing.pending_work import PendingWork
from archive.editing.references.frequency import days_between
from archive.models import Article, Author, Citation, Issue, Publication, Source, SourceName, Topic
from archive.models.catalogue.citation import DECIDED
from archive.text.dates import Precision
from archive.text.headers.publication_facts import publication_key, shipped_publications
from archive.text.names.source_names import INSTITUTIONS

# Takes the row before (None for a new one) and after the change (None for a deleted one).
Mark = Callable[[PendingWork, Any, Any], None]


@dataclass(frozen=True, slots=True)
class Dependency:
    """Columns of a model, and what to note when one of them changes, or a row is created or deleted."""

    model: type[models.Model]
    columns: tuple[str, ...]
    mark: Mark


def _both(before: Any, after: Any) -> Iterator[Any]:
    return (row for row in (before, after) if row is not None)


# Publications


def _years_of_volumes(work: PendingWork, before: Publication | None, after: Publication | None) -> None:
    """`first_year` → years of its issues → days that their articles cite → inferred dates."""
    if before and after:
        work.publications.add(after.pk)


def _own_titles(work: PendingWork, before: Publication | None, after: Publication | None) -> None:
    """Titles and names → citations and cross-references in all texts that may mean them."""
    for row in _both(before, after):
        work.titles.update(row.names())
        shipped = shipped_publications()
        # The shipped publications count as the archive's own once the archive holds one of them.
        if publication_key(row.title) in {publication_key(facts.title) for facts in shipped}:
            work.titles.update(name for facts in shipped for name in facts.names)


def _way_of_citing(work: PendingWork, before: Publication | None, after: Publication | None) -> None:
    """Citation style, and language and place, which give the order of days in numbers → citations in its texts."""
    if before and after:
        work.issues.update(after.issues.values_list("pk", flat=True))


def _frequency(work: PendingWork, before: Publication | None, after: Publication | None) -> None:
    """`frequency` → the days that its issues' articles cite, and the issues that references to it mean."""
    if before and after:
        work.referred.add(after.pk)
        work.issues.update(after.issues.values_list("pk", flat=True))


def _address_of_publication(work: PendingWork, before: Publication | None, after: Publication | None) -> None:
    """Address → links to it and below it; links in its own articles that are relative to it."""
    for row in _both(before, after):
        work.roots.add(row.get_absolute_url())
    if before and after:
        linking = Article.objects.of(after).filter(internal_links__isnull=False)
        work.articles.update(linking.order_by().values_list("pk", flat=True))


# Issues


def _numbering(work: PendingWork, before: Issue | None, after: Issue | None) -> None:
    """Publication, volume and number → places of undated issues, days that its articles cite, its inferred date, links
    to it and below it.
    """
    for row in _both(before, after):
        if _printed(row):
            work.numbers.add((row.publication_id, row.volume, row.number_key))
        work.roots.add(row.get_absolute_url())
        work.roots.update(former_addresses(row))  # also of a recreated issue
    if before and after:
        work.issues.add(after.pk)
        work.undated.add(after.pk)


def _date(work: PendingWork, before: Issue | None, after: Issue | None) -> None:
    """Date → references to it, pages of its year and month; a printed one → places of undated issues beside it, days
    that its articles cite.
    """
    for row in _both(before, after):
        if _printed(row):
            work.numbers.add((row.publication_id, row.volume, row.number_key))
        work.paths.update(pages_of_run(row))
        if window := _window_of(row):
            work.windows.add((row.publication_id, *window))
    if before and after:
        if _printed(before) != _printed(after):
            work.issues.add(after.pk)
        if after.date is None or after.date_precision == Precision.INFERRED:
            work.undated.add(after.pk)


def _printed(issue: Issue) -> tuple[datetime.date | None, str] | None:
    is_printed = issue.date is not None and issue.date_precision != Precision.INFERRED
    return (issue.date, issue.date_precision) if is_printed else None


def _window_of(issue: Issue) -> tuple[datetime.date, datetime.date] | None:
    """Return the days that a reference must touch to mean an issue; None for one without a date."""
    date = issue.partial_date
    if date is None:
        return None
    lag = days_between(issue.publication.frequency) if date.precision is Precision.INFERRED else 0
    return date.first, date.last + datetime.timedelta(days=lag)


# Articles


def _text(work: PendingWork, before: Article | None, after: Article | None) -> None:
    """Body, issue and own date → citations, cross-references, links, and the inferred dates of the issues."""
    if after and before:
        work.articles.add(after.pk)
        work.targets.add(after.pk)
    elif after:
        work.new_articles[after.pk] = after
    if before:
        work.undated.add(before.issue_id)


def _address_of_article(work: PendingWork, before: Article | None, after: Article | None) -> None:
    """Issue and slug → links to it, and its own relative links."""
    for row in _both(before, after):
        work.paths.update((row.get_absolute_url(), row.get_permanent_url()))
    if before:
        work.paths.update(former_addresses(before))
    if before and after:
        work.articles.add(after.pk)
    elif before:
        work.links.update(links_to(before.pk))


# Citations and sources


def _decision(work: PendingWork, before: Citation | None, after: Citation | None) -> None:
    """Decision of an editor → inferred date of the issue; without one, citation → derived again from the text."""
    if after and after.status in DECIDED:
        work.decided.add(after.article_id)
    else:
        work.articles.update(row.article_id for row in _both(before, after))


def _name_of_source(work: PendingWork, before: Source | None, after: Source | None) -> None:
    """Name → citations in all texts that may mean it."""
    work.names_removed.update({before.name} if before else ())
    work.names_added.update({after.name} if after else ())
    work.sources.update(row.pk for row in _both(before, after))


def _kind_of_source(work: PendingWork, before: Source | None, after: Source | None) -> None:
    """Institution or outlet → citations in prose, where institutions are not taken for sources."""
    if before and after and (before.kind in INSTITUTIONS) != (after.kind in INSTITUTIONS):
        work.names_added.update((after.name, *after.other_names.values_list("name", flat=True)))


def _other_name(work: PendingWork, before: SourceName | None, after: SourceName | None) -> None:
    """Other name, and whose it is → citations in all texts that may mean it."""
    work.names_removed.update({before.name} if before else ())
    work.names_added.update({after.name} if after else ())
    work.sources.update(row.source_id for row in _both(before, after))


def _address(work: PendingWork, before: models.Model | None, after: models.Model | None) -> None:
    """Address → links to it."""
    work.paths.update(row.get_absolute_url() for row in _both(before, after))


DEPENDENCIES = (
    Dependency(Publication, ("first_year",), _years_of_volumes),
    Dependency(Publication, ("title", "abbreviation", "other_names"), _own_titles),
    Dependency(Publication, ("frequency",), _frequency),
    Dependency(Publication, ("citation_style", "language", "place"), _way_of_citing),
    Dependency(Publication, ("slug",), _address_of_publication),
    Dependency(Issue, ("publication_id", "volume", "number", "path"), _numbering),
    Dependency(Issue, ("publication_id", "volume", "number", "date", "date_precision", "date_text"), _date),
    Dependency(Article, ("body", "issue_id", "date", "date_precision"), _text),
    Dependency(Article, ("issue_id", "slug"), _address_of_article),
    Dependency(Citation, CITATION_FIELDS, _decision),
    Dependency(Source, ("name",), _name_of_source),
    Dependency(Source, ("kind",), _kind_of_source),
    Dependency(SourceName, ("name", "source_id"), _other_name),
    Dependency(Source, ("slug",), _address),
    Dependency(Author, ("slug",), _address),
    Dependency(Topic, ("slug",), _address),
)
