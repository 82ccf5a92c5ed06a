"""Template tags and filters of the archive's pages; every one returns escaped or plain text."""

from __future__ import annotations

import datetime
from functools import cache
from html import escape

from django import template
from django.templatetags.static import static
from django.utils.safestring import SafeString

from archive.models import Article, Issue
from archive.models.common.language_names import language_name
from archive.models.common.url_cache import cached_reverse
from archive.pages.rendering import formatting
from archive.pages.rendering.lists_above import list_above
from archive.text.languages import language_attributes

register = template.Library()

# {% address "volume" publication.slug 1 %}: like Django's `url`, but each address is resolved once.
register.simple_tag(cached_reverse, name="address")
register.filter("list_above", list_above)
register.filter("language_name", language_name)
register.filter("in_language", lambda tag: SafeString(language_attributes(tag)))
register.filter("counted_as", lambda number, one: formatting.counted(number, one))


@register.simple_tag
@cache
def asset(name: str) -> str:
    """Return the address of one of the site's own files: "site.css" → "/static/backfile/site.1c2f….css".

    Files get their names before the server starts, and keep them. Raises ValueError for a file without one.
    """
    return static(f"backfile/{name}")


@register.filter
def date_of(row: Issue | Article) -> str:
    """Return the date of an issue or article as `<time>`, "" for none: "26 October 2004"."""
    return _time(row)


@register.filter
def full_date_of(row: Issue | Article) -> str:
    """Return the date of an issue or article as `<time>`, a day with its weekday."""
    return _time(row, weekday=True)


@register.filter
def plain_date_of(issue: Issue) -> str:
    """Return the issue's date as text, for titles and descriptions."""
    return formatting.date_in_words(issue.partial_date)


@register.filter
def day(moment: datetime.date) -> str:
    """Return a day or moment as "26 October 2004"."""
    return formatting.day_in_words(moment)


def _time(row: Issue | Article, *, weekday: bool = False) -> str:
    date = row.partial_date
    if date is None:
        return ""
    words = escape(formatting.date_in_words(date, weekday=weekday))
    return SafeString(f'<time datetime="{formatting.machine_date(date)}">{words}</time>')
