"""Days with months in languages other than English: "3. mai", "gegužės 3 d.", "3–5 мая 2007 г.", "3 V 2007"."""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterator

from archive.text.citations.dates.days import CitedDay, CitedDays, find_days, full_year
from archive.text.dates import YEARS, PartialDate, Precision
from archive.text.names.normalisation import fold
from archive.text.names.word_lists import read_word_list


def _months() -> dict[str, int]:
    """Return months by folded name; a name that means two months in two languages ("listopada") means neither."""
    found: dict[str, int] = {}
    for line in read_word_list("foreign_months.txt"):
        name, number = line.split()
        found[name] = int(number) if found.get(name, int(number)) == int(number) else 0
    return {name: number for name, number in found.items() if number}


_MONTHS = _months()
_ROMAN = ("I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X", "XI", "XII")
_YEAR = r"(?:19|20)\d\d(?!\w)"
# "3. mai", "3 de mayo de 1999", "3. mai 1999"; "gegužės 3 d.", "május 3.".
_DAY = r"(?:3[01]|[12]\d|0?[1-9])"
# "2004 г.", "2004 року", "2004 r.": the word for the year belongs to the date.
_WORD_FOR_YEAR = r"(?:\s?(?:гг?\.|года|р\.|року|r\.|roku|m\.|г(?!\w)))?"
_FOREIGN_DAY = re.compile(
    rf"(?<![\w/.\-])(?P<day_roman>{_DAY})\.?\s(?P<roman>X?V?I{{1,3}}|I?[VX])\.?\s(?P<year_roman>{_YEAR}){_WORD_FOR_YEAR}"
    rf"|(?<![\w/.\-])(?P<day_points>{_DAY})\.\s?(?P<roman_points>[xX]?[vV]?[iI]{{1,3}}|[iI]?[vVxX])\.\s?"
    rf"(?P<year_points>(?:19|20)?\d\d)(?!\d)"
    rf"|(?:(?<![\w/.\-])(?P<year_ahead>(?:19|20)\d\d)[.,]\s)?(?<![\w/\-])(?:(?P<from_day>{_DAY})\.?\s?(?:[-–—/&]|(?:und|et|y|e|i|и|і|ve|та|oraz|bis|au|al)\s)\s?)?"
    rf"(?P<day>{_DAY})(?:\.|er|\.º|º)?\s{{1,2}}(?:de\s)?(?P<month>[^\W\d_]{{3,14}})\.?"
    rf"(?:,?\s(?:de\s|del\s)?(?P<year>{_YEAR}){_WORD_FOR_YEAR})?"
    rf"|(?<!\w)(?:(?P<year_first>(?:19|20)\d\d)(?:\.|\s?m\.)?\s)?(?P<month_before>[^\W\d_]{{3,14}})\s(?P<day_after>{_DAY})(?!\d)(?:\.|\sd\.)?"
    rf"|(?<![\w/.\-])(?P<day_of_month>{_DAY})\.\s?(?P<month_number>1[0-2]|0?[1-9])\.(?!\s?[\d\w])"
)

# "junio de 2013", "июнь 2013 г.", "2013 m. birželio", "2013. május".
_FOREIGN_MONTH = re.compile(
    rf"(?P<month>[^\W\d_]{{3,14}})\.?,?\s(?:de\s|del\s)?(?P<year>\d{{4}}){_WORD_FOR_YEAR}"
    rf"|(?P<year_first>\d{{4}})(?:\.|\s?m\.)?\s(?P<month_behind>[^\W\d_]{{3,14}})"
)
_WEEKDAY = re.compile(r"[^\W\d_]{2,12}(?:-[^\W\d_]{2,6})?,\s")


def read_foreign_date(text: str, years: range = YEARS) -> PartialDate | None:
    """Read a whole string as a day or month, with its year, in another language than English; None for any other text.

    >>> str(read_foreign_date("viernes, 7 de junio de 2013").first), str(read_foreign_date("июнь 2013 г.").first)
    ('2013-06-07', '2013-06-01')
    """
    said = _WEEKDAY.sub("", text, count=1)
    if (match := _FOREIGN_MONTH.fullmatch(said)) and (
        month := _MONTHS.get(fold(match["month"] or match["month_behind"]))
    ):
        return _date(int(match["year"] or match["year_first"]), month, None, text, years)
    found = next(find_foreign_days(said, 0, len(said)), None)
    if found is None or found.text != said or len(found.days) != 1:
        return None
    day = found.days[0]
    return _date(day.year, day.month, day.day, text, years) if day.year and day.month and day.day else None


def _date(year: int, month: int, day: int | None, text: str, years: range) -> PartialDate | None:
    if year not in years:
        return None
    try:
        return PartialDate(datetime.date(year, month, day or 1), Precision.DAY if day else Precision.MONTH, text)
    except ValueError:  # 30 February
        return None


def find_foreign_days(text: str, start: int, end: int) -> Iterator[CitedDays]:
    """Yield the days with a foreign month in `text[start:end]`, in order; offsets are into `text`.

    >>> [(one.text, one.days[0].month) for one in find_foreign_days("TESK, 3. mai (LNB)", 0, 18)]
    [('3. mai', 5)]
    """
    for match in _FOREIGN_DAY.finditer(text, start, end):
        if month := _month(match):
            day = int(_first(match, "day", "day_roman", "day_points", "day_after", "day_of_month") or 0)
            printed = _first(match, "year", "year_roman", "year_points", "year_first", "year_ahead")
            year = full_year(int(printed)) if printed else None
            days = [CitedDay(month, day, year)]
            if match["from_day"]:
                days = [CitedDay(month, int(match["from_day"]), year), CitedDay(month, day, year, ends_range=True)]
            yield CitedDays(match.group(), match.start(), match.end(), days)


def first_days(text: str, start: int, end: int) -> CitedDays | None:
    """Return the first days in `text[start:end]` in any language, those with a day before a month alone; None without.

    >>> first_days("Tesker Zeitung, 1. Aug.", 0, 23).text
    '1. Aug.'
    """
    days = next(find_days(text, start, end), None)
    if days is not None and days.to_the_day:
        return days
    return next(find_foreign_days(text, start, end), None) or days


def _first(match: re.Match[str], *names: str) -> str | None:
    return next((match[name] for name in names if match[name]), None)


def _month(match: re.Match[str]) -> int | None:
    """Return the month of a day in words, in a Roman numeral or in numbers; None where the word is no month."""
    if in_words := match["month"] or match["month_before"]:
        return _MONTHS.get(fold(in_words))
    if roman := (match["roman"] or match["roman_points"] or "").upper():
        return _ROMAN.index(roman) + 1 if roman in _ROMAN else None
    return int(match["month_number"])
