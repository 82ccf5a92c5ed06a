"""Reader of one article's text: header in all the forms of exports, body as paragraphs, problems for the rest."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from archive.text.dates import PartialDate
from archive.text.headers.body_paragraphs import (
    Paragraph,
    is_caption,
    note_contents,
    paragraphs_of,
    without_leftovers,
    without_stray_stop,
)
from archive.text.headers.front_matter import take_front_matter
from archive.text.headers.head_without_header import read_head_without_header
from archive.text.headers.header_detection import (
    Lines,
    find_header,
    read_below,
    read_head,
    without_repeated_headers,
)
from archive.text.headers.header_fields import MAX_NUMBER, Head
from archive.text.headers.publication_facts import PublicationNames
from archive.text.headers.publication_status import publication_problem
from archive.text.headers.titles import MAX_TITLE, is_heading, is_in_capitals, provisional_title, readable_title
from archive.text.markdown.components import without_modules
from archive.text.markdown.markdown import MAX_MARKDOWN, FindPicture, rendered_markdown
from archive.text.markdown.templates import without_comments
from archive.text.markup.paragraphs import blocks
from archive.text.markup.pictures import EmbeddedPicture
from archive.text.markup.sanitiser import MAX_MARKUP, MarkupTooDeep, MarkupTooLarge, escaped, plain_text
from archive.text.numbering.habits import NO_NUMBER, NO_VOLUME
from archive.text.problems import Note, Problem

__all__ = [
    "Problem",
    "ReadArticle",
    "complete",
    "provisional_title",
    "read_article",
    "take_front_matter",
]

MAX_LINES = 20_000  # a book's length

NO_PUBLICATION = "The header names no publication."
# Errors whose remedy depends on the format that an article comes in.
NO_ISSUE = "No header line says of which issue this is an article."
# Errors that the importer decides on: folders and options may say it, and not every publication needs it.
OF_PLACE = frozenset((NO_PUBLICATION, NO_ISSUE, NO_VOLUME, NO_NUMBER))
NO_TEXT = "There is no text below the header."


@dataclass(slots=True)
class ReadArticle:
    """Article as read from its text; "" and None mean that the text does not say.

    `title` is the readable form (`archive.text.headers.titles`), `title_as_printed` the original. `publication` is
    the known title of the name `publication_as_printed`. `body_paragraphs` are plain text, `body_html` the same as
    sanitised HTML; `pictures` came inside the document, and `body_html` holds the `place` of each until they are
    encoded. `next_heading` and `footer` were below the article and are not in its body; each is among the problems
    too. `is_continuous` says that its volume has no issues, `elocation` its number there. `own_date` is its own,
    where the text tells it from `date`, that of its issue. `unpublished` says why the article is not public at its
    origin (a draft, say), so that it is left out. `notes` are what was left out of many files alike.
    """

    publication: str = ""
    publication_as_printed: str = ""
    volume: int | None = None
    number: str | None = None
    date: PartialDate | None = None
    title: str | None = None
    title_as_printed: str = ""
    authors: list[str] = field(default_factory=list)
    topics: list[str] = field(default_factory=list)
    url: str = ""
    standfirst: str = ""
    caption: str = ""
    language: str = ""
    elocation: str = ""
    own_date: PartialDate | None = None
    body_paragraphs: list[str] = field(default_factory=list)
    body_html: str = ""
    pictures: list[EmbeddedPicture] = field(default_factory=list)
    next_heading: str = ""
    footer: str = ""
    problems: list[Problem] = field(default_factory=list)
    unpublished: Problem | None = None
    is_continuous: bool = False
    notes: list[Note] = field(default_factory=list)

    @property
    def errors(self) -> list[Problem]:
        """Return the problems that keep the article out of the archive."""
        return [problem for problem in self.problems if problem.severity == "error"]


def read_article(
    text: str,
    *,
    publications: PublicationNames,
    markdown: bool = False,
    find_picture: FindPicture | None = None,
) -> ReadArticle:
    """Read one text with its header into an article. Never raises for any text; errors are in `problems`.

    Forms of the header: `archive.text.headers.header_patterns`, a title line above, labelled lines ("By:", "Date:",
    "Topics:", …), a date line, a by-line, a picture's caption, YAML front matter. A missing header line, body or
    volume is a problem of severity "error". Text that belongs to no field becomes a warning with its line; it is
    never dropped silently. With `markdown` the body is read as Markdown, and `find_picture` returns the pictures beside
    it.
    """
    head = Head(publications)
    if text.count("\n") > MAX_LINES:
        head.refuse(None, f"The file has more than {MAX_LINES:,} lines.", "Split it into one article each.")
        return _with_head(ReadArticle(), head)
    if markdown and len(text) <= MAX_MARKDOWN:
        text = without_modules(without_comments(text))
    lines = text.split("\n")
    start = take_front_matter(lines, head, plain=markdown)
    numbered = [(number, line.strip()) for number, line in enumerate(lines[start:], start + 1)]
    if markdown:
        numbered = [(number, _line_of_markdown(line)) for number, line in numbered]
    if listing := _listing(numbered, head):
        return _finished_listing(head, listing)
    at = find_header(numbered, publications)
    front: list[Paragraph] = []
    if at is None and head.volume is not None and head.number:  # the front matter was the header
        body_start = read_below(numbered, 0, head)
    elif at is None:
        body_start = read_head_without_header(numbered, head)
    else:
        body_start, front = read_head(numbered, at, head)
    if markdown:
        above = [line for line in lines[start : start + body_start] if _IS_MARKUP.match(line)]
        source = [*above, *(paragraph.text for paragraph in front), "\n".join(lines[start + body_start :])]
        return _finished_markdown(head, "\n\n".join(source), find_picture)
    body = without_repeated_headers(numbered[body_start:], head)
    return _finished(head, [*front, *paragraphs_of([(n, lines[n - 1]) for n, _ in body])])


TEMPLATE_TAGS = "tags of a site generator"


# Listing pages, which are not articles

_LISTING = re.compile(
    r"(?:The )?Latest (?:(?P<name>.{2,60}?) )?(?:Articles|Posts|Items|News)(?: (?:about|on|from) .{1,80})?", re.I
)
_MORE = re.compile(r"(?:\.\.\.|…)\s*(?:read )?more$", re.I)


def _listing(lines: Lines, head: Head) -> list[Paragraph]:
    """Return the lines of a listing page as paragraphs, and refuse the file in `head`; [] for an article."""
    filled = [(number, text) for number, text in lines if text]
    if not filled:
        return []
    match = _LISTING.fullmatch(filled[0][1])
    if not match and sum(1 for _, text in filled if _MORE.search(text)) < 2:
        return []
    if match and match["name"]:
        head.publication = match["name"]
    head.refuse(
        filled[0][0],
        "This is a list of articles with their beginnings, not an article.",
        "Import the articles themselves, each from its own file.",
    )
    return [Paragraph(number, text) for number, text in (filled[1:] if match else filled)]


# The body and the lines below it


def _finished(head: Head, paragraphs: list[Paragraph]) -> ReadArticle:
    """Build the article from a head and its paragraphs: cut leftovers off and report missing fields."""
    article = ReadArticle()
    paragraphs = without_stray_stop(paragraphs, head)
    paragraphs, article.footer, article.next_heading = without_leftovers(paragraphs, head)
    if len(paragraphs) > 1 and not head.caption and is_caption(paragraphs[0].text, paragraphs[1].text):
        head.caption = paragraphs.pop(0).text
    note_contents(paragraphs, head)
    _take_body(article, paragraphs)
    return complete(article, head)


def _finished_listing(head: Head, paragraphs: list[Paragraph]) -> ReadArticle:
    article = ReadArticle()
    _take_body(article, paragraphs)
    return _with_head(article, head)


def _take_body(article: ReadArticle, paragraphs: list[Paragraph]) -> None:
    article.body_paragraphs = [paragraph.text for paragraph in paragraphs]
    article.body_html = "\n".join(map(_block, article.body_paragraphs))


# Lines of Markdown that are no line of a head: pictures, HTML, tags of templates, notes, rules, code, tables.
_IS_MARKUP = re.compile(r"\s*(?:!\[|\[!\[|</?[A-Za-z!]|\{[{%:]|\[\^|`{3}|~{3}|\||(?:[-*_=] ?){3,}$)")


def _line_of_markdown(line: str) -> str:
    """Return a line of Markdown as the text of a head, "" for markup that is none."""
    return "" if _IS_MARKUP.match(line) else line.strip("#_ ").replace("*", "")


def _finished_markdown(head: Head, source: str, find_picture: FindPicture | None) -> ReadArticle:
    article = ReadArticle()
    try:
        body = rendered_markdown(source, find_picture)
    except (MarkupTooLarge, MarkupTooDeep) as error:
        head.refuse(None, str(error), "Make the article shorter or simpler.")
        return complete(article, head)
    article.body_html, article.pictures = body.html, body.pictures
    article.body_paragraphs = [text for block in blocks(article.body_html) if (text := plain_text(block.html))]
    head.notes.extend(Note(TEMPLATE_TAGS, name) for name in body.templates)
    if body.missing:
        shown = ", ".join(address[:80] or "without an address" for address in body.missing[:4])
        more = f" and {len(body.missing) - 4} more" if len(body.missing) > 4 else ""
        counted = f"{len(body.missing)} picture{'s' if len(body.missing) > 1 else ''}"
        what = f"Left out: {counted} not found beside the text ({shown}{more})."
        head.warn(None, what, "Put each where its address says, in the folder or zip file, and import that again.")
    if body.media:
        shown = ", ".join(f"<{name}> ({count})" for name, count in body.media.most_common())
        head.warn(None, f"Left out: {shown}.", "Add what belongs to the article by hand.")
    return complete(article, head)


_NO_HEADING = re.compile(r"\(?\d|[A-Za-z][.)]\s|.*\d$")  # list items, names with dates


def _block(text: str) -> str:
    """Return a paragraph as HTML, a heading within the text as <h2>."""
    heading = (
        len(text) <= 120
        and is_heading(text)
        and not _NO_HEADING.match(text)
        and (is_in_capitals(text) or not re.search(r"[.!?:;”\")]$", text))
    )
    return f"<h2>{escaped(text)}</h2>" if heading else f"<p>{escaped(text)}</p>"


def complete(article: ReadArticle, head: Head) -> ReadArticle:
    """Complete an article whose body is read already: fill in the head's fields and report missing ones."""
    article.publication = head.publication
    article.title = head.title or None
    article.volume, article.number = head.volume, head.number
    _report_missing_fields(article, head)
    return _with_head(article, head)


