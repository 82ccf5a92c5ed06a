"""Signposting (signposting.org): typed links from an article's page to its data, and as a linkset (RFC 9264)."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from archive.exports.articles.record import ArticleRecord

LINKSET = "linkset.json"


@dataclass(frozen=True, slots=True)
class Link:
    """Link by its relation ("cite-as", "item", "describedby", …), with the media type of its target if known."""

    target: str
    relation: str
    media_type: str = ""


@dataclass(frozen=True, slots=True)
class DataFormat:
    """Format as links tell of it: suffix, media type, and whether it holds the text or describes it."""

    suffix: str
    media_type: str
    holds_text: bool


def article_links(one: ArticleRecord, formats: Iterable[DataFormat]) -> Iterator[Link]:
    """Yield the links of an article's page."""
    yield Link(one.permanent, "cite-as")
    yield Link("https://schema.org/Article", "type")
    yield Link("https://schema.org/AboutPage", "type")
    for address in one.author_pages:
        yield Link(address, "author", "text/html")
    yield Link(one.issue_page, "collection", "text/html")
    data = one.page.removesuffix("/")
    for each in formats:
        relation = "item" if each.holds_text else "linkset" if each.suffix == LINKSET else "describedby"
        yield Link(f"{data}.{each.suffix}", relation, each.media_type)


def link_header(links: Iterable[Link]) -> str:
    """Return the links as a header `Link` (RFC 8288)."""
    return ", ".join(
        f'<{one.target}>; rel="{one.relation}"' + (f'; type="{one.media_type}"' if one.media_type else "")
        for one in links
    )


def linkset(articles: Iterable[ArticleRecord], formats: Iterable[DataFormat]) -> Iterator[str]:
    """Yield the links of articles as a linkset in JSON."""
    known = [one for one in formats if one.suffix != LINKSET]
    contexts = [_context(one.page, article_links(one, known)) for one in articles]
    yield json.dumps({"linkset": contexts}, ensure_ascii=False)


def _context(anchor: str, links: Iterable[Link]) -> dict[str, object]:
    by_relation: dict[str, list[dict[str, str]]] = {}
    for one in links:
        target = {"href": one.target} | ({"type": one.media_type} if one.media_type else {})
        by_relation.setdefault(one.relation, []).append(target)
    return {"anchor": anchor, **by_relation}
