"""Atom feeds (RFC 4287) of articles, with archives of what a feed has no room for (RFC 5005)."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from django.utils.feedgenerator import Atom1Feed
from django.utils.html import escape

from archive.models import Article, Author
from archive.text.dates import Precision

ARTICLES_IN_A_FEED = 50
ARTICLES_IN_AN_ARCHIVE = 100
HISTORY = "http://purl.org/syndication/history/1.0"
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


@dataclass(frozen=True, slots=True)
class Place:
    """Which document of a feed: the number of an archive from 1, None for the feed itself; how many archives it has."""

    archive: int | None = None
    archives: int = 0

    def links(self, path: str) -> dict[str, str]:
        """Return the addresses of the documents beside this one by relation: "prev-archive", "next-archive", …"""
        before = self.archives if self.archive is None else self.archive - 1
        links = {"prev-archive": f"{path}?archive={before}"} if before else {}
        if self.archive is not None:
            links["current"] = path
            if self.archive < self.archives:
                links["next-archive"] = f"{path}?archive={self.archive + 1}"
        return links


def atom(feed: Feed, entries: Iterable[Entry], absolute: Callable[[str], str], place: Place | None = None) -> str:
    """Return the feed, or an archive of it, as XML; `absolute` makes a URL with host from a path."""
    place = place or Place()
    itself = feed.path if place.archive is None else f"{feed.path}?archive={place.archive}"
    made = _ArchivedAtom(
        title=clean(feed.title),
        subtitle=clean(feed.subtitle),
        description=None,  # Atom has it in the subtitle
        link=absolute(feed.page),
        feed_url=absolute(itself),
        feed_guid=absolute(feed.path),
        language=None,
        history_links={relation: absolute(address) for relation, address in place.links(feed.path).items()},
        is_archive=place.archive is not None,
    )
    add_entries(made, entries, absolute)
    return made.writeString("utf-8")


class _ArchivedAtom(Atom1Feed):
    def root_attributes(self) -> dict:
        return {**super().root_attributes(), "xmlns:fh": HISTORY}

    def add_root_elements(self, handler) -> None:
        super().add_root_elements(handler)
        for relation, address in self.feed["history_links"].items():
            handler.addQuickElement("link", "", {"rel": relation, "href": address, "type": "application/atom+xml"})
        if self.feed["is_archive"]:
            handler.addQuickElement("fh:archive")


def add_entries(made: Atom1Feed, entries: Iterable[Entry], absolute: Callable[[str], str]) -> None:
    """Add articles to a feed.

    An entry is identified by the article's permanent URL, so that a changed slug does not make it new. Its date of
    publication is the article's or its issue's: the day, or the first one of the week or month; none where only the
    year is known. Its update is that of the article's last change, or its scheduled publication.
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
            pubdate=_first_day_of(article),
            updateddate=article.news_since,
        )


def clean(text: str) -> str:
    """Return text without the characters that XML forbids."""
    return text.translate(_CONTROLS)


def _first_day_of(article: Article) -> datetime.datetime | None:
    date = article.partial_date
    if date is None or date.precision not in (Precision.DAY, Precision.WEEK, Precision.MONTH):
        return None
    return datetime.datetime.combine(date.first, datetime.time(), datetime.UTC)
