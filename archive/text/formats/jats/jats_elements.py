"""Names of JATS elements: what each becomes in HTML, and the text in one."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import escape
from xml.etree.ElementTree import Element

from archive.text.formats.namespaces import attribute, local

HREF, TITLE = "xlink:href", "xlink:title"
_ENDING = re.compile(r"\.\w{1,5}$")
# JATS elements with an equivalent in HTML.
RENAMED = {
    "p": "p", "bold": "strong", "italic": "em", "sup": "sup", "sub": "sub", "monospace": "code", "strike": "s",
    "disp-quote": "blockquote", "verse-group": "blockquote", "speech": "blockquote", "statement": "blockquote",
    "list-item": "li", "def-list": "ul", "def-item": "li", "attrib": "p", "verse-line": "p",
    "table": "table", "thead": "thead", "tbody": "tbody", "tfoot": "tfoot", "tr": "tr", "th": "th", "td": "td",
    "row": "tr", "entry": "td",  # of tables in the OASIS exchange model
}  # fmt: skip
# Elements whose text is read in place, without markup of its own.
TRANSPARENT = frozenset(
    ("abbrev", "alternatives", "article-title", "body", "boxed-text", "caption", "chapter-title",
     "citation-alternatives", "collab", "comment", "date-in-citation", "day", "def", "edition", "element-citation",
     "email", "etal", "fixed-case", "fn", "fpage", "given-names", "issue", "label", "lpage", "milestone-end",
     "milestone-start", "mixed-citation", "month", "name", "named-content", "nlm-citation", "num",
     "overline", "person-group", "pub-id", "publisher-loc",
     "publisher-name", "role", "roman", "sans-serif", "sc", "source", "speaker", "string-name", "styled-content",
     "surname", "term", "title", "underline", "volume", "xref", "year", "fig-group", "fn-group", "table-wrap-group",
     "disp-formula-group", "related-object", "preformat", "code", "price", "season", "series", "suffix", "prefix",
     "access-date", "annotation", "conf-name", "conf-date", "conf-loc", "institution", "elocation-id", "size",
     "supplement", "trans-title", "version", "std", "isbn", "issn", "patent", "data-title", "part-title", "floats-wrap",
     "license", "license-p", "copyright-statement", "copyright-year", "copyright-holder", "textual-form",
     "private-char", "glyph-data", "tgroup", "address", "addr-line", "country", "aff", "phone", "fax")
)  # fmt: skip
MEDIA = {
    "graphic": "picture",
    "inline-graphic": "picture",
    "media": "recording",
    "supplementary-material": "supplement",
    "inline-supplementary-material": "supplement",
    "disp-formula": "formula",
    "inline-formula": "formula",
    "chem-struct": "formula",
    "tex-math": "formula",
    "math": "formula",
}
# Elements of layout and identification, which readers do not see.
SILENT = frozenset(
    ("col", "colgroup", "colspec", "spanspec", "alt-text", "long-desc", "object-id", "target", "hr", "x")
)
FIGURE_PARTS = frozenset(("label", "caption", "object-id", "alt-text", "long-desc", "graphic", "media", "alternatives"))
_APART = frozenset(
    ("break", "caption", "disp-quote", "fig", "label", "list", "list-item", "p", "sec", "table", "td", "th", "title",
     "tr")
)  # fmt: skip
_LANG = "{http://www.w3.org/XML/1998/namespace}lang"
CELL_ATTRIBUTES = ("colspan", "rowspan", "scope")
CREDITS = ("attrib", "permissions", "object-id")
GRAPHICS = ("graphic", "inline-graphic")
NUMBERED = frozenset(("order", "alpha-lower", "alpha-upper", "roman-lower", "roman-upper"))
BACK_HEADINGS = {
    "ack": "Acknowledgments",
    "ref-list": "References",
    "fn-group": "Notes",
    "app": "Appendix",
    "glossary": "Glossary",
    "notes": "Notes",
    "bio": "About the Author",
}
# Elements of HTML without an equivalent in JATS, by their names in our own export.
NAMED = frozenset(("cite", "q", "abbr", "small", "span"))
NAMED_BLOCKS = frozenset(("h2", "h3", "h4"))


def text_of(element: Element | None) -> str:
    """Return all text in an element, blanks collapsed, with one between its blocks; "" for None."""
    return " ".join("".join(_pieces(element)).split()) if element is not None else ""


def _pieces(element: Element) -> Iterator[str]:
    is_apart = local(element.tag) in _APART
    yield " " if is_apart else ""
    yield (element.text or "") if isinstance(element.tag, str) else ""
    for child in element:
        yield from _pieces(child)
        yield child.tail or ""
    yield " " if is_apart else ""


def children(parent: Element | None, name: str) -> list[Element]:
    """Return the children with a local name; none of None."""
    return [each for each in (parent if parent is not None else ()) if local(each.tag) == name]


def first_child(parent: Element | None, *path: str) -> Element | None:
    """Return the first element on a path of local names; None if there is none."""
    for name in path:
        parent = next(iter(children(parent, name)), None)
    return parent


def without_alternatives(figure: Element) -> Iterator[Element]:
    """Yield the pictures and recordings of a figure, of several forms of one only the first."""
    forms: dict[str, str] = {}
    for each in figure.iter():
        if local(each.tag) in ("graphic", "media"):
            href = attribute(each, HREF)
            if forms.setdefault(_ENDING.sub("", href), href) == href:
                yield each


def list_start(element: Element) -> str:
    """Return the start of a numbered list, by its first item's label: ' start="5"'; "" for 1, letters and none."""
    item = first_child(element, "list-item")
    label = text_of(first_child(item, "label"))
    number = re.fullmatch(r"([0-9]{1,4})[.)]?", label)
    return f' start="{int(number[1])}"' if number and int(number[1]) != 1 else ""


def language_of(element: Element) -> str:
    """Return the language of an element as an attribute of HTML; "" of one that says none."""
    language = element.get(_LANG, "")
    return f' lang="{escape(language)}"' if language else ""
