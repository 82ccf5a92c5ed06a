"""Counts of open work with links, for the admin's first page and the review desk.

Every count uses an index and stops at its bound; anomalies are cached until an issue changes.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from django.db.models import Count, Max, Sum
from django.urls import reverse

from archive.admin.common.pagination import bounded_count
from archive.admin.review.review_filter import list_of
from archive.editing.review.issue_gaps import Anomaly, anomalies
from archive.editing.review.pending_citations import pending
from archive.editing.review.quality_checks import needing
from archive.models import Article, DismissedWarning, ImportBatch, ImportState, Issue, OutboxEntry, WarningKind
from archive.text.dates import Precision


@dataclass(frozen=True, slots=True)
class WorkItem:
    """One kind of work: its label, number, list, and advice."""

    label: str
    count: int
    url: str
    how: str = ""


@dataclass(frozen=True, slots=True)
class WorkPile:
    """Kinds of work that belong together."""

    title: str
    kinds: list[WorkItem]


def work_that_waits() -> list[WorkItem]:
    """Return every kind of work with a number above zero."""
    return [one for pile in piles() for one in pile.kinds if one.count]


def piles() -> list[WorkPile]:
    """Return all kinds of work, including empty ones, so that a cleared desk can be seen."""
    return [
        WorkPile("Articles", list(_in_articles())),
        WorkPile("Sequence of issues", list(_in_the_run())),
        WorkPile("Citations", list(_in_citations())),
        WorkPile("Publishing", list(_on_the_way())),
        WorkPile("Imports and index", list(_behind_the_scenes())),
    ]


def _in_articles():
    articles = reverse("admin:archive_article_changelist")
    titles = bounded_count(Article.objects.with_provisional_titles())
    yield WorkItem(
        "Provisional titles", titles, f"{articles}?title_is_provisional__exact=1", "Enter the original title."
    )
    for kind, label, how in (
        (WarningKind.AUTHOR, "Articles without author", "Add the author, or dismiss the warning if nobody signed."),
        (WarningKind.BODY, "Articles without body", "Paste the text, or delete the article."),
        (WarningKind.LINKS, "Broken links within the archive", "Correct the link."),
        (WarningKind.REFERENCES, "References to issues that are not here", "Import the issue, or correct the date."),
        (WarningKind.IMPORT, "Articles with import problems", "See what the import could not read."),
    ):
        yield WorkItem(label, bounded_count(needing(kind)), list_of(kind), how)


def _in_the_run():
    found = Counter(oddity.kind for oddity in current_anomalies())
    for kind, how in (
        (WarningKind.MISSING, "Import the issues, or dismiss the warning if they never appeared."),
        (WarningKind.DOUBLE, "Correct one of the numbers, or dismiss the warning if both have it."),
        (WarningKind.DISORDER, "Correct the date or the number."),
    ):
        yield WorkItem(kind.label, found[kind], f"{reverse('review-run')}?kind={kind}", how)
    inferred = bounded_count(Issue.objects.filter(date_precision=Precision.INFERRED))
    issues = reverse("admin:archive_issue_changelist")
    yield WorkItem("Inferred dates", inferred, f"{issues}?date_precision__exact=inferred", "Enter the printed date.")


def _in_citations():
    review = reverse("admin:archive_citation_review")
    yield WorkItem(
        "Citations of unknown sources", bounded_count(pending()), review, "Attach each name to a source, or create one."
    )
    yield WorkItem(
        "Suggestions from prose",
        bounded_count(pending(suggestions=True)),
        f"{review}?in=prose",
        "Accept or reject each.",
    )


def _on_the_way():
    sign_off = reverse("admin:archive_article_signoff")
    articles = reverse("admin:archive_article_changelist")
    yield WorkItem("In review", bounded_count(Article.objects.in_review()), sign_off, "Read, return or publish.")
    yield WorkItem("Scheduled", bounded_count(Article.objects.scheduled()), f"{articles}?stage=scheduled")
    yield WorkItem("Drafts", bounded_count(Article.objects.drafts()), f"{articles}?stage=drafts")


def _behind_the_scenes():
    batches = reverse("admin:archive_importbatch_changelist")
    yield WorkItem(
        "Interrupted imports",
        bounded_count(ImportBatch.objects.filter(state__in=(ImportState.STOPPED, ImportState.FAILED))),
        f"{batches}?state__in={ImportState.STOPPED},{ImportState.FAILED}",
        "Continue or undo them.",
    )
    yield WorkItem(
        "Imports with refused records",
        bounded_count(ImportBatch.objects.filter(state=ImportState.DONE, refused__gt=0)),
        f"{batches}?state__exact={ImportState.DONE}&refused__gt=0",
        "Their reports say why, and what to do.",
    )
    changes = reverse("admin:archive_outboxentry_changelist")
    yield WorkItem(
        "Changes waiting to be indexed",
        bounded_count(OutboxEntry.objects.waiting()),
        f"{changes}?dead_letter__exact=0",
        "They are indexed automatically; if they stay here, run update_index.",
    )
    yield WorkItem(
        "Changes that could not be indexed",
        bounded_count(OutboxEntry.objects.dead_lettered()),
        f"{changes}?dead_letter__exact=1",
        "See the reason, and retry.",
    )


# By publication: the figures of its issues and of all dismissals, and the anomalies that were found with these.
_found: dict[int, tuple[tuple, tuple[Anomaly, ...]]] = {}


def current_anomalies() -> list[Anomaly]:
    """Return the anomalies in the sequences of all publications; those of a publication are found again when one of its
    issues or a dismissal changed.
    """
    dismissals = tuple(DismissedWarning.objects.aggregate(n=Count("pk"), last=Max("pk")).values())
    by_publication = Issue.objects.order_by("publication").values("publication")
    figures = {
        row.pop("publication"): (*row.values(), *dismissals)
        for row in by_publication.annotate(n=Count("pk"), sum=Sum("pk"), last=Max("changed"))
    }
    found = {pk: each for pk, each in dict(_found).items() if figures.get(pk) == each[0]}
    if outdated := figures.keys() - found.keys():
        computed: dict[int, list[Anomaly]] = {pk: [] for pk in outdated}
        for anomaly in anomalies(Issue.objects.filter(publication__in=outdated)):
            computed[anomaly.publication_id].append(anomaly)
        found |= {pk: (figures[pk], tuple(each)) for pk, each in computed.items()}
        _found.clear()
        _found.update(found)
    return [anomaly for pk in figures for anomaly in found[pk][1]]
