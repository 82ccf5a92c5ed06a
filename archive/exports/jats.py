"""JATS XML export (ANSI/NISO Z39.96, version 1.3) of articles and issues, for libraries, OJS and Janeway.

`archive.text.formats.jats.jats` reads it back: the same title, authors, date, volume, number and body.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Sequence
from io import BytesIO
from xml.etree.ElementTree import Element, SubElement, tostring
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from archive.exports.jats_body import HREF, Absolute, body_element, clean
from archive.exports.jats_notes import back_element
from archive.exports.jats_references import split_references
from archive.models import Article, Author, Issue, Publication, Topic
from archive.text.date_words import iso_date
from archive.text.dates import PartialDate, Precision
from archive.text.names.personal_names import family_and_given

_PUBLISHING = (
    '<!DOCTYPE article PUBLIC "-//NLM//DTD JATS (Z39.96) Journal Publishing DTD v1.3 20210610//EN" '
    '"JATS-journalpublishing1-3.dtd">'
)
# Journal Publishing requires an ISSN; Archiving and Interchange, which is wider, does not.
_ARCHIVING = (
    '<!DOCTYPE article PUBLIC "-//NLM//DTD JATS (Z39.96) Journal Archiving and Interchange DTD v1.3 20210610//EN" '
    '"JATS-archivearticle1-3.dtd">'
)
# The set of articles in which PubMed Central gives out several; JATS itself has none.
_ARTICLE_SET = (
    '<!DOCTYPE pmc-articleset PUBLIC "-//NLM//DTD ARTICLE SET 2.0//EN" '
    '"https://dtd.nlm.nih.gov/ncbi/pmc/articleset/nlm-articleset-2.0.dtd">'
)
DECLARATION = '<?xml version="1.0" encoding="UTF-8"?>'
_LANG = "{http://www.w3.org/XML/1998/namespace}lang"


def article_xml(article: Article, authors: Sequence[Author], topics: Sequence[Topic], absolute: Absolute) -> str:
    """Return an article (with issue and publication loaded) as a document; `absolute` makes a URL with host."""
    root = article_element(article, authors, topics, absolute)
    doctype = _PUBLISHING if article.issue.publication.issn else _ARCHIVING
    return f"{DECLARATION}\n{doctype}\n{tostring(root, encoding='unicode')}\n"


def issue_xml(articles: Iterable[tuple[Article, Sequence[Author], Sequence[Topic]]], absolute: Absolute) -> str:
    """Return the articles of an issue as one document: an article set of PubMed Central, of complete <article>s."""
    root = Element("pmc-articleset")
    for article, authors, topics in articles:
        root.append(article_element(article, authors, topics, absolute))
    return f"{DECLARATION}\n{_ARTICLE_SET}\n{tostring(root, encoding='unicode')}\n"


def issue_zip(articles: Iterable[tuple[Article, Sequence[Author], Sequence[Topic]]], absolute: Absolute) -> bytes:
    """Return the articles of an issue as a zip file: a document each, in their order, by number and slug."""
    packed = BytesIO()
    with ZipFile(packed, "w", ZIP_DEFLATED) as archive:
        for place, (article, authors, topics) in enumerate(articles, start=1):
            # A fixed time, so that the same articles give the same file.
            entry = ZipInfo(f"{place:03d}-{article.slug}.xml")
            entry.compress_type = ZIP_DEFLATED
            archive.writestr(entry, article_xml(article, authors, topics, absolute))
    return packed.getvalue()


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

    def of_article(address: str) -> str:
        return _absolute(article, address, absolute)

    body, references = split_references(article.body, of_article)
    root.append(body_element(body, of_article))
    back = back_element(body, of_article)
    if references is not None:
        back = Element("back") if back is None else back
        back.append(references)
    if back is not None:
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
    if article.date and (own := article.partial_date):
        _pub_date(meta, "pub", own)
    _date(meta, issue)
    _masthead(meta, issue)
    if article.elocation_id:
        _text(meta, "elocation-id", article.elocation_id)
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


def _masthead(meta: Element, issue: Issue) -> None:
    """Add volume, number and title of the issue, as far as it has them: one may be known by its date alone."""
    facts = {"volume": issue.volume, "issue": issue.number, "issue-title": issue.title}
    for name, value in facts.items():
        if value not in (None, ""):
            _text(meta, name, str(value))


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
    """Add the issue's printed date with its precision; of an inferred one, an estimate, only the year."""
    date = issue.partial_date
    if date and date.precision is not Precision.INFERRED:
        _pub_date(meta, "collection", date)
    elif year := date.first.year if date else issue.year:
        _pub_date(meta, "inferred", PartialDate(datetime.date(year, 1, 1), Precision.YEAR))
    elif meta.find("pub-date") is None:
        SubElement(meta, "pub-date-not-available")


def _pub_date(meta: Element, kind: str, date: PartialDate) -> None:
    """Add a date with its precision; of a week, the Monday, and its number in ISO 8601."""
    to_the_day = date.precision in (Precision.DAY, Precision.WEEK)
    to_the_month = to_the_day or date.precision is Precision.MONTH
    element = SubElement(meta, "pub-date", {"date-type": kind, "iso-8601-date": iso_date(date)})
    if to_the_day:
        _text(element, "day", f"{date.first.day:02d}")
    if to_the_month:
        _text(element, "month", f"{date.first.month:02d}")
    _text(element, "year", f"{date.first.year:04d}")


def _text(parent: Element, name: str, text: str, attributes: dict[str, str] | None = None) -> Element:
    element = SubElement(parent, name, attributes or {})
    element.text = clean(text)
    return element
