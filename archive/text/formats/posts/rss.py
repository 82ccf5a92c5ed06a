"""Reader of RSS feeds (0.9 to 2.0), which are not exports of WordPress: every item is an article."""

from __future__ import annotations

import re
from collections.abc import Iterator
from xml.etree import ElementTree
from xml.etree.ElementTree import Element

from archive.text.formats.namespaces import local, qualified_name
from archive.text.formats.posts.post import Post, article_of_post
from archive.text.formats.records import Guide, Opener, Record, record_id, refused, refused_record
from archive.text.formats.xml_records import BadXML, Found, Records
from archive.text.headers.publication_status import Statement, is_status_name
from archive.text.problems import Problem

_HEAD_BYTES = 256 * 1024
# Marks of WordPress's own exports, whatever prefix or namespace they have.
_WORDPRESS = re.compile(
    rb"<(?:[\w-]+:)?(?:wxr_version|base_blog_url|post_type|post_id|post_password|status|is_sticky)\b|/export/[0-9]"
)
_MAIL_AUTHOR = re.compile(r"\s*\S+@\S+\s*\((.+)\)\s*")


def is_wordpress_export(open_file: Opener) -> bool:
    """Return whether an RSS file is an export of WordPress, whose items say whether they are published."""
    with open_file() as stream:
        return _WORDPRESS.search(stream.read(_HEAD_BYTES)) is not None


def read_rss(open_file: Opener, guide: Guide) -> Iterator[Record | Problem]:
    """Read a feed item by item, with one in memory at a time; the id of a record is the item's guid, else its link."""
    title: Element | None = None
    with open_file() as stream:
        records = Records(stream, ("{*}item", "{*}title"))
        try:
            for found in records:
                if found.element is not None and local(found.element.tag) == "title":
                    title = found.element if title is None else title
                else:
                    yield _record(found, title, guide)
        except BadXML as error:
            yield refused(error.reason, error.remedy, error.line)


def _record(found: Found, title: Element | None, guide: Guide) -> Record:
    item = found.element
    if item is None:
        what = "The item is too large for one article."
        return refused_record(f"line-{found.line}", found.line, what, "Split it.")
    channel = Element("channel")
    channel.extend([item] if title is None else [title, item])
    rss = Element("rss", {"version": "2.0"})
    rss.append(channel)
    stored = ElementTree.tostring(rss, encoding="utf-8", xml_declaration=True)
    post = _post(item, "".join(title.itertext()).strip() if title is not None else "")
    article = article_of_post(post, found.line, guide)
    return Record(record_id(post.id or post.url) or f"line-{found.line}", found.line, stored, "utf-8", article)


def _post(item: Element, feed: str) -> Post:
    texts: dict[str, list[str]] = {}
    statements = []
    for child in item:
        name = qualified_name(child.tag)
        name = local(name) if name.startswith("{") else name
        texts.setdefault(name, []).append("".join(child.itertext()).strip())
        if name not in _READ and is_status_name(name):
            statements.append(Statement(name, (texts[name][-1],)))

    def first(*names: str) -> str:
        return next((texts[name][0] for name in names if texts.get(name, [""])[0]), "")

    date = first("pubDate", "dc:date", "published")
    statements += [Statement("publish date", (date,))] if date else []
    body, summary = first("content:encoded", "encoded", "body"), first("description", "summary")
    authors = [*texts.get("dc:creator", []), *(_name(text) for text in texts.get("author", []))]
    return Post(
        id=first("guid", "id", "dc:identifier"),
        title=first("title", "dc:title"),
        body=body or summary,
        url=first("link", "origLink"),
        date=date,
        authors=authors,
        terms=[*texts.get("category", []), *texts.get("dc:subject", [])],
        language=first("dc:language", "language"),
        publication=feed,
        statements=statements,
    )


_READ = frozenset(("pubDate", "dc:date", "published"))


def _name(text: str) -> str:
    """Return the name of an author of RSS 2.0: "anna@tesk.example (Anna Vale)" → "Anna Vale"."""
    match = _MAIL_AUTHOR.fullmatch(text)
    return match[1] if match else "" if "@" in text else text
