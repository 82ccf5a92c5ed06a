"""Keys of outlets with days in numbers: "[DSG, 3/14]", "[5/6 DSG, LN]"; and lists that explain such keys."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain

from archive.text.citations.dates.days import CitedDay, CitedDays, find_days
from archive.text.citations.forms.candidates import Candidate, Strength
from archive.text.citations.names.name_pieces import is_noise
from archive.text.citations.names.outlet_names import reads_like_outlet
from archive.text.citations.names.unknown_names import may_be_name
from archive.text.citations.reading_context import CitedSource, Lookup
from archive.text.citations.style import Form

_DATE = re.compile(
    r"(?<![\w/.])(?:(?P<from_day>\d{1,2})\s?[-–&]\s?)?(?P<first>\d{1,2})/(?P<second>\d{1,2})(?:/(?P<year>\d{4}|\d{2}))?"
    r"(?:\s?(?P<joint>[-–&])\s?(?:(?P<last_first>\d{1,2})/)?(?P<last>\d{1,2}))?(?![\w/])"
)
_KEY = r"[A-Z][A-Z0-9&.\-]{0,6}(?:/[A-Z]{1,4})?"
_IS_KEY = re.compile(_KEY)
_PART = re.compile(r"[^,;]+")
_MAX_LENGTH, _MAX_WORDS = 160, 4
_MONTHS, _DAYS = 12, 31

# "DSG = Daily Star Gazette", "DSG – Daily Star Gazette", "DSG: Daily Star Gazette"; as a line "DSG, Daily Star".
_ENTRY = re.compile(
    rf"(?:^|(?<=[;,:\n(])|(?<=\.\s))[ \t]{{0,4}}(?P<key>{_KEY})[ \t]{{0,4}}"
    rf"(?:=|[–—:]|\.{{2,20}}|(?<=[ \t])-)[ \t]{{0,4}}"
    r"(?P<name>[A-ZÀ-ÞА-Я«“\"][^;=\n]{2,60}?)[ \t]{0,4}"
    r"(?=[;\n)]|\.?[ \t]{0,4}$|,[ \t]{1,4}[A-Z][A-Z0-9&.\-]{0,6}[ \t]{0,4}(?:=|[–—:]|(?<=[ \t])-)|\.\s)"
)
# Where an article has no key with a day, nobody needs its list.
_USES_KEYS = re.compile(r"[\[(][^\])\n]{0,60}?\d/\d")
_LINE_ENTRY = re.compile(
    rf"^[ \t]{{0,4}}(?P<key>{_KEY}),[ \t]{{1,4}}(?P<name>[A-ZÀ-ÞА-Я][^;=\n]{{2,60}}?)[ \t]{{0,4}}$", re.MULTILINE
)
# "Key: DSG, Daily Star Gazette; LN, Lamm News."
_LISTED_ENTRY = re.compile(
    rf"(?:^|(?<=[;:])[ \t])(?P<key>{_KEY}),[ \t](?P<name>[A-ZÀ-ÞА-Я][^;,=\n]{{2,60}}?)(?=;|\.?[ \t]{{0,4}}$)",
    re.MULTILINE,
)
# "DSG (Daily Star Gazette, Tesk)" on a line of its own.
_ENTRY_IN_PARENTHESES = re.compile(
    rf"^[ \t]{{0,4}}(?P<key>{_KEY})[ \t]\((?P<name>[A-ZÀ-ÞА-Я][^;,()=\n]{{2,60}})[,)]", re.MULTILINE
)
_ENTRIES = (_ENTRY, _LINE_ENTRY, _LISTED_ENTRY, _ENTRY_IN_PARENTHESES)
_MAX_KEYS = 300


def read_keys(text: str, start: int, end: int, lookup: Lookup) -> Iterator[Candidate]:
    """Yield the citation in a bracket or parenthesis of keys and days; `start` and `end` include the brackets.

    All of it must be keys, known names and days. Days that come first belong to the names after them, others to the
    names before them. Keys without any day count only if the key list explains all of them.
    """
    if end - start > _MAX_LENGTH:
        return
    cited: list[CitedSource] = []
    undated = 0  # how many of the cited have no day yet
    leading: CitedDays | None = None
    for token in _tokens(text, start + 1, end - 1):
        if token is None or (isinstance(token, CitedSource) and not _is_known_or_key(token.name, lookup)):
            return
        if isinstance(token, CitedSource):
            token.days = [leading] if leading else []
            token.stands_for = lookup.keys.get(token.name, "")
            cited.append(token)
            undated = 0 if leading else undated + 1
        elif leading or not cited:
            leading = token
        else:
            for one in cited[-undated:] if undated else cited[-1:]:
                one.days.append(token)
            undated = 0
    strength = _strength(text[start], cited, lookup)
    if cited and strength is not None:
        yield Candidate(Form.KEYS, start, end, cited, strength)


def _tokens(text: str, start: int, end: int) -> Iterator[CitedSource | CitedDays | None]:
    """Yield the names and days of a bracket in their order; None for a number that is no day."""
    for part in _PART.finditer(text, start, end):
        at = part.start()
        for date in _DATE.finditer(text, part.start(), part.end()):
            yield from _name(text, at, date.start())
            yield _days(date)
            at = date.end()
        if at == part.start() and (day := next(find_days(text, *part.span()), None)):
            yield from _name(text, at, day.start)
            yield day
            at = day.end
        yield from _name(text, at, part.end())


def _name(text: str, start: int, end: int) -> Iterator[CitedSource]:
    while start < end and text[start].isspace():
        start += 1
    while start < end and (text[end - 1].isspace() or text[end - 1] in ":."):
        end -= 1
    if start < end and not is_noise(text[start:end]):
        yield CitedSource(text[start:end], start, end, known=True, confidence=0.7)


def _strength(opening: str, cited: Sequence[CitedSource], lookup: Lookup) -> Strength | None:
    explained = all(one.name in lookup.keys for one in cited)
    if not any(one.days for one in cited):
        return Strength.CLEAR if explained else None
    known = explained or all(one.name in lookup.keys or lookup.known.recognises(one.name) for one in cited)
    # "[DSG, 3/14]" in brackets is nothing else; "(DSG 3/14)" may be a score, and "[DSG, May 3]" an insertion.
    in_brackets = opening == "[" and all(one.name[1:] and one.days and "/" in one.days[0].text for one in cited)
    return Strength.SURE if known or in_brackets else Strength.CLEAR


def _is_known_or_key(name: str, lookup: Lookup) -> bool:
    if name in lookup.keys or _IS_KEY.fullmatch(name) is not None:
        return True
    if lookup.known.recognises(name) or reads_like_outlet(name):
        return True
    words = name.split()
    return len(words) <= _MAX_WORDS and all(word[:1].isupper() for word in words) and may_be_name(name)


def _days(date: re.Match[str]) -> CitedDays | None:
    """Return the days of "3/14", "14/3/81", "3/14-16" or "14-16/3"; None for numbers that are no days."""
    first, second, year = int(date["first"]), int(date["second"]), _full_year(date["year"])
    last = int(date["last"] or 1)
    if not (0 < min(first, second) <= _MONTHS and max(first, second, last) <= _DAYS and last > 0):
        return None
    days = [_day(first, second, year)]
    if date["from_day"] and second <= _MONTHS:
        from_day = CitedDay(second, int(date["from_day"]), year, is_day_first=True)
        days = [from_day, CitedDay(second, first, year, ends_range=True, is_day_first=True)]
    elif date["last"]:
        following = _day(int(date["last_first"]), last, year) if date["last_first"] else _later(days[0], last)
        following.ends_range = date["joint"] != "&"
        days.append(following)
    return CitedDays(date.group(), date.start(), date.end(), days)


def _full_year(printed: str | None) -> int | None:
    if printed is None or len(printed) == len("2004"):
        return int(printed) if printed else None
    return int(printed) + (1900 if int(printed) > 69 else 2000)


def _day(first: int, second: int, year: int | None) -> CitedDay:
    """Return a day of "3/14" (month first) or "14/3"; "3/4" may be either."""
    if first > _MONTHS:
        return CitedDay(second, first, year, is_day_first=True)
    if second > _MONTHS:
        return CitedDay(first, second, year, is_day_first=False)
    return CitedDay(first, second, year, either_order=True)


def _later(before: CitedDay, last: int) -> CitedDay:
    """Return the last day of "3/14-16", where the month is printed first."""
    before.either_order = False
    return CitedDay(before.month, last, before.year)


def find_keys(paragraphs: Sequence[str]) -> dict[str, str]:
    """Return the keys that an article explains, {"DSG": "Daily Star Gazette"}; {} for fewer than two, or unused ones.

    A name counts if the letters of its key occur in it in their order.

    >>> find_keys(["It froze [DSG, 3/14].", "Key: DSG = Daily Star Gazette; LN = Lamm News."])
    {'DSG': 'Daily Star Gazette', 'LN': 'Lamm News'}
    """
    if not any("/" in text and _USES_KEYS.search(text) for text in paragraphs):
        return {}
    return keys_explained(paragraphs)


def keys_explained(paragraphs: Iterable[str]) -> dict[str, str]:
    """Return the keys that a text explains, whether or not it uses them."""
    found: dict[str, str] = {}
    for text in paragraphs:
        for entry in chain.from_iterable(form.finditer(text) for form in _ENTRIES):
            key, name = entry["key"], entry["name"].strip(' .,"“”«»')
            if len(key) > 1 and not name.isupper() and _abbreviates(key, name) and len(found) < _MAX_KEYS:
                found.setdefault(key, name)
    return found if len(found) > 1 else {}


def is_key_entry(line: str) -> bool:
    """Return whether a line explains a key: "DSG (Daily Star Gazette, Tesk)", "DSG = Daily Star Gazette"."""
    return any((entry := form.match(line)) and _abbreviates(entry["key"], entry["name"]) for form in _ENTRIES)


def _abbreviates(key: str, name: str) -> bool:
    """Return whether a key's letters begin the name's and occur in it in order: "DSG", "Daily Star Gazette"."""
    letters = [character for character in key.casefold() if character.isalpha()]
    folded = iter(name.casefold())
    words = name.casefold().removeprefix("the ").split()
    return bool(words) and words[0][0] == letters[0] and all(letter in folded for letter in letters)
