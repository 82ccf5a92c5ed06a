"""What waits for an editor: counts with links, for the desk's first page."""

from __future__ import annotations

from dataclasses import dataclass

from django.urls import reverse

from archive.ingest.review import waiting
from archive.models import Article, IndexChange, Issue
from archive.text.dates import Precision


@dataclass(frozen=True, slots=True)
class Waiting:
    """One kind of work: what it is, how many, and the list where it is done."""

    label: str
    count: int
    url: str


def work_that_waits() -> list[Waiting]:
    """Every kind of work of which there is some, in six queries."""
    articles, issues = reverse("admin:archive_article_changelist"), reverse("admin:archive_issue_changelist")
    review = reverse("admin:archive_citation_review")
    every = [
        Waiting("Citations of unknown sources", waiting().count(), review),
        Waiting("Suggestions from prose", waiting(suggestions=True).count(), f"{review}?in=prose"),
        Waiting(
            "Provisional titles",
            Article.objects.with_provisional_titles().count(),
            f"{articles}?title_is_provisional__exact=1",
        ),
        Waiting(
            "Inferred dates",
            Issue.objects.filter(date_precision=Precision.INFERRED).count(),
            f"{issues}?date_precision__exact={Precision.INFERRED}",
        ),
        Waiting("Articles without author", Article.objects.filter(authorships=None).count(), f"{articles}?byline=none"),
        Waiting(
            "Changes that the index could not take",
            IndexChange.objects.poisoned().count(),
            f"{reverse('admin:archive_indexchange_changelist')}?set_aside__exact=1",
        ),
    ]
    return [one for one in every if one.count]
