"""Days as printed in citations: "June 28 through 30", "July 31 and August 1", "April 19 & 20, 2003", "5/27/2004"."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from archive.text.dates import MONTH_NUMBERS

# Common misprints of months.
MISPRINTED = {
    "febuary": 2, "feburary": 2, "februrary": 2, "febrary": 2, "janurary": 1, "januray": 1, "janaury": 1, "januay": 1,
    "agust": 8, "augst": 8, "auguest": 8, "sepember": 9, "septmber": 9, "septembe": 9, "spetember": 9, "setpember": 9,
    "sepetember": 9, "ocotber": 10, "octber": 10, "octobre": 10, "novmber": 11, "novemeber": 11, "novermber": 11,
    "decmber": 12, "decemeber": 12, "deccember": 12,
}  # fmt: skip
_NUMBER_OF_MONTH = MONTH_NUMBERS | MISPRINTED

_DAY = r"(?:3[01]|[12]\d|0?[1-9])(?:st|nd|rd|th|ff?)?(?!\w)"
# "1900 GMT" is a time of day.
_YEAR = r"(?:19|20)\d\d(?!\w|\s+(?:gmt|utc|hrs|hours|(?:moscow|local|kyiv|kiev)\s+time)\b)"
# Some exports lose blanks between words and numbers: "reportedAugust 28", "April16".
_MONTH_NAMES = "|".join(sorted(_NUMBER_OF_MONTH, key=len, reverse=True))
_MONTH = rf"(?:(?<![^\W\d_])|(?-i:(?<=[a-z])(?=[A-Z])))(?:{_MONTH_NAMES})(?![^\W\d_])\.?"
# Of the abbreviations only those that are no outlet: "The Sun, May 3".
_WEEKDAY = r"(?:(?:(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day|(?:Tues?|Wed|Thurs?|Thu)\b\.?),?\s+)?"
_JOIN = r"\s*(?:,\s*(?:and|&)\s|[,&/\-–—]|(?:and|or|to|through|thru|till|until)\b)\s*"
_THEN_YEAR = rf"(?:(?:,\s*|\s+){_YEAR})?"
# A bare number after a day is another day only where nothing but punctuation, a joining word or a year follows:
# "October 18, 28" has two days, but "October 18, 24.kg", "October 18, 5 Kanal" and "October 18, 18:00" have one.
_LATER_DAY = (
    rf"{_DAY}(?=\s*(?:$|[,;&/()\[\]\-–—]|[.:](?!\w)|(?:and|or|to|through|thru|till|until|for|19\d\d|20\d\d)\b))"
)
# "July, 3" has a stray comma; "July, 3 Kanal" does not.
_MONTH_AND_DAY = rf"{_MONTH}(?:\s*|,\s(?=\d{{1,2}}\s*(?:$|;))){_DAY}"
_MONTH_FIRST = (
    rf"{_WEEKDAY}{_MONTH_AND_DAY}{_THEN_YEAR}(?:{_JOIN}{_WEEKDAY}(?:{_MONTH}\s*{_DAY}|{_LATER_DAY}){_THEN_YEAR})*"
)
# A year of two digits is recognised by a leading zero or by its size: "3 May 04", "3 May 96". "28, 29 June" needs a
# comma before it: "Channel 5, 29 June" has one day.
_DAYS_LISTED = rf"(?:(?<=,\s){_DAY},\s*)?"
_ONE_DAY_FIRST = (
    rf"{_DAYS_LISTED}{_DAY}(?:\s*(?:[&/\-–—]|and\b|to\b)\s*{_DAY})?\s+(?:of\s+)?"
    rf"{_MONTH}(?:{_THEN_YEAR}(?!\s+\d{{1,2}}(?!\w))|\s+(?:0\d|[4-9]\d)(?!\w))"
)
# The letters are looked at first: at most words there is no weekday.
_DAY_FIRST = rf"(?<![\w/.:\-])(?:(?=[mtwfs][ouehra][neduir]){_WEEKDAY})?{_ONE_DAY_FIRST}(?:{_JOIN}{_ONE_DAY_FIRST})*"
_ISO = r"(?<![\w/.\-])(?:19|20)\d\d[-/]\d{1,2}[-/]\d{1,2}(?![\w/])"
_NUMERIC = (
    r"(?<![\w/.\-])(?:\d{1,2}/\d{1,2}/(?:\d{4}|\d{2})|(?:\d{1,2}[\-–]){0,1}\d{1,2}\.\d{1,2}\.(?:(?:19|20)\d\d|\d\d)"
    r"|\d{1,2}-\d{1,2}-(?:19|20)\d\d)(?![\w/])"
)
_TO_MONTH = rf"(?:\s*(?:[\-–—/]|and\b|to\b)\s*{_MONTH})?"
_MONTH_AND_YEAR = rf"{_MONTH}{_TO_MONTH},?\s+{_YEAR}"
_MONTH_ALONE = rf"{_MONTH}{_TO_MONTH}(?=\s*(?:$|[,;)\]]|\.\.))"
# A season has the precision of a year.
_SEASON = r"\b(?:spring|summer|autumn|fall|winter)\s+(?:of\s+)?(?:19|20)\d\d(?:\s*[/\-–—]\s*\d{2,4})?(?!\w)"
_YEAR_ALONE = rf"(?<=, ){_YEAR}(?=\s*(?:$|;|,\s*n(?:o|r)\b))"

# Where days can begin: checked first, as the expression is tried at every character.
_BEGINNING = r"(?:(?<![^\W\d_])(?=[\djfmasondtw])|(?-i:(?<=[a-z])(?=[JFMASOND])))"

DAYS = re.compile(
    rf"{_BEGINNING}(?:(?P<month_first>{_MONTH_FIRST})|(?P<day_first>{_DAY_FIRST})|(?P<iso>{_ISO})|(?P<numeric>{_NUMERIC})"
    rf"|(?P<month_and_year>{_MONTH_AND_YEAR})|(?P<month_alone>{_MONTH_ALONE})|(?P<season>{_SEASON})"
    rf"|(?P<year_alone>{_YEAR_ALONE}))",
    re.IGNORECASE,
)
_PIECE = re.compile(
    rf"(?P<year>{_YEAR})|(?P<month>{_MONTH})|(?P<day>{_DAY})|(?P<range>[-–—]|(?:to|through|thru|till|until)\b)",
    re.IGNORECASE,
)
_NUMBERS = re.compile(r"\d+")
_SHORT_YEAR = re.compile(r"\s+(0\d|[4-9]\d)(?!\w)")
_FOUR_DIGITS = re.compile(r"\d{4}")
# Case-insensitive expressions match these two Turkish letters as "i".
_DOTTED_AND_DOTLESS = str.maketrans("İı", "ii")


@dataclass(slots=True)
class CitedDay:
    """One day as printed, with None for parts not printed. `ends_range`: "–" or "through" comes before it.

    `either_order` marks "5/6/2004", which may be read with the day or the month first; it is stored with the month
    first. `is_day_first` says which order "23/5/2004" shows, for others beside it; None where it shows none.
    """

    month: int | None
    day: int | None
    year: int | None = None
    ends_range: bool = False
    either_order: bool = False
    is_day_first: bool | None = None


@dataclass(slots=True)
class CitedDays:
    """Group of days in a citation, in printed order, with its offsets into the paragraph's text."""

    text: str
    start: int
    end: int
    days: list[CitedDay] = field(default_factory=list)

    @property
    def has_year(self) -> bool:
        """Return whether any of the days was printed with a year."""
        return any(day.year for day in self.days)

    @property
    def has_month(self) -> bool:
        """Return whether a month was printed, and not only a year."""
        return any(day.month for day in self.days)

    @property
    def to_the_day(self) -> bool:
        """Return whether a day was printed, and not only a month or year."""
        return any(day.day for day in self.days)


