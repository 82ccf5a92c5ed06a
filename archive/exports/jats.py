"""JATS XML export (ANSI/NISO Z39.96, Journal Publishing 1.3) of articles and issues, for libraries, OJS and Janeway.

`archive.text.formats.jats.jats` reads it back: the same title, authors, date, volume, number and body.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from xml.etree.ElementTree import Element, SubElement, tostring

from archive.exports.jats_body import HREF, Absolute, body_element, clean
from archive.exports.jats_notes import back_element
from archive.models import Article, Author, Issue, Publication, Topic
from archive.text.dates import Precision
from archive.text.names.personal_names import family_and_given

DOCTYPE = (
    '<!DOCTYPE article PUBLIC "-//NLM//DTD JATS (Z39.96) Journal Publishing DTD v1.3 20210610//EN" '
    '"JATS-journalpublishing1-3.dtd">'
)
DECLARATION = '<?xml version="1.0" encoding="UTF-8"?>'
_LANG = "{http://www.w3.org/XML/1998/namespace}lang"


def article_xml(article: Article, authors: Sequence[Author], topics: Sequence[Topic], absolute: Absolute) -> str:
    """Return an article (with issue and publication loaded) as a document; `absolute` makes a URL with host."""
    root = article_element(article, authors, topics, absolute)
    return f"{DECLARATION}\n{DOCTYPE}\n{tostring(root, encoding='unicode')}\n"


def issue_xml(
    issue: Issue, articles: Iterable[tuple[Article, Sequence[Author], Sequence[Topic]]], absolute: Absolute
) -> str:
    """Return the articles of an issue as one document: a set of complete <article> elements."""
    root = Element("articles", {_LANG: issue.publication.language})
    for article, authors, topics in articles:
        root.append(article_element(article, authors, topics, absolute))
    return f"{DECLARATION}\n{tostring(root, encoding='unicode')}\n"


def article_element(
    article: Article, authors: Sequence[Author], topics: Sequence[Topic], absolute: Absolute
) -> Element:
    """Return an article as <article>."""
    issue = article.issue
    language = article.language or issue.publication.language
    root = Element("article", {"article-type": "other", "dtd-version": "1.3", _LANG: language})
    front = SubElement(root, "front")
    _journal_meta(SubElement(front, "journal-meta"), issue.publication)
    _article_meta(SubElement(front, "article-meta"), article, authors, topics, absolute)
    root.append(body_element(article.body, lambda address: _absolute(article, address, absolute)))
    if (back := back_element(article.body, lambda address: _absolute(article, address, absolute))) is not None:
        root.append(back)
    return root


def _absolute(article: Article, address: str, absolute: Absolute) -> str:
    return absolute(f"{article.get_permanent_url()}{address}" if address.startswith("#") else address)


def _journal_meta(meta: Element, publication: Publication) -> None:
    _text(meta, "journal-id", publication.slug, {"journal-id-type": "publisher-id"})
    titles = SubElement(meta, "journal-title-group")
    _text(titles, "journal-title", publication.title)
    if publication.abbreviation:
        _text(titles, "abbrev-journal-title", publication.abbreviation)
    if publication.issn:
        _text(meta, "issn", publication.issn)
    if publication.publisher:
        publisher = SubElement(meta, "publisher")
        _text(publisher, "publisher-name", publication.publisher)
        if publication.place:
            _text(publisher, "publisher-loc", publication.place)


def _article_meta(
    meta: Element, article: Article, authors: Sequence[Author], topics: Sequence[Topic], absolute: Absolute
) -> None:
    """Add an article's metadata in the order that JATS requires."""
    issue = article.issue
    _text(meta, "article-id", str(article.pk), {"pub-id-type": "publisher-id"})
    _text(SubElement(meta, "title-group"), "article-title", article.title)
    if authors:
        group = SubElement(meta, "contrib-group")
        for author in authors:
            _name(SubElement(group, "contrib", {"contrib-type": "author"}), author.name)
    _date(meta, issue)
    _text(meta, "volume", str(issue.volume))
    _text(meta, "issue", issue.number)
    if issue.title:
        _text(meta, "issue-title", issue.title)
    if article.url:
        SubElement(meta, "self-uri", {"content-type": "original", HREF: clean(article.url)})
    SubElement(meta, "self-uri", {"content-type": "permanent", HREF: absolute(article.get_permanent_url())})
    if article.standfirst:
        _text(SubElement(meta, "abstract"), "p", article.standfirst)
    if topics:
        group = SubElement(meta, "kwd-group")
        for topic in topics:
            _text(group, "kwd", topic.name)
    SubElement(SubElement(meta, "counts"), "word-count", {"count": str(article.word_count)})
    if article.caption:
        custom = SubElement(SubElement(meta, "custom-meta-group"), "custom-meta")
        _text(custom, "meta-name", "picture-caption")
        _text(custom, "meta-value", article.caption)


def _name(contributor: Element, signed: str) -> None:
    """Add a name in parts if they make up the signed name, else as signed."""
    family, given = family_and_given(signed)
    if given and f"{given} {family}" == signed:
        name = SubElement(contributor, "name")
        _text(name, "surname", family)
        _text(name, "given-names", given)
    else:  # an agency, a single name, one with "Jr."
        _text(contributor, "collab", signed)


def _date(meta: Element, issue: Issue) -> None:
    """Add the printed date with its precision; of an inferred one, which is an estimate, only the year."""
    date = issue.partial_date
    year = date.first.year if date else issue.year
    if year is None:
        SubElement(meta, "pub-date-not-available")
        return
    precision = date.precision if date else Precision.YEAR
    first = date.first if date and precision in (Precision.DAY, Precision.MONTH) else None
    iso = str(year) if first is None else first.strftime("%Y-%m-%d" if precision is Precision.DAY else "%Y-%m")
    kind = "inferred" if date is None or precision is Precision.INFERRED else "collection"
    element = SubElement(meta, "pub-date", {"date-type": kind, "iso-8601-date": iso})
    if first and precision is Precision.DAY:
        _text(element, "day", f"{first.day:02d}")
    if first:
        _text(element, "month", f"{first.month:02d}")
    _text(element, "year", str(year))


def _text(parent: Element, name: str, text: str, attributes: dict[str, str] | None = None) -> Element:
    element = SubElement(parent, name, attributes or {})
    element.text = clean(text)
    return element
