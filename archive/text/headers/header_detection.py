"""Header detection: finds the header of a text and classifies the lines above and below it."""

from __future__ import annotations

import re
from collections.abc import Sequence

from archive.text.headers.body_paragraphs import Paragraph, is_boilerplate, is_credited, is_stray
from archive.text.headers.header_fields import Head, read_label
from archive.text.headers.header_patterns import HeaderLine, name_at_head, read_header_line
from archive.text.headers.publication_facts import PublicationNames
from archive.text.headers.titles import MAX_TITLE, is_heading, is_in_capitals
from archive.text.problems import Note

MASTHEADS = "lines of a masthead"
_HEAD_BYTES = 4_096
# Maximum depth of a header, in non-blank lines: with its label, and without.
_LABELLED_WITHIN, _UNLABELLED_WITHIN = 40, 12
LONG_FOR_A_TITLE = 120  # characters of a title on two lines

Lines = Sequence[tuple[int, str]]  # line numbers in the file, from 1, and stripped texts
# Candidate for the title: line number, text, and the number of its run (lines without a blank line between them).
Candidate = tuple[int, str, int]


def find_header(lines: Lines, names: PublicationNames) -> int | None:
    """Return the index of the header line, preferring one with the label "Publication:"; None without a header."""
    filled = [(index, text) for index, (_, text) in enumerate(lines) if text][:_LABELLED_WITHIN]
    for index, text in filled:
        if "ublication" in text.lower() and read_header_line(text, names):
            return index
    for index, text in filled[:_UNLABELLED_WITHIN]:
        if read_header_line(text, names):
            return index
    labelled = [(index, label[0]) for index, text in filled if (label := read_label(text))]
    if {"volume", "number"} <= {name for _, name in labelled}:
        return next(index for index, name in labelled if name in ("publication", "volume", "number"))
    return None


def publication_at_head(content: bytes, names: PublicationNames) -> str:
    """Return the publication that a text's header names in ASCII, before the text is decoded; "" without one."""
    text = content[:_HEAD_BYTES].decode("ascii", "ignore")
    lines = [(number, line.strip()) for number, line in enumerate(text.splitlines(), start=1)]
    at = find_header(lines, names)
    header = read_header_line(lines[at][1], names) if at is not None else None
    labelled = (label[1] for _, line in lines if (label := read_label(line)) and label[0] == "publication")
    return header.publication if header and header.publication else next(labelled, "")


def read_head(lines: Lines, at: int, head: Head) -> tuple[int, list[Paragraph]]:
    """Read the lines around the header line; return where the body begins, and paragraphs found above the header."""
    number, text = lines[at]
    header = read_header_line(text, head.names)
    above = list(lines[:at])
    front: list[Paragraph] = []
    if header:
        head.take_header(header, number)
        if header.before:
            above.append((number, header.before))
        _find_publication(lines, at, head)
    front.extend(_read_above(above, head))
    if header and header.rest:
        if len(header.rest) > 60:
            front.append(Paragraph(number, header.rest))
        else:
            head.not_placed(number, header.rest, "The header line says something more")
    return read_below(lines, at + 1 if header else at, head), front


def _read_above(lines: Lines, head: Head) -> list[Paragraph]:
    """Assign the lines above a header to fields, the last remaining one as title; return prose paragraphs."""
    candidates: list[Candidate] = []
    prose, run = [], 0
    for number, text in lines:
        if not text:
            run += 1
        elif is_stray(text):
            head.not_placed(number, text, "A stray sign stands at the head")
        elif _is_masthead(text, head):
            _take_masthead(text, number, head)
        elif len(text) > MAX_TITLE:
            prose.append(Paragraph(number, text))
            head.warn(number, "Text stands above the header.", "It was put at the head of the body.")
        elif not head.take_line(number, text):
            candidates.append((number, text, run))
    with_title(_without_caption(candidates, head), head, 0)
    return prose


def _without_caption(candidates: list[Candidate], head: Head) -> list[Candidate]:
    """Set the caption from a line with a picture credit, or from a sentence below a heading; return the other lines."""
    captions = [one for one in candidates if is_credited(one[1])]
    headings = [one for one in candidates if is_heading(one[1])]
    if not captions and headings and headings[-1] is not candidates[-1] and candidates[-1][1].endswith("."):
        captions = candidates[-1:]
    for number, text, _ in captions:
        if head.caption:
            head.not_placed(number, text, "A second caption stands at the head")
        head.caption = head.caption or text
    return [one for one in candidates if one not in captions]


def _is_masthead(text: str, head: Head) -> bool:
    name = name_at_head(text, head.names) if head.publication else ""
    return name != "" and head.names.title_of(name) == head.names.title_of(head.publication)


def _take_masthead(text: str, number: int, head: Head) -> None:
    """Read a masthead, which repeats the publication's name and perhaps the issue and its date; note the rest."""
    header = read_header_line(text, head.names)
    if header is not None:
        head.take_header(header, number)
        rest = f"{header.before} {header.rest}".strip()
    else:
        rest = text.replace(name_at_head(text, head.names), "", 1)
    if any(character.isalnum() for character in rest):
        head.notes.append(Note(MASTHEADS, text[:80]))


