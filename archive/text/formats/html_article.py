"""Reader of an article in markup: its head in the first blocks, as in a text; the rest as sanitised HTML."""

from __future__ import annotations

import re
from dataclasses import dataclass

from archive.text.formats.value_parsing import fill_gaps
from archive.text.headers.article_reader import ReadArticle, complete
from archive.text.headers.body_paragraphs import Paragraph, is_caption, without_leftovers
from archive.text.headers.head_without_header import read_head_without_header
from archive.text.headers.header_detection import find_header, read_below, read_head, without_repeated_headers
from archive.text.headers.header_fields import Head
from archive.text.markup.paragraphs import Block, blocks
from archive.text.markup.picture_links import is_picture_link
from archive.text.markup.sanitiser import MarkupTooDeep, MarkupTooLarge, escaped, plain_text, sanitise
from archive.text.problems import Problem

_ID = re.compile(r' id="p\d+"')
_BLANKS = re.compile(r"[\t\n][ \t\n]*| [ \t\n]+")  # a single space, the most frequent by far, is as it should be
_INLINE_TAG = re.compile(
    r"</?(?:a|abbr|b|bdi|cite|code|em|font|i|ins|kbd|mark|q|s|small|span|strong|sub|sup|tt|u|var)\b[^<>]{0,3000}>", re.I
)
_PARTS = {"table": re.compile(r"<t[dh]\b"), "ul": re.compile(r"<li\b"), "ol": re.compile(r"<li\b")}
_BREAK = re.compile(r"<br\s*/?>")


@dataclass(frozen=True, slots=True)
class _Line:
    """Line of the text: its number in the file, text ("" between blocks), index of its block, and position in that."""

    number: int
    text: str
    block: int
    place: int


def read_marked_up(markup: str, head: Head, *, line: int = 1, spare: Head | None = None) -> ReadArticle:
    """Read an article from markup. Never raises; errors are in `problems`.

    The head is read as in plain texts (`archive.text.headers.article_reader.read_article`), a line being a block or a
    part of one between <br>; fields already in `head` are not overwritten, and `spare` fills those that neither it
    nor the text has. Blocks with an id of the form p123 come from that line of the file; others from the line before,
    at first `line`. If volume and number are known already, no header line is searched.
    """
    spare = spare or Head(head.names)
    try:
        read = blocks(sanitised_or_simplified(markup, head, line))
        found = [_on_one_line(block) for block in read if block.text or block.tag == "hr" or _is_picture(block)]
    except (MarkupTooLarge, MarkupTooDeep) as error:
        fill_gaps(head, spare)
        return beyond_bounds(head, line, error)
    lines = _lines(found, line, head)
    start, front = _read_head(lines, head, spare)
    body = _without_head(found, lines, start, head)
    fill_gaps(head, spare)
    return _finished([*(_paragraph(each) for each in front), *body], head)


def sanitised_or_simplified(markup: str, head: Head, line: int) -> str:
    """Return sanitised markup; where it has too many tags, without emphasis and links, which is reported.

    Raises MarkupTooLarge and MarkupTooDeep.
    """
    try:
        return sanitise(markup)
    except MarkupTooLarge as too_large:
        plainer = _INLINE_TAG.sub("", markup)
        try:
            html = sanitise(plainer)
        except MarkupTooLarge:
            raise too_large from None
        what = "The text has more tags than an article may: emphasis and links were left out of it."
        head.warn(line, what, "Import it in parts, if they matter.")
        return html


def beyond_bounds(head: Head, line: int, error: MarkupTooLarge | MarkupTooDeep) -> ReadArticle:
    """Return an article whose body exceeds the limits, with that as its only further error.

    Missing fields are not reported, as the body was not read for them.
    """
    reported = [*head.problems]
    article = complete(ReadArticle(), head)
    what = Problem(line, str(error), "Make the article shorter or simpler, or import it as plain text.", "error")
    article.problems = [*reported, what]
    return article


def _is_picture(block: Block) -> bool:
    """Return whether a block is a picture or a link to one, and so no line of the head or foot."""
    return is_picture_link(block.html) or ("<img " in block.html and (block.tag == "figure" or not block.text))


def _on_one_line(block: Block) -> Block:
    """Return a block without the line ends of its source, which have no meaning in markup."""
    html = _BLANKS.sub(" ", block.html)
    return Block(block.anchor, block.tag, html, plain_text(html))


def _is_apart(block: Block) -> bool:
    """Return whether a block is content wherever it stands: a picture, a table or list of several parts."""
    return _is_picture(block) or (block.tag in _PARTS and len(_PARTS[block.tag].findall(block.html)) > 1)


def _is_no_line(block: Block, head: Head) -> bool:
    """Return whether a block is no line of the head: it stands apart, and is no table around a masthead."""
    return _is_apart(block) and find_header([(1, block.text)], head.names) is None


