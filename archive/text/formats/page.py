"""Reads a saved web page as an article."""

from __future__ import annotations

import re

import lxml.html
from lxml.html import HtmlElement

from archive.text.decoding import Decoded, UnreadableText
from archive.text.formats.head_elements import counted, take_head_elements
from archive.text.formats.marked_up import read_marked_up
from archive.text.formats.page_content import (
    MEDIA_REMEDY,
    cut_boilerplate,
    main_content,
    named,
    resolve_links,
    take_media,
    unwrap_layout_tables,
)
from archive.text.formats.page_facts import PageFacts, read_page_facts
from archive.text.formats.page_text import page_text
from archive.text.formats.records import with_remedies
from archive.text.formats.values import date_only, names_in_cell
from archive.text.head import Head
from archive.text.header_lines import read_printed_date
from archive.text.headers import ReadArticle
from archive.text.markup import MarkupTooDeep, MarkupTooLarge
from archive.text.parsing import parsed_document
from archive.text.publication_facts import PublicationNames

_REMEDY_NO_ISSUE = (
    "Write a line “Publication: Name Volume: 1 Issue: 115” above its text, or <meta name=\"citation_volume\"> and "
    "“citation_issue” into its head."
)  # fmt: skip
_BLOCKS = ("p", "div", "h1", "h2", "h3", "h4", "h5", "h6", "blockquote", "ul", "ol", "table", "figure", "section",
           "article", "header", "main")  # fmt: skip
_SITE_NAME = re.compile(r"\s+[|–—·:»-]\s+")


def read_page(content: bytes, names: PublicationNames) -> tuple[ReadArticle, str]:
    """Read the bytes of a page (.html, .htm) as an article; gives it and the page's encoding.

    Title, by-line, header line and date are taken from the text, and from the page's <meta> tags what the text does not
    say. What is cut as part of the page is named in a problem; pictures, of which links stay,
    and links that lead nowhere are counted.
    Raises UnreadableText for bytes that are no readable page.
    """
    decoded = page_text(content)
    page = _parsed(decoded)
    facts = read_page_facts(page)
    body = page.find("body")
    if body is None:
        raise UnreadableText("The page has no text.", "Save the page again, as “HTML only”.")
    head, spare = Head(names), _spare(facts, names)
    heading = _heading(body, facts)
    cut = cut_boilerplate(body)
    unwrap_layout_tables(body)
    content_element = main_content(body, heading)
    cut = [*_outside(body, content_element, heading), *cut]
    take_head_elements(content_element, head, heading)
    _tell(head, cut, content_element, facts)
    for element in content_element.iter(*_BLOCKS):
        element.set("id", f"p{element.sourceline or 1}")
    markup = lxml.html.tostring(content_element, encoding="unicode", with_tail=False)
    article = read_marked_up(markup, head, line=content_element.sourceline or 1, spare=spare)
    return with_remedies(article, no_issue=_REMEDY_NO_ISSUE), decoded.encoding


def _parsed(decoded: Decoded) -> HtmlElement:
    try:
        page, deep = parsed_document(decoded.text)
    except (MarkupTooLarge, MarkupTooDeep) as error:
        raise UnreadableText(str(error), "Copy its text into a .txt file.") from error
    if page is None:
        raise UnreadableText("The page is empty.", "Save the page again, as “HTML only”.")
    if deep is not None:
        raise UnreadableText(
            "The page nests more than 256 elements inside one another.", "Copy its text into a .txt file.", line=deep
        )
    return page


def _spare(facts: PageFacts, names: PublicationNames) -> Head:
    """What the page's own description says, for the fields that the text leaves open."""
    spare = Head(names)
    for name in ("publication", "volume", "number", "topics", "url", "language"):
        spare.take_field(name, facts.values.get(name, []), 1)
    if facts.first("date") and read_printed_date(date_only(facts.first("date"))):
        spare.take_field("date", [date_only(facts.first("date"))], 1)
    for author in facts.values.get("authors", []):
        spare.take_authors(names_in_cell(author), 1)
    if not spare.publication and facts.site in names:
        spare.publication = facts.site
    spare.title = facts.first("title") or _SITE_NAME.split(facts.window_title)[0]
    return spare


def _heading(body: HtmlElement, facts: PageFacts) -> HtmlElement | None:
    """The page's <h1> that is the article's title: the one that its description repeats, or the only one."""
    headings = [each for each in body.iter("h1") if _text(each)]
    described = f"{facts.first('title')} {facts.window_title}".casefold()
    named_so = [each for each in headings if _text(each).casefold() in described]
    return named_so[0] if named_so else headings[0] if len(headings) == 1 else None


def _outside(body: HtmlElement, content: HtmlElement, heading: HtmlElement | None) -> list[str]:
    """The first words of the parts of the page around its article."""
    found = []
    inside = content
    while inside is not body and (parent := inside.getparent()) is not None:
        found += [_text(each)[:60] for each in parent if each not in (inside, heading) and _text(each)]
        inside = parent
    return found


def _tell(head: Head, cut: list[str], content: HtmlElement, facts: PageFacts) -> None:
    """Report what does not become part of the article."""
    if cut:
        head.warn(None, f"Cut as parts of the page: {named(cut)}.", "Compare with the page if something is missing.")
    if media := take_media(content, facts.base):
        head.warn(None, f"Left out: {counted(media)}.", MEDIA_REMEDY)
    if lost := resolve_links(content, facts.base):
        head.warn(
            None,
            f"{lost} of the links are relative, and the page does not say where it was: their text was kept.",
            'Write <base href="https://…"> into its head, and import it again.',
        )


def _text(element: HtmlElement) -> str:
    return " ".join(element.text_content().split())
