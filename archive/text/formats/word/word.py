"""Reader of Word documents (.docx): mammoth converts them to HTML, which is read as a page is."""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from collections.abc import Iterator
from itertools import accumulate

import lxml.html
import mammoth
from lxml.html import HtmlElement

from archive.text.charset import UnreadableText
from archive.text.formats.head_elements import take_head_elements
from archive.text.formats.html_article import read_marked_up
from archive.text.formats.web_pages.page_content import resolve_links
from archive.text.formats.word.word_pictures import CAPTION_STYLE, PictureTaker, set_figures, shown_pictures
from archive.text.formats.xml_records import BadXML, Records
from archive.text.headers.article_reader import ReadArticle
from archive.text.headers.header_fields import Head
from archive.text.headers.publication_facts import PublicationNames
from archive.text.markup.footnote_links import collect_footnotes
from archive.text.markup.html_tokens import MarkupTooDeep, MarkupTooLarge
from archive.text.markup.html_tree import parsed_fragment

MAX_WORD_BYTES = 25 * 1024 * 1024  # most of a long document is its pictures
MAX_PARTS = 5_000
MAX_PART_BYTES = 10 * 1024 * 1024  # of one XML part; the text of a book has about 5 MB
MAX_XML_BYTES = 30 * 1024 * 1024
MAX_ELEMENTS = 40_000  # in one part, of which mammoth takes 50 microseconds for each; an article has some thousand
MAX_FIELDS = 20  # inside one another, as in Word; mammoth goes through all open ones at each run

_WORD = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_FIELD_MARK = f"{_WORD}fldChar"
_OLD_WORD = b"\xd0\xcf\x11\xe0"
_MARGINS = re.compile(r"word/(?:header|footer)\d*\.xml")
# In addition to mammoth's own: styles with the meaning of a page's head elements.
_STYLES = f"""
{CAPTION_STYLE}
p[style-name='Title'] => h1.title:fresh
p[style-name='Subtitle'] => p.subtitle:fresh
p[style-name='Author'] => p.byline:fresh
p[style-name='Byline'] => p.byline:fresh
p[style-name='Date'] => p.date:fresh
"""
_IGNORED = re.compile("style|^Image of type", re.I)  # pictures of other types are reported when they are decoded
_BLOCKS = ("p", "h1", "h2", "h3", "h4", "h5", "h6", "ul", "ol", "table")


def read_word(content: bytes, names: PublicationNames) -> ReadArticle:
    """Read the bytes of a .docx as an article. A line in its problems is a paragraph, counted from 1.

    The title is the paragraph with the style Title, or a heading at the beginning. Tracked insertions are included,
    tracked deletions are not. Pictures with alternative text are included; others, comments, page headers and footers
    are left out and reported. Raises UnreadableText for bytes that are not a readable document.
    """
    head = Head(names)
    left_out = _checked_parts(content)
    taker = PictureTaker()
    try:
        result = mammoth.convert_to_html(
            io.BytesIO(content),
            style_map=_STYLES,
            convert_image=taker.convert,
            external_file_access=False,  # a picture that is only linked may name any file or URL
            include_embedded_style_map=False,  # a document's own style map may insert any markup
        )
    except (KeyError, ValueError, AttributeError, TypeError, IndexError, RecursionError, zipfile.BadZipFile) as error:
        # mammoth's errors for documents without parts that Word always writes.
        raise UnreadableText("The document is damaged.", "Open it in Word, and save it again as .docx.") from error
    messages = dict.fromkeys(each.message for each in result.messages if not _IGNORED.search(each.message))
    for message in [*messages][:20]:
        head.warn(None, f"{message.rstrip('.')}.", "Look whether it belongs to the article.")
    for each in left_out:
        head.warn(None, each, "Add it by hand if it belongs to the article.")
    return _read_html(result.value, head, taker)


