"""Volumes, issue numbers and dates in the names of folders and files: "v12/i3", "Volume 12 Issue 3", "2004/10"."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from archive.text.dates import PartialDate, Precision, read_date
from archive.text.names.normalisation import fold
from archive.text.numbering.habits import PERIODS, YEARS_AS_VOLUMES, Numbering
from archive.text.numbering.number_words import ISSUE_BEFORE, VOLUME_BEFORE, VOLUME_LETTERS
from archive.text.numbering.roman import roman_number

MAX_NAME = 120
MAX_VOLUME = 9999

_BETWEEN = r"[\s._-]*"
_NUMBER = r"(?P<number>\d{1,6}[a-z]?(?:\s*[-–/+&]\s*\d{1,6})?)"
# Names of folders are folded, without accents.
_VOLUME_WORDS = f"(?:{fold(VOLUME_BEFORE)}|{VOLUME_LETTERS})"
_ISSUE_WORDS = f"(?:{fold(ISSUE_BEFORE)}|i|n)"
_VOLUME = rf"{_VOLUME_WORDS}{_BETWEEN}(?P<volume>\d{{1,4}})"
_ROMAN = r"(?:volume|vol)[\s._-]+(?P<roman>[ivxlc]{1,12})"
_ISSUE = rf"{_ISSUE_WORDS}{_BETWEEN}{_NUMBER}"
_YEAR = r"(?P<year>(?:1[6-9]|20|21)\d{2})"
_SEPARATOR = r"[\s,._()\[\]-]*"
_FORMS = tuple(
    re.compile(form)
    for form in (
        rf"(?:{_YEAR}{_SEPARATOR})?(?:{_VOLUME}|{_ROMAN})(?:{_SEPARATOR}{_ISSUE})?",
        rf"(?:{_VOLUME}|{_ROMAN})(?:{_SEPARATOR}{_ISSUE})?{_SEPARATOR}{_YEAR}{_SEPARATOR}",
        rf"(?:{_YEAR}{_SEPARATOR})?{_ISSUE}",
        rf"{_ISSUE}{_SEPARATOR}{_YEAR}{_SEPARATOR}",
        r"(?P<volume>\d{1,4})\s*\((?P<number>\d{1,6})\)",
    )
)
# A day at the beginning of a name, alone or with words behind it: "2013-06-07-ferries-stand-idle", "20130607 Ferries".
_DAY = re.compile(
    r"(?P<year>(?:1[6-9]|20|21)\d{2})(?P<sign>[-_.]?)(?P<month>0[1-9]|1[0-2])(?P=sign)(?P<day>0[1-9]|[12]\d|3[01])"
    r"(?:[-_.\s].*)?"
)
_MONTH = re.compile(r"(?P<year>(?:1[6-9]|20|21)\d{2})[-_.](?P<month>0[1-9]|1[0-2])(?:[-_.\s]+[^\W\d].*)?")
_BARE = re.compile(r"\d{1,6}")


@dataclass(frozen=True, slots=True)
class FolderFacts:
    """What names of folders say; "" and None for what they do not."""

    volume: int | None = None
    number: str = ""
    date: PartialDate | None = None


@dataclass(frozen=True, slots=True)
class _Name:
    """One name: its labelled numbers, its date, or the one number that it is ("2004", "10")."""

    volume: int | None = None
    number: str = ""
    date: PartialDate | None = None
    bare: str = ""


def date_in_name(name: str) -> PartialDate | None:
    """Return the date at the beginning of the name of a file or folder; None for a name without one.

    Forms: "2013-06-07-ferries.md", "2013_06_07.html", "20130607 Ferries.txt", "2013-06-letter.md", "2013-06.md".
    """
    stem = name[:MAX_NAME].strip()
    for form in (_DAY, _MONTH):
        if match := form.fullmatch(stem):
            parts = [match["year"], match["month"], *([match["day"]] if form is _DAY else [])]
            return read_date("-".join(parts))
    return None


def facts_of_folders(names: Sequence[str], numbering: Numbering) -> FolderFacts:
    """Return what folders, the outermost first, say of the issue of the files in them, by the publication's habit.

    Labelled names say the same for every habit: "v12/i3", "Volume 12 Issue 3", "vol. XII (2004)/no. 3". Of bare
    numbers the last two are volume and issue, "12/3" and "2004/10"; where issues have a date alone they are one:
    "2013/06/07". The innermost folder wins.
    """
    facts = FolderFacts()
    read = [_read(name) for name in names]
    for place, name in enumerate(read):
        bare = [each.bare for each in _run_of_bare(read[: place + 1])]
        found = FolderFacts(name.volume, name.number, name.date)
        if bare:
            found = _of_bare(bare, numbering)
        facts = FolderFacts(
            facts.volume if found.volume is None else found.volume,
            found.number or facts.number,
            found.date or facts.date,
        )
    return facts


def _run_of_bare(names: Sequence[_Name]) -> list[_Name]:
    run: list[_Name] = []
    for name in reversed(names):
        if not name.bare:
            break
        run.insert(0, name)
    return run


def _of_bare(numbers: Sequence[str], numbering: Numbering) -> FolderFacts:
    """Return what folders named by bare numbers say: "2013", "06", "07"."""
    if numbering in PERIODS or numbering is Numbering.VOLUME:
        date = _date_of_bare(numbers)
        if numbering in PERIODS or date is not None:
            return FolderFacts(date=date)
        return FolderFacts(volume=_as_volume(numbers[-1]))
    if len(numbers) == 1:
        return _of_one(numbers[0], numbering)
    year = _year(numbers[-2])
    if numbering is Numbering.NUMBER:
        return FolderFacts(number=_as_number(numbers[-1]), date=year)
    return FolderFacts(_as_volume(numbers[-2]), _as_number(numbers[-1]), year)


def _of_one(number: str, numbering: Numbering) -> FolderFacts:
    """Return what the outermost of folders with bare numbers says: a year; a number, where that is alone."""
    if year := _year(number):
        return FolderFacts(volume=year.first.year if numbering is Numbering.YEAR else None, date=year)
    return FolderFacts(number=_as_number(number)) if numbering is Numbering.NUMBER else FolderFacts()


def _date_of_bare(numbers: Sequence[str]) -> PartialDate | None:
    """Return the date in folders of bare numbers, as precise as it is there: 2013/06/07, 2013/06, 2013."""
    start = next((place for place in range(len(numbers) - 1, -1, -1) if _year(numbers[place])), None)
    if start is None:
        return None
    return read_date("-".join([numbers[start], *(part.zfill(2) for part in numbers[start + 1 : start + 3])]))


def _read(name: str) -> _Name:
    folded = " ".join(fold(name[:MAX_NAME]).split())
    if _BARE.fullmatch(folded):
        return _Name(bare=folded)
    if date := date_in_name(name):
        return _Name(date=date)
    for form in _FORMS:
        if match := form.fullmatch(folded):
            return _labelled(match.groupdict())
    date = read_date(name.replace("_", " ")[:MAX_NAME])
    return _Name(date=date)


def _labelled(parts: dict[str, str | None]) -> _Name:
    roman, figures = parts.get("roman"), parts.get("volume")
    volume = roman_number(roman) if roman else (int(figures) if figures else None)
    return _Name(volume, _as_number(parts.get("number") or ""), _year(parts.get("year") or ""))


def _as_number(text: str) -> str:
    """Return a number as printed, without the zeros that folders have for their order: "003" → "3"."""
    return re.sub(r"(?<!\d)0+(?=\d)", "", text)


def _as_volume(text: str) -> int | None:
    return int(text) if int(text) <= MAX_VOLUME else None


def _year(text: str) -> PartialDate | None:
    if not re.fullmatch(r"\d{4}", text) or int(text) not in YEARS_AS_VOLUMES:
        return None
    date = read_date(text)
    return date if date and date.precision is Precision.YEAR else None
