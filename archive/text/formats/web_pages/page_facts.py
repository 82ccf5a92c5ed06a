"""Metadata of a saved web page: <meta> tags, linked data, its own address."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from lxml.html import HtmlElement

from archive.text.formats.web_pages.linked_data import LinkedArticle, article_in_elements, articles_in_scripts

MAX_META = 500

# Names of <meta> tags for each field: those that scholarly pages make for one article each (Highwire Press as Google
# Scholar reads them, Dublin Core) go before the page's JSON-LD, those for sharing and analytics (Open Graph) behind.
_EXACT_META = {
    "title": ("citation_title", "dc.title", "dcterms.title"),
    "authors": ("citation_author", "citation_authors", "dc.creator", "dcterms.creator"),
    "date": ("citation_publication_date", "citation_date", "dc.date", "dc.date.issued", "dc.date.created",
             "dcterms.issued", "dcterms.date"),
    "publication": ("citation_journal_title", "prism.publicationname", "dc.source"),
    "volume": ("citation_volume", "prism.volume"),
    "number": ("citation_issue", "prism.number", "prism.issueidentifier"),
    "topics": ("citation_keywords", "article:tag", "news_keywords", "keywords", "dc.subject"),
    "url": ("og:url", "citation_public_url", "citation_fulltext_html_url"),
    "language": ("citation_language", "dc.language"),
}  # fmt: skip
_SHARING_META = {
    "title": ("og:title", "parsely-title", "twitter:title", "headline", "sailthru.title", "title"),
    "authors": ("article:author", "author", "og:article:author", "article_author", "cxenseparse:author", "byl",
                "parsely-author", "sailthru.author", "article.author", "authors"),
    "date": ("article:published_time", "og:article:published_time", "og:published_time", "article.published",
             "parsely-pub-date", "sailthru.date", "datepublished", "date", "pubdate", "publish-date", "publish_date",
             "publication_date", "publicationdate", "published_time", "dc.date.published", "article_date_original",
             "originalpublicationdate", "cxenseparse:recs:publishtime", "bt:pubdate", "date.available", "ptime"),
}  # fmt: skip
_SITE_META = ("og:site_name", "application-name", "apple-mobile-web-app-title", "dc.publisher", "citation_publisher")
# Metadata of publication status, by names that mean other things elsewhere.
_STATUS_META = frozenset(
    ("status", "post-status", "post_status", "publication-status", "visibility", "dcterms.accessrights",
     "dc.rights.accessrights", "dcterms.available", "article:published_time", "article:expiration_time")
)  # fmt: skip
_STATUS_NAMES = {"dcterms.available": "available from", "article:published_time": "publish date"}
_FIELD_OF = {
    name: (kind, field)
    for kind, table in (("exact", _EXACT_META), ("sharing", _SHARING_META))
    for field, names in table.items()
    for name in names
}
_SAVED_FROM = re.compile(r"saved from url=\(\d+\)\s*(https?://\S{1,480})")
_WEB_ADDRESS = re.compile(r"https?://[^\s<>\"]{3,490}")
_ACCOUNT = re.compile(r"/?@\w+|(?:https?:)?/\S+|[\w.+-]+@[\w-]+\.[\w.]+")  # what stands for a name in some pages


@dataclass(slots=True)
class PageFacts:
    """Values by field, from a page's head, and the page's address: `base` resolves its relative links.

    `titles` are all titles that it gives, the most reliable first; `sites` the names of its site.
    """

    values: dict[str, list[str]] = field(default_factory=dict)
    titles: list[str] = field(default_factory=list)
    base: str = ""
    sites: list[str] = field(default_factory=list)
    window_title: str = ""
    statements: list[tuple[str, str]] = field(default_factory=list)  # about publication: name and value
    is_noindex: bool = False

    def first(self, name: str) -> str:
        return next(iter(self.values.get(name, ())), "")


def read_page_facts(page: HtmlElement) -> PageFacts:
    """Read a page's metadata: scholarly <meta> tags, JSON-LD, <meta> tags for sharing, and microdata, in this order.

    Of several <meta> tags for a field, the first in the tables above counts.
    """
    facts = PageFacts()
    found = _read_meta(page, facts)
    scripts = [*articles_in_scripts(page)]
    _take_meta(found["exact"], _EXACT_META, facts)
    for article in scripts:
        _take_article(article, facts)
    _take_meta(found["sharing"], _SHARING_META, facts)
    body = page.find("body")
    if body is not None:
        _take_article(article_in_elements(body), facts)
    facts.titles = list(dict.fromkeys(facts.titles))
    facts.window_title = " ".join(next((each.text_content() for each in page.iter("title")), "").split())
    _take_addresses(page, facts)
    if language := (page.get("lang") or "").strip():
        facts.values.setdefault("language", [language])
    return facts


def _read_meta(page: HtmlElement, facts: PageFacts) -> dict[str, dict[str, list[str]]]:
    """Return the values of the page's <meta> tags by kind and name, and note its site and status."""
    found: dict[str, dict[str, list[str]]] = {"exact": {}, "sharing": {}}
    for meta in [*page.iter("meta")][:MAX_META]:
        value = " ".join((meta.get("content") or meta.get("value") or "").split())
        for name in _names_of(meta):
            if not value:
                continue
            if name in _FIELD_OF:
                kept = found[_FIELD_OF[name][0]].setdefault(name, [])
                kept += [value] if value not in kept else []
            elif name in _SITE_META:
                facts.sites.append(value)
            if name in _STATUS_META:
                facts.statements.append((_STATUS_NAMES.get(name, name), value))
            facts.is_noindex = facts.is_noindex or (name == "robots" and "noindex" in value.lower())
    return found


def _names_of(meta: HtmlElement) -> list[str]:
    """Return the names of a <meta> tag: "DC:creator twitter:creator" are two, the first as "dc.creator"."""
    names = f"{meta.get('name') or ''} {meta.get('property') or ''} {meta.get('itemprop') or ''}".lower().split()
    return [re.sub(r"\A(dc|dcterms|dcterm):", lambda prefix: f"{prefix[1]}.", name) for name in dict.fromkeys(names)]


def _take_meta(found: dict[str, list[str]], table: dict[str, tuple[str, ...]], facts: PageFacts) -> None:
    for name, kinds in table.items():
        given = [found[kind] for kind in kinds if kind in found]
        if name == "title":
            facts.titles += [value for values in given for value in values]
        for values in given:
            if values := _people(values) if name == "authors" else values:
                facts.values.setdefault(name, values)
                break


def _take_article(article: LinkedArticle, facts: PageFacts) -> None:
    facts.titles += article.titles
    facts.sites += article.publishers
    for name, values in (
        ("title", article.titles),
        ("authors", _people(article.authors)),
        ("date", article.dates),
    ):
        if values:
            facts.values.setdefault(name, values)
    facts.statements += article.statements


def _people(names: list[str]) -> list[str]:
    """Return the names that are no addresses or accounts."""
    return [name for name in names if not _ACCOUNT.fullmatch(name)]


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
