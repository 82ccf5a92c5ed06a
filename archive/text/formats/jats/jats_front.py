"""Reader of the front matter of a JATS article: title, authors, dates, topics, address and status."""

from __future__ import annotations

import re
from collections.abc import Iterator
from xml.etree.ElementTree import Element

from archive.text.formats.jats.jats_dates import issue_date, named_week, printed_form
from archive.text.formats.jats.jats_elements import children, first_child, text_of
from archive.text.formats.namespaces import attribute, local, qualified_name
from archive.text.headers.header_fields import Head
from archive.text.headers.publication_facts import PublicationNames
from archive.text.headers.publication_status import is_status_name

_LANG = "{http://www.w3.org/XML/1998/namespace}lang"
_TITLE_IDS = ("nlm-ta", "iso-abbrev")  # identifiers of journals that are abbreviated titles
_READ_FRONT = frozenset(
    ("article-id", "title-group", "contrib-group", "pub-date", "volume", "issue", "abstract", "kwd-group", "self-uri",
     "counts", "elocation-id", "issue-id", "volume-id", "pub-date-not-available")
)  # fmt: skip
_COLLAB, _ROLE = ("collab-alternatives", "collab"), ("collab-wrap", "collab")
_AUTHOR = frozenset(("author", "authors"))
_NO_ROLE = frozenset(("person", "group", "collab", "organization", "organisation", "institution"))
_NO_NAME = frozenset(("contrib-group", "aff", "xref", "fn", "address", "email", "ext-link", "uri", "sup", "bio"))
_NO_TITLE = frozenset(("fn",))
_UNSPACED = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]+")
_CAPTION = "picture-caption"
_FREE = "ali:free_to_read"
_RETRACTION = re.compile(r"retract|withdraw|removal|expression-of-concern", re.I)


def take_front(article: Element, head: Head, line: int) -> None:
    """Read an <article>'s front matter into the head; report what belongs to no field."""
    meta = article_meta(article)
    journal = first_child(article, "front", "journal-meta")
    head.publication = _journal_title(journal, head.names)
    _take_title(meta, head, line)
    head.take_field("volume", _filled(text_of(first_child(meta, "volume"))), line)
    head.take_field("number", _filled(text_of(first_child(meta, "issue"))), line)
    dated = issue_date(meta)
    head.date = named_week(dated)
    if head.date is None:
        head.take_field("date", _filled(printed_form(dated) if dated is not None else ""), line)
    head.take_authors([name for group in children(meta, "contrib-group") for name in _authors(group)], line)
    _take_topics(meta, head, line)
    head.take_field("elocation", _filled(text_of(first_child(meta, "elocation-id"))), line)
    head.take_field("url", _filled(_address(meta)), line)
    head.take_field("language", _filled(article.get(_LANG, "")), line)
    abstracts = [each for each in children(meta, "abstract") if not each.get("abstract-type")]
    for abstract in abstracts[:1]:
        own = [each for each in abstract if local(each.tag) not in ("title", "label", "object-id")]
        head.take_field("standfirst", _filled(" ".join(map(text_of, own)).strip() or text_of(abstract)), line)
    head.take_field("caption", _filled(_caption(meta)), line)
    _take_status(article, meta, head, line)
    _report_rest(article, meta, abstracts, head, line)


def _journal_title(journal: Element | None, names: PublicationNames) -> str:
    """Return the title of the journal; without one, an abbreviation of it that is a known publication's name."""
    group = first_child(journal, "journal-title-group")
    if title := text_of(first_child(group, "journal-title")) or text_of(first_child(journal, "journal-title")):
        return title
    short = [
        text_of(each) for each in (*children(group, "abbrev-journal-title"), *children(journal, "abbrev-journal-title"))
    ]
    short += [text_of(each) for each in children(journal, "journal-id") if each.get("journal-id-type") in _TITLE_IDS]
    return next((name for name in short if name in names), "")


def _take_status(article: Element, meta: Element | None, head: Head, line: int) -> None:
    """Read publication status from custom metadata and embargoes; retractions are published, with a warning."""
    for custom in children(first_child(meta, "custom-meta-group"), "custom-meta"):
        name, value = text_of(first_child(custom, "meta-name")), text_of(first_child(custom, "meta-value"))
        if is_status_name(name):
            head.take_status(name, [value], line)
    for date in [*children(meta, "pub-date"), *children(first_child(meta, "history"), "date")]:
        if "embargo" in date.get("date-type", date.get("pub-type", "")):
            head.take_status("embargo", [printed_form(date)], line)
    for free in [each for each in (meta.iter() if meta is not None else ()) if qualified_name(each.tag) == _FREE]:
        head.take_status("embargo until", [free.get("start_date", "")], line, hint=True)
    related = [each.get("related-article-type", "") for each in children(meta, "related-article")]
    kinds = [kind for kind in (article.get("article-type", ""), *related) if _RETRACTION.search(kind)]
    if kinds:
        what = f"It has to do with a retraction (“{kinds[0][:40]}”)."
        head.warn(line, what, "Look whether it, or the article that it names, is to be withdrawn.")


