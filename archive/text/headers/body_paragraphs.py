"""Paragraphs below a header: grouping lines, and recognising imprint, boilerplate, signatures and captions."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median
from typing import NamedTuple

from archive.text.citations.forms.source_lines import is_source_line
from archive.text.headers.header_fields import Head
from archive.text.headers.titles import is_heading, is_in_capitals

MAX_CAPTION = 220


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Paragraph with the number of its first line in the file."""

    line: int
    text: str


_LIST_ITEM = re.compile(r"(?:[-–—•·*●▪■◆»]|\(?\d{1,3}[.)]|[A-Za-z][.)])\s*\S")
_TERMINAL = re.compile(r"[.!?…:;]['’”\")\]]*$|\)$")
_HARD_WRAP = 100  # characters; mail programs and old editors break lines before this


def paragraphs_of(lines: Sequence[tuple[int, str]]) -> list[Paragraph]:
    """Group numbered lines into paragraphs.

    Blank lines separate paragraphs. Without blank lines between them, lines are paragraphs each, as in exports with
    single line breaks, unless all are short and break in mid-sentence: those are hard-wrapped, and are joined.
    """
    runs: list[list[tuple[int, str]]] = [[]]
    for number, text in lines:
        if text.strip():
            runs[-1].append((number, text))
        elif runs[-1]:
            runs.append([])
    runs = [run for run in runs if run]
    join = _are_wrapped(runs)
    paragraphs = []
    for run in runs:
        for group in _joined(run) if join else [[line] for line in run]:
            paragraphs.append(Paragraph(group[0][0], " ".join(_words(group))))
    return paragraphs


def _words(group: list[tuple[int, str]]) -> list[str]:
    return " ".join(text for _, text in group).split()


def _are_wrapped(runs: list[list[tuple[int, str]]]) -> bool:
    """Return whether lines are hard-wrapped: most are near the longest in length, and most do not end a sentence."""
    inner = [text.rstrip() for run in runs for _, text in run[:-1] if not _starts_paragraph(text)]
    longest = max((len(text.rstrip()) for run in runs for _, text in run), default=0)
    if len(inner) < 2 or longest > _HARD_WRAP:
        return False
    open_ended = sum(1 for text in inner if not _TERMINAL.search(text))
    return median(map(len, inner)) >= 0.7 * longest and longest >= 40 and open_ended >= 0.6 * len(inner)


def _joined(run: list[tuple[int, str]]) -> list[list[tuple[int, str]]]:
    groups: list[list[tuple[int, str]]] = []
    for line in run:
        if not groups or _starts_paragraph(line[1]):
            groups.append([line])
        else:
            groups[-1].append(line)
    return groups


def _starts_paragraph(text: str) -> bool:
    """Return whether a line begins its own paragraph in hard-wrapped text: it is indented, or a list item."""
    return text[:2].isspace() or text[:1] == "\t" or _LIST_ITEM.match(text) is not None


# Text below an article in exports

_FOOTER = re.compile(
    r"(?:the )?[\w’' -]{2,60} is (?:issued|published|produced|prepared|compiled|a (?:publication|service|product)) "
    r"(?:by|of|from)\b"
    r"|it is researched and written\b|if you (?:have any questions|would like information)\b"
    r"|unauthorized reproduction\b"
    r"|(?:copyright\b|©|\(c\)\s*(?:19|20)\d\d)|all rights reserved\b|to (?:un)?subscribe\b|for (?:more )?subscription\b"
    r"|unless otherwise (?:noted|indicated)\b|the (?:opinions|views) expressed\b|reproduced with permission\b"
    r"|site maintenance\b|this e-?mail was sent\b|contact (?:us|the foundation)\b",
    re.I,
)
_BOILERPLATE = re.compile(
    r"(?:read|see|view|learn|show) more|\W*more|share(?: this)?(?: article)?|print(?: this)?(?: page)?|e-?mail"
    r"|back to top|top|home|next|previous|comments?|tweet|skip to main content|placeholder canvas|advertisement"
    r"|related articles?:?|end|\W*",
    re.I,
)
_NEEDS_SCRIPT = re.compile(r"enable javascript|javascript (?:is|must be)", re.I)
_SIGNATURE = re.compile(r"[–—-]{1,2}\s*((?:[^\W\d_][\w.’'-]*\s+){1,3}[^\W\d_][\w’'-]+)")


def is_boilerplate(text: str) -> bool:
    """Return whether a line is boilerplate of a web page: "Read More", "Skip to main content"."""
    return len(text) < 120 and (
        _BOILERPLATE.fullmatch(text.strip()) is not None or _NEEDS_SCRIPT.search(text) is not None
    )


def is_footer(text: str) -> bool:
    """Return whether a paragraph is the periodical's imprint: "The Monitor is issued by …", "Copyright …"."""
    return _FOOTER.match(text.strip()) is not None


def signature_name(text: str) -> str:
    """Return the name in a signature below an article, "—Anna Vale" → "Anna Vale"; "" for other lines."""
    match = _SIGNATURE.fullmatch(text) if not is_in_capitals(text) else None
    return match[1] if match and all(word[0].isupper() for word in match[1].split()) else ""


_ENDS_IN_SOURCE = re.compile(r"(?:\((?!part\b|cont(?:inued|\.)?\b)[^()]{2,80}\)|\[[^\[\]]{2,80}\])\W*$", re.I)


