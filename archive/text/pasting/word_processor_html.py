"""Word's and Google Docs' markup as plain HTML: their lists, emphasis, quotations and titles are styles only.

Clipboard markup of word processors has little structure: Word's list is a series of paragraphs with a bullet typed in
front, Google's emphasis a <span> with a weight, and both wrap each run of text in formatting.
"""

from __future__ import annotations

import re

from lxml import etree
from lxml.html import Element, HtmlElement

from archive.text.markup.footnotes import NOTEREF
from archive.text.markup.html_tree import drop_tags

_LIST = re.compile(r"mso-list:\s*l\d+\s+level(\d)", re.I)
_IGNORE = re.compile(r"mso-list:\s*ignore", re.I)
_NUMBERED = re.compile(r"\(?(?:\d{1,3}|[a-z]|[ivxl]{1,6})[.)]", re.I)
_INNER = re.compile(r"#(?!p\d+$).*")  # an address in the same document that is no paragraph's
_HIDDEN = re.compile(r"display:\s*none|mso-hide:\s*all", re.I)
_MARGIN_NOTE = re.compile(r"mso-element:\s*comment", re.I)
_PLAIN_WEIGHT = re.compile(r"(?<![\w-])font-weight:\s*(?:normal|400)", re.I)  # not Word's "mso-bidi-font-weight"
_PLAIN_STYLE = re.compile(r"(?<![\w-])font-style:\s*normal", re.I)
# Styles of a <span>, and the HTML element with the same meaning.
_MEANINGS = (
    (re.compile(r"(?<![\w-])font-weight:\s*(?:bold|[6-9]00)", re.I), "strong"),
    (re.compile(r"(?<![\w-])font-style:\s*italic", re.I), "em"),
    (re.compile(r"(?<![\w-])vertical-align:\s*super", re.I), "sup"),
    (re.compile(r"(?<![\w-])vertical-align:\s*sub(?!\w)", re.I), "sub"),
    (re.compile(r"(?<![\w-])text-decoration[a-z-]*:\s*line-through", re.I), "s"),
)
_STYLES = {"MsoTitle": "h2", "MsoQuote": "blockquote", "MsoIntenseQuote": "blockquote"}


def without_hidden(body: HtmlElement) -> tuple[int, int]:
    """Remove hidden elements and Word's comments in the margin; return how many there were of each."""
    hidden = notes = 0
    for element in [*body.iter("p", "span", "div", "a", "del")]:
        if element is body or element.getroottree().getroot() is not body.getroottree().getroot():
            continue  # removed with its parent
        style, names = element.get("style", ""), element.get("class", "")
        if _MARGIN_NOTE.search(style) or "MsoCommentReference" in names or "msocomanchor" in names:
            notes += "comment-list" not in style
            element.drop_tree()
        elif _HIDDEN.search(style):
            hidden += 1
            element.drop_tree()
    return hidden, notes


def in_plain_html(body: HtmlElement) -> None:
    """Replace the styles of Word and Google Docs by elements, in place. Other markup is unchanged."""
    _plain_lists(body)
    _plain_styles(body)
    _plain_emphasis(body)
    for cell in body.iterfind(".//thead//td"):
        cell.tag = "th"
        cell.set("scope", "col")
    # To places in the document that it was copied from; not to the footnotes, which came along.
    links = body.iterfind(".//a[@href]")
    inner = [each for each in links if _INNER.fullmatch(each.get("href").strip()) and not _is_noteref(each)]
    if _is_words(body):
        etree.strip_attributes(body, "lang", "dir")  # Word says the language of every run
    # Word wraps each run of text in some, and the number of tags is bounded.
    wraps = [
        each
        for each in body.iter()
        if isinstance(each.tag, str) and (each.tag in ("span", "font") or ":" in each.tag) and not _has_language(each)
    ]
    drop_tags(body, [each for each in (*inner, *wraps) if each is not body])


def _is_words(body: HtmlElement) -> bool:
    return any(
        "Mso" in each.get("class", "") or "mso-" in each.get("style", "") or str(each.tag).startswith("o:")
        for each in body.iter(etree.Element)
    )


def _has_language(element: HtmlElement) -> bool:
    return element.tag == "span" and bool(element.get("lang") or element.get("dir"))


def _is_noteref(link: HtmlElement) -> bool:
    return link.get("role") == NOTEREF and re.fullmatch(r"#fn-\d+", link.get("href", "")) is not None


def _plain_styles(body: HtmlElement) -> None:
    for paragraph in [*body.iter("p")]:
        tag = next((tag for name, tag in _STYLES.items() if name in paragraph.get("class", "").split()), None)
        if tag == "h2":
            paragraph.tag = tag
        elif tag:
            quotation = Element(tag)
            paragraph.addprevious(quotation)
            quotation.tail, paragraph.tail = paragraph.tail, None
            quotation.append(paragraph)


def _plain_emphasis(body: HtmlElement) -> None:
    # Google wraps all that is copied in a <b> that is not bold.
    drop_tags(body, [each for each in body.iter("b", "strong", "i", "em") if each is not body and _is_plain(each)])
    for element in [*body.iter("span", "font")]:
        style = element.get("style", "")
        tags = [tag for says, tag in _MEANINGS if says.search(style)]
        if not tags or not "".join(element.itertext()).strip():
            continue
        element.tag, element.attrib["style"] = tags[0], ""
        for tag in tags[1:]:
            _wrap_inside(element, tag)


def _is_plain(element: HtmlElement) -> bool:
    plain = _PLAIN_WEIGHT if element.tag in ("b", "strong") else _PLAIN_STYLE
    return plain.search(element.get("style", "")) is not None


def _wrap_inside(element: HtmlElement, tag: str) -> None:
    inner = Element(tag)
    inner.text, element.text = element.text, None
    for child in [*element]:
        inner.append(child)
    element.append(inner)


def _plain_lists(body: HtmlElement) -> None:
    """Turn Word's list paragraphs into lists, nested by their level."""
    open_lists: list[HtmlElement] = []
    last: HtmlElement | None = None
    for paragraph in [*body.iter("p", "h1", "h2", "h3", "h4", "h5", "h6")]:
        level = _LIST.search(paragraph.get("style", ""))
        if not level or paragraph.tag != "p":
            continue
        is_numbered = _take_marker(paragraph)
        if last is None or not _follows(paragraph, last):
            open_lists = []
        open_lists = open_lists[: int(level[1])]
        if last is None or not open_lists:
            last = _list_of(is_numbered)
            paragraph.addprevious(last)
            open_lists = [last]
        elif len(open_lists) < int(level[1]) and len(open_lists[-1]):
            inner = _list_of(is_numbered)
            open_lists[-1][-1].append(inner)
            open_lists.append(inner)
        paragraph.tag = "li"
        last.tail, paragraph.tail = paragraph.tail, None
        open_lists[-1].append(paragraph)


def _follows(paragraph: HtmlElement, listing: HtmlElement) -> bool:
    """Return whether the paragraph follows a list with nothing but blanks between them."""
    return paragraph.getprevious() is listing and not (listing.tail or "").strip()


def _list_of(is_numbered: bool) -> HtmlElement:
    return Element("ol" if is_numbered else "ul")


def _take_marker(paragraph: HtmlElement) -> bool:
    """Remove the bullet or number in the text of an item; return whether it was a number."""
    for span in paragraph.iter("span"):
        if _IGNORE.search(span.get("style", "")):
            marker = "".join(span.itertext()).replace("\xa0", " ").strip()
            span.drop_tree()
            return bool(_NUMBERED.fullmatch(marker))
    return False
