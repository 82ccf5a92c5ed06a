"""Head elements: title, standfirst, by-line and date of an article in HTML elements of their own."""

from __future__ import annotations

import re
from collections import Counter

import lxml.html
from lxml.html import HtmlElement

from archive.text.formats.value_parsing import date_only
from archive.text.headers.bylines import read_byline
from archive.text.headers.header_fields import Head
from archive.text.headers.header_patterns import read_printed_date
from archive.text.markup.sanitiser import plain_text

MAX_STANDFIRST = 600
MAX_LINE = 160  # characters of a line of its own at the head of an article

BYLINE = re.compile(r"(?:^|[-_\s])(?:byline|author|authors|writer|author-name|authorname)(?:$|[-_\s])", re.I)
DATE = re.compile(
    r"(?:^|[-_\s])(?:date|published|pubdate|datePublished|publish-date|post-date|entry-date|timestamp)(?:$|[-_\s])",
    re.I,
)
STANDFIRST = re.compile(
    r"(?:^|[-_\s])(?:standfirst|subtitle|subheading|subheadline|subline|deck|dek|summary|lead-?in|(?:article|story|post)-lead|lede|intro"
    r"|chapo|perex|bajada|ingress|anriss|vorspann|entradilla|sapo|teaser-text)(?:$|[-_\s])",
    re.I,
)


def take_head_elements(content: HtmlElement, head: Head, heading: HtmlElement | None) -> None:
    """Read title, standfirst, by-line and date from elements of their own, and remove these from the text.

    `heading` is the element of the title. The others are recognised by class or itemprop ("byline", "date",
    "subtitle"), and only if their text is a by-line or a date; <time> only in a line of its own.
    """
    if heading is not None:
        head.title = _text(heading)
        heading.drop_tree()
    for element in [each for each in content.iter() if each is not content]:
        text = _text(element)
        name = f"{element.get('class', '')} {element.get('itemprop', '')}"
        line = element.sourceline or 1
        if not text or element.getparent() is None or content not in element.iterancestors():
            continue
        if STANDFIRST.search(name) and len(text) <= MAX_STANDFIRST and not head.standfirst:
            head.standfirst = text
        elif len(text) > MAX_LINE or not _take_element(element, name, text, head, line):
            continue
        element.drop_tree()


def _take_element(element: HtmlElement, name: str, text: str, head: Head, line: int) -> bool:
    """Read a by-line or a date; return whether the element was one."""
    if BYLINE.search(name) or element.get("rel") == "author":
        signed = read_byline(text) or read_byline(f"By {text}")
        if signed:
            head.take_author_list(signed, line)
        return signed is not None
    if (element.tag == "time" and _is_alone(element)) or DATE.search(name):
        printed = read_printed_date(text) or read_printed_date(date_only(element.get("datetime", "")))
        if printed is None:
            return False
        head.date = head.date or printed
        return printed.first == head.date.first
    return False


def _is_alone(element: HtmlElement) -> bool:
    """Return whether an element has no other text in its line, or it is a short line."""
    parent, before = element.getparent(), element.getprevious()
    text_before = parent.text if before is None else before.tail
    return len(_text(parent)) <= MAX_LINE or not f"{text_before or ''}{element.tail or ''}".strip()


def counted(media: list[str]) -> str:
    """Summarise media by kind: ["picture: a.jpg", "picture: b.jpg"] → "2 pictures (a.jpg, b.jpg)"."""
    kinds = Counter(each.partition(":")[0] for each in media)
    parts = []
    for kind, count in kinds.items():
        files = [name for each in media if each.startswith(kind) and (name := each.partition(": ")[2])]
        shown = ", ".join(files[:4]) + (", …" if len(files) > 4 else "")
        plural = f"{kind[:-1]}ies" if kind.endswith("y") else f"{kind}s"
        parts.append(f"{count} {plural if count > 1 else kind}" + (f" ({shown})" if shown else ""))
    return ", ".join(parts)


def _text(element: HtmlElement) -> str:
    """Return the text of an element, with blanks for its line breaks and between its blocks."""
    return " ".join(plain_text(lxml.html.tostring(element, encoding="unicode", with_tail=False)).split())
