"""Reads exports of WordPress (WXR, "WordPress eXtended RSS"): every published post an article."""

from __future__ import annotations

import re
from collections.abc import Iterator
from xml.etree import ElementTree
from xml.etree.ElementTree import Element

from archive.text.formats.columns import Columns, column_key
from archive.text.formats.head_elements import counted
from archive.text.formats.marked_up import beyond_bounds, read_marked_up
from archive.text.formats.page_content import MEDIA_REMEDY
from archive.text.formats.records import (
    Guide,
    LeftOut,
    Opener,
    Record,
    record_id,
    refused,
    refused_record,
    with_remedies,
)
from archive.text.formats.values import date_only, names_in_cell
from archive.text.formats.wordpress_markup import html_of_post
from archive.text.formats.xml_records import BadXML, Found, Records
from archive.text.head import LABELS, Head
from archive.text.header_lines import read_header_line
from archive.text.headers import ReadArticle
from archive.text.markup import MarkupTooDeep, MarkupTooLarge
from archive.text.problems import Problem

# Versions of the format differ in the number at the end of this name only, so it is left off where names are compared.
_WP = re.compile(r"\{http://wordpress\.org/export/[\d.]+/(?:(excerpt)/)?\}")
_CONTENT = "{http://purl.org/rss/1.0/modules/content/}encoded"
_CREATOR = "{http://purl.org/dc/elements/1.1/}creator"
ElementTree.register_namespace("content", "http://purl.org/rss/1.0/modules/content/")
ElementTree.register_namespace("dc", "http://purl.org/dc/elements/1.1/")

_NO_ARTICLES = {
    "attachment": "attachments",
    "page": "pages",
    "nav_menu_item": "menu entries",
    "revision": "revisions",
    "custom_css": "style sheets",
    "customize_changeset": "changes of the site’s look",
    "oembed_cache": "cached embeds",
    "wp_block": "reusable blocks",
    "wp_template": "templates",
    "wp_template_part": "templates",
    "wp_global_styles": "styles",
    "wp_navigation": "menus",
}
_UNPUBLISHED = {
    "draft": "drafts",
    "auto-draft": "drafts",
    "pending": "posts that wait for review",
    "private": "private posts",
    "future": "posts that are scheduled",
    "trash": "posts in the trash",
    "inherit": "revisions",
}
_NO_TAXONOMY = frozenset(("nav_menu", "post_format", "link_category", "wp_theme", "post_status", "language"))
_NO_ISSUE_REMEDY = (
    "Write a line “Publication: Name Volume: 1 Issue: 115” above its text in WordPress, or say in a columns.toml which "
    "custom field or taxonomy says it: [columns] \"meta:vol\" = \"volume\"."
)  # fmt: skip
_LEFT_OUT_REMEDY = "They are no published articles. Add by hand what belongs into the archive."
_FIELDS_IN_META = frozenset(("publication", "volume", "number", "authors", "standfirst", "language", "date"))


def read_wordpress(open_file: Opener, guide: Guide) -> Iterator[Record | Problem]:
    """Read an export post by post, holding one in memory at a time.

    The id of a record is "post-" and the post's number. The header line is looked for in the post; what it does not say
    comes from custom fields ("meta:volume"), taxonomies ("taxonomy:issue") and categories that name a publication.
    Drafts, private and protected posts, pages, attachments and comments are left out, and counted in problems at the
    end. An export that breaks off gives an error behind the posts that are whole.
    """
    left_out, authors, unused = LeftOut(), {}, LeftOut()
    with open_file() as stream:
        records = Records(stream, ("item", "{*}author"))
        try:
            for found in records:
                if found.element is not None and found.element.tag != "item":
                    _take_author(found.element, authors)
                elif record := _record(found, authors, guide, left_out, unused):
                    yield record
        except BadXML as error:
            yield refused(error.reason, error.remedy, error.line)
    yield from left_out.problems(_LEFT_OUT_REMEDY)
    yield from unused.problems('Say in a columns.toml what field they fill, or "" to leave them out.')
    if records.controls:
        what = f"{records.controls:,} control characters, which XML must not hold, were left out."
        yield Problem(None, what, "Look whether an article has gaps.")


def _name(tag: str) -> str:
    """ "{http://wordpress.org/export/1.2/}post_id" → "wp:post_id"; other names as they are."""
    match = _WP.match(tag)
    return f"{match[1] or 'wp'}:{tag[match.end() :]}" if match else tag


class _Post:
    """One <item>, its parts by name."""

    def __init__(self, item: Element) -> None:
        self.texts: dict[str, str] = {}
        self.terms: list[tuple[str, str]] = []
        self.meta: dict[str, str] = {}
        self.comments = 0
        for child in item:
            name = _name(child.tag)
            text = (child.text or "").strip()
            if name == "category":
                self.terms.append((child.get("domain", "category"), " ".join(text.split())))
            elif name == "wp:postmeta":
                parts = {_name(part.tag): (part.text or "").strip() for part in child}
                self.meta[parts.get("wp:meta_key", "")] = parts.get("wp:meta_value", "")
            elif name == "wp:comment":
                self.comments += 1
            else:
                self.texts.setdefault(name, text)

    def __getitem__(self, name: str) -> str:
        return self.texts.get(name, "")

    @property
    def name(self) -> str:
        return record_id(f"post-{self['wp:post_id']}" if self["wp:post_id"] else self["guid"] or self["link"])


def _take_author(element: Element, authors: dict[str, Element]) -> None:
    login = next(((part.text or "").strip() for part in element if _name(part.tag) == "wp:author_login"), "")
    if login:
        authors[login] = element


