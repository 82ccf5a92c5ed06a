"""Reader of WordPress exports (WXR, "WordPress eXtended RSS"): every published post is an article."""

from __future__ import annotations

import re
from collections.abc import Iterator
from xml.etree import ElementTree
from xml.etree.ElementTree import Element

from archive.text.formats.head_elements import counted
from archive.text.formats.html_article import beyond_bounds, read_marked_up
from archive.text.formats.namespaces import qualified_name
from archive.text.formats.posts.post import take_category
from archive.text.formats.records import (
    Guide,
    LeftOut,
    Opener,
    Record,
    refused,
    refused_record,
    with_remedies,
)
from archive.text.formats.tables.columns import STATUS, Columns, column_key
from archive.text.formats.value_parsing import date_only, words_of
from archive.text.formats.web_pages.page_content import MEDIA_REMEDY
from archive.text.formats.wordpress.wordpress_markup import FOOTNOTES, html_of_post, read_footnotes
from archive.text.formats.wordpress.wordpress_post import LEFT_OUT_REMEDY, Post, unknown_version, why_skipped
from archive.text.formats.xml_records import BadXML, Found, Records
from archive.text.headers.article_reader import ReadArticle
from archive.text.headers.header_fields import Head
from archive.text.headers.header_labels import LABELS
from archive.text.headers.publication_status import is_status_name
from archive.text.markup.html_tokens import MarkupTooDeep, MarkupTooLarge
from archive.text.problems import Problem

ElementTree.register_namespace("content", "http://purl.org/rss/1.0/modules/content/")
ElementTree.register_namespace("dc", "http://purl.org/dc/elements/1.1/")

_NO_TAXONOMY = frozenset(("nav_menu", "post_format", "link_category", "wp_theme", "post_status", "language"))
_NO_ISSUE_REMEDY = (
    "Write a line “Publication: Name Volume: 1 Issue: 115” above its text in WordPress, or say in a columns.toml which "
    "custom field or taxonomy says it: [columns] \"meta:vol\" = \"volume\"."
)  # fmt: skip
_TAG = re.compile(r"<[^<>]*>")
_ACCESS_FIELDS = frozenset(("_jetpack_newsletter_access",))
_SHORTCODE_REMEDY = "The text between their marks was kept. Add what else belongs to the articles by hand."
_FIELDS_IN_META = frozenset(("publication", "volume", "number", "authors", "standfirst", "language", "date"))


def read_wordpress(open_file: Opener, guide: Guide) -> Iterator[Record | Problem]:
    """Read an export post by post, with one in memory at a time.

    The id of a record is "post-" and the post's number. The header line is searched in the post; fields that it does
    not give come from custom fields ("meta:volume"), taxonomies ("taxonomy:issue") and categories that name a
    publication. Drafts, private, scheduled and protected posts, pages, attachments and comments are left out, and
    counted in problems at the end; so is anything not known to be a published post. A truncated export gives an error
    after its complete posts.
    """
    left_out, unused, version = LeftOut(), LeftOut(), ""
    authors: dict[str, Element] = {}
    with open_file() as stream:
        records = Records(stream, ("item", "{*}author", "{*}wxr_version"))
        try:
            for found in records:
                if found.element is not None and found.element.tag != "item":
                    _take_author(found.element, authors)
                    version = unknown_version(found.element) or version
                elif record := _record(found, authors, guide, left_out, unused, version):
                    yield record
        except BadXML as error:
            yield refused(error.reason, error.remedy, error.line)
    yield from left_out.problems(LEFT_OUT_REMEDY)
    yield from unused.problems('Say in a columns.toml what field they fill, or "" to leave them out.')
    if records.controls:
        what = f"{records.controls:,} control characters, which XML must not hold, were left out."
        yield Problem(None, what, "Look whether an article has gaps.")


def _take_author(element: Element, authors: dict[str, Element]) -> None:
    login = next(((part.text or "").strip() for part in element if qualified_name(part.tag) == "wp:author_login"), "")
    if login:
        authors[login] = element


def _record(
    found: Found, authors: dict[str, Element], guide: Guide, left_out: LeftOut, unused: LeftOut, version: str
) -> Record | None:
    if found.element is None:
        what = "The post is too large for one article."
        return refused_record(f"line-{found.line}", found.line, what, "Split it in WordPress.")
    post = Post(found.element)
    if not guide.is_stored and (why := why_skipped(post, guide, version)):
        left_out.add(*why)
        return None
    if post.comments:
        for _ in range(post.comments):
            left_out.add("readers’ comments")
    article = _article(post, authors, found.line, guide, unused)
    stored = _export_of(found.element, authors.get(post["dc:creator"]))
    return Record(post.name or f"line-{found.line}", found.line, stored, "utf-8", article)


