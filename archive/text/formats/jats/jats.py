"""Reader of JATS XML (NISO Z39.96, the Journal Article Tag Suite), with one article or several in a file."""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterator
from xml.etree import ElementTree
from xml.etree.ElementTree import Element

from archive.text.dates import PartialDate, Precision
from archive.text.formats.head_elements import counted
from archive.text.formats.html_article import beyond_bounds, sanitised_or_simplified
from archive.text.formats.jats.jats_body import BodyReader, text_of
from archive.text.formats.namespaces import attribute, local, qualified_name
from archive.text.formats.neighbour_pictures import NeighbourPictures
from archive.text.formats.records import (
    MAX_RECORD_CHARACTERS,
    Guide,
    Opener,
    Record,
    record_id,
    refused,
    refused_record,
    with_remedies,
)
from archive.text.formats.xml_records import BadXML, Found, Records
from archive.text.headers.article_reader import ReadArticle, complete
from archive.text.headers.header_fields import Head
from archive.text.headers.header_patterns import read_printed_date
from archive.text.headers.publication_facts import PublicationNames
from archive.text.headers.publication_status import is_status_name
from archive.text.markup.paragraphs import blocks
from archive.text.markup.sanitiser import MarkupTooDeep, MarkupTooLarge, plain_text
from archive.text.numbering.habits import FINENESS
from archive.text.problems import Problem

_LANG = "{http://www.w3.org/XML/1998/namespace}lang"
ElementTree.register_namespace("xlink", "http://www.w3.org/1999/xlink")

# In order of preference: the date of the issue, of its print, of the article.
_DATE_KINDS = ("collection", "ppub", "issue", "pub", "epub-ppub", "epub", "")
# The same of an article that is in no issue.
_OWN_DATE_KINDS = ("pub", "epub", "epub-ppub", "ppub", "")
_TITLE_IDS = ("nlm-ta", "iso-abbrev")  # identifiers of journals that are abbreviated titles
_IDS = ("publisher-id", "doi", "manuscript", "pii", "other")
_READ_FRONT = frozenset(
    ("article-id", "title-group", "contrib-group", "pub-date", "volume", "issue", "abstract", "kwd-group", "self-uri",
     "counts", "elocation-id", "issue-id", "volume-id", "pub-date-not-available")
)  # fmt: skip
_MONTHS = {name: str(number) for number, name in enumerate(
    ("january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november",
     "december"), start=1)}  # fmt: skip
_MAX_STORED = 2 * MAX_RECORD_CHARACTERS  # bytes of a single-article file that is stored unchanged
_COLLAB, _ROLE = ("collab-alternatives", "collab"), ("collab-wrap", "collab")
_NO_NAME = frozenset(("contrib-group", "aff", "xref", "fn", "address", "email", "ext-link", "uri", "sup", "bio"))
_NO_TITLE = frozenset(("fn",))
_UNSPACED = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]+")
_ISO_WEEK = re.compile(r"(\d{4})-W(\d{2})")
_CAPTION = "picture-caption"
_FREE = "ali:free_to_read"
_RETRACTION = re.compile(r"retract|withdraw|removal|expression-of-concern", re.I)
_NO_ISSUE_REMEDY = "Give it a <volume>, an <issue> or a <pub-date> in <article-meta>."
_NO_TEXT_REMEDY = "It has only front matter; perhaps its text is in a PDF. Import the text with the same header."


def read_jats(open_file: Opener, guide: Guide) -> Iterator[Record | Problem]:
    """Read a file whose root is an <article>, or which contains <article> elements at any depth (a set, OAI-PMH).

    A file of one article is one record without an id; in sets the id is the publisher's, else the DOI. A truncated
    set gives an error after its complete articles.
    """
    with open_file() as stream:
        records = Records(stream, ("{*}article",))
        try:
            for found in records:
                is_alone = local(records.target.root) == "article"
                yield _record(found, is_alone, open_file, guide)
        except BadXML as error:
            yield refused(error.reason, error.remedy, error.line)
    if records.controls:
        what = f"{records.controls:,} control characters, which XML must not hold, were left out."
        yield Problem(None, what, "Look whether an article has gaps.")


