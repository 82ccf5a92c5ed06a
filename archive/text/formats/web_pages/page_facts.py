"""Metadata of a saved web page: <meta> tags, JSON-LD, its own address."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from lxml.html import HtmlElement

MAX_JSON_CHARACTERS = 200_000
MAX_META = 500

# Names of <meta> tags (Highwire Press as Google Scholar reads them, Dublin Core, Open Graph) for each field.
_META = {
    "title": ("citation_title", "dc.title", "dcterms.title", "og:title", "twitter:title", "headline"),
    "authors": ("citation_author", "citation_authors", "dc.creator", "dcterms.creator", "author", "article:author",
                "byl", "parsely-author"),
    "date": ("citation_publication_date", "citation_date", "dc.date", "dc.date.issued", "dcterms.issued",
             "article:published_time", "datepublished", "date", "pubdate", "publish-date"),
    "publication": ("citation_journal_title", "prism.publicationname", "dc.source"),
    "volume": ("citation_volume", "prism.volume"),
    "number": ("citation_issue", "prism.number", "prism.issueidentifier"),
    "topics": ("citation_keywords", "article:tag", "news_keywords", "keywords", "dc.subject"),
    "url": ("og:url", "citation_public_url", "citation_fulltext_html_url"),
    "language": ("citation_language", "dc.language"),
}  # fmt: skip
# Metadata of publication status, by names that mean other things elsewhere.
_STATUS_META = frozenset(
    ("status", "post-status", "post_status", "publication-status", "visibility", "dcterms.accessrights",
     "dc.rights.accessrights", "dcterms.available", "article:published_time", "article:expiration_time")
)  # fmt: skip
_STATUS_DATA = ("creativeWorkStatus", "expires")
_STATUS_NAMES = {"dcterms.available": "available from", "article:published_time": "publish date"}
_FIELD_OF = {name: field for field, names in _META.items() for name in names}
_ARTICLES = frozenset(("Article", "NewsArticle", "BlogPosting", "ScholarlyArticle", "Report", "OpinionNewsArticle"))
_SAVED_FROM = re.compile(r"saved from url=\(\d+\)\s*(https?://\S{1,480})")
_WEB_ADDRESS = re.compile(r"https?://[^\s<>\"]{3,490}")


@dataclass(slots=True)
class PageFacts:
    """Values by field, from a page's head, and the page's address: `base` resolves its relative links."""

    values: dict[str, list[str]] = field(default_factory=dict)
    base: str = ""
    site: str = ""
    window_title: str = ""
    statements: list[tuple[str, str]] = field(default_factory=list)  # about publication: name and value
    is_noindex: bool = False

    def first(self, name: str) -> str:
        return next(iter(self.values.get(name, ())), "")


def read_page_facts(page: HtmlElement) -> PageFacts:
    """Read the metadata in a page's head. Of several kinds of <meta> for a field, the first in `_META` counts."""
    found: dict[str, dict[str, list[str]]] = {}
    facts = PageFacts()
    for meta in [*page.iter("meta")][:MAX_META]:
        name = (meta.get("name") or meta.get("property") or meta.get("itemprop") or "").strip().lower()
        value = " ".join((meta.get("content") or "").split())
        if value and name in _FIELD_OF:
            found.setdefault(_FIELD_OF[name], {}).setdefault(name, []).append(value)
        elif value and name == "og:site_name":
            facts.site = value
        if value and name in _STATUS_META:
            facts.statements.append((_STATUS_NAMES.get(name, name), value))
        facts.is_noindex = facts.is_noindex or (name == "robots" and "noindex" in value.lower())
    for name, by_kind in found.items():
        facts.values[name] = next(by_kind[kind] for kind in _META[name] if kind in by_kind)
    for article in _linked_data(page):
        for name, values in _values_of(article):
            facts.values.setdefault(name, values)
        facts.statements += [(name, str(article[name])) for name in _STATUS_DATA if isinstance(article.get(name), str)]
    if facts.values.get("authors"):
        facts.values["authors"] = [name for name in facts.values["authors"] if not _WEB_ADDRESS.match(name)]
    facts.window_title = " ".join(next((each.text_content() for each in page.iter("title")), "").split())
    _take_addresses(page, facts)
    if language := (page.get("lang") or "").strip():
        facts.values.setdefault("language", [language])
    return facts


def _take_addresses(page: HtmlElement, facts: PageFacts) -> None:
    canonical = next((link.get("href", "") for link in page.iter("link") if "canonical" in link.get("rel", "")), "")
    saved = _SAVED_FROM.search("".join(_comments_above(page)))
    base = next((each.get("href", "") for each in page.iter("base")), "")
    own = [address for address in (canonical, facts.first("url"), saved[1] if saved else "") if _is_web(address)]
    facts.values["url"] = own[:1]
    facts.base = next((address for address in (base, *own) if _is_web(address)), "")


def _is_web(address: str) -> bool:
    return _WEB_ADDRESS.fullmatch(address.strip()) is not None


def _comments_above(page: HtmlElement) -> Iterator[str]:
    """Yield the comments before <html>, in which browsers note the address of a saved page."""
    for each in [*page.itersiblings(preceding=True)][:10]:
        if not isinstance(each.tag, str):
            yield each.text or ""


def _linked_data(page: HtmlElement) -> Iterator[dict[str, object]]:
    """Yield the articles described in a page's JSON-LD (schema.org)."""
    for script in page.iter("script"):
        text = script.text or ""
        if script.get("type", "").strip().lower() != "application/ld+json" or len(text) > MAX_JSON_CHARACTERS:
            continue
        try:
            document = json.loads(text)
        except (ValueError, RecursionError):
            continue  # broken metadata is no error: the text below says the same
        yield from _articles(document)


def _articles(document: object) -> Iterator[dict[str, object]]:
    tops = document if isinstance(document, list) else [document]
    for top in tops:
        graph = top.get("@graph") if isinstance(top, dict) else None
        for each in graph if isinstance(graph, list) else [top]:
            kinds = each.get("@type") if isinstance(each, dict) else None
            if isinstance(each, dict) and _ARTICLES & {
                kind for kind in (kinds if isinstance(kinds, list) else [kinds]) if isinstance(kind, str)
            }:
                yield each


def _values_of(article: dict[str, object]) -> Iterator[tuple[str, list[str]]]:
    """Yield title, authors and date of an article in JSON-LD."""
    authors = article.get("author")
    names = [
        each.get("name") if isinstance(each, dict) else each
        for each in (authors if isinstance(authors, list) else [authors])
    ]
    for name, values in (
        ("title", [article.get("headline")]),
        ("authors", names),
        ("date", [article.get("datePublished")]),
    ):
        if texts := [" ".join(value.split()) for value in values if isinstance(value, str) and value.strip()]:
            yield name, texts