def _lines(found: list[Block], line: int, head: Head) -> list[_Line]:
    lines: list[_Line] = []
    for index, block in enumerate(found):
        line = int(block.anchor[1:]) if block.anchor else line
        texts = block.text.split("\n") if block.tag == "p" else [" ".join(block.text.split())]
        texts = [""] if _is_no_line(block, head) else texts
        lines += [_Line(line, text.strip(), index, place) for place, text in enumerate(texts)]
        lines.append(_Line(line, "", index, len(texts)))
    return lines


def _read_head(lines: list[_Line], head: Head, spare: Head) -> tuple[int, list[Paragraph]]:
    numbered = [(line.number, line.text) for line in lines]
    if head.volume is not None and head.number:
        return read_below(numbered, 0, head), []
    at = find_header(numbered, head.names)
    if at is not None:
        return read_head(numbered, at, head)
    if head.title or spare.volume is not None:
        return read_below(numbered, 0, head), []
    return read_head_without_header(numbered, head), []


def _without_head(found: list[Block], lines: list[_Line], start: int, head: Head) -> list[tuple[int, Block]]:
    """Return the blocks of the body with the lines where they begin; the block in which the head ends is cut there.

    Pictures in the head come first.
    """
    rest = lines[start:]
    if not rest:  # only lists, tables and pictures
        blank = (line for line in lines if not line.place and not line.text)
        return [(line.number, found[line.block]) for line in blank if _is_apart(found[line.block])]
    numbered = [(line.number, f"{index} {line.text}" if line.text else "") for index, line in enumerate(rest)]
    body_lines = set(without_repeated_headers([(number, text.partition(" ")[2]) for number, text in numbered], head))
    dropped = {line.block for line in rest if line.place == 0 and (line.number, line.text) not in body_lines}
    starts: dict[int, int] = {}
    for line in rest:
        if line.text or found[line.block].tag == "hr" or _is_apart(found[line.block]):
            starts.setdefault(line.block, line.number)
    above = {line.block: line.number for line in lines[:start] if line.block < rest[0].block and not line.text}
    with_text = {line.block for line in lines[:start] if line.text}
    kept = [index for index in above if index not in with_text and _is_apart(found[index])]
    result = [(above[index], found[index]) for index in kept]
    for index, number in starts.items():
        block = found[index]
        if index == rest[0].block and rest[0].place:
            block = _rest_of(block, rest[0].place)
        if index not in dropped or _is_apart(block):
            result.append((number, block))
    return result


def _rest_of(block: Block, place: int) -> Block:
    """Return a paragraph without its first lines. The sanitiser closes any open tags.

    A list or table, whose lines are not between breaks, stays whole.
    """
    pieces = _BREAK.split(block.inner_html)
    if place >= len(pieces):
        return block
    return blocks(sanitise(f"<p>{'<br>'.join(pieces[place:])}</p>"))[0]


def _paragraph(paragraph: Paragraph) -> tuple[int, Block]:
    return paragraph.line, Block("", "p", f"<p>{escaped(paragraph.text)}</p>", paragraph.text)


def _finished(numbered: list[tuple[int, Block]], head: Head) -> ReadArticle:
    article = ReadArticle()
    while numbered and numbered[-1][1].tag == "hr":
        numbered = numbered[:-1]
    while numbered and numbered[0][1].tag == "hr":
        numbered = numbered[1:]
    # From the last picture or the footnotes on, which itself is first and so remains when leftovers are cut off.
    parts = [place for place, (_, block) in enumerate(numbered) if _is_picture(block) or block.tag == "section"]
    foot = max(parts, default=0)
    paragraphs = [Paragraph(number, block.text) for number, block in numbered[foot:]]
    own, article.footer, article.next_heading = without_leftovers(paragraphs, head)
    numbered = numbered[: foot + len(own)]
    numbered = _without_caption(numbered, head)
    article.body_paragraphs = [block.text for _, block in numbered if block.text and not _is_picture(block)]
    article.body_html = "\n".join(_ID.sub("", block.html) for _, block in numbered)
    return complete(article, head)


def _without_caption(numbered: list[tuple[int, Block]], head: Head) -> list[tuple[int, Block]]:
    """Set the caption from a line at the start of the text whose picture is missing."""
    links = next((place for place, (_, block) in enumerate(numbered) if not is_picture_link(block.html)), 0)
    if head.caption or len(numbered) < links + 2:
        return numbered
    first, second = numbered[links][1], numbered[links + 1][1]
    if _is_picture(first):
        return numbered
    if first.tag == "figure" or (first.tag == "p" and is_caption(first.text, second.text)):
        head.caption = " ".join(first.text.split())
        return [*numbered[:links], *numbered[links + 1 :]]
    return numbered