def find_days(text: str, start: int, end: int) -> Iterator[CitedDays]:
    """Yield the groups of days in `text[start:end]`, in order; offsets are into `text`.

    >>> [found.text for found in find_days("RTR, May 13 and 14; ORT, 3 June 1998", 0, 36)]
    ['May 13 and 14', '3 June 1998']
    """
    for match in DAYS.finditer(text, start, end):
        yield days_from_match(match)


def days_from_match(match: re.Match[str]) -> CitedDays:
    """Parse the days of one match of DAYS."""
    read = _READERS[match.lastgroup or ""]
    return CitedDays(match.group(), match.start(), match.end(), read(match.group()))


def _read_words(text: str) -> list[CitedDay]:
    """Parse days in words and numbers, the month first; a year applies to the days before it that have none."""
    days: list[CitedDay] = []
    month: int | None = None
    ends_range = False
    for piece in _PIECE.finditer(text):
        kind, printed = piece.lastgroup, piece.group()
        if kind == "range":
            ends_range = True
        elif kind == "month":
            month = _month(printed)
        elif kind == "day":
            days.append(CitedDay(month, _number(printed), ends_range=ends_range))
            ends_range = False
        else:
            _give_year(days, int(printed))
    return days


def _read_day_first(text: str) -> list[CitedDay]:
    """Parse days with the day first: in "28 June-2 July" and "4 and 5 June" a month applies to the days before it."""
    days: list[CitedDay] = []
    ends_range = False
    for piece in _PIECE.finditer(text):
        kind, printed = piece.lastgroup, piece.group()
        if kind == "range":
            ends_range = True
        elif kind == "month":
            for day in days:
                day.month = day.month or _month(printed)
            if short := _SHORT_YEAR.match(text, piece.end()):
                _give_year(days, full_year(int(short[1])))
                break
        elif kind == "day":
            days.append(CitedDay(None, _number(printed), ends_range=ends_range))
            ends_range = False
        else:
            _give_year(days, int(printed))
    return days


