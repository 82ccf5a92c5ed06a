"""Conversion of the body and back matter of a JATS article to HTML."""

from __future__ import annotations

from collections.abc import Callable
from html import escape
from urllib.parse import urlsplit
from xml.etree.ElementTree import Element

from archive.text.formats.jats.jats_elements import (
    BACK_HEADINGS,
    CELL_ATTRIBUTES,
    CREDITS,
    FIGURE_PARTS,
    GRAPHICS,
    HREF,
    MEDIA,
    NAMED,
    NAMED_BLOCKS,
    NUMBERED,
    RENAMED,
    SILENT,
    TITLE,
    TRANSPARENT,
    first_child,
    language_of,
    list_start,
    text_of,
    without_alternatives,
)
from archive.text.formats.jats.jats_math import formula_text
from archive.text.formats.jats.jats_notes import Notes
from archive.text.formats.jats.jats_references import listed, reference_line
from archive.text.formats.namespaces import attribute, local
from archive.text.formats.neighbour_pictures import NeighbourPictures, nothing_beside
from archive.text.markup.footnotes import endnotes
from archive.text.markup.pictures import PictureAddress, read_address


class BodyReader:
    """Converter of a body to HTML; `media` lists omitted media, `unknown` the elements read as plain text.

    `pictures` finds the pictures in files beside the article.
    """

    def __init__(self, pictures: NeighbourPictures | None = None) -> None:
        self.pictures = pictures or NeighbourPictures(nothing_beside)
        self.media: list[str] = []
        self.unknown: dict[str, None] = {}
        self.notes = Notes()

    def body_of(self, article: Element) -> str:
        """Return the HTML of an article's <body> and <back>: notes, references, appendices below headings."""
        parts = []
        self.notes.find(article)
        for part in article:
            if local(part.tag) == "body":
                parts.append(self.inside(part, 1))
            elif local(part.tag) == "back":
                parts.extend(self.back_part(each) for each in part)
            elif local(part.tag) == "floats-group":  # figures and tables that belong to no section
                parts.append(self.inside(part, 1))
        texts: list[str] = []
        while len(texts) < len(referred := self.notes.referred_to()):  # a note may refer to another
            texts.append(self.inside_note(referred[len(texts)]))
        return "".join([*parts, endnotes(texts)])

    def inside_note(self, note: Element) -> str:
        """Return the HTML inside a footnote, without its label."""
        return "".join(self.element(each, 2) for each in note if local(each.tag) != "label") or escape(text_of(note))

    def note_reference(self, element: Element, rank: int) -> str:
        """Return a reference to a footnote of the back matter; of other references their text."""
        return self.notes.refer(element.get("rid", "")) or self.inside(element, rank)

    def inline_note(self, element: Element, rank: int) -> str:
        """Return a reference in place of a note that stands in the text."""
        return self.notes.refer_to(element)

    def table_notes(self, element: Element, rank: int) -> str:
        """Return the notes of a table, which stay below it."""
        return "".join(
            self.inside(each, rank) if local(each.tag) == "fn" else self.element(each, rank) for each in element
        )

    def back_part(self, part: Element) -> str:
        name = local(part.tag)
        if name == "app-group":
            return "".join(map(self.back_part, part))
        return self.titled(part, 1, BACK_HEADINGS[name]) if name in BACK_HEADINGS else self.element(part, 1)

    def titled(self, part: Element, rank: int, default: str = "") -> str:
        """Return a part of the back matter, or a list of references anywhere, below its heading; "" if it is empty."""
        inside = listed(part, self.notes.__contains__, lambda each: self.element(each, rank + 1))
        title = " ".join(text_of(each) for each in part if local(each.tag) in ("label", "title")).strip() or default
        level = min(rank + 1, 4)
        heading = f"<h{level}>{escape(title)}</h{level}>" if title else ""
        return heading + inside if inside else ""

    def reference(self, element: Element, rank: int) -> str:
        """Return a reference that stands in no list: in a paragraph, an appendix."""
        return f"<p>{reference_line(element)}</p>"

    def inside(self, element: Element, rank: int) -> str:
        """Return the HTML of an element's content, at a rank of headings."""
        pieces = [escape(element.text or "", quote=False)]
        for child in element:
            pieces.append(self.element(child, rank))
            pieces.append(escape(child.tail or "", quote=False))
        return "".join(pieces)

    def element(self, element: Element, rank: int) -> str:
        name = local(element.tag)
        if reader := self.readers.get(name):
            return reader(self, element, rank)
        if name == "sup" and any(self.notes.has(each) for each in element):
            return self.inside(element, rank)  # a reference is raised itself
        if name in ("named-content", "p") and (kind := element.get("content-type")):
            return self.named(element, kind, rank)
        if name in RENAMED:
            tag = RENAMED[name]
            attributes = "".join(
                f' {key}="{escape(element.get(key, ""))}"' for key in CELL_ATTRIBUTES if element.get(key)
            )
            return f"<{tag}{language_of(element)}{attributes}>{self.inside(element, rank)}</{tag}>"
        if name in MEDIA:
            return self.medium(element)
        if name in SILENT:
            return ""
        if name and name not in TRANSPARENT:
            self.unknown[name] = None
        return self.inside(element, rank) if name else ""

    def named(self, element: Element, kind: str, rank: int) -> str:
        """Return the HTML element named by a content type, or plain content for other types."""
        inner = self.inside(element, rank)
        if local(element.tag) == "p":
            tag = _tag_of_block(kind)
            return "<hr>" if kind == "hr" else f"<{tag}{language_of(element)}>{inner}</{tag}>"
        if kind == "br":
            return "<br>"
        title = f' title="{escape(attribute(element, TITLE))}"' if attribute(element, TITLE) else ""
        return f"<{kind}{language_of(element)}{title}>{inner}</{kind}>" if kind in NAMED else inner

    def medium(self, element: Element, words: str = "") -> str:
        """Return a picture of a Backfile archive, or in a file beside the article; list any other medium as omitted.

        A picture needs alternative text: its own, or `words`, of its label and caption.
        """
        words = next((text for each in element if local(each.tag) == "alt-text" and (text := text_of(each))), words)
        href = attribute(element, HREF)
        address = _picture_address(element)
        if address is None and MEDIA.get(local(element.tag)) == "picture":
            found = self.pictures.find(href, words)
            address = found.place if found else None
        if address and words:
            return f'<img src="{address}" alt="{escape(words)}">'
        label = href.rpartition("/")[2] or text_of(element)
        self.media.append(f"{MEDIA[local(element.tag)]}: {label[:60]}")
        return ""

    def section(self, element: Element, rank: int) -> str:
        title = next((self.inside(each, rank).strip() for each in element if local(each.tag) == "title"), "")
        label = text_of(first_child(element, "label"))
        heading = " ".join(part for part in (escape(label, quote=False), title) if part)
        level = min(rank + 1, 4)
        pieces = [f"<h{level}>{heading}</h{level}>" if heading else ""]
        pieces += [self.element(each, rank + 1) for each in element if local(each.tag) not in ("title", "label")]
        return "".join(pieces)

    def link(self, element: Element, rank: int) -> str:
        address = attribute(element, HREF) or text_of(element)
        inner = self.inside(element, rank)
        if not address.lower().startswith(("http://", "https://", "mailto:")):
            return inner
        title = f' title="{escape(attribute(element, TITLE))}"' if attribute(element, TITLE) else ""
        return f'<a href="{escape(address)}"{title}>{inner}</a>'

    def listing(self, element: Element, rank: int) -> str:
        tag = "ol" if element.get("list-type", "") in NUMBERED else "ul"
        items = "".join(
            f"<li>{''.join(self.element(each, rank) for each in item if local(each.tag) != 'label')}</li>"
            for item in element
            if local(item.tag) == "list-item"
        )
        title = next((f"<p>{self.inside(each, rank)}</p>" for each in element if local(each.tag) == "title"), "")
        start = list_start(element) if tag == "ol" else ""
        return f"{title}<{tag}{start}>{items}</{tag}>"

    def figure(self, element: Element, rank: int) -> str:
        caption = self.caption(element, rank)
        own = text_of(first_child(element, "alt-text"))
        words = own or " ".join(text_of(each) for each in element if local(each.tag) in ("label", "caption"))
        images = [self.medium(each, words) for each in without_alternatives(element)]
        rest = [self.element(each, rank) for each in element if local(each.tag) not in (*FIGURE_PARTS, *CREDITS)]
        below = f"<figcaption>{caption}</figcaption>" if caption else ""
        inside = "".join(images) + below
        return (f"<figure>{inside}</figure>" if inside else "") + "".join(rest)

    def formula(self, element: Element, rank: int) -> str:
        """Return a formula as text, a displayed one as a paragraph with its label; a picture of one is omitted."""
        text = formula_text(element)
        label = text_of(first_child(element, "label"))
        if not text:
            return self.formula_picture(element, label)
        shown = escape(" ".join(part for part in (text, label) if part), quote=False)
        return f"<br>{shown}<br>" if local(element.tag) == "disp-formula" else shown

    def formula_picture(self, formula: Element, label: str) -> str:
        """Return the picture of a formula without text, if it is beside the article."""
        hrefs = [attribute(each, HREF) for each in formula.iter() if local(each.tag) in GRAPHICS]
        words = f"Formula {label}".strip()
        found = next(filter(None, (self.pictures.find(href, words) for href in hrefs)), None)
        if found:
            return f'<img src="{found.place}" alt="{escape(words)}">'
        self.media.append(f"formula: {(hrefs[0].rpartition('/')[2] if hrefs else label or text_of(formula))[:60]}")
        return ""

    def supplement(self, element: Element, rank: int) -> str:
        """Return what a supplement or recording says of itself; the file is omitted."""
        omitted = self.medium(element)
        caption = self.caption(element, rank) or " ".join(
            filter(None, (self.caption(each, rank) for each in element if local(each.tag) == "media"))
        )
        return f"{omitted}<p>{caption}</p>" if caption else omitted

    def table_wrap(self, element: Element, rank: int) -> str:
        """Return a table with its label and caption above it, and its notes below."""
        caption = self.caption(element, rank)
        tables = [self.inside(each, rank) for each in element.iter() if local(each.tag) == "table"]
        notes = [self.table_notes(each, rank) for each in element if local(each.tag) == "table-wrap-foot"]
        if tables:
            head = f"<caption>{caption}</caption>" if caption else ""
            others = [f"<table>{rows}</table>" for rows in tables[1:]]
            return "".join([f"<table>{head}{tables[0]}</table>", *others, *notes])
        rest = [each for each in element if local(each.tag) not in ("label", "caption", "table-wrap-foot")]
        return "".join([f"<p>{caption}</p>", *(self.element(each, rank) for each in rest), *notes])

    def caption(self, element: Element, rank: int) -> str:
        label = text_of(first_child(element, "label"))
        parts = [
            self.inside(part, rank).strip()
            for each in element
            if local(each.tag) == "caption"
            for part in (list(each) or [each])
        ]
        below = [self.credit(each, rank) for each in element if local(each.tag) in CREDITS]
        return " ".join(part for part in (escape(label, quote=False), *parts, *below) if part)

    def credit(self, element: Element, rank: int) -> str:
        """Return a figure's credit, or its DOI as a link."""
        text = text_of(element)
        if local(element.tag) != "object-id":
            return self.inside(element, rank).strip() if local(element.tag) == "attrib" else escape(text, quote=False)
        if element.get("pub-id-type") != "doi" or not text.startswith("10."):
            return ""
        return f'<a href="https://doi.org/{escape(text)}">doi:{escape(text, quote=False)}</a>'

    readers: dict[str, Callable[[BodyReader, Element, int], str]] = {
        "sec": section,
        "ext-link": link,
        "uri": link,
        "list": listing,
        "fig": figure,
        "table-wrap": table_wrap,
        "break": lambda reader, element, rank: "<br>",
        "disp-formula": formula,
        "inline-formula": formula,
        "chem-struct": formula,
        "tex-math": formula,
        "math": formula,
        "supplementary-material": supplement,
        "media": supplement,
        "xref": note_reference,
        "fn": inline_note,
        "table-wrap-foot": table_notes,
        "ref-list": titled,
        "ref": reference,
    }


def _tag_of_block(kind: str) -> str:
    return kind if kind in NAMED_BLOCKS else "p"


def _picture_address(element: Element) -> PictureAddress | None:
    """Return the address of a picture of any Backfile archive: its path identifies its content, on any host."""
    try:
        return read_address(urlsplit(attribute(element, HREF)).path)
    except ValueError:  # "http://[": not a URL
        return None
