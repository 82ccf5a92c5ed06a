"""Atom feeds (RFC 4287) of articles: of those that cite a source, of a publication's latest."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from django.utils.feedgenerator import Atom1Feed
from django.utils.html import escape

from archive.models import Article, Author
from archive.text.dates import Precision

ARTICLES_IN_A_FEED = 50
# XML 1.0 has no place for control characters; a text that holds one would make the whole feed unreadable.
_CONTROLS = dict.fromkeys([*range(9), 11, 12, *range(14, 32), 127])


@dataclass(frozen=True, slots=True)
class Entry:
    """An article in a feed, with the plain text that sums it up there, and its authors where they are at hand."""

    article: Article
    summary: str
    authors: Sequence[Author] | None = None


@dataclass(frozen=True, slots=True)
class Feed:
    """A feed's title, what it is a feed of, and the paths of the page that it belongs to and of itself."""

    title: str
    subtitle: str
    page: str
    path: str


def atom(feed: Feed, entries: Iterable[Entry], absolute: Callable[[str], str]) -> str:
    """The feed as XML; `absolute` makes an address with host of a path."""
    made = Atom1Feed(
        title=clean(feed.title),
        subtitle=clean(feed.subtitle),
        description=None,  # Atom says it in the subtitle
        link=absolute(feed.page),
        feed_url=absolute(feed.path),
        feed_guid=absolute(feed.path),
        language=None,
    )
    add_entries(made, entries, absolute)
    return made.writeString("utf-8")


def add_entries(made: Atom1Feed, entries: Iterable[Entry], absolute: Callable[[str], str]) -> None:
    """Put articles into a feed.

    An entry is known by the article's permanent address, so that a changed slug does not make it new. Its date of
    publication is the issue's, as far as that is known to the day; it is updated when the article was changed, or
    appeared on time.
    """
    for entry in entries:
        article = entry.article
        authors = article.byline() if entry.authors is None else entry.authors
        names = [author.name for author in authors] or [article.issue.publication.title]
        made.add_item(
            title=clean(article.title),
            link=absolute(article.get_absolute_url()),
            # Readers take a summary for HTML.
            description=escape(clean(entry.summary)),
            unique_id=absolute(article.get_permanent_url()),
            author_name=clean(", ".join(names)),
            pubdate=_day_of(article),
            updateddate=article.news_since,
        )


def clean(text: str) -> str:
    """Text without the characters that XML cannot hold."""
    return text.translate(_CONTROLS)


def _day_of(article: Article) -> datetime.datetime | None:
    issue = article.issue
    if issue.date is None or issue.date_precision != Precision.DAY:
        return None
    return datetime.datetime.combine(issue.date, datetime.time(), datetime.UTC)
