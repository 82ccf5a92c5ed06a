"""Atom feeds (RFC 4287) of articles: those that cite a source, or a publication's latest."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from django.utils.feedgenerator import Atom1Feed
from django.utils.html import escape

from archive.models import Article, Author
from archive.text.dates import Precision

ARTICLES_IN_A_FEED = 50
# XML 1.0 forbids control characters; a text with one would make the whole feed unreadable.
_CONTROLS = dict.fromkeys([*range(9), 11, 12, *range(14, 32), 127])


@dataclass(frozen=True, slots=True)
class Entry:
    """Article in a feed, with a plain-text summary, and its authors if they are loaded."""

    article: Article
    summary: str
    authors: Sequence[Author] | None = None


@dataclass(frozen=True, slots=True)
class Feed:
    """Feed's title and subtitle, and the paths of its page and of itself."""

    title: str
    subtitle: str
    page: str
    path: str


def atom(feed: Feed, entries: Iterable[Entry], absolute: Callable[[str], str]) -> str:
    """Return the feed as XML; `absolute` makes a URL with host from a path."""
    made = Atom1Feed(
        title=clean(feed.title),
        subtitle=clean(feed.subtitle),
        description=None,  # Atom has it in the subtitle
        link=absolute(feed.page),
        feed_url=absolute(feed.path),
        feed_guid=absolute(feed.path),
        language=None,
    )
    add_entries(made, entries, absolute)
    return made.writeString("utf-8")


def add_entries(made: Atom1Feed, entries: Iterable[Entry], absolute: Callable[[str], str]) -> None:
    """Add articles to a feed.

    An entry is identified by the article's permanent URL, so that a changed slug does not make it new. Its date of
    publication is the article's or its issue's, if that has the precision of a day; its update is that of the
    article's last change, or its scheduled publication.
    """
    for entry in entries:
        article = entry.article
        authors = article.byline() if entry.authors is None else entry.authors
        names = [author.name for author in authors] or [article.issue.publication.title]
        made.add_item(
            title=clean(article.title),
            link=absolute(article.get_absolute_url()),
            # Feed readers treat a summary as HTML.
            description=escape(clean(entry.summary)),
            unique_id=absolute(article.get_permanent_url()),
            author_name=clean(", ".join(names)),
            pubdate=_day_of(article),
            updateddate=article.news_since,
        )


def clean(text: str) -> str:
    """Return text without the characters that XML forbids."""
    return text.translate(_CONTROLS)


def _day_of(article: Article) -> datetime.datetime | None:
    date = article.partial_date
    if date is None or date.precision is not Precision.DAY:
        return None
    return datetime.datetime.combine(date.first, datetime.time(), datetime.UTC)