def _lines_of_title(candidates: list[Candidate]) -> int:
    """Return the number of lines of the title: 2 for one in capitals, or broken in mid-phrase, over two lines."""
    if len(candidates) < 2 or candidates[-2][2] != candidates[-1][2]:
        return 1
    upper, lower = candidates[-2][1], candidates[-1][1]
    goes_on = not re.search(r"[.?!…]$", upper) and not is_boilerplate(upper) and "/" not in upper
    both_capitals = is_in_capitals(upper) and is_in_capitals(lower)
    return 2 if goes_on and (both_capitals or lower[:1].islower()) else 1


def read_below(lines: Lines, at: int, head: Head) -> int:
    """Read labelled lines, by-lines, dates and a title below the header; return the index where the body begins."""
    taken = 0
    for index in range(at, len(lines)):
        number, text = lines[index]
        if not text:
            continue
        taken += 1
        if taken > _LABELLED_WITHIN:
            return index
        if is_stray(text):
            head.not_placed(number, text, "A stray sign stands at the head")
        elif header := _repeated(text, head):
            if header.rest:
                head.not_placed(number, header.rest)
        elif head.take_line(number, text):
            continue
        elif not head.title and _begins_text(lines, index) and (_is_title_below(text) or _is_lone_title(lines, index)):
            head.title = text
        elif head.title and " ".join(text.split()).casefold() == head.title.casefold():
            continue  # the page repeats its title
        else:
            return index
    return len(lines)


def _is_title_below(text: str) -> bool:
    if re.match(r"[–—-]|in this issue\b", text, re.I) or len(text) > 200 or is_credited(text):
        return False
    return is_heading(text) and (is_in_capitals(text) or len(text.split()) >= 4)


def _begins_text(lines: Lines, index: int) -> bool:
    """Return whether text follows a line."""
    return any(line for _, line in lines[index + 1 :])


def _is_lone_title(lines: Lines, index: int) -> bool:
    """Return whether a line is a title in the case of a sentence: alone, without a full stop, above a longer text.

    "The long night at Hask", "Who lost the harbour?". A picture's credit is none, nor are words that all have capitals,
    which may be a name.
    """
    text = lines[index][1]
    words = text.split()
    is_alone = (index == 0 or not lines[index - 1][1] or read_label(lines[index - 1][1]) is not None) or index <= 1
    following = next((line for _, line in lines[index + 1 :] if line), "")
    parted = index + 1 < len(lines) and not lines[index + 1][1]
    return (
        parted
        and is_alone
        and len(words) >= 2
        and len(text) <= LONG_FOR_A_TITLE
        and not _NO_LONE_TITLE.search(text)
        and not is_credited(text)
        and any(word[:1].islower() for word in words[1:])
        and len(following) > len(text)
    )


_NO_LONE_TITLE = re.compile(
    r"[.,;:…]\W*$|[.!?]\s+\S|^\W*\w{1,2}[.)]\s|^[–—•*·\[(-]|:\s|\.{3}|^(?:in this issue|dear)\b", re.I
)


def _repeated(text: str, head: Head) -> HeaderLine | None:
    header = read_header_line(text, head.names) if "ublication" in text else None
    same = header and (header.volume, header.number) == (head.volume, head.number)
    return header if same else None


def without_repeated_headers(lines: Lines, head: Head) -> Lines:
    """Return the body without repeats of its own header; refuse a file with the header of another article in it."""
    body, reported = [], False
    for number, text in lines:
        header = read_header_line(text, head.names) if "ublication" in text else None
        if header and (header.volume or header.number):
            if _repeated(text, head) and not header.rest:
                continue
            if not reported:
                what = "A second header begins here: the file holds several articles."
                head.refuse(number, what, "Split the file before this line.")
                reported = True
        body.append((number, text))
    return body


_IMPRINT = re.compile(r"((?:[A-Z][\w’'-]*\s+){1,6})is (?:issued|published|produced|a publication)\b")


def _find_publication(lines: Lines, at: int, head: Head) -> None:
    """Find a publication that the masthead's volume line leaves out: in lines near it, or in the imprint."""
    if head.publication:
        return
    for _, text in [*reversed(lines[max(0, at - 6) : at]), *lines[at + 1 : at + 7]]:
        if name := name_at_head(text, head.names):
            head.publication = name
            return
    for _, text in lines[:400]:
        for match in _IMPRINT.finditer(text[:5_000]):
            words = match[1].split()
            name = next((name for cut in range(len(words)) if (name := " ".join(words[cut:])) in head.names), "")
            if name:
                head.publication = name
                return


def with_title(candidates: list[Candidate], head: Head, body_start: int) -> int:
    """Take the last of the candidates as the title and report those above it; return where the body begins."""
    if candidates and not head.title:
        count = _lines_of_title(candidates)
        head.title = " ".join(text for _, text, _ in candidates[-count:])
        candidates = candidates[:-count]
    for number, text, _ in candidates:
        head.report_unplaced(number, text)
    return body_start
