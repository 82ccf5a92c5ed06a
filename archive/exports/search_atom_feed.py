"""Atom feed of a search: RFC 4287, with the paging links of RFC 5005 and OpenSearch's response elements."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from django.utils.feedgenerator import Atom1Feed

from archive.exports.atom_feed import Entry, add_entries, clean

OPENSEARCH = "http://a9.com/-/spec/opensearch/1.1/"


@dataclass(frozen=True, slots=True)
class SearchFeed:
    """Page of a search: its query, counts, and URLs with host.

    `links` are URLs of other pages by relation: "first", "previous", "next", "last". `identity` is the URL of the
    search's first page, which is the same on all of its pages. `notice` says what readers should know of all entries.
    """

    title: str
    query: str
    page: str
    itself: str
    identity: str
    description: str
    links: Mapping[str, str]
    total: int
    start: int
    per_page: int
    updated: datetime.datetime | None
    notice: str = ""


def search_feed(feed: SearchFeed, entries: Iterable[Entry], absolute: Callable[[str], str]) -> str:
    """Return the feed as XML; `absolute` makes a URL with host from a path."""
    made = _SearchAtom(
        title=clean(feed.title),
        description=None,
        link=feed.page,
        feed_url=feed.itself,
        feed_guid=feed.identity,
        language=None,
        subtitle=feed.notice or None,
        search=feed,
    )
    add_entries(made, entries, absolute)
    return made.writeString("utf-8")


class _SearchAtom(Atom1Feed):
    def root_attributes(self) -> dict:
        return {**super().root_attributes(), "xmlns:opensearch": OPENSEARCH}

    def latest_post_date(self) -> datetime.datetime:
        return self.feed["search"].updated or super().latest_post_date()

    def add_root_elements(self, handler) -> None:
        super().add_root_elements(handler)
        feed: SearchFeed = self.feed["search"]
        for relation, address in feed.links.items():
            handler.addQuickElement("link", "", {"rel": relation, "href": address, "type": "application/atom+xml"})
        handler.addQuickElement(
            "link", "", {"rel": "search", "href": feed.description, "type": "application/opensearchdescription+xml"}
        )
        handler.addQuickElement("opensearch:totalResults", str(feed.total))
        handler.addQuickElement("opensearch:startIndex", str(feed.start))
        handler.addQuickElement("opensearch:itemsPerPage", str(feed.per_page))
        handler.addQuickElement(
            "opensearch:Query",
            "",
            {"role": "request", "searchTerms": clean(feed.query), "startPage": str(_page(feed))},
        )


def _page(feed: SearchFeed) -> int:
    return (max(feed.start, 1) - 1) // feed.per_page + 1