def is_next_heading(text: str) -> bool:
    """Return whether a last line is the next item's heading: it ends in a full stop or has three longer words.

    A line that names its source, "Council meets (Kerpress)" or "Source: Kerpress", belongs to the article.
    """
    if len(text) > 160 or not is_heading(text) or _LIST_ITEM.match(text) or text[-1].isdigit():
        return False
    if is_source_line(text) or _ENDS_IN_SOURCE.search(text):
        return False
    return _TERMINAL.search(text) is not None or is_in_capitals(text) or len(re.findall(r"\b[^\W\d_]\w{2,}", text)) >= 3


# A picture's caption above the text

_CREDIT = re.compile(
    r"[(\[](?:image\s+|photo\s+)?(?:source|photo|image|credit|picture|courtesy|copyright|©|via)\b[^()]*[)\]]?\W*$"
    r"|[(\[](?:AFP|AP|Reuters|Getty|EPA|TASS|RIA Novosti|Wikimedia[\w ]*|Xinhua|Flickr|Shutterstock|[\w ]+/\s?[\w ]+)"
    r"[)\]]\W*$"
    r"|^(?:photo|image|picture|caption|source)s?\s*(?:by\b|:)",
    re.I,
)
_VERB = re.compile(
    r"\b(?:is|are|was|were|be|been|has|have|had|do|does|did|will|would|can|could|may|might|must|should|shall|said|says|told|"
    r"met|went|came|took|gave|held|began|left|made|became|got|put|won|lost|saw|knew|let|set|cut|led|fell|rose|grew|kept|"
    r"sent|spent|stood|spoke|wrote|thought|brought|bought|sought|fought|\w{2,}ed)\b"
)


def is_credited(text: str) -> bool:
    """Return whether a line ends in a picture's credit: "Courthouse, Zvolna (Source: Valley Knot)"."""
    return len(text) <= MAX_CAPTION and _CREDIT.search(text) is not None


def is_caption(first: str, second: str) -> bool:
    """Return whether the first paragraph is a caption: it ends in a credit, or is a short line without a verb.

    "Courthouse, Zvolna (Source: Valley Knot)", "Aftermath of the bombing in Zvolna on May 15, 2010."
    """
    if len(first) > MAX_CAPTION or "\n" in first:
        return False
    if is_credited(first):
        return not _ENDS_IN_SOURCE.search(second.partition("\n")[0])  # else the first of a list of headlines
    fragment = len(first) <= 120 and not re.search(r"[.!?]\s|[?!:;…”\"]$|^[–—•“\"(-]", first)
    return (
        fragment
        and not _VERB.search(first)
        and len(first.split()) >= 3
        and len(second) >= 1.2 * len(first)
        and first[0].isupper()
    )


def is_stray(text: str) -> bool:
    """Return whether a line holds nothing but a sign or two: "." left by an export."""
    return len(text) <= 3 and not any(character.isalnum() for character in text)


def without_stray_stop(paragraphs: list[Paragraph], head: Head) -> list[Paragraph]:
    """Cut the full stop that some exports leave at the start of the body."""
    start = next((index for index, paragraph in enumerate(paragraphs) if not is_stray(paragraph.text)), len(paragraphs))
    if start:
        head.not_placed(paragraphs[0].line, paragraphs[0].text, "A stray sign stands at the head")
    remaining = paragraphs[start:]
    if remaining and (match := re.match(r"[.,;]\s*(?=[^\W\d_]|[“\"'(])", remaining[0].text)):
        head.not_placed(
            remaining[0].line, remaining[0].text[: match.end()].strip(), "A stray sign stands at the head of the text"
        )
        remaining[0] = Paragraph(remaining[0].line, remaining[0].text[match.end() :])
    return remaining


_MAX_LEFTOVERS = 40  # paragraphs below an article that may not belong to it


class OwnParagraphs(NamedTuple):
    """Paragraphs of the article itself, and what was cut off below it: its imprint, the heading of the next item."""

    paragraphs: list[Paragraph]
    footer: str
    next_heading: str


def without_leftovers(paragraphs: list[Paragraph], head: Head) -> OwnParagraphs:
    """Cut imprint, boilerplate, signature and the next item's heading off the end, and report each."""
    remaining, footer, next_heading = list(paragraphs), "", ""
    while len(remaining) > max(1, len(paragraphs) - _MAX_LEFTOVERS):
        last = remaining[-1]
        if is_footer(last.text):
            footer = f"{last.text}\n{footer}".strip()
            head.not_placed(last.line, last.text, "The imprint stands below the article")
        elif is_boilerplate(last.text):
            head.not_placed(last.line, last.text, "Part of a page stands below the article")
        elif name := signature_name(last.text):
            if not head.authors:
                head.authors = [name]
            else:
                head.not_placed(last.line, last.text, "A signature stands below the article")
        elif is_next_heading(last.text) and not next_heading:
            next_heading = last.text
            head.not_placed(last.line, last.text, "The heading of the next item stands below the article")
        else:
            break
        remaining.pop()
    return OwnParagraphs(remaining, footer, next_heading)


_CONTENTS = re.compile(r"(?:\.{4,}|…{2,})\s*\d{1,3}$|^in this issue\b", re.I)


def note_contents(paragraphs: list[Paragraph], head: Head) -> None:
    """Warn where a table of contents stands in the text: the file may hold a whole issue."""
    found = [paragraph for paragraph in paragraphs if _CONTENTS.search(paragraph.text[-60:])]
    if len(found) >= 2:
        head.warn(
            found[0].line,
            "A table of contents stands in the text: the file may hold a whole issue.",
            "Make a file of each article if it does.",
        )
