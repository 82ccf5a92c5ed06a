"""Template filters of the archive's pages; every one returns escaped or plain text."""

from __future__ import annotations

import datetime

from django import template
from django.utils.html import format_html

from archive.models import Issue
from archive.pages import wording

register = template.Library()

register.filter("counted_as", lambda number, one: wording.counted(number, one))


@register.filter
def date_of(issue: Issue) -> str:
    """The issue's date as `<time>`, "" where it has none: "26 October 2004", "on or after … (inferred)"."""
    return _time(issue)


@register.filter
def full_date_of(issue: Issue) -> str:
    """The issue's date as `<time>`, a day with its weekday."""
    return _time(issue, weekday=True)


@register.filter
def plain_date_of(issue: Issue) -> str:
    """The issue's date as text, for titles and descriptions."""
    return wording.date_in_words(issue.partial_date)


@register.filter
def day(moment: datetime.date) -> str:
    """A day or moment as "26 October 2004"."""
    return wording.day_in_words(moment)


def _time(issue: Issue, *, weekday: bool = False) -> str:
    date = issue.partial_date
    if date is None:
        return ""
    words = wording.date_in_words(date, weekday=weekday)
    return format_html('<time datetime="{}">{}</time>', wording.machine_date(date), words)
