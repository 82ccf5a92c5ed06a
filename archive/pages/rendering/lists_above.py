"""The list that an issue stands in, one step up from its page: a volume, a month, a year, or the whole run."""

from __future__ import annotations

from dataclasses import dataclass

from archive.models import Issue
from archive.models.common.url_cache import cached_reverse
from archive.pages.rendering.formatting import month_in_words
from archive.text.dates import Precision
from archive.text.numbering.habits import volume_in_words


@dataclass(frozen=True, slots=True)
class ListAbove:
    """Address of a list and its name: in breadcrumbs ("Vol. 1"), and below an issue ("All of Volume 1")."""

    address: str
    name: str
    full_name: str


def list_above(issue: Issue) -> ListAbove:
    """Return the list one step up from an issue.

    Vol. 1, No. 115 → its volume; No. 45 → its year; 7 June 2013 or its week → June 2013; June 2013 → 2013; a volume
    without issues → the publication.
    """
    slug = issue.publication.slug
    if issue.volume is not None and issue.number:
        name = volume_in_words(issue.volume)
        return ListAbove(cached_reverse("volume", slug, issue.volume), name, name.replace("Vol.", "Volume"))
    if issue.volume is not None:
        return ListAbove(issue.publication.get_absolute_url(), "Volumes", issue.publication.title)
    day = issue.calendar_day if issue.date_precision in (Precision.DAY, Precision.WEEK) else None
    if day and not issue.number:
        name = month_in_words(day.year, day.month)
        return ListAbove(cached_reverse("month", slug, day.year, day.month), name, name)
    if issue.year:
        return ListAbove(cached_reverse("year", slug, issue.year), str(issue.year), str(issue.year))
    return ListAbove(cached_reverse("run", slug), "Issues", issue.publication.title)
