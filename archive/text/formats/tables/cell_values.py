"""Values of cells as spreadsheets write them: dates, day numbers, "Vol. 5", "5.0"."""

from __future__ import annotations

import calendar
import datetime
import re

from archive.text.dates import MONTH_NUMBERS
from archive.text.formats.value_parsing import date_only
from archive.text.numbering.number_words import ISSUE_BEFORE, ISSUE_LETTERS, VOLUME_BEFORE, VOLUME_LETTERS

# Excel counts days from 1900, with a 29 February 1900 that there never was.
_EXCEL_EPOCH = datetime.date(1899, 12, 30)
_FIRST_DAY, _LAST_DAY = 10_000, 73_050  # 1927 to 2099: five digits, which no year has
_DAY_NUMBER = re.compile(r"(\d{5})(?:\.\d+)?")
_SHORT_DAY = re.compile(r"(\d{1,2})[-\s/.]([A-Za-z]{3,9})[-\s/.,]*(\d{2}|\d{4})")
_SHORT_MONTH = re.compile(r"([A-Za-z]{3,9})[-\s/']+(\d{2})")
_FIGURES = re.compile(r"(\d{1,2})[/.-](\d{1,2})[/.-](\d{2})")
_DOTTED = re.compile(r"(\d{1,2})\.\s?(\d{1,2})\.\s?(\d{4})")
_PIVOT = 30  # of years with two figures, as in Excel: "29" is 2029, "30" is 1930
_WHOLE = re.compile(r"(\d+)\.0+")
_LABEL_END = r"\s*[.:]?\s*(?=\d|(?-i:[IVXLC]+\b))"
_VOLUME_LABEL = re.compile(rf"(?:{VOLUME_BEFORE}|(?:{VOLUME_LETTERS})\.){_LABEL_END}", re.I)
_NUMBER_LABEL = re.compile(rf"(?:{ISSUE_BEFORE}|(?:{ISSUE_LETTERS})\.){_LABEL_END}", re.I)


def cell_date(text: str) -> str:
    """Return a date of a cell in a form that headers have; other texts unchanged.

    "44196", "44196.5" → "2020-12-31"; "31-Dec-20" → "2020-12-31"; "Dec-20" → "2020-12"; "31/12/20" → "2020-12-31";
    "31.12.2020", which is never month first, → "2020-12-31". "3/4/20" is ambiguous, and stays.
    """
    text = date_only(text)
    if (number := _DAY_NUMBER.fullmatch(text)) and _FIRST_DAY <= int(number[1]) <= _LAST_DAY:
        return (_EXCEL_EPOCH + datetime.timedelta(days=int(number[1]))).isoformat()
    if (short := _SHORT_DAY.fullmatch(text)) and (month := _month(short[2])):
        return _iso(_year(short[3]), month, int(short[1])) or text
    if (short := _SHORT_MONTH.fullmatch(text)) and (month := _month(short[1])):
        return f"{_year(short[2]):04d}-{month:02d}"
    if dotted := _DOTTED.fullmatch(text):
        return _iso(int(dotted[3]), int(dotted[2]), int(dotted[1])) or text
    if figures := _FIGURES.fullmatch(text):
        first, second, year = int(figures[1]), int(figures[2]), _year(figures[3])
        if first > 12 or first == second:
            return _iso(year, second, first) or text
        return (_iso(year, first, second) or text) if second > 12 else text
    return text


def cell_volume(text: str) -> str:
    """Return a volume without its label: "Vol. 5" → "5", "5.0" → "5", "Band IX" → "IX"."""
    return _whole(_VOLUME_LABEL.sub("", text.strip(), count=1))


def cell_number(text: str) -> str:
    """Return an issue's number without its label: "No. 3–4" → "3–4", "Issue 7.0" → "7"."""
    return _whole(_NUMBER_LABEL.sub("", text.strip(), count=1))


def _whole(text: str) -> str:
    match = _WHOLE.fullmatch(text)
    return match[1] if match else text


def _month(name: str) -> int:
    return MONTH_NUMBERS.get(name.casefold(), 0)


def _year(text: str) -> int:
    year = int(text)
    return year if len(text) == 4 else year + (2000 if year < _PIVOT else 1900)


def _iso(year: int, month: int, day: int) -> str:
    """Return a day of the calendar; "" for one that it has not."""
    is_day = 1 <= month <= 12 and 1 <= day <= calendar.monthrange(max(year, 1), month)[1]
    return f"{year:04d}-{month:02d}-{day:02d}" if is_day else ""
