"""Reader of a saved web page as an article."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

import lxml.html
from lxml.html import HtmlElement

from archive.text.charset import Charset, Decoded, UnreadableText
from archive.text.formats.head_elements import counted
from archive.text.formats.html_article import read_marked_up
from archive.text.formats.neighbour_pictures import NeighbourPictures, nothing_beside, read_note
from archive.text.formats.records import Guide, with_remedies
from archive.text.formats.web_pages.article_pieces import article_pieces, has_header
from archive.text.formats.web_pages.boilerplate import mark_boilerplate
from archive.text.formats.web_pages.cut_report import unusual_cuts
from archive.text.formats.web_pages.main_content import main_content
from archive.text.formats.web_pages.page_content import (
    MEDIA_REMEDY,
    article_element,
    keep_only,
    resolve_links,
    take_media,
    unwrap_layout_tables,
)
from archive.text.formats.web_pages.page_dates import read_page_date
from archive.text.formats.web_pages.page_facts import PageFacts, read_page_facts
from archive.text.formats.web_pages.page_head import (
    MAX_LINKED_AUTHORS,
    HeadElements,
    authors_around,
    date_around,
    people_named,
    read_head_elements,
)
from archive.text.formats.web_pages.page_pieces import PageText, Piece
from archive.text.formats.web_pages.page_preparation import page_text, prepare_body, without_page_markup
from archive.text.formats.web_pages.page_title import Title, page_title
from archive.text.formats.web_pages.second_opinion import searched_date, take_second_opinion
from archive.text.headers.article_reader import ReadArticle, take_front_matter
from archive.text.headers.header_fields import Head
from archive.text.headers.publication_facts import PublicationNames
from archive.text.markup.footnote_links import collect_footnotes
from archive.text.markup.footnotes import NOTES_TAG
from archive.text.markup.html_tokens import MarkupTooDeep, MarkupTooLarge
from archive.text.markup.html_tree import drop_trees, parsed_document
from archive.text.problems import Problem

_REMEDY_NO_ISSUE = (
    "Write a line “Publication: Name Volume: 1 Issue: 115” above its text, or <meta name=\"citation_volume\"> and "
    "“citation_issue” into its head."
)  # fmt: skip
_CHECK_DATE = "Compare with the page; a line “Date: 23 October 2004” above its text says it for sure."
_BLOCKS = ("p", "div", "h1", "h2", "h3", "h4", "h5", "h6", "blockquote", "ul", "ol", "table", "figure", "section",
           "article", "header", "main")  # fmt: skip


@dataclass(frozen=True, slots=True)
class ReadPage:
    """Article of a page, the bytes from which it can be read again, and how their encoding was found."""

    article: ReadArticle
    stored: bytes
    charset: Charset


def read_page(content: bytes, guide: Guide) -> ReadPage:
    """Read the bytes of a page (.html, .htm).

    Which of its text is the article's is a vote (`archive.text.formats.web_pages.article_pieces`). Title, by-line and
    date are read from metadata, named elements and text (`page_title`, `page_head`, `page_facts`); a header line in
    the text and the lines below it go before all of them. An unusual loss is told. Pictures in files beside the page
    are taken in, others replaced by links, and both they and unresolvable links counted. Raises UnreadableText for
    bytes that are not a readable page.
    """
    decoded = page_text(content, guide.charset)
    digests: dict[str, str] = {}
    if guide.is_stored:
        text, digests = read_note(decoded.text)
        decoded = replace(decoded, text=text)
    pictures = NeighbourPictures(nothing_beside if guide.is_stored else guide.beside, digests)
    article = _read(decoded, guide.names, pictures)
    article.pictures = pictures.shown_in(article.body_html)
    article.problems = [*decoded.problems, *article.problems]
    stored = content if guide.is_stored else content + pictures.note().encode(decoded.encoding)
    return ReadPage(article, stored, decoded.charset)


def _read(decoded: Decoded, names: PublicationNames, pictures: NeighbourPictures) -> ReadArticle:
    head = Head(names)
    page = _parsed(_without_front_matter(decoded, head))
    _kept = [*page.iter()]  # lxml makes the Python object of an element anew each time, unless one is kept
    facts = read_page_facts(page)
    body = page.find("body")
    if body is None:
        raise UnreadableText("The page has no text.", "Save the page again, as “HTML only”.")
    prepare_body(body)
    endnotes = _taken_endnotes(body)
    title = page_title(body, facts, [*names])
    text = PageText(body)
    has_opinion = take_second_opinion(page, text)
    mark_boilerplate(body, text)
    main = main_content(body, text, title.element)
    chosen = article_pieces(text, main, names, title.element, has_opinion=has_opinion)
    elements = read_head_elements(text, main, title.element, chosen, facts.first("language"))
    spare = _spare(facts, names, elements, text, chosen)
    content = _cut(body, main, text, chosen, title, elements, head)
    if endnotes is not None:
        content.append(endnotes)
    if not head.title and title.text and not has_header(chosen, names):
        head.title = title.text
    spare.title = spare.title or title.text
    searched = None if spare.date else searched_date(page)
    spare.date = spare.date or searched
    _report(head, content, facts, pictures)
    without_page_markup(content)
    for element in content.iter(*_BLOCKS):
        element.set("id", f"p{element.sourceline or 1}")
    markup = lxml.html.tostring(content, encoding="unicode", with_tail=False)
    article = read_marked_up(markup, head, line=content.sourceline or 1, spare=spare)
    if searched is not None and article.date is searched:
        article.problems.append(
            Problem(None, f"The date {searched.text} is what a search of the page found.", _CHECK_DATE)
        )
    return with_remedies(article, no_issue=_REMEDY_NO_ISSUE)


def _taken_endnotes(body: HtmlElement) -> HtmlElement | None:
    """Collect the footnotes of a page and take them out, since they are the article's wherever they stand; or None."""
    if not collect_footnotes(body):
        return None
    endnotes = next(each for each in body.iter(NOTES_TAG) if each.get("role") == "doc-endnotes")
    endnotes.drop_tree()
    return endnotes


