"""Post of a WordPress export: its parts by name, and whether it is a published article."""

from __future__ import annotations

import datetime
import re
from xml.etree.ElementTree import Element

from archive.text.formats.namespaces import local, qualified_name
from archive.text.formats.records import Guide, record_id
from archive.text.formats.tables.columns import column_key
from archive.text.formats.value_parsing import words_of
from archive.text.headers.publication_status import Visibility, visibility_of_word
from archive.text.headers.timestamps import is_future, read_timestamp

_VERSION = re.compile(r"[12](?:\.\d+)*")
_ARTICLE_TYPE = "post"
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
# Dates of an export are local ones of its site; the one in UTC may be missing.
_MAX_ZONE = datetime.timedelta(hours=14)
LEFT_OUT_REMEDY = "They are no published articles. Add by hand what belongs into the archive."
_NO_STATUS_REMEDY = (
    "Nothing says that readers may see them. Export them again in WordPress under Tools, Export, or give each "
    "<item> its <wp:status> and the namespace of WordPress, http://wordpress.org/export/1.2/."
)
_STATUS_REMEDY = "Set them to “published” in WordPress if readers may see them, and export them again."
_TYPE_REMEDY = (
    'If they are articles, say so in a columns.toml beside the export: [columns] "post_type:{kind}" = "body".'
)
_VERSION_REMEDY = "Import an export of version 1.0 to 2.x, as WordPress makes it under Tools, Export."


class Post:
    """An <item>, with its parts by name."""

    def __init__(self, item: Element) -> None:
        self.texts: dict[str, str] = {}
        self.terms: list[tuple[str, str]] = []
        self.meta: dict[str, str] = {}
        self.comments = 0
        self.statuses: list[str] = []
        self.unknown_namespace = ""  # of a status
        for child in item:
            name = qualified_name(child.tag)
            text = (child.text or "").strip()
            if name == "category":
                self.terms.append((child.get("domain", "category"), words_of(text)))
            elif name == "wp:postmeta":
                parts = {qualified_name(part.tag): (part.text or "").strip() for part in child}
                self.meta[parts.get("wp:meta_key", "")] = parts.get("wp:meta_value", "")
            elif name == "wp:comment":
                self.comments += 1
            else:
                self.statuses += [text] if name == "wp:status" else []
                self.unknown_namespace = self.unknown_namespace or (name if local(name) == "status" else "")
                self.texts.setdefault(name, text)

    def __getitem__(self, name: str) -> str:
        return self.texts.get(name, "")

    @property
    def name(self) -> str:
        return record_id(f"post-{self['wp:post_id']}" if self["wp:post_id"] else self["guid"] or self["link"])


def unknown_version(element: Element) -> str:
    """Return an export's version of the format if it is unknown; "" for known ones and other elements."""
    text = (element.text or "").strip()
    return text if local(element.tag) == "wxr_version" and not _VERSION.fullmatch(text) else ""


def why_skipped(post: Post, guide: Guide, version: str) -> tuple[str, str, str] | None:
    """Return the kind of a post that is left out, its name, and the remedy; None for a published article.

    Anything not known to be one is left out: an unknown status, type, namespace or version.
    """
    kind = post["wp:post_type"]
    status = _why_not_public(post)
    what, remedy = "", LEFT_OUT_REMEDY
    if version:
        what, remedy = f"posts of a version of the format that is not known, “{version[:40]}”", _VERSION_REMEDY
    elif kind in _NO_ARTICLES and not _is_article(kind, guide):
        what = _NO_ARTICLES[kind]
    elif status:
        what, remedy = status
    elif post["wp:post_password"]:
        what = "posts with a password"
    elif _is_scheduled(post):
        what = _UNPUBLISHED["future"]
    elif not kind:
        what, remedy = "posts without a type", _NO_STATUS_REMEDY
    elif not _is_article(kind, guide):
        what, remedy = f"posts of the type “{kind[:40]}”", _TYPE_REMEDY.format(kind=kind[:40])
    return (what, post.name, remedy) if what else None


def _why_not_public(post: Post) -> tuple[str, str] | None:
    """Return the kind of posts with this status and the remedy; None for published ones."""
    for status in filter(None, post.statuses):
        visibility = visibility_of_word(status)
        if visibility is Visibility.NOT_PUBLIC:
            key = status.casefold()
            return _UNPUBLISHED.get(key, f"posts with the status “{status[:40]}”"), LEFT_OUT_REMEDY
        if visibility is Visibility.UNKNOWN:
            return f"posts with a status that is not known, “{status[:40]}”", _STATUS_REMEDY
    if any(post.statuses):
        return None
    namespace = post.unknown_namespace.rpartition("}")[0].lstrip("{")
    where = f"whose status is in a namespace that is not known, “{namespace[:80]}”" if namespace else "without a status"
    return f"posts {where}", _NO_STATUS_REMEDY


def _is_article(kind: str, guide: Guide) -> bool:
    """Return whether posts of a type are articles: WordPress's own posts, and types mapped by a columns.toml."""
    return guide.columns.given.get(column_key(f"post_type:{kind}")) == "body" or kind == _ARTICLE_TYPE


def _is_scheduled(post: Post) -> bool:
    in_utc, local_date = post["wp:post_date_gmt"], post["wp:post_date"] or post["pubDate"]
    if read_timestamp(in_utc):
        return is_future(f"{in_utc}Z") or is_future(local_date, tolerance=_MAX_ZONE)
    return is_future(local_date)
