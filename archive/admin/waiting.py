"""What waits for an editor: counts with links, for the desk's first page and the review desk.

Every count is answered by an index and stops at its bound; those of the runs are kept until an issue changes.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from functools import lru_cache

from django.db.models import Count, Max, Sum
from django.urls import reverse

from archive.admin.article_review import list_of
from archive.admin.paging import bounded_count
from archive.ingest.findings import needing
from archive.ingest.run_gaps import Oddity, oddities
from archive.ingest.unknown_sources import waiting
from archive.models import Article, Batch, BatchState, FindingKind, IndexChange, Issue, SetAside
from archive.text.dates import Precision


@dataclass(frozen=True, slots=True)
class Waiting:
    """One kind of work: what it is, how many, the list where it is done, and what to do there."""

    label: str
    count: int
    url: str
    how: str = ""


@dataclass(frozen=True, slots=True)
class Pile:
    """Kinds of work that belong together."""

    title: str
    kinds: list[Waiting]


def work_that_waits() -> list[Waiting]:
    """Every kind of work of which there is some."""
    return [one for pile in piles() for one in pile.kinds if one.count]


def piles() -> list[Pile]:
    """All kinds of work, those too of which there is none, so that a desk that is clear can be seen to be."""
    return [
        Pile("Articles", list(_in_articles())),
        Pile("The run", list(_in_the_run())),
        Pile("Citations", list(_in_citations())),
        Pile("On the way to readers", list(_on_the_way())),
        Pile("Imports and index", list(_behind_the_scenes())),
    ]


def _in_articles():
    articles = reverse("admin:archive_article_changelist")
    titles = bounded_count(Article.objects.with_provisional_titles())
    yield Waiting(
        "Provisional titles", titles, f"{articles}?title_is_provisional__exact=1", "Give each the title that it had."
    )
    for kind, label, how in (
        (FindingKind.AUTHOR, "Articles without author", "Add who signed; or say that nobody did."),
        (FindingKind.BODY, "Articles without body", "Paste the text, or delete what is none."),
        (FindingKind.LINKS, "Broken links within the archive", "Correct where each leads."),
        (FindingKind.REFERENCES, "References to issues that are not here", "Import the issue, or correct the date."),
        (FindingKind.IMPORT, "Articles with import problems", "See what the reader could not place."),
    ):
        yield Waiting(label, bounded_count(needing(kind)), list_of(kind), how)


def _in_the_run():
    found = Counter(oddity.kind for oddity in current_oddities())
    for kind, how in (
        (FindingKind.MISSING, "Find the issues, or say that they never appeared."),
        (FindingKind.DOUBLE, "Correct the number of one, or say that both have it."),
        (FindingKind.DISORDER, "Correct the date or the number."),
    ):
        yield Waiting(kind.label, found[kind], f"{reverse('review-run')}?kind={kind}", how)
    inferred = bounded_count(Issue.objects.filter(date_precision=Precision.INFERRED))
    issues = reverse("admin:archive_issue_changelist")
    yield Waiting("Inferred dates", inferred, f"{issues}?date_precision__exact=inferred", "Give the printed date.")


def _in_citations():
    review = reverse("admin:archive_citation_review")
    yield Waiting(
        "Citations of unknown sources", bounded_count(waiting()), review, "Attach each name to a source, or make one."
    )
    yield Waiting(
        "Suggestions from prose", bounded_count(waiting(suggestions=True)), f"{review}?in=prose", "Take or reject each."
    )


def _on_the_way():
    sign_off = reverse("admin:archive_article_signoff")
    articles = reverse("admin:archive_article_changelist")
    yield Waiting("In review", bounded_count(Article.objects.in_review()), sign_off, "Read, return or publish.")
    yield Waiting("Scheduled", bounded_count(Article.objects.scheduled()), f"{articles}?stage=scheduled")
    yield Waiting("Drafts", bounded_count(Article.objects.drafts()), f"{articles}?stage=drafts")


def _behind_the_scenes():
    batches = reverse("admin:archive_batch_changelist")
    yield Waiting(
        "Imports that broke off",
        bounded_count(Batch.objects.filter(state__in=(BatchState.STOPPED, BatchState.FAILED))),
        f"{batches}?state__in={BatchState.STOPPED},{BatchState.FAILED}",
        "Go on with them, or undo them.",
    )
    yield Waiting(
        "Imports with refused records",
        bounded_count(Batch.objects.filter(state=BatchState.DONE, refused__gt=0)),
        f"{batches}?state__exact={BatchState.DONE}&refused__gt=0",
        "Their reports say why, and what to do.",
    )
    changes = reverse("admin:archive_indexchange_changelist")
    yield Waiting(
        "Changes that wait for the index",
        bounded_count(IndexChange.objects.waiting()),
        f"{changes}?set_aside__exact=0",
        "They are written by themselves; where they stay, run update_index.",
    )
    yield Waiting(
        "Changes that the index could not take",
        bounded_count(IndexChange.objects.poisoned()),
        f"{changes}?set_aside__exact=1",
        "See why, and try again.",
    )


def current_oddities() -> tuple[Oddity, ...]:
    """What is odd in the runs of all publications, worked out anew whenever an issue or a decision changed."""
    issues = Issue.objects.aggregate(n=Count("pk"), sum=Sum("pk"), last=Max("changed"))
    aside = SetAside.objects.aggregate(n=Count("pk"), last=Max("pk"))
    return _oddities(tuple(issues.values()), tuple(aside.values()))


@lru_cache(maxsize=1)
def _oddities(issues: tuple, aside: tuple) -> tuple[Oddity, ...]:
    """As the issues and decisions are that these figures tell of."""
    return tuple(oddities())