def _read_html(html: str, head: Head, taker: PictureTaker) -> ReadArticle:
    if not html.strip():
        return read_marked_up("", head)
    try:
        document = parsed_fragment(html)
    except (MarkupTooLarge, MarkupTooDeep) as error:
        raise UnreadableText(str(error), "Split the document, or save its text as .txt.") from error
    if document is None:
        return read_marked_up("", head)
    for number, element in enumerate([each for each in document if each.tag in _BLOCKS], start=1):
        element.set("id", f"p{number}")
        element.sourceline = number
    collect_footnotes(document)
    resolve_links(document, "")
    set_figures(document, taker)
    take_head_elements(document, head, _title(document))
    article = read_marked_up(lxml.html.tostring(document, encoding="unicode"), head)
    article.pictures = shown_pictures(article.body_html, taker)
    article.problems = sorted([*article.problems, *taker.problems()], key=lambda problem: problem.line or 0)
    return article


def _title(document: HtmlElement) -> HtmlElement | None:
    titles = document.find_class("title")
    first = next((each for each in document if each.tag != "figure"), None)
    return titles[0] if titles else first if first is not None and first.tag == "h1" else None


def _checked_parts(content: bytes) -> list[str]:
    """Check all parts of a document before any is used; return descriptions of those to be left out.

    Raises UnreadableText for other formats, too many or too large parts, entities, and nesting beyond the limits.
    """
    if len(content) > MAX_WORD_BYTES:
        raise UnreadableText(
            f"The document is larger than {MAX_WORD_BYTES >> 20} MB.",
            "Take its pictures out, or save the text as .txt.",
        )
    if content.startswith(_OLD_WORD):
        raise UnreadableText(
            "This is an old Word document (.doc), or one with a password.",
            "Open it in Word, and save it as .docx without a password.",
        )
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as package:
            return [*_checked_package(package)]
    except UnreadableText:
        raise
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, EOFError, OSError, ValueError, zlib.error) as error:
        raise UnreadableText(
            "This is no Word document, or it is damaged or cut off.", "Save it again as .docx."
        ) from error


def _checked_package(package: zipfile.ZipFile) -> Iterator[str]:
    parts = package.infolist()
    if "word/document.xml" not in package.namelist():
        raise UnreadableText("This is no Word document: it holds no text of one.", "Save it as .docx in Word.")
    in_xml = [part for part in parts if part.filename.lower().endswith((".xml", ".rels"))]
    sizes = [part.file_size for part in in_xml]
    if len(parts) > MAX_PARTS or max(sizes) > MAX_PART_BYTES or sum(sizes) > MAX_XML_BYTES:
        raise UnreadableText(
            f"The document unpacks to more than {MAX_XML_BYTES >> 20} MB of text, as only a bomb does.",
            "Ask whoever made it for a clean one, or save the text as .txt.",
        )
    for part in in_xml:
        texts, comments = _part_texts(package, part)
        if _MARGINS.fullmatch(part.filename) and (text := " ".join("".join(texts).split())):
            what = "header" if "header" in part.filename else "footer"
            yield f"Left out: the page {what}, “{text[:120]}”."
        if part.filename == "word/comments.xml" and comments:
            yield f"Left out: {comments} comment{'s' if comments > 1 else ''} in the margin."


def _part_texts(package: zipfile.ZipFile, part: zipfile.ZipInfo) -> tuple[list[str], int]:
    """Read a part with the guarded parser: return the paragraphs of a margin, and the number of elements found."""
    wanted = {f"{_WORD}p"} if _MARGINS.fullmatch(part.filename) else {f"{_WORD}comment", _FIELD_MARK}
    try:
        with package.open(part) as stream:
            records = Records(stream, wanted)
            found = [each.element for each in records if each.element is not None]
    except BadXML as error:
        raise UnreadableText(f"Its part {part.filename} cannot be read: {error.reason}", error.remedy) from error
    if records.started > MAX_ELEMENTS:
        raise UnreadableText(
            f"Its part {part.filename} has more than {MAX_ELEMENTS:,} elements.", "Split it, or save the text as .txt."
        )
    marks = [each.get(f"{_WORD}fldCharType", "") for each in found if each.tag == _FIELD_MARK]
    depths = accumulate({"begin": 1, "end": -1}.get(mark, 0) for mark in marks)
    if max(depths, default=0) > MAX_FIELDS:
        raise UnreadableText(
            f"Its part {part.filename} nests more than {MAX_FIELDS} fields inside one another.",
            "Open it in Word, and save it again.",
        )
    texts = ["".join(each.itertext()) + " " for each in found if each.tag != _FIELD_MARK]
    return texts, len(texts)
