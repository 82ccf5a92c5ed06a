"""JATS export of an article's body: sections by headings; elements without an equivalent become named content.

`archive.text.formats.jats.jats_body` reads all of it back to the same markup.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from xml.etree.ElementTree import Element, SubElement, register_namespace

import lxml.html
from lxml.html import HtmlElement

from archive.text.markup.footnotes import NOTES_TAG
from archive.text.markup.paragraphs import without_highest_mark

XLINK = "http://www.w3.org/1999/xlink"
HREF, TITLE = f"{{{XLINK}}}href", f"{{{XLINK}}}title"
LANG = "{http://www.w3.org/XML/1998/namespace}lang"
register_namespace("xlink", XLINK)

# <i> and <b> are exported as emphasis, and read back as such.
_INLINE = {
    "em": "italic", "i": "italic", "strong": "bold", "b": "bold", "sup": "sup", "sub": "sub", "code": "monospace",
    "s": "strike",
}  # fmt: skip
_NAMED = frozenset({"cite", "q", "abbr", "small", "span"})
_LISTS = {"ul": "bullet", "ol": "order"}
_WITH_BREAKS = frozenset({"title", "td", "th"})
_CELL_ATTRIBUTES = ("colspan", "rowspan", "scope")
# JATS requires the parts of a table in this order, in any order of the page.
_TABLE_PARTS = ("thead", "tfoot", "tbody")
_NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_NOTEREF = re.compile(r"fnref-[0-9-]+")
_ANCHOR = re.compile(r"p[1-9][0-9]*")
Absolute = Callable[[str], str]


def clean(text: str) -> str:
    """Return text without the characters that XML 1.0 forbids."""
    return _NOT_XML.sub("", text)


def body_element(html: str, absolute: Absolute) -> Element:
    """Return the <body> of a stored body; `absolute` adds the host to a URL without one.

    `<h2>Ice</h2><p>The ford.</p>` → `<body><sec><title>Ice</title><p>The ford.</p></sec></body>`
    """
    body = Element("body")
    writer = BodyWriter(absolute)
    sections = [body]
    for block in lxml.html.fragment_fromstring(f"<div>{clean(without_highest_mark(html))}</div>"):
        if block.tag in ("h2", "h3", "h4"):
            rank = int(block.tag[1]) - 1
            del sections[rank:]
            # a lower heading without a higher one above it: needs a section without title around it
            while len(sections) < rank:
                sections.append(_section(sections[-1]))
            sections.append(_section(sections[-1], block.get("id", "")))
            writer.inline(block, sections[-1][0])
        elif block.tag != NOTES_TAG:  # which `archive.exports.jats_notes` writes
            writer.block(block, sections[-1])
    return body


def write_inline(source: HtmlElement, target: Element, absolute: Absolute) -> None:
    """Write the text and inline elements of an element of a body into an element of JATS."""
    BodyWriter(absolute).inline(source, target)


def _section(parent: Element, anchor: str = "") -> Element:
    section = SubElement(parent, "sec", {"id": anchor} if anchor else {})
    SubElement(section, "title")
    return section


def _language_of(source: HtmlElement) -> dict[str, str]:
    return {LANG: clean(source.get("lang"))} if source.get("lang") else {}


def _add_text(parent: Element, text: str | None) -> None:
    """Append text after all existing content of an element."""
    if not text:
        return
    text = clean(text)
    if len(parent):
        parent[-1].tail = (parent[-1].tail or "") + text
    else:
        parent.text = (parent.text or "") + text


class BodyWriter:
    """Writer of blocks, lists, tables and inline content into elements of JATS."""

    def __init__(self, absolute: Absolute) -> None:
        self.absolute = absolute

    def block(self, source: HtmlElement, parent: Element) -> None:
        """Write a block of a body or of a quotation."""
        anchor = source.get("id", "")
        named = {"id": anchor} if _ANCHOR.fullmatch(anchor) else {}
        if source.tag == "hr":
            SubElement(parent, "p", {"content-type": "hr"})
        elif source.tag == "blockquote":
            quotation = SubElement(parent, "disp-quote", named | _language_of(source))
            for child in source:
                self.block(child, quotation)
        elif source.tag in _LISTS:
            self.listing(source, SubElement(parent, "list", named | {"list-type": _LISTS[source.tag]}))
        elif source.tag == "figure":
            self.figure(source, SubElement(parent, "fig", named))
        elif source.tag == "table":
            self.table(source, SubElement(parent, "table-wrap", named))
        else:  # a heading in a quotation, which has no sections
            kind = {"content-type": source.tag} if source.tag != "p" else {}
            self.inline(source, SubElement(parent, "p", named | kind | _language_of(source)))

    def inline(self, source: HtmlElement, target: Element) -> None:
        """Write inline content: the text of `source` and its inline elements."""
        _add_text(target, source.text)
        for child in source:
            self.inline_element(child, target)
            _add_text(target, child.tail)

    def inline_element(self, child: HtmlElement, target: Element) -> None:
        if child.tag == "br" and target.tag in _WITH_BREAKS:
            SubElement(target, "break")
        elif child.tag == "br":
            SubElement(target, "named-content", {"content-type": "br"})
        elif child.tag == "img":
            is_in_link = target.tag == "ext-link"  # cannot contain a picture, but named content that does
            holder = SubElement(target, "named-content", {"content-type": "picture"}) if is_in_link else target
            self.picture(child, holder, "inline-graphic")
        elif child.tag == "sup" and _NOTEREF.fullmatch(child.get("id", "")):
            number = child.get("id", "").split("-")[1]
            reference = SubElement(target, "xref", {"ref-type": "fn", "rid": f"fn-{number}"})
            SubElement(reference, "sup").text = child.text_content()
        elif child.tag == "a" and child.get("href"):
            self.inline(child, self.link(child, target))
        elif child.tag in _INLINE:
            self.inline(child, SubElement(target, _INLINE[child.tag]))
        elif child.tag in _NAMED:
            kind = {"content-type": child.tag} | _language_of(child)
            kind |= {TITLE: clean(child.get("title"))} if child.get("title") else {}
            self.inline(child, SubElement(target, "named-content", kind))
        else:
            self.inline(child, target)

    def link(self, source: HtmlElement, target: Element) -> Element:
        address = clean(source.get("href"))
        is_whole = re.match(r"[a-z]+:", address, re.I)
        attributes = {"ext-link-type": "uri", HREF: address if is_whole else self.absolute(address)}
        if source.get("title"):
            attributes[TITLE] = clean(source.get("title"))
        return SubElement(target, "ext-link", attributes)

    def picture(self, source: HtmlElement, target: Element, name: str) -> None:
        graphic = SubElement(target, name, {HREF: self.absolute(source.get("src", ""))})
        if source.get("alt"):
            SubElement(graphic, "alt-text").text = clean(source.get("alt"))

    def listing(self, source: HtmlElement, target: Element) -> None:
        start = source.get("start", "")
        for place, child in enumerate(source.iterfind("li")):
            item = SubElement(target, "list-item")
            if start:
                SubElement(item, "label").text = f"{int(start) + place}."
            self.mixed(child, item, needs_paragraphs=True)

    def mixed(self, source: HtmlElement, target: Element, *, needs_paragraphs: bool) -> None:
        """Write an item or cell: inline text and blocks, in any order, with paragraphs if JATS requires them."""
        line: Element | None = None if needs_paragraphs else target

        def in_line() -> Element:
            nonlocal line
            if line is None:
                line = SubElement(target, "p")
            return line

        if (source.text or "").strip() or not needs_paragraphs:
            _add_text(in_line(), source.text)
        for child in source:
            if child.tag in _LISTS:
                self.block(child, target)
            elif child.tag == "blockquote":
                self.block(child, target if target.tag == "p" else SubElement(target, "p"))
            else:
                self.inline_element(child, in_line())
                _add_text(in_line(), child.tail)
                continue
            line = None if needs_paragraphs else target
            if (child.tail or "").strip():
                _add_text(in_line(), child.tail)
        if needs_paragraphs and target.find("p") is None and target.find("list") is None:
            SubElement(target, "p")

    def figure(self, source: HtmlElement, target: Element) -> None:
        self.captions(source.findall("figcaption"), target)
        for image in source.iterfind("img"):
            self.picture(image, target, "graphic")

    def captions(self, captions: list[HtmlElement], target: Element) -> None:
        if captions:
            caption = SubElement(target, "caption")
            for each in captions:
                self.inline(each, SubElement(caption, "p"))

    def table(self, source: HtmlElement, target: Element) -> None:
        self.captions(source.findall("caption"), target)
        table = SubElement(target, "table")
        parts = sorted(
            (part for part in source if part.tag in _TABLE_PARTS), key=lambda part: _TABLE_PARTS.index(part.tag)
        )
        has_body = any(part.tag == "tbody" for part in parts)
        for part in parts:
            rows = SubElement(table, part.tag) if has_body else table
            for row in part.iterfind("tr"):
                made = SubElement(rows, "tr")
                for cell in row:
                    attributes = {key: cell.get(key) for key in _CELL_ATTRIBUTES if cell.get(key)}
                    self.mixed(cell, SubElement(made, cell.tag, attributes), needs_paragraphs=False)
