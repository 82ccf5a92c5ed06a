"""Articles described in a page's linked data (schema.org): JSON-LD in scripts, and microdata in its elements."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from html import unescape

from lxml import etree
from lxml.html import HtmlElement

MAX_JSON_CHARACTERS = 200_000
MAX_NESTING = 8  # of objects in JSON-LD
MAX_AUTHORS = 60

# Kinds of https://schema.org/CreativeWork that are an article of a periodical.
_ARTICLE = re.compile(
    r"(?:https?://schema\.org/)?(?:\w*Article|BlogPosting|LiveBlogPosting|SocialMediaPosting|DiscussionForumPosting|Report"
    r"|Review|Recipe|APIReference)"
)
_PAGE = re.compile(r"(?:https?://schema\.org/)?(?:Item|Medical)?WebPage")
_MICRODATA_SCOPE = re.compile(
    r"https?://(?:www\.)?schema\.org/(?:\w*Article|\w*Posting|Report|Review|Recipe|CreativeWork|WebPage)/?"
)
_WRAPPING = re.compile(
    r"\A\s*(?:<!--|(?://|/\*)?\s*<!\[CDATA\[\s*(?:\*/)?)|(?:-->|(?://|/\*)?\s*\]\]>\s*(?:\*/)?)?\s*;?\s*\Z"
)
_PLACES_OF_ARTICLES = ("@graph", "mainEntity", "mainEntityOfPage", "hasPart", "liveBlogUpdate")


@dataclass(slots=True)
class LinkedArticle:
    """Values of one described article: titles, authors and dates as they stand there, and statements of its status."""

    titles: list[str] = field(default_factory=list)
    authors: list[str] = field(default_factory=list)
    dates: list[str] = field(default_factory=list)
    publishers: list[str] = field(default_factory=list)
    statements: list[tuple[str, str]] = field(default_factory=list)


_STATUS = ("creativeWorkStatus", "expires")


def articles_in_scripts(page: HtmlElement) -> Iterator[LinkedArticle]:
    """Yield the articles of a page's JSON-LD, in order; broken scripts are skipped.

    They are no error, as the page says the same in its text. Scripts wrapped in a comment or CDATA are read. Of what
    they say of the page, if they know no article, it yields the date.
    """
    for script in page.iter("script"):
        text = script.text or ""
        if script.get("type", "").strip().lower() != "application/ld+json" or len(text) > MAX_JSON_CHARACTERS:
            continue
        try:
            document = json.loads(_WRAPPING.sub("", text), strict=False)
        except (ValueError, RecursionError):
            continue
        articles = [*_articles(document, MAX_NESTING)]
        for found in articles:
            yield _described(found)
        for found in [] if articles else _pages(document):
            yield LinkedArticle(dates=_described(found).dates)


def _pages(document: object) -> Iterator[dict[str, object]]:
    """Yield the pages at the top of JSON-LD, or of its graph."""
    for each in _listed(document):
        if isinstance(each, dict):
            for found in (each, *_listed(each.get("@graph"))):
                if not isinstance(found, dict):
                    continue
                if any(isinstance(kind, str) and _PAGE.fullmatch(kind) for kind in _listed(found.get("@type"))):
                    yield found


def _articles(document: object, depth: int) -> Iterator[dict[str, object]]:
    if isinstance(document, list):
        for each in document:
            yield from _articles(each, depth)
    elif isinstance(document, dict) and depth:
        kinds = document.get("@type")
        if any(isinstance(kind, str) and _ARTICLE.fullmatch(kind) for kind in _listed(kinds)):
            yield document
            return
        for place in _PLACES_OF_ARTICLES:
            yield from _articles(document.get(place), depth - 1)


def _described(article: dict[str, object]) -> LinkedArticle:
    return LinkedArticle(
        titles=[*_texts(article.get("headline")), *_texts(article.get("name"))][:1],
        authors=[*_names(article.get("author")), *_names(article.get("creator"))][:MAX_AUTHORS],
        dates=[*_texts(article.get("datePublished")), *_texts(article.get("dateCreated"))][:1],
        publishers=[*_names(article.get("publisher"))][:1],
        statements=[(name, str(article[name])) for name in _STATUS if isinstance(article.get(name), str)],
    )


def _listed(value: object) -> list[object]:
    return value if isinstance(value, list) else [value]


def _texts(value: object) -> Iterator[str]:
    for each in _listed(value):
        if isinstance(each, str) and (text := " ".join(unescape(each).split())):
            yield text


def _names(value: object) -> Iterator[str]:
    """Yield names of people and houses, which may be texts or objects with a name."""
    for each in _listed(value):
        yield from _texts(each.get("name") if isinstance(each, dict) else each)


def article_in_elements(body: HtmlElement) -> LinkedArticle:
    """Return what the microdata (itemprop) of a page's elements says of its article.

    Values in the scope of something else, a comment or a product, are not its; nor are those in the scope of other
    articles than the one with most text, such as teasers.
    """
    found = LinkedArticle()
    described = [each for each in body.iter(etree.Element) if "itemprop" in each.attrib and _is_of_article(each)]
    scopes = {scope: len(scope.text_content()) for each in described if (scope := _scope(each)) is not None}
    longest = max(scopes, key=scopes.__getitem__, default=None)
    for element in described:
        properties = element.get("itemprop", "").split()
        if _scope(element) not in (longest, None) and longest not in element.iterancestors():
            continue
        if "headline" in properties:
            found.titles.append(_value(element))
        if {"datePublished", "dateCreated"} & set(properties):
            found.dates.append(_value(element))
        if "author" in properties:
            found.authors += _names_inside(element)
    found.titles = [text for text in found.titles if text][:1]
    found.dates = [text for text in found.dates if text][:1]
    found.authors = [text for text in dict.fromkeys(found.authors) if text][:MAX_AUTHORS]
    return found


def _scope(element: HtmlElement) -> HtmlElement | None:
    return next((each for each in element.iterancestors() if "itemscope" in each.attrib), None)


def _is_of_article(element: HtmlElement) -> bool:
    """Return whether the nearest item around an element is the article or the page, or there is none."""
    scope = _scope(element)
    if scope is None or "itemtype" not in scope.attrib:
        return True
    return any(_MICRODATA_SCOPE.fullmatch(kind) for kind in scope.get("itemtype", "").split())


def _names_inside(element: HtmlElement) -> list[str]:
    named = [each for each in element.iterdescendants() if "name" in (each.get("itemprop") or "").split()]
    return [_value(each) for each in named or [element]]


def _value(element: HtmlElement) -> str:
    """Return the value of a property: its attribute for programs, else its text."""
    given = element.get("content") or element.get("datetime") or element.get("value") or ""
    return " ".join((given or " ".join(element.itertext())).split())
