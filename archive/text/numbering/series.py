"""Series: articles in several parts, recognised by their titles."""

from __future__ import annotations

import re
from dataclasses import dataclass

from archive.text.names.normalisation import fold
from archive.text.numbering.roman import roman_number

MAX_PARTS = 99
_WORDS = ["one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"]
_ORDINALS = ["first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth"]
_NUMBER = r"(?:\d{1,2}|[ivxl]{1,7}|" + "|".join(_WORDS) + r")"
_PART = rf"(?:parts?|pt\.?)\s+(?P<part>{_NUMBER})(?:\s*(?:of|/)\s*(?P<of>{_NUMBER}))?"

# "(Part One)" anywhere, "Part 2" at the end or before a colon: elsewhere the word is prose.
_FORMS = (
    re.compile(rf"\s*[(\[]\s*{_PART}\s*[)\]]", re.I),
    re.compile(rf"\s*[,:;.–—-]?\s*\b{_PART}\s*[.:]?\s*$", re.I),
    re.compile(rf"(?:^|\s*[,:;.–—-]\s*){_PART}\s*[:.–—-]\s+", re.I),
    re.compile(rf"\s*[(\[]\s*(?P<part>{'|'.join(_ORDINALS)})\s+(?:of\s+(?P<of>{_NUMBER})\s+parts|part)\s*[)\]]", re.I),
    re.compile(r"\s*\(\s*(?P<part>\d{1,2})\s*(?:of|/)\s*(?P<of>\d{1,2})\s*\)\s*$", re.I),
)
_EDGES = re.compile(r"^\W+|\W+$")


@dataclass(frozen=True, slots=True)
class Series:
    """Position in a series: a key shared by its parts, the part's number from 1, and the number of parts if given."""

    title_key: str
    part: int
    of: int | None = None


def read_series(title: str) -> Series | None:
    """Read the series and part number in a title; None for any other title.

    Forms: "Long Road (Part One)", "Long Road, Part 2", "Long Road: Part Two of Three", "Long Road — Part III", "Long
    Road (Part 1 of 2)", "Long Road (2/3)", "Part Two: Long Road", "Long Road, Part I: Beginnings". The series is the
    text before the part, or else after it. A part number alone is not a series.
    """
    title = " ".join(title[:500].split())
    for form in _FORMS:
        if not (match := form.search(title)):
            continue
        part, of = _number(match["part"]), _number(match["of"])
        key = _key(title[: match.start()]) or _key(title[match.end() :])
        if part and part <= MAX_PARTS and key and (of is None or part <= of):
            return Series(key, part, of)
    return None


def _key(title: str) -> str:
    return _EDGES.sub("", " ".join(fold(title).split()))


def _number(text: str | None) -> int | None:
    if text is None:
        return None
    word = text.casefold()
    for words in (_WORDS, _ORDINALS):
        if word in words:
            return words.index(word) + 1
    return int(word) if word.isdigit() else roman_number(word)
