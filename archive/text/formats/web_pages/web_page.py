"""Reader of a saved web page as an article."""

from __future__ import annotations

import re
from dataclasses import replace

import lxml.html
from lxml.html import HtmlElement

from archive.text.charset import NO_HINT, Charset, CharsetHint, Decoded, UnreadableText
from archive.text.formats.head_elements import counted, take_head_elements
from archive.text.formats.html_article import read_marked_up
from archive.text.formats.records import with_remedies
from archive.text.formats.value_parsing import date_only, names_in_cell
from archive.text.formats.web_pages.page_charset import page_text
from archive.text.formats.web_pages.page_content import (
    MEDIA_REMEDY,
    cut_boilerplate,
    main_content,
    named,
    resolve_links,
    take_media,
    unwrap_layout_tables,
)
from archive.text.formats.web_pages.page_facts import PageFacts, read_page_facts
from archive.text.headers.article_reader import ReadArticle, take_front_matter
from archive.text.headers.header_fields import Head
from archive.text.headers.header_patterns import read_printed_date
from archive.text.headers.publication_facts import PublicationNames
from archive.text.markup.footnote_links import collect_footnotes
from archive.text.markup.html_tidy import MarkupTooDeep, MarkupTooLarge
from archive.text.markup.html_tree import parsed_document

_REMEDY_NO_ISSUE = (
    "Write a line “Publication: Name Volume: 1 Issue: 115” above its text, or <meta name=\"citation_volume\"> and "
    "“citation_issue” into its head."
)  # fmt: skip
_BLOCKS = ("p", "div", "h1", "h2", "h3", "h4", "h5", "h6", "blockquote", "ul", "ol", "table", "figure", "section",
           "article", "header", "main")  # fmt: skip
_SITE_NAME = re.compile(r"\s+[|–—·:»-]\s+")


def read_page(content: bytes, names: PublicationNames, hint: CharsetHint = NO_HINT) -> tuple[ReadArticle, Charset]:
    """Read the bytes of a page (.html, .htm); return its article, and how its encoding was found.

    Title, by-line, header line and date are taken from the text, and fields that the text does not give from the
    page's <meta> tags. Parts cut as boilerplate are quoted in a problem; pictures (replaced by links) and
    unresolvable links are counted. Raises UnreadableText for bytes that are not a readable page.
    """
    decoded = page_text(content, hint)
    head = Head(names)
    page = _parsed(_without_front_matter(decoded, head))
    facts = read_page_facts(page)
    body = page.find("body")
    if body is None:
        raise UnreadableText("The page has no text.", "Save the page again, as “HTML only”.")
    spare = _spare(facts, names)
    heading = _heading(body, facts)
    collect_footnotes(body)
    cut = cut_boilerplate(body)
    unwrap_layout_tables(body)
    content_element = main_content(body, heading)
    cut = [*_outside(body, content_element, heading), *cut]
    take_head_elements(content_element, head, heading)
    _report(head, cut, content_element, facts)
    for element in content_element.iter(*_BLOCKS):
        element.set("id", f"p{element.sourceline or 1}")
    markup = lxml.html.tostring(content_element, encoding="unicode", with_tail=False)
    article = read_marked_up(markup, head, line=content_element.sourceline or 1, spare=spare)
    article.problems = [*decoded.problems, *article.problems]
    return with_remedies(article, no_issue=_REMEDY_NO_ISSUE), decoded.charset


def _without_front_matter(decoded: Decoded, head: Head) -> Decoded:
    """Read the YAML that site generators put above pages, and replace it by blank lines."""
    if not decoded.text.lstrip().startswith("---"):
        return decoded
    lines = decoded.text.split("\n")
    start = take_front_matter(lines, head)
    return replace(decoded, text="\n" * start + "\n".join(lines[start:]))


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
    """Return the fields of the page's metadata, for those that the text does not give."""
    spare = Head(names)
    for name in ("publication", "volume", "number", "topics", "url", "language"):
        spare.take_field(name, facts.values.get(name, []), 1)
    if facts.first("date") and read_printed_date(date_only(facts.first("date"))):
        spare.take_field("date", [date_only(facts.first("date"))], 1)
    for author in facts.values.get("authors", []):
        spare.take_authors(names_in_cell(author), 1)
    for name, value in facts.statements:
        spare.take_status(name, [value], 1, hint=name != "creativeWorkStatus")
    if not spare.publication and facts.site in names:
        spare.publication = facts.site
    spare.title = facts.first("title") or _SITE_NAME.split(facts.window_title)[0]
    return spare


def _heading(body: HtmlElement, facts: PageFacts) -> HtmlElement | None:
    """Return the <h1> of the article's title: the one that the metadata repeats, or the only one."""
    headings = [each for each in body.iter("h1") if _text(each)]
    described = f"{facts.first('title')} {facts.window_title}".casefold()
    named_so = [each for each in headings if _text(each).casefold() in described]
    return named_so[0] if named_so else headings[0] if len(headings) == 1 else None


def _outside(body: HtmlElement, content: HtmlElement, heading: HtmlElement | None) -> list[str]:
    """Return the first words of the parts of the page around its article."""
    found = []
    inside = content
    while inside is not body and (parent := inside.getparent()) is not None:
        found += [_text(each)[:60] for each in parent if each not in (inside, heading) and _text(each)]
        inside = parent
    return found


def _report(head: Head, cut: list[str], content: HtmlElement, facts: PageFacts) -> None:
    """Report parts that are not in the article."""
    if facts.is_noindex:
        what = 'The page asks search engines not to list it (<meta name="robots">), which says nothing about readers.'
        head.warn(1, what, "Withdraw the article if it was not meant for them.")
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
