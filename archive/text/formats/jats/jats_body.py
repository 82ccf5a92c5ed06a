"""Conversion of the body and back matter of a JATS article to HTML."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from html import escape
from urllib.parse import urlsplit
from xml.etree.ElementTree import Element

from archive.text.formats.jats.jats_math import formula_text
from archive.text.formats.jats.jats_notes import Notes
from archive.text.formats.namespaces import attribute, local
from archive.text.formats.neighbour_pictures import NeighbourPictures, nothing_beside
from archive.text.markup.footnotes import endnotes
from archive.text.markup.pictures import PictureAddress, read_address

_HREF, _TITLE = "xlink:href", "xlink:title"

# JATS elements with an equivalent in HTML.
_RENAMED = {
    "p": "p", "bold": "strong", "italic": "em", "sup": "sup", "sub": "sub", "monospace": "code", "strike": "s",
    "disp-quote": "blockquote", "verse-group": "blockquote", "speech": "blockquote", "statement": "blockquote",
    "list-item": "li", "def-list": "ul", "def-item": "li", "attrib": "p", "verse-line": "p",
    "table": "table", "thead": "thead", "tbody": "tbody", "tfoot": "tfoot", "tr": "tr", "th": "th", "td": "td",
    "row": "tr", "entry": "td",  # of tables in the OASIS exchange model
}  # fmt: skip
# Elements whose text is read in place, without markup of its own.
_TRANSPARENT = frozenset(
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
_MEDIA = {
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
_SILENT = frozenset(
    ("col", "colgroup", "colspec", "spanspec", "alt-text", "long-desc", "object-id", "target", "hr", "x")
)
_FIGURE_PARTS = frozenset(
    ("label", "caption", "object-id", "alt-text", "long-desc", "graphic", "media", "alternatives")
)
_APART = frozenset(
    (
        "break",
        "caption",
        "disp-quote",
        "fig",
        "label",
        "list",
        "list-item",
        "p",
        "sec",
        "table",
        "td",
        "th",
        "title",
        "tr",
    )
)
_CELL_ATTRIBUTES = ("colspan", "rowspan", "scope")
_CREDITS = ("attrib", "permissions", "object-id")
_ENDING = re.compile(r"\.\w{1,5}$")
_GRAPHICS = ("graphic", "inline-graphic")
_NUMBERED = frozenset(("order", "alpha-lower", "alpha-upper", "roman-lower", "roman-upper"))
_BACK_HEADINGS = {
    "ack": "Acknowledgments",
    "ref-list": "References",
    "fn-group": "Notes",
    "app": "Appendix",
    "glossary": "Glossary",
    "notes": "Notes",
    "bio": "About the Author",
}
# Elements of HTML without an equivalent in JATS, by their names in our own export.
_NAMED = frozenset(("cite", "q", "abbr", "small"))
_NAMED_BLOCKS = frozenset(("h2", "h3", "h4"))
# Parts of a citation without blanks between them.
_SPACED = frozenset(
    ("article-title", "chapter-title", "fpage", "given-names", "issue", "label", "lpage", "name", "p", "publisher-loc",
     "publisher-name", "source", "surname", "title", "volume", "year")
)  # fmt: skip


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
        if name not in _BACK_HEADINGS:
            return self.element(part, 1)
        title = next((text_of(each) for each in part if local(each.tag) == "title"), "") or _BACK_HEADINGS[name]
        heading = f"<h2>{escape(title)}</h2>"
        items = [each for each in part if local(each.tag) in ("ref", "fn") and each not in self.notes]
        if not items and any(each in self.notes for each in part):
            return ""
        if items:
            return f"{heading}<ul>{''.join(f'<li>{self.item(each)}</li>' for each in items)}</ul>"
        return heading + "".join(self.element(each, 2) for each in part if local(each.tag) != "title")

    def item(self, item: Element) -> str:
        """Return a reference or note as one line: in <element-citation> only tags separate the parts."""
        return " ".join("".join(self.pieces(item)).split())

    def pieces(self, element: Element) -> Iterator[str]:
        is_mixed = any((child.tail or "").strip() for child in element)
        yield escape(element.text or "", quote=False)
        for child in element:
            name = local(child.tag)
            spaced = " " if name in _SPACED and not is_mixed else ""
            inner = self.link(child, 1) if name in ("ext-link", "uri") else self.item(child)
            yield f"{spaced}{inner}{spaced}" if inner else ""
            yield escape(child.tail or "", quote=False)

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
        if name in _RENAMED:
            tag = _RENAMED[name]
            attributes = "".join(
                f' {key}="{escape(element.get(key, ""))}"' for key in _CELL_ATTRIBUTES if element.get(key)
            )
            return f"<{tag}{attributes}>{self.inside(element, rank)}</{tag}>"
        if name in _MEDIA:
            return self.medium(element)
        if name in _SILENT:
            return ""
        if name and name not in _TRANSPARENT:
            self.unknown[name] = None
        return self.inside(element, rank) if name else ""

    def named(self, element: Element, kind: str, rank: int) -> str:
        """Return the HTML element named by a content type, or plain content for other types."""
        inner = self.inside(element, rank)
        if local(element.tag) == "p":
            tag = _tag_of_block(kind)
            return "<hr>" if kind == "hr" else f"<{tag}>{inner}</{tag}>"
        if kind == "br":
            return "<br>"
        title = f' title="{escape(attribute(element, _TITLE))}"' if attribute(element, _TITLE) else ""
        return f"<{kind}{title}>{inner}</{kind}>" if kind in _NAMED else inner

    def medium(self, element: Element, words: str = "") -> str:
        """Return a picture of a Backfile archive, or in a file beside the article; list any other medium as omitted.

        A picture needs alternative text: its own, or `words`, of its label and caption.
        """
        words = next((text for each in element if local(each.tag) == "alt-text" and (text := text_of(each))), words)
        href = attribute(element, _HREF)
        address = _picture_address(element)
        if address is None and _MEDIA.get(local(element.tag)) == "picture":
            found = self.pictures.find(href, words)
            address = found.place if found else None
        if address and words:
            return f'<img src="{address}" alt="{escape(words)}">'
        label = href.rpartition("/")[2] or text_of(element)
        self.media.append(f"{_MEDIA[local(element.tag)]}: {label[:60]}")
        return ""

    def section(self, element: Element, rank: int) -> str:
        title = next((self.inside(each, rank).strip() for each in element if local(each.tag) == "title"), "")
        label = next((text_of(each) for each in element if local(each.tag) == "label"), "")
        heading = " ".join(part for part in (escape(label, quote=False), title) if part)
        level = min(rank + 1, 4)
        pieces = [f"<h{level}>{heading}</h{level}>" if heading else ""]
        pieces += [self.element(each, rank + 1) for each in element if local(each.tag) not in ("title", "label")]
        return "".join(pieces)

    def link(self, element: Element, rank: int) -> str:
        address = attribute(element, _HREF) or text_of(element)
        inner = self.inside(element, rank)
        if not address.lower().startswith(("http://", "https://", "mailto:")):
            return inner
        title = f' title="{escape(attribute(element, _TITLE))}"' if attribute(element, _TITLE) else ""
        return f'<a href="{escape(address)}"{title}>{inner}</a>'

    def listing(self, element: Element, rank: int) -> str:
        tag = "ol" if element.get("list-type", "") in _NUMBERED else "ul"
        items = "".join(
            f"<li>{''.join(self.element(each, rank) for each in item if local(each.tag) != 'label')}</li>"
            for item in element
            if local(item.tag) == "list-item"
        )
        title = next((f"<p>{self.inside(each, rank)}</p>" for each in element if local(each.tag) == "title"), "")
        start = _first_number(element) if tag == "ol" else ""
        return f"{title}<{tag}{start}>{items}</{tag}>"

    def figure(self, element: Element, rank: int) -> str:
        caption = self.caption(element, rank)
        own = next((text_of(each) for each in element if local(each.tag) == "alt-text"), "")
        words = own or " ".join(text_of(each) for each in element if local(each.tag) in ("label", "caption"))
        images = [self.medium(each, words) for each in _without_alternatives(element)]
        rest = [self.element(each, rank) for each in element if local(each.tag) not in (*_FIGURE_PARTS, *_CREDITS)]
        below = f"<figcaption>{caption}</figcaption>" if caption else ""
        inside = "".join(images) + below
        return (f"<figure>{inside}</figure>" if inside else "") + "".join(rest)

    def formula(self, element: Element, rank: int) -> str:
        """Return a formula as text, a displayed one as a paragraph with its label; a picture of one is omitted."""
        text = formula_text(element)
        label = next((text_of(each) for each in element if local(each.tag) == "label"), "")
        if not text:
            return self.formula_picture(element, label)
        shown = escape(" ".join(part for part in (text, label) if part), quote=False)
        return f"<br>{shown}<br>" if local(element.tag) == "disp-formula" else shown

    def formula_picture(self, formula: Element, label: str) -> str:
        """Return the picture of a formula without text, if it is beside the article."""
        hrefs = [attribute(each, _HREF) for each in formula.iter() if local(each.tag) in _GRAPHICS]
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
        label = next((text_of(each) for each in element if local(each.tag) == "label"), "")
        parts = [
            self.inside(part, rank).strip()
            for each in element
            if local(each.tag) == "caption"
            for part in (list(each) or [each])
        ]
        below = [self.credit(each, rank) for each in element if local(each.tag) in _CREDITS]
        return " ".join(part for part in (escape(label, quote=False), *parts, *below) if part)

    def credit(self, element: Element, rank: int) -> str:
        """Return a figure's credit, or its DOI as a link."""
        text = text_of(element)
        if local(element.tag) != "object-id":
            return self.inside(element, rank).strip() if local(element.tag) == "attrib" else escape(text, quote=False)
        if element.get("pub-id-type") != "doi" or not text.startswith("10."):
            return ""
        return f'<a href="https://doi.org/{escape(text)}">doi:{escape(text, quote=False)}</a>'

    def line_break(self, element: Element, rank: int) -> str:
        return "<br>"

    readers: dict[str, Callable[[BodyReader, Element, int], str]] = {
        "sec": section,
        "ext-link": link,
        "uri": link,
        "list": listing,
        "fig": figure,
        "table-wrap": table_wrap,
        "break": line_break,
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
    }


def _without_alternatives(figure: Element) -> Iterator[Element]:
    """Yield the pictures and recordings of a figure, of several forms of one only the first."""
    forms: dict[str, str] = {}
    for each in figure.iter():
        if local(each.tag) in ("graphic", "media"):
            href = attribute(each, _HREF)
            if forms.setdefault(_ENDING.sub("", href), href) == href:
                yield each


def _tag_of_block(kind: str) -> str:
    return kind if kind in _NAMED_BLOCKS else "p"


def _picture_address(element: Element) -> PictureAddress | None:
    """Return the address of a picture of any Backfile archive: its path identifies its content, on any host."""
    try:
        return read_address(urlsplit(attribute(element, _HREF)).path)
    except ValueError:  # "http://[": not a URL
        return None


def _first_number(element: Element) -> str:
    """Return the start of a numbered list, by its first item's label: ' start="5"'; "" for 1, letters and none."""
    item = next((each for each in element if local(each.tag) == "list-item"), None)
    label = next((text_of(each) for each in item if local(each.tag) == "label"), "") if item is not None else ""
    number = re.fullmatch(r"([0-9]{1,4})[.)]?", label)
    return f' start="{int(number[1])}"' if number and int(number[1]) != 1 else ""
