"""Allowed tags and attributes of article bodies, and what becomes of other block tags."""

from __future__ import annotations

PARAGRAPHS = frozenset({"p", "h2", "h3", "h4"})  # blocks of text that contain no other block
# <section> is the article's footnotes (`archive.text.markup.footnotes`); any other separates paragraphs.
CONTAINERS = frozenset({"blockquote", "ul", "ol", "figure", "table", "section"})
INNER = frozenset({"li", "figcaption", "caption", "thead", "tbody", "tfoot", "tr", "th", "td"})
INLINE = frozenset({"em", "strong", "b", "i", "a", "sup", "sub", "cite", "q", "abbr", "small", "s", "code"})
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
ROLES = {"a": "doc-noteref", "section": "doc-endnotes"}

# Headings remain below the page's own <h1>; <div> and similar separate paragraphs; other tags are dropped.
RENAMED = {"h1": "h2", "h5": "h4", "h6": "h4", "strike": "s", "del": "s"}
PARTING = frozenset(
    ("address", "article", "aside", "body", "center", "dd", "details", "dialog", "div", "dl", "dt", "fieldset",
     "footer", "form", "header", "hgroup", "legend", "main", "menu", "nav", "optgroup", "option", "pre", "search",
     "section", "summary")
)  # fmt: skip