def _read_months(text: str) -> list[CitedDay]:
    """Parse months: "March/April 2004" has two; in "December/January 2004" the first is of the year before."""
    months = [CitedDay(_month(piece.group()), None) for piece in _PIECE.finditer(text) if piece.lastgroup == "month"]
    if year := _FOUR_DIGITS.search(text):
        _give_year(months, int(year.group()))
        if (months[0].month or 0) > (months[-1].month or 0):
            months[0].year = int(year.group()) - 1
    return months


def _month(printed: str) -> int:
    return _NUMBER_OF_MONTH[printed.translate(_DOTTED_AND_DOTLESS).rstrip(".").casefold()]


def full_year(printed: int) -> int:
    """Return a year of two or four digits in full: 98 → 1998, 4 → 2004."""
    return printed if printed > 99 else printed + (1900 if printed > 69 else 2000)


def _number(printed: str) -> int:
    return int(_NUMBERS.findall(printed)[0])


def _give_year(days: list[CitedDay], year: int) -> None:
    for day in days:
        if day.year is None:
            day.year = year


def _read_iso(text: str) -> list[CitedDay]:
    year, month, day = map(int, _NUMBERS.findall(text))
    return [CitedDay(month, day, year)]


def _read_numeric(text: str) -> list[CitedDay]:
    """Parse "5/27/2004" (month first), "23/11/2005", "23.11.2005" and "23-24.11.05" (day first)."""
    *before, first, second, year = map(int, _NUMBERS.findall(text))
    if year < 100:
        year = full_year(year)
    if "." in text:
        return [CitedDay(second, day, year, ends_range=bool(before) and day == first) for day in (*before, first)]
    if first > 12:
        return [CitedDay(second, first, year, is_day_first=True)]
    return [CitedDay(first, second, year, either_order=second <= 12, is_day_first=False if second > 12 else None)]


def _read_year(text: str) -> list[CitedDay]:
    """Parse "2003" or "Winter 2003/04": the first year printed."""
    return [CitedDay(None, None, int(_FOUR_DIGITS.findall(text)[0]))]


_READERS = {
    "month_first": _read_words,
    "day_first": _read_day_first,
    "iso": _read_iso,
    "numeric": _read_numeric,
    "month_and_year": _read_months,
    "month_alone": _read_months,
    "season": _read_year,
    "year_alone": _read_year,
}