def _record(found: Found, is_alone: bool, open_file: Opener, guide: Guide) -> Record:
    if found.element is None:
        what = "The article is too large for one article."
        return refused_record(f"line-{found.line}", found.line, what, "Split it.")
    article = article_of(found.element, found.line, guide)
    stored = ElementTree.tostring(found.element, encoding="utf-8", xml_declaration=True)
    if not is_alone:
        return Record(_id(found.element) or f"line-{found.line}", found.line, stored, "utf-8", article)
    with open_file() as again:
        whole = again.read(_MAX_STORED + 1)
    return Record("", found.line, whole if len(whole) <= _MAX_STORED else stored, "utf-8", article)


def _id(article: Element) -> str:
    ids = {each.get("pub-id-type", ""): text_of(each) for each in _all(_meta(article), "article-id")}
    return record_id(next((ids[kind] for kind in _IDS if ids.get(kind)), next(iter(ids.values()), "")))


def article_of(article: Element, line: int, guide: Guide) -> ReadArticle:
    """Read an <article> element as an article. Never raises; parts that belong to no field are in `problems`."""
    head = Head(guide.names)
    _take_front(article, head, line)
    reader = BodyReader(NeighbourPictures(guide.beside))
    markup = reader.body_of(article)
    read = ReadArticle()
    try:
        html = sanitised_or_simplified(markup, head, line)
    except (MarkupTooLarge, MarkupTooDeep) as error:
        return beyond_bounds(head, line, error)
    read.pictures = reader.pictures.shown_in(html)
    head.problems.extend(reader.pictures.problems())
    found = blocks(html)
    read.body_html = "\n".join(re.sub(r' id="p\d+"', "", block.html) for block in found)
    read.body_paragraphs = [text for block in found if (text := plain_text(block.html))]
    if reader.media:
        head.warn(line, f"Left out: {counted(reader.media)}.", "Add what belongs to the article by hand.")
    if reader.unknown:
        shown = ", ".join(f"<{name}>" for name in list(reader.unknown)[:20])
        head.warn(line, f"Read as plain text: {shown}.", "Look at these places in the article.")
    read.is_continuous = _first(_meta(article), "issue") is None
    read.own_date = _own_date(_meta(article), head.date)
    return with_remedies(complete(read, head), no_issue=_NO_ISSUE_REMEDY, no_text=_NO_TEXT_REMEDY, line=line)


def _take_front(article: Element, head: Head, line: int) -> None:
    meta = _meta(article)
    journal = _first(article, "front", "journal-meta")
    head.publication = _journal_title(journal, head.names)
    _take_title(meta, head, line)
    head.take_field("volume", _filled(text_of(_first(meta, "volume"))), line)
    head.take_field("number", _filled(text_of(_first(meta, "issue"))), line)
    dated = _date(meta)
    head.date = _week(dated)
    if head.date is None:
        head.take_field("date", _filled(_shown_date(dated) if dated is not None else ""), line)
    head.take_authors([name for group in _all(meta, "contrib-group") for name in _authors(group)], line)
    _take_topics(meta, head, line)
    head.take_field("elocation", _filled(text_of(_first(meta, "elocation-id"))), line)
    head.take_field("url", _filled(_address(meta)), line)
    head.take_field("language", _filled(article.get(_LANG, "")), line)
    abstracts = [each for each in _all(meta, "abstract") if not each.get("abstract-type")]
    for abstract in abstracts[:1]:
        own = [each for each in abstract if local(each.tag) not in ("title", "label", "object-id")]
        head.take_field("standfirst", _filled(" ".join(map(text_of, own)).strip() or text_of(abstract)), line)
    head.take_field("caption", _filled(_caption(meta)), line)
    _take_status(article, meta, head, line)
    _report_rest(article, meta, abstracts, head, line)


def _journal_title(journal: Element | None, names: PublicationNames) -> str:
    """Return the title of the journal; without one, an abbreviation of it that is a known publication's name."""
    group = _first(journal, "journal-title-group")
    if title := text_of(_first(group, "journal-title")) or text_of(_first(journal, "journal-title")):
        return title
    short = [text_of(each) for each in (*_all(group, "abbrev-journal-title"), *_all(journal, "abbrev-journal-title"))]
    short += [text_of(each) for each in _all(journal, "journal-id") if each.get("journal-id-type") in _TITLE_IDS]
    return next((name for name in short if name in names), "")


