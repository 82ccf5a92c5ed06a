"""CSL-JSON: items for citation processors (citeproc), Zotero and Pandoc (schema of CSL 1.0.2)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from archive.exports.articles.json_document import json_array
from archive.exports.articles.record import ArticleRecord
from archive.models.catalogue.publication import Genre

TYPES = {
    Genre.JOURNAL: "article-journal",
    Genre.NEWSPAPER: "article-newspaper",
    Genre.MAGAZINE: "article-magazine",
    Genre.NEWSLETTER: "article-magazine",
}


def csl_json(records: Iterable[ArticleRecord]) -> Iterator[str]:
    """Return a JSON array of items, piece by piece."""
    return json_array(map(csl_item, records))


def csl_item(one: ArticleRecord) -> dict[str, Any]:
    """Return an article as an item; fields without a value are left out, and dates keep their precision."""
    publication = one.article.issue.publication
    item = {
        "id": one.permanent,
        "type": TYPES[one.genre],
        "title": one.title,
        "author": [
            {"family": name.family, "given": name.given} if name.given else {"literal": name.signed}
            for name in one.authors
        ],
        "container-title": one.publication,
        "container-title-short": publication.abbreviation,
        "volume": one.volume,
        "issue": one.number,
        "number": one.article.elocation_id,
        "issued": {"date-parts": [list(one.date)]} if one.date else None,
        "ISSN": publication.issn,
        "publisher": publication.publisher,
        "publisher-place": publication.place,
        "language": one.language,
        "abstract": one.article.standfirst,
        "keyword": ", ".join(one.topics),
        "URL": one.permanent,
    }
    return {name: value for name, value in item.items() if value}