def _caption(meta: Element | None) -> str:
    """Return the caption of a picture above the text, as written by our own export."""
    for custom in children(first_child(meta, "custom-meta-group"), "custom-meta"):
        if text_of(first_child(custom, "meta-name")) == _CAPTION:
            return text_of(first_child(custom, "meta-value"))
    return ""


def _take_title(meta: Element | None, head: Head, line: int) -> None:
    group = first_child(meta, "title-group")
    title, subtitle = (
        " ".join(_without(found, _NO_TITLE).split()) if (found := first_child(group, name)) is not None else ""
        for name in ("article-title", "subtitle")
    )
    between = " " if title.endswith(("?", "!", ":")) else ": "
    head.take_field("title", _filled(f"{title}{between}{subtitle}" if subtitle else title), line)


def _authors(group: Element) -> Iterator[str]:
    for contributor in children(group, "contrib"):
        if _role(contributor, group) in _AUTHOR and (name := _name(contributor)):
            yield name  # <anonymous/> is unsigned


def _role(contributor: Element, group: Element) -> str:
    """Return the role of a contributor; where their type is person or body, as Texture writes, that of the group."""
    kind = contributor.get("contrib-type", "").casefold()
    if kind in _NO_ROLE:
        return group.get("content-type", "").casefold() or "author"
    return kind or "author"


def _name(contributor: Element) -> str:
    """Return the name of a person or body, as signed; "" for an anonymous one."""
    names = [first_child(contributor, *path) for path in (("name",), ("name-alternatives", "name"), ("string-name",))]
    name = next((each for each in names if first_child(each, "surname") is not None), None)
    if name is None:
        bodies = (
            first_child(contributor, *path) for path in (("string-name",), ("name",), ("collab",), _COLLAB, _ROLE)
        )
        return next(filter(None, map(_own_name, bodies)), "")
    parts = [text_of(first_child(name, part)) for part in ("prefix", "given-names", "surname", "suffix")]
    if name.get("name-style") == "eastern" and _UNSPACED.fullmatch("".join(parts)):
        return text_of(first_child(name, "surname")) + text_of(first_child(name, "given-names"))
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
    words = [text_of(word) for group in children(meta, "kwd-group") for word in children(group, "kwd")]
    head.take_topics(words, line)


def _address(meta: Element | None) -> str:
    addresses = [attribute(each, "xlink:href") or text_of(each) for each in children(meta, "self-uri")]
    dois = [text_of(each) for each in children(meta, "article-id") if each.get("pub-id-type") == "doi"]
    web = [address for address in addresses if address.startswith(("http://", "https://"))]
    pages = [address for address in web if not address.lower().endswith((".pdf", ".xml"))]
    return next(iter(pages or web), f"https://doi.org/{dois[0]}" if dois else "")


def _report_rest(article: Element, meta: Element | None, abstracts: list[Element], head: Head, line: int) -> None:
    """Report the parts that belong to no field of an article."""
    rest = [local(each.tag) for each in (meta if meta is not None else ()) if local(each.tag) not in _READ_FRONT]
    if _caption(meta) and len(first_child(meta, "custom-meta-group") or ()) == 1:
        rest.remove("custom-meta-group")
    rest += ["abstract"] * (len(children(meta, "abstract")) - len(abstracts[:1]))
    rest += [local(each.tag) for each in article if local(each.tag) in ("sub-article", "response")]
    for group in children(meta, "contrib-group"):
        for each in children(group, "contrib"):
            if (role := _role(each, group)) not in _AUTHOR:
                head.not_placed(line, _name(each), f"A contributor is no author but {role[:40]}")
    if rest:
        shown = ", ".join(f"<{name}>" for name in dict.fromkeys(rest))
        head.warn(line, f"Left out: {shown}.", "Add what belongs to the article by hand.")


def article_meta(article: Element) -> Element | None:
    """Return an article's <article-meta>, which holds all but the journal; None without one."""
    return first_child(article, "front", "article-meta")


def _filled(text: str) -> list[str]:
    return [text] if text else []