def _record(
    found: Found, authors: dict[str, Element], guide: Guide, left_out: LeftOut, unused: LeftOut
) -> Record | None:
    if found.element is None:
        what = "The post is too large for one article."
        return refused_record(f"line-{found.line}", found.line, what, "Split it in WordPress.")
    post = _Post(found.element)
    if why := _why_left_out(post):
        left_out.add(why, post.name)
        return None
    if post.comments:
        for _ in range(post.comments):
            left_out.add("readers’ comments")
    article = _article(post, authors, found.line, guide, unused)
    kept = _kept(found.element, authors.get(post[_CREATOR]))
    return Record(post.name or f"line-{found.line}", found.line, kept, "utf-8", article)


def _why_left_out(post: _Post) -> str:
    kind, status = post["wp:post_type"] or "post", post["wp:status"] or "publish"
    if kind in _NO_ARTICLES:
        return _NO_ARTICLES[kind]
    if status != "publish":
        return _UNPUBLISHED.get(status, f"posts with the status “{status[:40]}”")
    return "posts with a password" if post["wp:post_password"] else ""


def _kept(item: Element, author: Element | None) -> bytes:
    """An export of this post alone, with its author."""
    channel = Element("channel")
    channel.extend([item] if author is None else [author, item])
    root = Element("rss", {"version": "2.0"})
    root.append(channel)
    return ElementTree.tostring(root, encoding="utf-8", xml_declaration=True)


def _article(post: _Post, authors: dict[str, Element], line: int, guide: Guide, unused: LeftOut) -> ReadArticle:
    head, spare = Head(guide.names), Head(guide.names)
    head.title = " ".join(post["title"].split())
    head.take_field("url", [post["link"]] if post["link"].startswith("http") else [], line)
    for name, value in guide.columns.values.items():
        spare.take_field(name, [value], line)
    _take_terms(post, spare, line, guide, unused)
    _take_meta(post, spare, line, guide.columns, unused)
    if excerpt := post["excerpt:encoded"]:
        spare.take_field("standfirst", [" ".join(re.sub(r"<[^>]*>", " ", excerpt).split())], line)
    _take_creator(post, authors, spare, line)
    date = post["wp:post_date"] or post["pubDate"]
    if not date.startswith("0000"):
        spare.take_field("date", [date_only(date)] if date else [], line)
    try:
        markup, taken = html_of_post(post[_CONTENT])
    except (MarkupTooLarge, MarkupTooDeep) as error:
        return beyond_bounds(head, line, error)
    if taken:
        head.warn(line, f"Left out: {counted(taken)}.", MEDIA_REMEDY)
    article = read_marked_up(markup, head, line=line, spare=spare)
    return with_remedies(article, no_issue=_NO_ISSUE_REMEDY, line=line)


def _take_terms(post: _Post, spare: Head, line: int, guide: Guide, unused: LeftOut) -> None:
    """Categories, tags and the terms of other taxonomies: publication, volume and issue, authors, topics."""
    for taxonomy, term in post.terms:
        key = column_key(f"taxonomy:{taxonomy}")
        given = guide.columns.given.get(key)
        field = given if given is not None else LABELS.get(column_key(taxonomy), "")
        if not term or given == "" or taxonomy in _NO_TAXONOMY:
            continue
        if taxonomy in ("category", "post_tag") and given is None:
            _take_category(term, spare, line)
        elif taxonomy == "author":  # of the plugin Co-Authors Plus, by which posts have several
            spare.take_authors([term], line)
        elif field:
            number = re.search(r"\d+(?:\s?[-–—/]\s?\d+)?", term) if field in ("volume", "number") else None
            spare.take_field(field, [number[0] if number else term], line)
        else:
            unused.add(f"terms of the taxonomy “{taxonomy[:40]}”", term[:40])


def _take_category(term: str, spare: Head, line: int) -> None:
    if term in spare.names:
        spare.publication = spare.publication or term
    elif header := read_header_line(term, spare.names):
        spare.take_header(header, line)
    elif match := re.fullmatch(r"(vol(?:ume)?|issue|number|no)\.?\s*(\d+(?:\s?[-–—/]\s?\d+)?)", term, re.I):
        spare.take_field("volume" if match[1].lower().startswith("vol") else "number", [match[2]], line)
    elif term.casefold() != "uncategorized":  # what WordPress puts posts in that have no category
        spare.take_field("topics", [term.replace(",", " ")], line)


def _take_meta(post: _Post, spare: Head, line: int, columns: Columns, unused: LeftOut) -> None:
    """Custom fields, by the names of columns; those that WordPress and plugins hide (with "_" at first) say little."""
    for name, value in post.meta.items():
        given = columns.given.get(column_key(f"meta:{name}"))
        field = given if given is not None else LABELS.get(column_key(name.lstrip("_")), "")
        if given is None and field not in _FIELDS_IN_META:
            if value and not name.startswith("_"):
                unused.add("custom fields", name)
        elif field == "authors":
            spare.take_authors(names_in_cell(value), line)
        elif field and value:
            spare.take_field(field, [date_only(value) if field == "date" else value], line)


def _take_creator(post: _Post, authors: dict[str, Element], spare: Head, line: int) -> None:
    """The WordPress user who wrote the post, where a by-line does not say; a login such as "admin" is no name."""
    login = post[_CREATOR]
    if spare.authors or not login:
        return
    parts = {_name(part.tag): (part.text or "").strip() for part in authors.get(login, ())}
    full = " ".join(parts.get(f"wp:author_{each}", "") for each in ("first_name", "last_name")).split()
    name = " ".join(full) if len(full) > 1 else parts.get("wp:author_display_name", "") or login
    if len(name.split()) > 1:
        spare.take_authors([name], line)
