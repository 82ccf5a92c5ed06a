"""Days as citations print them: "June 28 through 30", "July 31 and August 1", "April 19 & 20, 2003", "5/27/2004"."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from archive.text.dates import MONTH_NUMBERS, month_number

_DAY = r"(?:3[01]|[12]\d|0?[1-9])(?:st|nd|rd|th)?(?!\w)"
_YEAR = r"(?:19|20)\d\d(?!\w)"
# Blanks are lost between words and numbers in some exports: "reportedAugust 28", "April16".
_MONTH_NAMES = "|".join(sorted(MONTH_NUMBERS, key=len, reverse=True))
_MONTH = rf"(?:(?<![^\W\d_])|(?-i:(?<=[a-z])(?=[A-Z])))(?:{_MONTH_NAMES})(?![^\W\d_])\.?"
_WEEKDAY = r"(?:(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day,?\s+)?"
_JOIN = r"\s*(?:,\s*(?:and|&)\s|[,&/\-–—]|(?:and|or|to|through|thru|till|until)\b)\s*"
_THEN_YEAR = rf"(?:(?:,\s*|\s+){_YEAR})?"
# A bare number after a day is another day only where nothing but punctuation, a joining word or a year follows:
# "October 18, 28" has two days, but "October 18, 24.kg" and "October 18, 5 Kanal" name sources.
_LATER_DAY = rf"{_DAY}(?=\s*(?:$|[,;:&/()\[\]\-–—]|\.(?!\w)|(?:and|or|to|through|thru|till|until|19\d\d|20\d\d)\b))"
_MONTH_FIRST = (
    rf"{_WEEKDAY}{_MONTH}\s*{_DAY}{_THEN_YEAR}(?:{_JOIN}{_WEEKDAY}(?:{_MONTH}\s*{_DAY}|{_LATER_DAY}){_THEN_YEAR})*"
)
_ONE_DAY_FIRST = (
    rf"{_DAY}(?:\s*(?:[&/\-–—]|and\b|to\b)\s*{_DAY})?\s+(?:of\s+)?{_MONTH}{_THEN_YEAR}(?!\s+\d{{1,2}}(?!\w))"
)
_DAY_FIRST = rf"(?<![\w/.:\-]){_ONE_DAY_FIRST}(?:{_JOIN}{_ONE_DAY_FIRST})*"
_ISO = r"(?<![\w/.\-])(?:19|20)\d\d[-/]\d{1,2}[-/]\d{1,2}(?![\w/])"
_NUMERIC = (
    r"(?<![\w/.\-])(?:\d{1,2}/\d{1,2}/(?:\d{4}|\d{2})|\d{1,2}\.\d{1,2}\.(?:19|20)\d\d"
    r"|\d{1,2}-\d{1,2}-(?:19|20)\d\d)(?![\w/])"
)
_MONTH_AND_YEAR = rf"{_MONTH}(?:\s*(?:[\-–—/]|and\b|to\b)\s*{_MONTH})?,?\s+{_YEAR}"
_MONTH_ALONE = rf"{_MONTH}(?=\s*(?:$|[,;)\]]|\.\.))"
_YEAR_ALONE = rf"(?<=, ){_YEAR}(?=\s*$)"

# Where days can begin: told first, because the expression is tried at every character.
_BEGINNING = r"(?:(?<![^\W\d_])(?=[\djfmasondtw])|(?-i:(?<=[a-z])(?=[JFMASOND])))"

DAYS = re.compile(
    rf"{_BEGINNING}(?:(?P<month_first>{_MONTH_FIRST})|(?P<day_first>{_DAY_FIRST})|(?P<iso>{_ISO})|(?P<numeric>{_NUMERIC})"
    rf"|(?P<month_and_year>{_MONTH_AND_YEAR})|(?P<month_alone>{_MONTH_ALONE})|(?P<year_alone>{_YEAR_ALONE}))",
    re.IGNORECASE,
)
_PIECE = re.compile(
    rf"(?P<year>{_YEAR})|(?P<month>{_MONTH})|(?P<day>{_DAY})|(?P<range>[-–—]|(?:to|through|thru|till|until)\b)",
    re.IGNORECASE,
)
_NUMBERS = re.compile(r"\d+")


@dataclass(slots=True)
class CitedDay:
    """One day as printed; what was not printed is None. `ends_range` where "–" or "through" stands before it.

    `either_order` marks "5/6/2004", which may be read with the day or the month first; it is held with the month first.
    """

    month: int | None
    day: int | None
    year: int | None = None
    ends_range: bool = False
    either_order: bool = False


@dataclass(slots=True)
class CitedDays:
    """The days that stand together in a citation, in printed order, with their place in the paragraph's text."""

    text: str
    start: int
    end: int
    days: list[CitedDay] = field(default_factory=list)

    @property
    def has_year(self) -> bool:
        """Whether any of the days was printed with a year."""
        return any(day.year for day in self.days)

    @property
    def to_the_day(self) -> bool:
        """Whether a day was printed, and not only a month or year."""
        return any(day.day for day in self.days)


def find_days(text: str, start: int, end: int) -> Iterator[CitedDays]:
    """The groups of days in `text[start:end]`, in order; offsets are into `text`.

    >>> [found.text for found in find_days("RTR, May 13 and 14; ORT, 3 June 1998", 0, 36)]
    ['May 13 and 14', '3 June 1998']
    """
    for match in DAYS.finditer(text, start, end):
        yield days_from_match(match)


def days_from_match(match: re.Match[str]) -> CitedDays:
    """The days in one match of DAYS."""
    read = _READERS.get(match.lastgroup or "", _read_words)
    return CitedDays(match.group(), match.start(), match.end(), read(match.group()))


def _read_words(text: str) -> list[CitedDay]:
    """Days from words and numbers; a year governs the days before it that have none, a month the days beside it."""
    days: list[CitedDay] = []
    month: int | None = None
    ends_range = False
    for piece in _PIECE.finditer(text):
        kind, printed = piece.lastgroup, piece.group()
        if kind == "range":
            ends_range = True
        elif kind == "month":
            month = month_number(printed)
            _give_month(days, month)
        elif kind == "day":
            days.append(CitedDay(month, int(_NUMBERS.match(printed).group()), ends_range=ends_range))
            ends_range = False
        else:
            _give_year(days, month, int(printed))
    return days or [CitedDay(month, None)]


def _give_month(days: list[CitedDay], month: int) -> None:
    """The month after "4 and 5 June" is that of the days before it."""
    for day in days:
        if day.month is None:
            day.month = month


def _give_year(days: list[CitedDay], month: int | None, year: int) -> None:
    if not days:
        days.append(CitedDay(month, None))
    for day in days:
        if day.year is None:
            day.year = year


def _read_iso(text: str) -> list[CitedDay]:
    year, month, day = map(int, _NUMBERS.findall(text))
    return [CitedDay(month, day, year)]


def _read_numeric(text: str) -> list[CitedDay]:
    """ "5/27/2004" with the month first, "23/11/2005" and "23.11.2005" with the day first; or years of two digits."""
    first, second, year = map(int, _NUMBERS.findall(text))
    if year < 100:
        year += 1900 if year > 69 else 2000
    if first > 12 or "." in text:
        return [CitedDay(second, first, year)]
    return [CitedDay(first, second, year, either_order=second <= 12)]


def _read_year(text: str) -> list[CitedDay]:
    return [CitedDay(None, None, int(text))]


_READERS = {"iso": _read_iso, "numeric": _read_numeric, "year_alone": _read_year}
