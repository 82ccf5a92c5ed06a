"""Reader of JATS XML (NISO Z39.96, the Journal Article Tag Suite), with one article or several in a file."""

from __future__ import annotations

import re
from collections.abc import Iterator
from xml.etree import ElementTree
from xml.etree.ElementTree import Element

from archive.text.formats.head_elements import counted
from archive.text.formats.html_article import beyond_bounds, sanitised_or_simplified
from archive.text.formats.jats.jats_body import BodyReader
from archive.text.formats.jats.jats_dates import own_date
from archive.text.formats.jats.jats_elements import children, first_child, text_of
from archive.text.formats.jats.jats_front import article_meta, take_front
from archive.text.formats.namespaces import local
from archive.text.formats.neighbour_pictures import NeighbourPictures
from archive.text.formats.records import (
    MAX_RECORD_CHARACTERS,
    Guide,
    Opener,
    Record,
    record_id,
    refused,
    refused_record,
    with_remedies,
)
from archive.text.formats.xml_records import BadXML, Found, Records
from archive.text.headers.article_reader import ReadArticle, complete
from archive.text.headers.header_fields import Head
from archive.text.markup.paragraphs import blocks
from archive.text.markup.sanitiser import MarkupTooDeep, MarkupTooLarge, plain_text
from archive.text.problems import Problem

ElementTree.register_namespace("xlink", "http://www.w3.org/1999/xlink")

_IDS = ("publisher-id", "doi", "manuscript", "pii", "other")
_MAX_STORED = 2 * MAX_RECORD_CHARACTERS  # bytes of a single-article file that is stored unchanged
# Blanks between blocks of an item or cell, which an export of the article does not write again.
_BLANK_BEHIND = re.compile(r"(<(?:/?(?:ul|ol|li|blockquote)\b[^<>]*|br)>)\s++")
_BLANK_BEFORE = re.compile(r"(?<!\s)\s++(?=</?(?:ul|ol|li|blockquote)\b)")
_NO_FIELD_REMEDY = "Say it in the article’s front: <journal-title>, <volume>, <issue>."
_NO_ISSUE_REMEDY = "Give it a <volume>, an <issue> or a <pub-date> in <article-meta>."
_NO_TEXT_REMEDY = "It has only front matter; perhaps its text is in a PDF. Import the text with the same header."


def read_jats(open_file: Opener, guide: Guide) -> Iterator[Record | Problem]:
    """Read a file whose root is an <article>, or which contains <article> elements at any depth (a set, OAI-PMH).

    A file of one article is one record without an id; in sets the id is the publisher's, else the DOI. A truncated
    set gives an error after its complete articles.
    """
    with open_file() as stream:
        records = Records(stream, ("{*}article",))
        try:
            for found in records:
                is_alone = local(records.target.root) == "article"
                yield _record(found, is_alone, open_file, guide)
        except BadXML as error:
            yield refused(error.reason, error.remedy, error.line)
    if records.controls:
        what = f"{records.controls:,} control characters, which XML must not hold, were left out."
        yield Problem(None, what, "Look whether an article has gaps.")


def _record(found: Found, is_alone: bool, open_file: Opener, guide: Guide) -> Record:
    if found.element is None:
        what = "The article is too large for one article."
        return refused_record(f"line-{found.line}", found.line, what, "Split it.")
    article = article_of(found.element, found.line, guide)
    stored = ElementTree.tostring(found.element, encoding="utf-8", xml_declaration=True)
    if not is_alone:
        return Record(_id(found.element) or f"line-{found.line}", found.line, stored, "utf-8", article)
    with open_file() as again:
        whole = again.read(_MAX_STORED + 1)
    return Record("", found.line, whole if len(whole) <= _MAX_STORED else stored, "utf-8", article)


def _id(article: Element) -> str:
    ids = {each.get("pub-id-type", ""): text_of(each) for each in children(article_meta(article), "article-id")}
    return record_id(next((ids[kind] for kind in _IDS if ids.get(kind)), next(iter(ids.values()), "")))


def article_of(article: Element, line: int, guide: Guide) -> ReadArticle:
    """Read an <article> element as an article. Never raises; parts that belong to no field are in `problems`."""
    head = Head(guide.names)
    take_front(article, head, line)
    reader = BodyReader(NeighbourPictures(guide.beside))
    markup = reader.body_of(article)
    if first_child(article, "front") is None and (reader.unknown or not markup):
        return _of_another_kind(head, line)
    read = ReadArticle()
    try:
        html = sanitised_or_simplified(markup, head, line)
    except (MarkupTooLarge, MarkupTooDeep) as error:
        return beyond_bounds(head, line, error)
    read.pictures = reader.pictures.shown_in(html)
    head.problems.extend(reader.pictures.problems())
    found = blocks(_BLANK_BEFORE.sub("", _BLANK_BEHIND.sub(r"\1", html)))
    read.body_html = "\n".join(re.sub(r' id="p\d+"', "", block.html) for block in found)
    read.body_paragraphs = [text for block in found if (text := plain_text(block.html))]
    if reader.media:
        head.warn(line, f"Left out: {counted(reader.media)}.", "Add what belongs to the article by hand.")
    if reader.unknown:
        shown = ", ".join(f"<{name}>" for name in list(reader.unknown)[:20])
        head.warn(line, f"Read as plain text: {shown}.", "Look at these places in the article.")
    read.is_continuous = first_child(article_meta(article), "issue") is None
    read.own_date = own_date(article_meta(article), head.date)
    completed = complete(read, head)
    return with_remedies(
        completed, no_issue=_NO_ISSUE_REMEDY, no_text=_NO_TEXT_REMEDY, no_field=_NO_FIELD_REMEDY, line=line
    )


def _of_another_kind(head: Head, line: int) -> ReadArticle:
    """Return the refusal of an <article> of another vocabulary: DocBook, a publisher's own."""
    what = "This <article> is no JATS: it has no <front>, and other elements than JATS (DocBook, or a publisher’s own)."
    remedy = "Export it as JATS, or convert it to .docx or .html (pandoc does so for DocBook)."
    return ReadArticle(problems=[*head.problems, Problem(line, what, remedy, "error")])
