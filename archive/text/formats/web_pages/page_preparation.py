"""Preparation of a saved web page for reading: its characters, what waits for scripts, and what no reader sees."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

import lxml.html
from lxml import etree
from lxml.html import HtmlElement

from archive.text.charset import NO_HINT, CharsetHint, Decoded, UnreadableText, decoded_bytes, refuse_other_formats
from archive.text.formats.web_pages.page_pieces import PageText
from archive.text.markup.allowed_tags import ATTRIBUTES
from archive.text.markup.html_tokens import MarkupTooDeep, MarkupTooLarge
from archive.text.markup.html_tree import drop_trees, parsed_fragment

MAX_PAGE_BYTES = 5 * 1024 * 1024
MIN_UNSEEN = 200  # characters of the paragraphs of an article that only scripts show

_CONTROLS = re.compile(r"[\x00-\x08\x0b\x0e-\x1f\x7f\ufeff\ufffe\uffff]")
# Where a word may be divided at the end of a line; it would not be found with one inside.
_SOFT_HYPHEN = re.compile("\u00ad|&(?:shy|#173|#xad);", re.I)
_SILENT = ("script", "style", "noscript", "template", "link", "meta", "head", "title", "select", "datalist", "option",
           "textarea", "input", "rt", "rp")  # fmt: skip
_TEMPLATES = frozenset(("text/template", "text/html", "text/x-template", "text/x-handlebars-template"))
_STREAMED = re.compile(r"S:[0-9a-f]{1,4}")
_TEX = frozenset(("application/x-tex", "tex"))
# Attributes that the sanitiser weighs on any element.
_WEIGHED = frozenset(("id", "role", "src", "colspan", "rowspan", "start"))
_KEPT_EMPTY = frozenset(("br", "hr", "img", "td", "th"))
_INLINE = frozenset(("a", "abbr", "b", "cite", "code", "em", "font", "i", "mark", "q", "s", "small", "span", "strong",
                     "sub", "sup", "u"))  # fmt: skip


def page_text(content: bytes, hint: CharsetHint = NO_HINT) -> Decoded:
    """Decode a page by `archive.text.charset.decoded_bytes`, without control characters and soft hyphens.

    Raises UnreadableText for bytes whose encoding cannot be told, for other formats, and for more than
    MAX_PAGE_BYTES.
    """
    if len(content) > MAX_PAGE_BYTES:
        raise UnreadableText(
            f"The page is larger than {MAX_PAGE_BYTES >> 20} MB.",
            "Save it as “HTML only”, without its pictures, or copy its text into a .txt file.",
        )
    refuse_other_formats(content)
    decoded = decoded_bytes(content, hint)
    return replace(decoded, text=_SOFT_HYPHEN.sub("", _CONTROLS.sub("", decoded.text)))


def prepare_body(body: HtmlElement) -> None:
    """Leave in a body what a reader sees, as text.

    An article that only scripts show is put where it waits for them; formulas become text, "x^2" or the signs of it
    with blanks between; pronunciations above words (<rt>), scripts, styles and comments are removed.
    """
    _join_streamed(body)
    _show_unseen(body)
    _write_out_formulas(body)
    drop_trees(body, [*body.iter(*_SILENT)])
    etree.strip_tags(body, etree.Comment, etree.ProcessingInstruction, etree.Entity)


def _join_streamed(body: HtmlElement) -> None:
    """Put parts that React sends behind the page, <div hidden id="S:1">, where their <template id="B:1"> stands."""
    parts = {each.get("id", "")[2:]: each for each in body.iter("div") if _STREAMED.fullmatch(each.get("id", ""))}
    for place in [*body.iter("template")] if parts else []:
        part = parts.pop(place.get("id", "")[2:], None)
        if part is not None and part.getparent() is not None and place not in part.iterdescendants():
            tail, place.tail = place.tail, None
            part.drop_tree()
            part.attrib.clear()
            part.tail = tail
            place.getparent().replace(place, part)
    for part in parts.values():
        part.attrib.pop("hidden", None)


def _show_unseen(body: HtmlElement) -> None:
    """Show what stands in <noscript>, <template> and scripts of HTML, where it has most of the page's paragraphs."""
    hidden = [
        (place, shown) for place in body.iter("noscript", "template", "script") if (shown := _shown(place)) is not None
    ]
    lengths = [_paragraphs(shown) for _, shown in hidden]
    if not hidden or sum(lengths) < MIN_UNSEEN or sum(lengths) < 2 * _paragraphs(body):
        return
    for (place, shown), length in zip(hidden, lengths, strict=True):
        if length:
            place.text = None
            place[:] = [shown]
            place.tag = "div"
            place.attrib.clear()


def _shown(place: HtmlElement) -> HtmlElement | None:
    """Return what an element would show if scripts showed it: a <div> of its own; None for none."""
    if place.tag != "script":
        markup = (place.text or "") + "".join(lxml.html.tostring(each, encoding="unicode") for each in place)
    else:
        markup = (place.text or "") if place.get("type", "").strip().lower() in _TEMPLATES else ""
    if len(markup) < MIN_UNSEEN:
        return None
    try:
        return parsed_fragment(markup)
    except (MarkupTooLarge, MarkupTooDeep):
        return None


def _paragraphs(element: HtmlElement) -> int:
    return sum(len(piece.text) for piece in PageText(element).pieces if piece.is_paragraph())


def _write_out_formulas(body: HtmlElement) -> None:
    """Put for each formula in MathML its text: that for readers without it, its TeX, or its signs."""
    for formula in [*body.iter("math")]:
        words = formula.get("alttext") or next(_tex_of(formula), "") or " ".join(formula.itertext())
        tail = formula.tail
        formula.clear()
        formula.tag, formula.text, formula.tail = "span", f" {' '.join(words.split())} ", tail


def _tex_of(formula: HtmlElement) -> Iterator[str]:
    return (each.text or "" for each in formula.iter("annotation") if each.get("encoding", "").lower() in _TEX)


def without_page_markup(content: HtmlElement) -> None:
    """Remove from an article's element the attributes that no body has, and elements in which nothing is left.

    Names of attributes such as "[class]" and "on:tap", which parsers of pages take, would end a tag elsewhere.
    """
    for element in content.iter(etree.Element):
        allowed = ATTRIBUTES.get(element.tag, ())
        for name in element.attrib.keys():  # noqa: SIM118 - a copy
            if name not in _WEIGHED and name not in allowed:
                del element.attrib[name]
    drop_trees(content, _emptied(content))


def _emptied(content: HtmlElement) -> list[HtmlElement]:
    """Return the outermost elements without text and pictures whose removal joins no words."""
    full: set[HtmlElement] = {content}
    for _, element in etree.iterwalk(content, events=("end",)):
        text = element.text or ""
        if element in full or element.tag in _KEPT_EMPTY or text.strip() or (text and element.tag in _INLINE):
            full.add(element)
        is_between = element.tag not in _INLINE and (element.tail or "").strip()
        if (element in full or is_between) and (parent := element.getparent()) is not None:
            full.update((element, parent))
        elif (element.tail or "").strip() and (parent := element.getparent()) is not None:
            full.add(parent)
    return [each for each in content.iter() if each not in full and each.getparent() in full]