def _cut(
    body: HtmlElement,
    main: HtmlElement,
    text: PageText,
    chosen: list[Piece],
    title: Title,
    elements: HeadElements,
    head: Head,
) -> HtmlElement:
    """Take out of the page all that is not its article, and what became fields; return the element of the article."""
    fields = [each for each in (title.element, *elements.used) if each is not None]
    used = [piece for element in fields for piece in text.inside(element)]
    head.problems.extend(unusual_cuts(text.pieces, chosen, used))
    head.standfirst = head.standfirst or elements.standfirst
    content = article_element(body, text, main, chosen)
    keep_only(content, text, chosen)
    if title.element is not None:
        head.title = title.text
    drop_trees(content, [each for each in fields if each is not content])
    unwrap_layout_tables(content)
    return content


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


def _spare(
    facts: PageFacts, names: PublicationNames, elements: HeadElements, text: PageText, chosen: list[Piece]
) -> Head:
    """Return the fields of the page's metadata and elements, for those that the text does not give."""
    spare = Head(names)
    for name in ("publication", "volume", "number", "topics", "url", "language"):
        spare.take_field(name, facts.values.get(name, []), 1)
    spare.date = (
        read_page_date(facts.first("date"), facts.first("language"))
        or elements.date
        or date_around(text, chosen, facts)
    )
    for author in facts.values.get("authors", []):
        spare.take_author_list(people_named(author), 1)
    spare.authors = _likelier_authors(spare.authors, elements.authors, facts) or authors_around(text, chosen, facts)
    for name, value in facts.statements:
        spare.take_status(name, [value], 1, hint=name != "creativeWorkStatus")
    if not spare.publication:
        spare.publication = next((site for site in facts.sites if site in names), "")
    return spare


# What pages name as the author of whatever has no other.
_NOBODY = re.compile(
    r"(?:the )?(?:[\w.-]+[ -])?"
    r"(?:redaktion|redacción|redaction|rédaction|redazione|redakcja|редакция|editorial(?: team)?"
    r"|editors?|admin(?:istrator)?|webmaster|super ?user|news ?room|staff|online|root|user)",
    re.I,
)


def _likelier_authors(described: list[str], printed: list[str], facts: PageFacts) -> list[str]:
    """Return the authors of the metadata, or those that the page prints where the former are no people, or too many.

    Metadata name the site, an account ("anna.vale") or "Redaktion" where a person signed; and all who wrote something
    that the page links.
    """
    is_nobody = all(name in facts.sites or _NOBODY.fullmatch(name) or name == name.lower() for name in described)
    if printed and (is_nobody or (len(described) > MAX_LINKED_AUTHORS and set(printed) < set(described))):
        return printed
    return described


def _report(head: Head, content: HtmlElement, facts: PageFacts, pictures: NeighbourPictures) -> None:
    """Take in media and links, and report those that are not in the article as they were."""
    if facts.is_noindex:
        what = 'The page asks search engines not to list it (<meta name="robots">), which says nothing about readers.'
        head.warn(1, what, "Withdraw the article if it was not meant for them.")
    if media := take_media(content, facts.base, pictures):
        head.warn(None, f"Left out: {counted(media)}.", MEDIA_REMEDY)
    head.problems.extend(pictures.problems())
    if lost := resolve_links(content, facts.base):
        head.warn(
            None,
            f"{lost} of the links are relative, and the page does not say where it was: their text was kept.",
            'Write <base href="https://…"> into its head, and import it again.',
        )
