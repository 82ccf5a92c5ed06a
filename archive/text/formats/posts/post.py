"""Post of a blog or newsletter in another system's export or feed, and its reading as an article."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

import lxml.html

from archive.text.formats.head_elements import counted
from archive.text.formats.html_article import beyond_bounds, read_marked_up
from archive.text.formats.records import Guide, with_remedies
from archive.text.formats.value_parsing import date_only, words_of
from archive.text.formats.web_pages.page_content import MEDIA_REMEDY, resolve_links, take_media
from archive.text.headers.article_reader import ReadArticle
from archive.text.headers.body_paragraphs import paragraphs_of
from archive.text.headers.header_fields import Head
from archive.text.headers.header_patterns import read_header_line
from archive.text.headers.publication_status import Statement
from archive.text.markup.html_tokens import MarkupTooDeep, MarkupTooLarge
from archive.text.markup.html_tree import parsed_fragment
from archive.text.markup.sanitiser import html_from_paragraphs

_NO_ISSUE_REMEDY = (
    "Write a line “Publication: Name Volume: 1 Issue: 115” above its text, or give it a category such as “Issue 115”."
)
_NO_NAMES = frozenset(("admin", "administrator", "unknown", "anonymous", "noreply@blogger.com", "editor", "webmaster"))
_NUMBERED_TERM = re.compile(r"(vol(?:ume)?|issue|number|no)\.?\s*(\d+(?:\s?[-–—/]\s?\d+)?)", re.I)


@dataclass(slots=True)
class Post:
    """Parts of a post. `body` is HTML, or plain text with `is_text`; `terms` are its categories and tags."""

    id: str
    title: str = ""
    body: str = ""
    is_text: bool = False
    url: str = ""
    date: str = ""
    authors: list[str] = field(default_factory=list)
    terms: list[str] = field(default_factory=list)
    standfirst: str = ""
    language: str = ""
    publication: str = ""
    statements: list[Statement] = field(default_factory=list)
    is_summary: bool = False


def article_of_post(post: Post, line: int, guide: Guide) -> ReadArticle:
    """Read a post as an article. Never raises; its statements decide whether it is public."""
    head, spare = Head(guide.names), Head(guide.names)
    head.title = words_of(post.title)
    head.take_field("url", [post.url] if post.url.startswith("http") else [], line)
    head.statements.extend([] if guide.is_stored else post.statements)
    for name, value in guide.columns.values.items():
        spare.take_field(name, [value], line)
    for term in post.terms:
        take_category(words_of(term), spare, line)
    if post.publication in guide.names:
        spare.publication = spare.publication or post.publication
    spare.take_authors([name for each in post.authors if is_signed(name := words_of(each))], line)
    spare.take_field("date", [date_only(post.date)] if post.date else [], line)
    spare.take_field("standfirst", [words_of(post.standfirst)] if post.standfirst.strip() else [], line)
    spare.take_field("language", [post.language] if post.language else [], line)
    if post.is_summary:
        head.warn(line, "The feed has no text of it, only a summary.", "Import its page, or an export of the site.")
    try:
        markup = _markup(post, head, line)
    except (MarkupTooLarge, MarkupTooDeep) as error:
        return beyond_bounds(head, line, error)
    article = read_marked_up(markup, head, line=line, spare=spare)
    return with_remedies(article, no_issue=_NO_ISSUE_REMEDY, line=line)


def _markup(post: Post, head: Head, line: int) -> str:
    if post.is_text:
        lines = post.body.replace("\r\n", "\n").replace("\r", "\n").split("\n")
        return html_from_paragraphs(paragraph.text for paragraph in paragraphs_of(list(enumerate(lines))))
    root = parsed_fragment(post.body) if post.body.strip() else None
    if root is None:
        return ""
    if media := take_media(root, post.url):
        head.warn(line, f"Left out: {counted(media)}.", MEDIA_REMEDY)
    resolve_links(root, post.url)
    return str(lxml.html.tostring(root, encoding="unicode"))


def take_category(term: str, spare: Head, line: int) -> None:
    """Read a category or tag: a publication, a volume or issue ("Issue 22"), else a topic."""
    if term in spare.names:
        spare.publication = spare.publication or term
    elif header := read_header_line(term, spare.names):
        spare.take_header(header, line)
    elif match := _NUMBERED_TERM.fullmatch(term):
        spare.take_field("volume" if match[1].lower().startswith("vol") else "number", [match[2]], line)
    elif term.casefold() != "uncategorized":  # WordPress's default for posts without a category
        spare.take_topics([term], line)


def is_signed(name: str) -> bool:
    """Return whether the author of a post is a name, and not an account such as "admin"."""
    words = name.split()
    return bool(words) and name.casefold() not in _NO_NAMES and (len(words) > 1 or not name.islower())
