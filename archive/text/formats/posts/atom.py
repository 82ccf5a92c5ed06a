"""Reader of Atom feeds (RFC 4287) and of Blogger's exports: Atom with drafts, pages, comments and settings."""

from __future__ import annotations

from collections.abc import Iterator
from xml.etree import ElementTree
from xml.etree.ElementTree import Element

from archive.text.formats.namespaces import local
from archive.text.formats.posts.post import Post, article_of_post
from archive.text.formats.records import Guide, LeftOut, Opener, Record, record_id, refused, refused_record
from archive.text.formats.xml_records import BadXML, Found, Records
from archive.text.headers.publication_status import Statement
from archive.text.problems import Problem

_KIND_SCHEME = "schemas.google.com/g/2005#kind"
_NO_POSTS = {
    "page": "pages",
    "comment": "readers’ comments",
    "template": "templates",
    "settings": "settings",
}
_LEFT_OUT_REMEDY = "They are no posts. Add by hand what belongs into the archive."


def read_atom(open_file: Opener, guide: Guide) -> Iterator[Record | Problem]:
    """Read a feed entry by entry, with one in memory at a time; the id of a record is the entry's.

    Of Blogger's exports, in the form of its settings page and of Google Takeout, posts are read; pages, comments,
    templates and settings are counted in a problem at the end. `app:draft`, Blogger's status and a day to come say
    that a post is not public.
    """
    left_out = LeftOut()
    about: dict[str, Element] = {}
    with open_file() as stream:
        records = Records(stream, ("{*}entry", "{*}title", "{*}author"))
        try:
            for found in records:
                if found.element is not None and local(found.element.tag) != "entry":
                    about.setdefault(local(found.element.tag), found.element)
                elif record := _record(found, about, guide, left_out):
                    yield record
        except BadXML as error:
            yield refused(error.reason, error.remedy, error.line)
    yield from left_out.problems(_LEFT_OUT_REMEDY)


def _record(found: Found, about: dict[str, Element], guide: Guide, left_out: LeftOut) -> Record | None:
    entry = found.element
    if entry is None:
        what = "The entry is too large for one article."
        return refused_record(f"line-{found.line}", found.line, what, "Split it.")
    kind = _kind(entry)
    if kind != "post":
        left_out.add(_NO_POSTS.get(kind, f"entries of the kind “{kind[:40]}”"))
        return None
    post = _post(entry, about)
    feed = Element("feed")
    feed.extend([*about.values(), entry])
    stored = ElementTree.tostring(feed, encoding="utf-8", xml_declaration=True)
    article = article_of_post(post, found.line, guide)
    return Record(record_id(post.id or post.url) or f"line-{found.line}", found.line, stored, "utf-8", article)


def _kind(entry: Element) -> str:
    """Return the kind of an entry of Blogger: "post", "page", "comment", "template", "settings"; "post" for others."""
    for category in _all(entry, "category"):
        if _KIND_SCHEME in category.get("scheme", ""):
            return category.get("term", "").rpartition("#")[2]
    return _text(entry, "type").casefold() or "post"


def _post(entry: Element, about: dict[str, Element]) -> Post:
    body, is_text = _content(_first(entry, "content"))
    summary, summary_is_text = _content(_first(entry, "summary"))
    has_body = bool(body.strip())
    authors = _all(entry, "author") or [each for name, each in about.items() if name == "author"]
    return Post(
        id=_text(entry, "id"),
        title=_words(_first(entry, "title")),
        body=body if has_body else summary,
        is_text=is_text if has_body else summary_is_text,
        url=_address(entry),
        date=_text(entry, "published") or _text(entry, "created") or _text(entry, "issued") or _text(entry, "updated"),
        authors=[_text(author, "name") for author in authors],
        terms=[
            category.get("label", "") or category.get("term", "")
            for category in _all(entry, "category")
            if _KIND_SCHEME not in category.get("scheme", "")
        ],
        standfirst=_words(_first(entry, "summary")) if has_body and summary_is_text else "",
        language=entry.get("{http://www.w3.org/XML/1998/namespace}lang", ""),
        publication=_words(about.get("title")),
        statements=_statements(entry),
        is_summary=bool(summary.strip()) and not has_body,
    )


def _statements(entry: Element) -> list[Statement]:
    """Return what an entry says of its publication: app:draft, Blogger's status, the moment of publication."""
    drafts = [_own(each) for each in entry.iter() if local(each.tag) == "draft"]
    found = [Statement("draft", (text,)) for text in drafts if text]
    stated = [each for each in entry if local(each.tag) in ("status", "visibility")]
    found += [Statement(local(each.tag), (_own(each),)) for each in stated]
    if _text(entry, "trashed"):  # Blogger's: the moment of it, or empty
        found.append(Statement("status", ("trashed",)))
    if published := _text(entry, "published"):
        found.append(Statement("publish date", (published,)))
    return found


def _content(element: Element | None) -> tuple[str, bool]:
    """Return the content of a text construct, and whether it is plain text."""
    if element is None:
        return "", True
    kind = element.get("type", "text").casefold()
    if kind in ("xhtml", "application/xhtml+xml"):
        return inner_html(element), False
    return "".join(element.itertext()), kind in ("text", "text/plain")


def inner_html(element: Element) -> str:
    """Return the elements in an element as HTML, without namespaces."""
    pieces = [_escaped(element.text)]
    for child in element:
        for each in child.iter():
            each.tag = local(each.tag) or "span"
            attributes = {local(name): value for name, value in each.attrib.items()}
            each.attrib.clear()
            each.attrib.update(attributes)
        pieces.append(ElementTree.tostring(child, encoding="unicode", method="html"))
    return "".join(pieces)


def _escaped(text: str | None) -> str:
    return (text or "").replace("&", "&amp;").replace("<", "&lt;")


def _address(entry: Element) -> str:
    links = [each for each in _all(entry, "link") if each.get("rel", "alternate") == "alternate"]
    return next((each.get("href", "") for each in links), "")


def _words(element: Element | None) -> str:
    return " ".join("".join(element.itertext()).split()) if element is not None else ""


def _all(parent: Element, name: str) -> list[Element]:
    return [each for each in parent if local(each.tag) == name]


def _first(parent: Element, name: str) -> Element | None:
    return next(iter(_all(parent, name)), None)


def _text(parent: Element, name: str) -> str:
    found = _first(parent, name)
    return _own(found) if found is not None else ""


def _own(element: Element) -> str:
    return (element.text or "").strip()
