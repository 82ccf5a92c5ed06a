"""Header lines with publication, volume, issue and date, in the forms of exports and mastheads."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from archive.text.citations.dates.foreign_days import read_foreign_date
from archive.text.dates import MONTH_PATTERN, YEARS, PartialDate, Precision, read_date
from archive.text.headers.publication_facts import PublicationNames
from archive.text.numbering.number_words import (
    CHINESE,
    ISSUE_BEFORE,
    ISSUE_BEHIND,
    ISSUE_LETTERS,
    VOLUME_BEFORE,
    VOLUME_BEHIND,
    VOLUME_LETTERS,
    YEAR_BEFORE,
)
from archive.text.numbering.roman import roman_number

MAX_UNLABELLED = 200  # characters; a longer line with a volume in it is prose
MAX_LINE = 2_000  # characters of a line that are searched for a header; text may follow on the same line
MAX_VOLUME = 9999


@dataclass(frozen=True, slots=True)
class HeaderLine:
    """Parsed header line. `before` is text ahead of its label, `rest` text after it: neither is part of the header."""

    publication: str = ""  # as printed; "" if a masthead names none
    volume: int | None = None
    number: str | None = None
    date: PartialDate | None = None
    before: str = ""
    rest: str = ""


_VALUE = r"\d{1,6}|[IVXLCDM]{1,12}"
# The ending of an ordinal: 12e, 12th, 12.º, XII.
_ORDINAL = r"(?:\.?\s?(?:e|er|ème|th|[ºª])\b|\.)?"
_VOLUME = (
    rf"(?:(?<!\w)(?:{VOLUME_BEFORE})(?![^\W\d_])\.?\s*[:.]?\s*(?P<volume>{_VALUE})?(?!\w)"
    rf"|(?<!\w)(?:{VOLUME_LETTERS})\.\s?(?P<volume_letter>{_VALUE})(?!\w)"
    rf"|(?<!\w)(?:{YEAR_BEFORE})\s*:?\s*(?P<volume_year>\d{{1,3}}|[IVXLCDM]{{1,12}})(?!\w)"
    rf"|(?<!\w)(?P<volume_ahead>{_VALUE}){_ORDINAL}\s+(?:{VOLUME_BEHIND})(?![^\W\d_])\.?)"
)
_NUMBERS = r"\d{1,5}\s?[-–—/&]\s?\d{1,5}(?!\d)|\d{1,6}[A-Za-z]?(?!\w)"
_NUMBER = (
    rf"(?:(?<!\w)(?:{ISSUE_BEFORE})(?![^\W\d_])\.?\s*[:.]?\s*"
    rf"(?P<number>{_NUMBERS}|"
    r"(?:Special|Supplement|Extra|Index|Spring|Summer|Autumn|Fall|Winter|[IVXLCDM]+)(?!\w)"
    r"(?:\s+(?:Issue|Supplement))?(?:\s+\d{1,2}(?!\d))?)?"
    rf"|(?<!\w)(?:{ISSUE_LETTERS})\.\s?(?P<number_letter>{_NUMBERS})"
    rf"|(?<!\w)(?P<number_ahead>\d{{1,6}}(?:\s?[-–—/]\s?\d{{1,6}})?)\.?\s+(?:{ISSUE_BEHIND})(?![^\W\d_])\.?)"
)
# Between the parts: punctuation, a bullet, or the letter that a lost bullet font left ("Volume 2 u Issue 4").
_BETWEEN = r"(?:\s*\((?P<year_between>(?:1[6-9]|20)\d{2})\))?\s*(?:[,،;:|•·●▪■◆♦∙*/–—-]+|(?<=\s)[a-z](?=\s)|\ufffd)?\s*"

_LABELLED = re.compile(
    rf"(?P<before>.*?)\bPublication\s*:\s*(?P<name>.{{0,200}}?)[\s,;|]*{_VOLUME}{_BETWEEN}{_NUMBER}(?P<rest>.*)",
    re.I | re.S,
)
_UNLABELLED = re.compile(rf"(?P<name>.{{0,120}}?)[\s,،，;|•·(–—-]*{_VOLUME}{_BETWEEN}{_NUMBER}(?P<rest>.*)", re.I)
_NUMBER_FIRST = re.compile(rf"(?P<name>.{{0,120}}?)[\s,،，;|•·(–—-]*{_NUMBER}{_BETWEEN}{_VOLUME}(?P<rest>.*)", re.I)
# Where issues have a number or a volume alone.
_LABELLED_NUMBER = re.compile(
    rf"(?P<before>.*?)\bPublication\s*:\s*(?P<name>.{{0,200}}?)[\s,;|]*{_NUMBER}(?P<rest>.*)", re.I | re.S
)
_LABELLED_VOLUME = re.compile(
    rf"(?P<before>.*?)\bPublication\s*:\s*(?P<name>.{{0,200}}?)[\s,;|]*{_VOLUME}(?P<rest>.*)", re.I | re.S
)
_NUMBER_ALONE = re.compile(rf"(?P<name>.{{0,120}}?)[\s,،，;|•·(–—-]*{_NUMBER}(?P<rest>.*)", re.I)
_VOLUME_ALONE = re.compile(rf"(?P<name>.{{0,120}}?)[\s,،，;|•·(–—-]*{_VOLUME}(?P<rest>.*)", re.I)
_CHINESE = re.compile(rf"(?P<name>.{{0,120}}?)[\s,،，;|•·(–—-]*{CHINESE}(?P<rest>.*)")
_QUICK = re.compile(rf"{VOLUME_BEFORE}|{YEAR_BEFORE}|(?<!\w)(?:{VOLUME_LETTERS})\.|{VOLUME_BEHIND}|[卷巻冊]", re.I)
_QUICK_NUMBER = re.compile(rf"(?<!\w)(?:{ISSUE_BEFORE})(?!\w)|\#|№|{ISSUE_BEHIND}", re.I)
_EDGES = " \t,،，;:|•·●▪■◆♦∙*/–—-()[]"
_PARENTHESISED = re.compile(r"\s*[(\[](?P<date>[^()\[\]]{4,40})[)\]]\s*(?P<rest>.*)")
_BULLET_LETTER = re.compile(r"^\s*[a-z]\s+(?=\S)")
_NAME_AND_DATE = re.compile(r"(?P<name>[^,|•(]{3,80}?)\s*(?:,|\||•|\(|\s[-–—]+)\s*(?P<date>[^|•()]{4,40})\)?")
_ISSUE_OF = re.compile(r".{0,40}?\(?(?P<date>[\w/., -]{4,40}?)\s+issue of (?:the )?(?P<name>[^()]{3,80}?)\)?", re.I)


def read_header_line(line: str, names: PublicationNames) -> HeaderLine | None:
    """Read a line as a header; None for any other line.

    Forms: `Publication: Eurasia Daily Monitor Volume: 1 Issue: 115`; `Monitor Volume 9, Issue 11 (March 20, 2008)`;
    `Eurasia Daily Monitor, Volume: 13 Issue: 194 | December 12, 2016`; `Prism, Vol. IX, No. 43`; `VOLUME XVIII •
    ISSUE 5`; `Volume 2 u Issue 4 u April 2011`; `December 2, 2004 — Volume 1, Issue 140`; with one number alone
    `Publication: Harbour Letter Issue: 45`, `Publication: Harbour Letter Volume: 2`, `Harbour Letter, No. 45 (June
    2013)`; in other languages `Вестник порта, том 3, № 4`, `Hafenblatt, Jg. 12, Heft 3`, `12e année, no 3`, `XII.
    évfolyam, 3. szám`, `第12卷第3期`. Without "Publication:" the whole line must be a header, so a sentence that
    mentions a volume does not match; a number alone has to stand by a known publication or a date ("Decree No. 45" is a
    title).
    """
    header = _with_volume(line, names) if _QUICK.search(line) else None
    return header or (_number_alone(line, names) if _QUICK_NUMBER.search(line) else None)


def _with_volume(line: str, names: PublicationNames) -> HeaderLine | None:
    """Read a header with a volume."""
    beginning = " ".join(line[:MAX_LINE].split())
    if match := _LABELLED.fullmatch(beginning):
        return _labelled(match, line[MAX_LINE:])
    if (match := _LABELLED_VOLUME.fullmatch(beginning)) and _part(match, "volume"):
        return _labelled(match, line[MAX_LINE:])
    line = beginning
    if len(line) > MAX_UNLABELLED:
        return None
    for form in (_UNLABELLED, _NUMBER_FIRST, _CHINESE):
        if (match := form.fullmatch(line)) and _part(match, "volume") and _part(match, "number"):
            return _unlabelled(match, names)
    return _one_alone(_VOLUME_ALONE.fullmatch(line), "volume", names)


def _number_alone(line: str, names: PublicationNames) -> HeaderLine | None:
    """Read a header with a number and no volume."""
    beginning = " ".join(line[:MAX_LINE].split())
    if (match := _LABELLED_NUMBER.fullmatch(beginning)) and _part(match, "number"):
        return _labelled(match, line[MAX_LINE:])
    match = _NUMBER_ALONE.fullmatch(beginning) if len(beginning) <= MAX_UNLABELLED else None
    return _one_alone(match, "number", names)


def _one_alone(match: re.Match[str] | None, part: str, names: PublicationNames) -> HeaderLine | None:
    """Return the header of a line with one number alone, by a known publication or a date; None for any other line."""
    if match is None or not _part(match, part):
        return None
    header = _unlabelled(match, names)
    is_certain = header is not None and (header.date or header.publication) and not header.rest
    known = header is not None and (not header.publication or header.publication in names)
    return header if is_certain and known else None


def read_dated_name(line: str, names: PublicationNames) -> HeaderLine | None:
    """Read a line with a known publication and a date but no volume: "Monitor, May 3, 1996"; None for other lines.

    Also "(May 3, 1996 issue of the Monitor)".
    """
    for form in (_NAME_AND_DATE, _ISSUE_OF):
        match = form.fullmatch(line) if len(line) <= MAX_UNLABELLED else None
        if match and match["name"].strip() in names and (date := read_printed_date(match["date"])):
            return HeaderLine(publication=match["name"].strip(), date=date)
    return None


def _labelled(match: re.Match[str], beyond: str) -> HeaderLine:
    date, rest = _date_and_rest(match["rest"] + beyond)
    return HeaderLine(
        match["name"].strip(_EDGES),
        _volume(_part(match, "volume")),
        _number(_part(match, "number")),
        date,
        match["before"].strip(),
        rest,
    )


def _unlabelled(match: re.Match[str], names: PublicationNames) -> HeaderLine | None:
    date, rest = _date_and_rest(match["rest"])
    name, date_before = _name_and_date(match["name"].strip(_EDGES), names)
    known = not name or name in names
    if (rest and not (known and date)) or (not known and not _is_name(name)):
        return None
    between = _part(match, "year_between")
    return HeaderLine(
        name,
        _volume(_part(match, "volume")),
        _number(_part(match, "number")),
        date or date_before or (read_date(between) if between else None),
        rest=rest,
    )


def _part(match: re.Match[str], name: str) -> str | None:
    """Return a number of a form, wherever it stands; None for a form or a line that has none."""
    groups = match.groupdict()
    return groups.get(name) or next(
        filter(None, (groups.get(f"{name}_{place}") for place in ("letter", "year", "ahead"))), None
    )


def _is_name(name: str) -> bool:
    """Return whether an unknown name reads like a title: few words, no sentence marks, first and last capitalised.

    Only the first in alphabets other than Latin ("Вестник порта"), and none in scripts without capitals.
    """
    words = name.split()
    return (
        0 < len(words) <= 9
        and not words[0][0].islower()
        and (words[-1][0].isupper() or not words[-1][0].isascii())
        and not re.search(r"[.?!]\s|\bsee\b", name)
    )


def name_at_head(line: str, names: PublicationNames) -> str:
    """Return the known publication in a masthead's line, alone or before a subtitle; "" for other lines.

    "MONITOR – A Daily Briefing" → "MONITOR".
    """
    if len(line) > MAX_UNLABELLED:
        return ""
    first = re.split(r"[|•:]|\s[-–—]+\s|--|,\s", line)[0].strip(_EDGES)
    return next((name for name in (line.strip(_EDGES), first) if name and name in names), "")


def _name_and_date(text: str, names: PublicationNames) -> tuple[str, PartialDate | None]:
    """Split "MONITOR – A Daily Briefing, 27 March 1996" into name and date; either may be missing."""
    if date := read_printed_date(text):
        return "", date
    if text in names:
        return text, None
    pieces = [piece.strip(_EDGES) for piece in re.split(r"[|•]|\s[-–—]+\s|--|,\s", text)]
    date = next((found for cut in range(len(pieces)) if (found := read_printed_date(", ".join(pieces[cut:])))), None)
    return (pieces[0], date) if pieces[0] in names else (text, date)


def _date_and_rest(text: str) -> tuple[PartialDate | None, str]:
    """Split the text after a header into its date, bare or in parentheses, and the remaining text."""
    if (match := _PARENTHESISED.fullmatch(text)) and (date := read_printed_date(match["date"])):
        return date, match["rest"].strip(_EDGES)
    stripped = _BULLET_LETTER.sub("", text).strip(_EDGES)
    if len(stripped) <= 40 and (date := read_printed_date(stripped)):
        return date, ""
    return None, text.strip() if stripped else ""


def _volume(text: str | None) -> int | None:
    if not text:
        return None
    volume = int(text) if text.isdigit() else roman_number(text)
    return volume if volume is not None and volume <= MAX_VOLUME else None


def _number(text: str | None) -> str | None:
    return " ".join(text.split()) if text else None


_NUMERIC = re.compile(r"(\d{1,2})[-/.](\d{1,2})[-/.](\d{4})")
_SEASON = re.compile(
    r"(?:Spring|Summer|Autumn|Fall|Winter)(?:\s*[-–—/]\s*\w+)?,?\s+(?P<year>\d{4})(?:[-–—/]\d{2,4})?", re.I
)
_RANGE = re.compile(
    rf"(?P<month>{MONTH_PATTERN})(?:\s+(?P<day>\d{{1,2}}))?\s*[-–—/]\s*[\w. ]{{1,14}},?\s+(?P<year>\d{{4}})", re.I
)
_YEAR_FIRST = re.compile(r"(?P<year>\d{4})([/.])(?P<month>\d{1,2})\2(?P<day>\d{1,2})")
_TIME = re.compile(r",?\s+(?:at\s+)?\d{1,2}:\d{2}(?::\d{2})?(?:\s*[ap]\.?m\.?)?(?:\s+[A-Z]{2,4})?$", re.I)


def read_printed_date(text: str, years: range = YEARS) -> PartialDate | None:
    """Read a date in the forms of headers: those of `read_date`, with a time after it, or in figures.

    "02-20-2013", "23/11/2005" and "11.8.2004", with points, are unambiguous; "11/8/2004" may be August or November, so
    it gives None. "Spring 1999" has the precision of a year; "March–April 1999" and "March 20–26, 2008" give their
    first month or day. In some 25 languages: "7 juin 2013", "июнь 2013".
    """
    if len(text) > 80:
        return None
    text = _TIME.sub("", text.strip(_EDGES)).strip(_EDGES)
    if match := _NUMERIC.fullmatch(text):
        first, second, year = (int(part) for part in match.groups())
        has_points = "." in text
        if not has_points and (first > 12) == (second > 12) and first != second:
            return None
        month, day = (second, first) if first > 12 or has_points else (first, second)
        date = read_date(f"{year:04d}-{month:02d}-{day:02d}", years)
        return PartialDate(date.first, Precision.DAY, text) if date else None
    if match := _SEASON.fullmatch(text):
        date = read_date(match["year"], years)
    elif match := _RANGE.fullmatch(text):
        of_day = f" {match['day']}," if match["day"] else ""
        date = read_date(f"{match['month']}{of_day} {match['year']}", years)
    else:
        return _read_year_first(text, years) or read_date(text, years) or read_foreign_date(text, years)
    return replace(date, text=text) if date else None


def _read_year_first(text: str, years: range) -> PartialDate | None:
    """Read "2013/06/07" and "2013.6.7"; None for any other text."""
    match = _YEAR_FIRST.fullmatch(text)
    date = read_date("-".join(match.group("year", "month", "day")), years) if match else None
    return replace(date, text=text) if date else None