def _take_status(article: Element, meta: Element | None, head: Head, line: int) -> None:
    """Read publication status from custom metadata and embargoes; retractions are published, with a warning."""
    for custom in _all(_first(meta, "custom-meta-group"), "custom-meta"):
        name, value = text_of(_first(custom, "meta-name")), text_of(_first(custom, "meta-value"))
        if is_status_name(name):
            head.take_status(name, [value], line)
    for date in [*_all(meta, "pub-date"), *_all(_first(meta, "history"), "date")]:
        if "embargo" in date.get("date-type", date.get("pub-type", "")):
            head.take_status("embargo", [_shown_date(date)], line)
    for free in [each for each in (meta.iter() if meta is not None else ()) if qualified_name(each.tag) == _FREE]:
        head.take_status("embargo until", [free.get("start_date", "")], line, hint=True)
    related = [each.get("related-article-type", "") for each in _all(meta, "related-article")]
    kinds = [kind for kind in (article.get("article-type", ""), *related) if _RETRACTION.search(kind)]
    if kinds:
        what = f"It has to do with a retraction (“{kinds[0][:40]}”)."
        head.warn(line, what, "Look whether it, or the article that it names, is to be withdrawn.")


def _caption(meta: Element | None) -> str:
    """Return the caption of a picture above the text, as written by our own export."""
    for custom in _all(_first(meta, "custom-meta-group"), "custom-meta"):
        if text_of(_first(custom, "meta-name")) == _CAPTION:
            return text_of(_first(custom, "meta-value"))
    return ""


def _take_title(meta: Element | None, head: Head, line: int) -> None:
    group = _first(meta, "title-group")
    title, subtitle = (
        " ".join(_without(found, _NO_TITLE).split()) if (found := _first(group, name)) is not None else ""
        for name in ("article-title", "subtitle")
    )
    between = " " if title.endswith(("?", "!", ":")) else ": "
    head.take_field("title", _filled(f"{title}{between}{subtitle}" if subtitle else title), line)


def _authors(group: Element) -> Iterator[str]:
    for contributor in _all(group, "contrib"):
        if contributor.get("contrib-type", "author") == "author" and (name := _name(contributor)):
            yield name  # <anonymous/> is unsigned


def _name(contributor: Element) -> str:
    """Return the name of a person or body, as signed; "" for an anonymous one."""
    names = [_first(contributor, *path) for path in (("name",), ("name-alternatives", "name"), ("string-name",))]
    name = next((each for each in names if _first(each, "surname") is not None), None)
    if name is None:
        bodies = (_first(contributor, *path) for path in (("string-name",), ("name",), ("collab",), _COLLAB, _ROLE))
        return next(filter(None, map(_own_name, bodies)), "")
    parts = [text_of(_first(name, part)) for part in ("prefix", "given-names", "surname", "suffix")]
    if name.get("name-style") == "eastern" and _UNSPACED.fullmatch("".join(parts)):
        return text_of(_first(name, "surname")) + text_of(_first(name, "given-names"))
    return " ".join(part for part in parts if part)


def _own_name(body: Element | None) -> str:
    """Return the name of a body without the list of its members, affiliations and notes."""
    return " ".join(_without(body, _NO_NAME).split()) if body is not None else ""


def _without(element: Element, names: frozenset[str]) -> str:
    """Return the text of an element without that of some elements in it, with blanks for line breaks."""
    pieces = [element.text or ""]
    for child in element:
        name = local(child.tag)
        if name and name not in names and child.get("ref-type") not in ("fn", "aff", "corresp", "author-notes"):
            pieces.append(" " if name == "break" else _without(child, names))
        pieces.append(child.tail or "")
    return "".join(pieces)


def _take_topics(meta: Element | None, head: Head, line: int) -> None:
    words = [text_of(word) for group in _all(meta, "kwd-group") for word in _all(group, "kwd")]
    head.take_topics(words, line)


def _dates(meta: Element | None) -> dict[str, Element]:
    """Return the dates of publication by their kinds, in the order of the file."""
    dates: dict[str, Element] = {}
    for each in _all(meta, "pub-date"):
        kind = each.get("date-type", each.get("pub-type", ""))
        if kind != "inferred" and "embargo" not in kind:  # inferred is our own export's guess
            dates.setdefault(kind, each)
    return dates


