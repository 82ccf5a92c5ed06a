"""Metadata of an article within its page: Highwire and Dublin Core tags, OpenGraph times, JSON-LD of schema.org.

Google Scholar reads Highwire's tags (its inclusion guidelines name them), Zotero those and Dublin Core, search engines
and social networks JSON-LD and OpenGraph. Tags without a value are left out.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from archive.exports.articles.record import ArticleRecord
from archive.models.catalogue.publication import Genre

TYPES = {Genre.JOURNAL: "ScholarlyArticle", Genre.NEWSPAPER: "NewsArticle"}
SERIALS = {Genre.NEWSPAPER: "Newspaper"}
# So that no text closes the script element, whatever it holds (HTML Standard, 4.12.1.3).
_IN_SCRIPTS = {ord("<"): "\\u003c", ord(">"): "\\u003e", ord("&"): "\\u0026", 0x2028: "\\u2028", 0x2029: "\\u2029"}


def meta_tags(one: ArticleRecord) -> Iterator[tuple[str, str, str]]:
    """Yield the tags of an article: the attribute that names it ("name", "property"), its name, its content."""
    for tag, content in (*_highwire(one), *((f"DC.{name}", content) for name, content in dublin_core(one))):
        if content:
            yield "name", tag, content
    if one.date:
        yield "property", "article:published_time", one.iso_date
    for name in one.authors:
        yield "property", "article:author", name.signed
    for topic in one.topics:
        yield "property", "article:tag", topic


def _highwire(one: ArticleRecord) -> Iterator[tuple[str, str]]:
    publication = one.article.issue.publication
    yield "citation_title", one.title
    for name in one.authors:
        yield "citation_author", f"{name.family}, {name.given}" if name.given else name.signed
    yield "citation_journal_title", one.publication
    yield "citation_journal_abbrev", publication.abbreviation
    yield "citation_publisher", publication.publisher
    yield "citation_issn", publication.issn
    yield "citation_volume", one.volume
    yield "citation_issue", one.number
    yield "citation_firstpage", one.article.elocation_id
    # Scholar's form; of a date known in part, the part.
    yield "citation_publication_date", one.iso_date.replace("-", "/")
    yield "citation_language", one.language
    yield "citation_keywords", "; ".join(one.topics)
    yield "citation_public_url", one.permanent
    yield "citation_abstract_html_url", one.page
    yield "citation_fulltext_html_url", one.page


def dublin_core(one: ArticleRecord) -> Iterator[tuple[str, str]]:
    """Yield the elements of Dublin Core (1.1) of an article, some of them empty: ("title", "Ferries stand idle")."""
    publication = one.article.issue.publication
    yield "title", one.title
    for name in one.authors:
        yield "creator", name.signed
    yield "publisher", publication.publisher
    yield "date", one.iso_date
    yield "type", "Text"
    yield "format", "text/html"
    yield "identifier", one.permanent
    yield "source", f"{one.publication}, {one.article.issue.designation}"
    yield "language", one.language
    for topic in one.topics:
        yield "subject", topic


def json_ld(one: ArticleRecord) -> str:
    """Return an article as JSON-LD, safe within a script element: article, issue, volume, periodical."""
    return json.dumps(_graph(one), ensure_ascii=False, separators=(",", ":")).translate(_IN_SCRIPTS)


def _graph(one: ArticleRecord) -> dict[str, Any]:
    article = one.article
    return _filled(
        {
            "@context": "https://schema.org",
            "@type": TYPES.get(one.genre, "Article"),
            "@id": one.permanent,
            "url": one.page,
            "headline": one.title,
            "author": [_author(name.signed, name.given, name.family) for name in one.authors],
            "datePublished": one.iso_date,
            "dateModified": article.news_since.isoformat() if article.changed else "",
            "inLanguage": one.language,
            "abstract": article.standfirst,
            "keywords": list(one.topics),
            "wordCount": article.word_count,
            "pagination": article.elocation_id,
            "sameAs": article.url,
            "isAccessibleForFree": True,
            "isPartOf": _issue(one),
        }
    )


def _author(signed: str, given: str, family: str) -> dict[str, str]:
    if not given:  # an agency, a desk, a single name, one with "Jr.": which of them is not known
        return {"name": signed}
    return {"@type": "Person", "name": signed, "givenName": given, "familyName": family}


def _issue(one: ArticleRecord) -> dict[str, Any]:
    issue, publication = one.article.issue, one.article.issue.publication
    periodical = _filled(
        {
            "@type": SERIALS.get(one.genre, "Periodical"),
            "@id": one.publication_page,
            "name": publication.title,
            "alternateName": publication.abbreviation,
            "issn": publication.issn,
            "publisher": {"@type": "Organization", "name": publication.publisher} if publication.publisher else None,
        }
    )
    volume = {"@type": "PublicationVolume", "volumeNumber": one.volume, "isPartOf": periodical}
    return _filled(
        {
            "@type": "PublicationIssue",
            "@id": one.issue_page,
            "issueNumber": one.number,
            "name": issue.title,
            "isPartOf": volume if one.volume else periodical,
        }
    )


def _filled(facts: dict[str, Any]) -> dict[str, Any]:
    """Return the facts that have a value."""
    return {name: value for name, value in facts.items() if value not in ("", None, [], 0)}
