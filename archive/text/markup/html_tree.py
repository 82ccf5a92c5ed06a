"""HTML as a tree of elements: bounded before the parser sees it, and taken apart in time that grows with its length.

libxml2 takes square time over the attributes of one tag, and lxml's own `drop_tag` over the siblings of an element.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

import lxml.html
from lxml import etree
from lxml.html import HtmlElement

from archive.text.markup.html_tokens import MarkupTooDeep, MarkupTooLarge

MAX_ELEMENTS = 30_000  # a long page with all its navigation has some thousand
MAX_ATTRIBUTES = 1_000  # of one tag
# Characters of text times the elements around each: whatever measures the text of every element reads so many.
MAX_NESTED_TEXT = 30_000_000

# What the tokeniser of HTML reads: tags, comments, and declarations; https://html.spec.whatwg.org/#tokenization
_PIECE = re.compile(r"<(?:(?P<comment>!--)|(?P<other>[!?])|/?(?P<name>[A-Za-z][^\s/>]*+))")
_ATTRIBUTE = re.compile(
    r"[\s/]*+[^\s/>][^\s/>=]*+(?:\s*+=\s*+(?:\"[^\"]*+(?:\"|\Z)|'[^']*+(?:'|\Z)|(?=>)|[^\s\"'>][^\s>]*+))?+"
)
_COMMENT_END = re.compile(r"--!?>")
_RAW = frozenset(("script", "style", "textarea", "title", "xmp", "iframe", "noembed", "noframes"))
_DROPPED = "dropped"


def check_markup(markup: str) -> None:
    """Raise MarkupTooLarge for more elements, or more attributes in one of them, than are parsed; linear in time."""
    at = elements = 0
    while piece := _PIECE.search(markup, at):
        at = piece.end()
        if piece["comment"]:
            end = _COMMENT_END.search(markup, at - 2)
            at = end.end() if end else len(markup)
        elif piece["name"]:
            elements += 1
            if elements > 2 * MAX_ELEMENTS:  # an end tag for each
                raise MarkupTooLarge(f"The text has more than {2 * MAX_ELEMENTS:,} tags. {_SMALLER}")
            at = _end_of_attributes(markup, at)
            if (name := piece["name"].lower()) in _RAW and markup[piece.start() + 1] != "/":
                end = re.compile(rf"</{name}(?=[\s/>])", re.I).search(markup, at)
                at = end.start() if end else len(markup)


_SMALLER = "Split it, or copy its words alone as plain text."


def _end_of_attributes(markup: str, at: int) -> int:
    count = 0
    while attribute := _ATTRIBUTE.match(markup, at):
        at = attribute.end()
        count += 1
        if count > MAX_ATTRIBUTES:
            raise MarkupTooLarge(f"The text has a tag with more than {MAX_ATTRIBUTES:,} attributes. {_SMALLER}")
    return at


def parsed_document(markup: str) -> tuple[HtmlElement | None, int | None]:
    """Parse a page, or a part of one, as a browser would; None for nothing.

    The second value is the line from which more than 256 elements stand inside one another, so that the rest is
    missing; None where nothing is. Raises MarkupTooLarge, and MarkupTooDeep for much text that is nested deeply.
    """
    check_markup(markup)
    parser = lxml.html.HTMLParser(encoding="utf-8", no_network=True, huge_tree=False)
    try:
        page = lxml.html.document_fromstring(markup.encode("utf-8", "replace"), parser=parser)
    except etree.ParserError:  # nothing in it
        return None, None
    _check_tree(page)
    deep = next((each.line for each in parser.error_log if each.type_name == "ERR_RESOURCE_LIMIT"), None)
    return page, deep


def parsed_fragment(markup: str) -> HtmlElement | None:
    """Parse a piece of HTML into a <div>; None for nothing. Raises MarkupTooLarge and MarkupTooDeep."""
    page, deep = parsed_document(f"<div>{markup}</div>")
    if deep is not None:
        raise MarkupTooDeep("The text nests more than 256 elements inside one another. Copy it as plain text.")
    body = page.find("body") if page is not None else None
    if body is None:
        return None
    if len(body) == 1 and not (body.text or body[0].tail) and body[0].tag == "div":
        return body[0]
    body.tag = "div"  # the markup closed the element around it
    return body


def _check_tree(page: HtmlElement) -> None:
    depth = elements = nested_text = 0
    for event, element in etree.iterwalk(page, events=("start", "end")):
        if event == "start":
            elements += 1
            depth += 1
            nested_text += depth * len(element.text or "")
        else:
            depth -= 1
            nested_text += depth * len(element.tail or "")
    if elements > MAX_ELEMENTS:
        raise MarkupTooLarge(f"The text has more than {MAX_ELEMENTS:,} elements. {_SMALLER}")
    if nested_text > MAX_NESTED_TEXT:
        raise MarkupTooDeep(f"The text is too long for how deeply its elements are nested. {_SMALLER}")


def drop_tags(root: HtmlElement, elements: Iterable[HtmlElement]) -> None:
    """Take out the tags of elements below a root, all at once; what is inside them stays where it is."""
    for element in elements:
        element.tag = _DROPPED
    etree.strip_tags(root, _DROPPED)


def drop_trees(root: HtmlElement, elements: Iterable[HtmlElement]) -> None:
    """Take out elements below a root with all inside them, all at once; the text behind them stays."""
    for element in elements:
        element.tag = _DROPPED
    etree.strip_elements(root, _DROPPED, with_tail=False)