def _with_head(article: ReadArticle, head: Head) -> ReadArticle:
    """Copy the head's fields, with a readable title and the publication's known title, and sort the problems."""
    article.publication_as_printed = head.publication
    article.publication = head.names.title_of(head.publication) or head.publication
    for name in ("volume", "number", "date", "authors", "topics", "url", "standfirst", "caption", "language",
                 "elocation"):  # fmt: skip
        setattr(article, name, getattr(head, name))
    article.title = None
    if head.title and len(head.title) <= MAX_TITLE:
        article.title_as_printed = head.title
        article.title = readable_title(head.title, "\n".join(article.body_paragraphs)) or None
    elif head.title:
        head.not_placed(1, head.title, "The title is too long")
    problem = publication_problem(head.statements)
    if problem and problem.severity == "warning":
        article.unpublished = problem
    elif problem:
        head.problems.append(problem)
    article.problems = sorted(head.problems, key=lambda problem: problem.line or 0)
    article.notes = list(dict.fromkeys([*article.notes, *head.notes]))
    return article


def _report_missing_fields(article: ReadArticle, head: Head) -> None:
    empty = not article.body_paragraphs and not article.title and not article.publication
    if empty:
        head.refuse(None, "The file holds no text.", "Put a header line and the article into it, or leave it out.")
        return
    if article.volume is None and article.number is None:
        head.refuse(1, NO_ISSUE, "Put one above the text: “Publication: Name Volume: 1 Issue: 115”.")
    else:
        _report_incomplete_header(article, head)
    if len(article.body_html) > MAX_MARKUP:
        head.refuse(None, "The text is too long for one article.", "Split the file into one article each.")
    if not article.body_paragraphs:
        head.refuse(None, NO_TEXT, "Add the article's text, or leave the file out.")


def _report_incomplete_header(article: ReadArticle, head: Head) -> None:
    if article.volume is None:
        head.refuse(1, NO_VOLUME, "Add it: “Volume: 1”.")
    if article.number is None:
        head.refuse(1, NO_NUMBER, "Add it: “Issue: 115”.")
    elif len(article.number) > MAX_NUMBER:
        head.refuse(1, "The issue's number is too long.", f"Shorten it to {MAX_NUMBER} characters.")
    if not article.publication:
        head.refuse(1, NO_PUBLICATION, "Add it: “Publication: Name”.")