def _date(meta: Element | None) -> Element | None:
    """Return the date of the issue, else that of the article; None without any."""
    dates = _dates(meta)
    return next((dates[kind] for kind in _DATE_KINDS if kind in dates), next(iter(dates.values()), None))


def _week(date: Element | None) -> PartialDate | None:
    """Return a week that a date names, as our own export does: iso-8601-date="2013-W23"; None for any other."""
    match = _ISO_WEEK.fullmatch(date.get("iso-8601-date", "")) if date is not None else None
    try:
        first = datetime.date.fromisocalendar(int(match[1]), int(match[2]), 1) if match else None
    except ValueError:  # week 60
        return None
    return PartialDate(first, Precision.WEEK) if first else None


def _own_date(meta: Element | None, of_issue: PartialDate | None) -> PartialDate | None:
    """Return the date of an article that has one of its own: one in no issue, or one of our own export.

    Articles in an issue have the date of that, however much earlier they appeared online.
    """
    dates = _dates(meta)
    if _first(meta, "issue") is not None:
        is_ours = "collection" in dates and "pub" in dates and dates["pub"].get("publication-format") is None
        dates = {"pub": dates["pub"]} if is_ours else {}
    found = (read_printed_date(_shown_date(dates[kind])) for kind in _OWN_DATE_KINDS if kind in dates)
    own = max(filter(None, found), key=lambda date: FINENESS[date.precision], default=None)
    if own is None or of_issue is None or (own.first, own.precision) == (of_issue.first, of_issue.precision):
        return None
    return own


def _shown_date(found: Element) -> str:
    """Return a date, as precise as it is given: "2004-10-01", "2004-10", "Spring 2004", "2004"."""
    year, month, day, season = (text_of(_first(found, part)) for part in ("year", "month", "day", "season"))
    month = _MONTHS.get(month.casefold(), month)
    if year and month.isdigit():
        return f"{year}-{month.zfill(2)}-{day.zfill(2)}" if day.isdigit() else f"{year}-{month.zfill(2)}"
    return f"{season} {year}" if season else year


def _address(meta: Element | None) -> str:
    addresses = [attribute(each, "xlink:href") or text_of(each) for each in _all(meta, "self-uri")]
    dois = [text_of(each) for each in _all(meta, "article-id") if each.get("pub-id-type") == "doi"]
    web = [address for address in addresses if address.startswith(("http://", "https://"))]
    pages = [address for address in web if not address.lower().endswith((".pdf", ".xml"))]
    return next(iter(pages or web), f"https://doi.org/{dois[0]}" if dois else "")


def _report_rest(article: Element, meta: Element | None, abstracts: list[Element], head: Head, line: int) -> None:
    """Report the parts that belong to no field of an article."""
    rest = [local(each.tag) for each in (meta if meta is not None else ()) if local(each.tag) not in _READ_FRONT]
    if _caption(meta) and len(_first(meta, "custom-meta-group") or ()) == 1:
        rest.remove("custom-meta-group")
    rest += ["abstract"] * (len(_all(meta, "abstract")) - len(abstracts[:1]))
    rest += [local(each.tag) for each in article if local(each.tag) in ("sub-article", "response")]
    contributors = [each for group in _all(meta, "contrib-group") for each in _all(group, "contrib")]
    for each in contributors:
        if (kind := each.get("contrib-type", "author")) != "author":
            head.not_placed(line, _name(each), f"A contributor is no author but {kind[:40]}")
    if rest:
        shown = ", ".join(f"<{name}>" for name in dict.fromkeys(rest))
        head.warn(line, f"Left out: {shown}.", "Add what belongs to the article by hand.")


def _meta(article: Element) -> Element | None:
    return _first(article, "front", "article-meta")


def _all(parent: Element | None, name: str) -> list[Element]:
    return [each for each in (parent if parent is not None else ()) if local(each.tag) == name]


def _first(parent: Element | None, *path: str) -> Element | None:
    """Return the first element on a path of local names; None if there is none."""
    for name in path:
        parent = next(iter(_all(parent, name)), None)
    return parent


def _filled(text: str) -> list[str]:
    return [text] if text else []
