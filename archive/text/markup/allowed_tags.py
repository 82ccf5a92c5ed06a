"""Allowed tags and attributes of article bodies, and what becomes of other block tags."""

from __future__ import annotations

import re

PARAGRAPHS = frozenset({"p", "h2", "h3", "h4"})  # blocks of text that contain no other block
# <section> is the article's footnotes (`archive.text.markup.footnotes`); any other separates paragraphs.
CONTAINERS = frozenset({"blockquote", "ul", "ol", "figure", "table", "section"})
INNER = frozenset({"li", "figcaption", "caption", "thead", "tbody", "tfoot", "tr", "th", "td"})
# <span> has a language or a direction: any other is dropped.
INLINE = frozenset({"em", "strong", "b", "i", "a", "sup", "sub", "cite", "q", "abbr", "small", "s", "code", "span"})
VOID = frozenset({"br", "hr", "img"})
TAGS = PARAGRAPHS | CONTAINERS | INNER | INLINE | VOID
ATTRIBUTES = {
    "a": ["href", "title", "role"],
    "abbr": ["title"],
    "img": ["src", "alt"],
    "th": ["colspan", "rowspan", "scope"],
    "td": ["colspan", "rowspan"],
    "ol": ["start"],
    "section": ["role"],
}  # and an id of the form p12 on every top-level block, fn-1 on a footnote, fnref-1 around a reference to it
# Elements that may have a language and a direction of their own.
LINGUAL = PARAGRAPHS | (CONTAINERS - {"section"}) | {"li", "figcaption", "caption", "th", "td", "span"}
LANGUAGE = re.compile(r"[A-Za-z]{2,3}(?:-[A-Za-z0-9]{1,8}){0,4}")  # BCP 47, without its rarer forms
DIRECTIONS = frozenset({"ltr", "rtl", "auto"})
ROLES = {"a": "doc-noteref", "section": "doc-endnotes"}

# Headings remain below the page's own <h1>; <div> and similar separate paragraphs; other tags are dropped.
RENAMED = {"h1": "h2", "h5": "h4", "h6": "h4", "strike": "s", "del": "s"}
PARTING = frozenset(
    ("address", "article", "aside", "body", "center", "dd", "details", "dialog", "div", "dl", "dt", "fieldset",
     "footer", "form", "header", "hgroup", "legend", "main", "menu", "nav", "optgroup", "option", "pre", "search",
     "section", "summary")
)  # fmt: skip


def is_lingual(tag: str, name: str, value: str) -> bool:
    """Return whether an attribute is the language or the direction of an element that may have one: lang="uk"."""
    if tag not in LINGUAL:
        return False
    return value in DIRECTIONS if name == "dir" else name == "lang" and LANGUAGE.fullmatch(value) is not None
