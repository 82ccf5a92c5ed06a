"""Dates as web pages write them, for programs and for people."""

from __future__ import annotations

import re
from dataclasses import replace

from archive.text.citations.dates.foreign_days import find_foreign_days
from archive.text.dates import PartialDate
from archive.text.formats.value_parsing import date_only
from archive.text.headers.header_patterns import read_printed_date

MAX_DATE = 120

# "2019-04-15T06:18:00-0700", "2019/4/15 6:18", "2019.04.15", "20190415061800".
_ISO_START = re.compile(r"(\d{4})(?:([-/.])(\d{1,2})\2(\d{1,2})(?!\d)|(\d{2})(\d{2})(?=\d{6}|\D|$))")
_EAST_ASIAN = re.compile(r"(\d{4})\s*[年년]\s*(\d{1,2})\s*[月월]\s*(\d{1,2})\s*[日일]")
_MONTH_FIRST = r"[A-Z][a-z]{2,8}\.?\s+\d{1,2}(?:st|nd|rd|th)?,?\s+\d{4}"
_ISO_INSIDE = re.compile(r"(?<!\d)(\d{4})-(\d{2})-(\d{2})(?!\d)")
_UNIX = re.compile(r"[A-Z][a-z]{2} ([A-Z][a-z]{2} \d{1,2}) \d{1,2}:\d{2}(?::\d{2})?(?: [A-Z]{2,5})? (\d{4})")
_PRINTED = re.compile(rf"\b(?:{_MONTH_FIRST}|\d{{1,2}}(?:st|nd|rd|th)?\s+[A-Z][a-z]{{2,8}}\.?,?\s+\d{{4}})\b")

# Figures with points are day, month and year wherever they stand; with slashes they may be month and day in English.
_POINTS = re.compile(r"(?<![\d.])(\d{1,2})\.\s?(\d{1,2})\.\s?((?:19|20)\d{2})(?!\d)")
_SLASHES = re.compile(r"(?<![\d/])(\d{1,2})/(\d{1,2})/((?:19|20)\d{2})(?![\d/])")
_FIGURE = re.compile(r"(?<!\d)\d{1,2}(?!\d)")
_DAY_FIRST = re.compile(r"en[-_](?:gb|uk|ie|au|nz|za|in|jm|tt)\b|(?!en\b|und\b)[a-z]{2,3}(?:[-_]|\Z)", re.I)


def read_page_date(text: str, language: str = "") -> PartialDate | None:
    """Read the first date in a value of a page; None for other texts.

    "2019-04-15T06:18:00-0700" and "20190415" (the day there, whatever the time), "Tue, 13 Dec 2016 22:33:06 +0000",
    "Mon Aug 03 12:45:00 EDT 2015", "Published: Dec. 22, 2016, 6:47 p.m.", "2019年2月13日", "5. April 2017",
    "jeudi 13 juin 2019", "06.12.2022". Numbers such as 11/8/2004, which may be two days, are read in the order of the
    page's language, "es" or "en-GB"; in that of others they give None.
    """
    text = " ".join(text.split())
    if not text or len(text) > MAX_DATE:
        return None
    if date := read_printed_date(date_only(text)):
        return date
    if match := _ISO_START.match(text.lstrip('\\"')):
        return _day(match[1], match[3] or match[5], match[4] or match[6], text)
    if match := _EAST_ASIAN.search(text):
        return _day(match[1], match[2], match[3], text)
    if match := _ISO_INSIDE.search(text):
        return _day(match[1], match[2], match[3], text)
    if match := _UNIX.match(text):
        return read_printed_date(f"{match[1]}, {match[2]}")
    if (match := _PRINTED.search(text)) and (date := read_printed_date(match[0])):
        return date
    return _read_abroad(text, language)


def _read_abroad(text: str, language: str) -> PartialDate | None:
    """Read a date with a month in another language than English, or in figures whose order is known."""
    # In "jeudi 13 juin 2019" the first pair of word and figure is "jeudi 13".
    starts = [0, *(match.start() for match in _FIGURE.finditer(text))]
    for found in (found for start in starts for found in find_foreign_days(text, start, len(text))):
        day = found.days[0]
        if day.year:
            return _day(str(day.year), str(day.month), str(day.day), found.text)
    match = _POINTS.search(text) or (_SLASHES.search(text) if _DAY_FIRST.match(language) else None)
    return _day(match[3], match[2], match[1], match[0]) if match else None


def _day(year: str, month: str, day: str, text: str) -> PartialDate | None:
    date = read_printed_date(f"{year}-{int(month):02d}-{int(day):02d}")
    return replace(date, text=text[:80]) if date else None