def _export_of(item: Element, author: Element | None) -> bytes:
    """Return an export of this post alone, with its author."""
    channel = Element("channel")
    channel.extend([item] if author is None else [author, item])
    root = Element("rss", {"version": "2.0"})
    root.append(channel)
    return bytes(ElementTree.tostring(root, encoding="utf-8", xml_declaration=True))


def _article(post: Post, authors: dict[str, Element], line: int, guide: Guide, unused: LeftOut) -> ReadArticle:
    head, spare = Head(guide.names), Head(guide.names)
    head.title = words_of(post["title"])
    head.take_field("url", [post["link"]] if post["link"].startswith("http") else [], line)
    for name, value in guide.columns.values.items():
        spare.take_field(name, [value], line)
    _take_terms(post, spare, line, guide, unused)
    _take_meta(post, spare, line, guide.columns, unused)
    if excerpt := post["excerpt:encoded"]:
        spare.take_field("standfirst", [words_of(_TAG.sub(" ", excerpt))], line)
    _take_creator(post, authors, spare, line)
    date = post["wp:post_date"] or post["pubDate"]
    if not date.startswith("0000"):
        spare.take_field("date", [date_only(date)] if date else [], line)
    try:
        footnotes = read_footnotes(post.meta.get(FOOTNOTES, ""))
        markup, taken, codes = html_of_post(post["content:encoded"], footnotes)
    except (MarkupTooLarge, MarkupTooDeep) as error:
        return beyond_bounds(head, line, error)
    for code in codes:
        unused.add("shortcodes and blocks that a plugin or theme fills", code, _SHORTCODE_REMEDY)
    if taken:
        head.warn(line, f"Left out: {counted(taken)}.", MEDIA_REMEDY)
    article = read_marked_up(markup, head, line=line, spare=spare)
    return with_remedies(article, no_issue=_NO_ISSUE_REMEDY, line=line)


def _take_terms(post: Post, spare: Head, line: int, guide: Guide, unused: LeftOut) -> None:
    """Read categories, tags and terms of other taxonomies: publication, volume and issue, authors, topics."""
    for taxonomy, term in post.terms:
        key = column_key(f"taxonomy:{taxonomy}")
        given = guide.columns.given.get(key)
        field = given if given is not None else LABELS.get(column_key(taxonomy), "")
        if not term or given == "" or taxonomy in _NO_TAXONOMY:
            continue
        if taxonomy in ("category", "post_tag") and given is None:
            take_category(term, spare, line)
        elif taxonomy == "author":  # from the plugin Co-Authors Plus, for posts with several authors
            spare.take_authors([term], line)
        elif field:
            number = re.search(r"\d+(?:\s?[-–—/]\s?\d+)?", term) if field in ("volume", "number") else None
            _take_value(field, number[0] if number else term, spare, line)
        else:
            unused.add(f"terms of the taxonomy “{taxonomy[:40]}”", term[:40])


def _take_meta(post: Post, spare: Head, line: int, columns: Columns, unused: LeftOut) -> None:
    """Read custom fields, by the names of columns; hidden ones (with a leading "_") are not reported."""
    for name, value in post.meta.items():
        if is_status_name(name) and (not name.startswith("_") or name in _ACCESS_FIELDS):
            _take_status(name, value, spare, line, columns)
            continue
        given = columns.given.get(column_key(f"meta:{name}"))
        if name == FOOTNOTES and given is None:
            continue
        field = given if given is not None else LABELS.get(column_key(name.lstrip("_")), "")
        if given is None and field not in _FIELDS_IN_META:
            if value and not name.startswith("_"):
                unused.add("custom fields", name)
        elif field and value:
            _take_value(field, words_of(value), spare, line)


def _take_value(field: str, value: str, spare: Head, line: int) -> None:
    if field == "topics":
        spare.take_topics([value], line)
    else:
        spare.take_field(field, [date_only(value) if field == "date" else value], line)


def _take_status(name: str, value: str, spare: Head, line: int, columns: Columns) -> None:
    """Read a custom field of publication status; besides the post's own status it can only withhold."""
    given = columns.given.get(column_key(f"meta:{name}"))
    if given != "":
        spare.take_status(name, [value], line, hint=given != STATUS)


def _take_creator(post: Post, authors: dict[str, Element], spare: Head, line: int) -> None:
    """Use the WordPress user as author if there is no by-line; a login such as "admin" is not a name."""
    login = post["dc:creator"]
    if spare.authors or not login:
        return
    parts = {qualified_name(part.tag): words_of(part.text or "") for part in authors.get(login, ())}
    full = " ".join(parts.get(f"wp:author_{each}", "") for each in ("first_name", "last_name")).split()
    name = " ".join(full) if len(full) > 1 else parts.get("wp:author_display_name", "") or words_of(login)
    if len(name.split()) > 1:
        spare.take_authors([name], line)
