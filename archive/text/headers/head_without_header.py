"""Heads of texts without a header line: title, subtitle, date and authors above the text."""

from __future__ import annotations

import re

from archive.text.headers.body_paragraphs import is_boilerplate, is_stray
from archive.text.headers.header_detection import LONG_FOR_A_TITLE, Candidate, Lines, with_title
from archive.text.headers.header_fields import Head
from archive.text.headers.titles import is_heading

_SENTENCE = re.compile(r"\w\s.*[.!?…][”\"’»)]?$")  # which alone is a text, not a title without one
_LINES_OF_HEAD = 6  # short lines above a text without a header; with more, the lines are the text


def read_head_without_header(lines: Lines, head: Head) -> int:
    """Read a head without a header line: title, subtitle, date, authors. Return the index where the body begins."""
    title: list[Candidate] = []
    run = 0
    for index, (number, text) in enumerate(lines):
        if not text:
            run += 1
        elif is_stray(text) or is_boilerplate(text):
            head.not_placed(number, text)
        elif head.take_line(number, text) or (title and text == title[-1][1]):
            continue
        elif head.title or _is_prose(text):
            return _finish_head(title, head, lines, index)
        elif not title or title[-1][2] == run:
            title.append((number, text, run))
        elif not head.standfirst and _is_subtitle(text, lines[index + 1 : index + 2]):
            head.standfirst = text
        else:
            return _finish_head(title, head, lines, index)
        if len(title) > _LINES_OF_HEAD:
            break
    if _last_run_is_text(title):
        return _finish_head(title, head, lines, len(lines))
    return _finish_short_lines(title, head, lines)


def _finish_short_lines(title: list[Candidate], head: Head, lines: Lines) -> int:
    """Take the first of lines that are all short as the title, the rest as the text; one sentence alone is the text."""
    if _is_text_alone(title, head):
        return next(index for index, (number, _) in enumerate(lines) if number == title[0][0])
    first = title[0][0] if title else 0
    return with_title(title[:1], head, next((i for i, (n, text) in enumerate(lines) if text and n > first), len(lines)))


def _is_text_alone(candidates: list[Candidate], head: Head) -> bool:
    """Return whether the one line of a text is a sentence, and so the text, not a title without one."""
    return len(candidates) == 1 and not head.title and _SENTENCE.search(candidates[0][1]) is not None


def _finish_head(candidates: list[Candidate], head: Head, lines: Lines, body_start: int) -> int:
    """Take the title of a head without a header; return where the body begins, which includes hard-wrapped lines."""
    if _last_run_is_text(candidates):
        text = _last_run(candidates)
        candidates = candidates[: -len(text)]
        body_start = next(index for index, (number, _) in enumerate(lines) if number == text[0][0])
    return with_title(candidates, head, body_start)


def _last_run(candidates: list[Candidate]) -> list[Candidate]:
    return [one for one in candidates if one[2] == candidates[-1][2]]


def _last_run_is_text(candidates: list[Candidate]) -> bool:
    """Return whether the last candidates are a hard-wrapped sentence: three lines, or too long for a title."""
    texts = [text for _, text, _ in _last_run(candidates)]
    joined = " ".join(texts)
    goes_on = any(text[:1].islower() for text in texts[1:])
    return goes_on and not is_heading(joined) and (len(texts) > 2 or len(joined) > LONG_FOR_A_TITLE)


def _is_subtitle(text: str, following: Lines) -> bool:
    """Return whether a line below the title is a subtitle: a long line alone, no colon, no name with a date."""
    alone = not following or len(following[0][1]) <= 30
    return alone and len(text) >= 30 and not re.search(r"[:()\[\]]|^\W?\w{1,2}[.)]\s", text)


def _is_prose(text: str) -> bool:
    """Return whether a line is prose rather than a title: long, or a sentence with its full stop."""
    several = re.search(r"[.!?]\s+[A-Z“\"(]", text) is not None
    return len(text) > 160 or (
        len(text) > 60 and (several or (text.endswith((".", ".”", ")")) and not is_heading(text)))
    )
