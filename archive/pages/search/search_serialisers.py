"""Serialisers of hits: JSON entries, table rows, feed pages."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from django.urls import reverse

from archive.exports.atom_feed import Entry
from archive.exports.search_atom_feed import SearchFeed, search_feed
from archive.models import Article
from archive.pages.rendering.formatting import machine_date
from archive.search.results.hits import Hit
from archive.search.results.results import Results
from archive.search.results.row_results import Rows

FIELDS = ("title", "authors", "publication", "volume", "issue", "date", "words", "address", "permanent address")

INCOMPLETE = "The search index is damaged and is being rebuilt: some articles could not be searched."

Absolute = Callable[[str], str]
"""Function from a path to an absolute address."""


def entry_of(hit: Hit, absolute: Absolute) -> dict[str, object]:
    """Return a hit as JSON: its article, its location, and the matching passages in pieces, matched or not."""
    article = hit.article
    issue = article.issue
    address = absolute(article.get_absolute_url())
    return {
        "id": article.pk,
        "title": article.title,
        "authors": [author.name for author in hit.authors],
        "publication": issue.publication.title,
        "volume": issue.volume,
        "issue": issue.number or None,
        "date": machine_date(article.partial_date) if article.partial_date else None,
        "url": address,
        "permanent_url": absolute(article.get_permanent_url()),
        "passages": [
            {
                "url": f"{address}#{snippet.anchor}" if snippet.anchor else address,
                "text": snippet.text,
                "pieces": [{"text": text, "matched": matched} for text, matched in snippet.pieces],
            }
            for snippet in hit.snippets
        ],
    }


def row_of(article: Article, absolute: Absolute) -> tuple[object, ...]:
    """Return an article as a row of a table, a value for each of FIELDS."""
    issue = article.issue
    return (
        article.title,
        "; ".join(author.name for author in article.byline()),
        issue.publication.title,
        issue.volume,
        issue.number,
        machine_date(article.partial_date) if article.partial_date else "",
        article.word_count,
        absolute(article.get_absolute_url()),
        absolute(article.get_permanent_url()),
    )


def end_rows(found: Rows) -> Iterator[tuple[object, ...]]:
    """Yield the last rows of a table that does not hold everything: one that says why."""
    reasons = []
    if found.left_off:
        reasons.append(f"{found.left_off:,} more articles are not in this table: narrow the search to get them.")
    if found.partial:
        reasons.append("The search reached its time limit: there may be more articles.")
    if found.missing:
        reasons.append(INCOMPLETE)
    if reasons:
        yield (" ".join(reasons), *[""] * (len(FIELDS) - 1))


def feed_of(found: Results, absolute: Absolute) -> str:
    """Return a page of results as a feed; passages are the summaries of its entries."""
    asked = found.request
    pages = {"first": 1, "previous": asked.page - 1, "next": asked.page + 1, "last": max(found.pages, 1)}
    feed = SearchFeed(
        title=f"Search: {found.sentence}",
        query=asked.query,
        page=absolute(f"{reverse('search')}?{asked.query_string()}"),
        itself=_address(found, asked.page, absolute),
        identity=_address(found, 1, absolute),
        description=absolute(reverse("opensearch")),
        links={
            relation: _address(found, number, absolute)
            for relation, number in pages.items()
            if 1 <= number <= max(found.pages, 1)
        },
        total=found.count,
        start=found.first or 1,
        per_page=found.per_page,
        updated=max((hit.article.news_since for hit in found.hits), default=None),
        notice=INCOMPLETE if found.missing else "",
    )
    entries = [
        Entry(hit.article, " … ".join(snippet.text for snippet in hit.snippets), hit.authors) for hit in found.hits
    ]
    return search_feed(feed, entries, absolute)


def _address(found: Results, number: int, absolute: Absolute) -> str:
    return absolute(f"{reverse('search-atom')}?{found.request.changed(page=number).query_string()}")
