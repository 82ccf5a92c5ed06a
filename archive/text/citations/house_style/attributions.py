"""Attributions in prose, as suggestions of low confidence: "Interfax reported on June 1", "told NTV on May 3"."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from itertools import islice

from archive.text.citations.dates.days import DAYS, CitedDays, days_from_match
from archive.text.citations.names.name_pieces import is_address
from archive.text.citations.reading_context import CitedSource, Lookup
from archive.text.names.source_names import is_collective
from archive.text.patterns import end_of_match

# Grouped by first letters, and matched after a non-letter: the expression is tried at every position of every text,
# and takes half as long as one with word boundaries and a flat list of forms.
_VERBS = (
    "a(?:ired|nnounced|rgued)|broadcast|c(?:arried|it(?:ed|es)|laim(?:ed|s)|ommented)|d(?:etail(?:ed|s)|isclosed)|not(?:ed|es)|"
    "observed|published|quote[ds]|re(?:ported|ports?|vealed)|s(?:a(?:id|ys)|peculate[ds]|tate[ds])|tells?|wr(?:ites|ote)"
)
_BEFORE_NAME = (
    r"(?:told|telling|posted(?:\s+as\s+\w+)?\s+(?:by|in|on)|[Aa]ccording\s+to|[Ii]nterview\s+(?:with|to|in))(?=\s)"
)
_TRIGGER = rf"(?:(?P<verb>{_VERBS})(?=[\s,.A-Z])|(?P<before>{_BEFORE_NAME}))"
_FIRST_TRIGGER, _LATER_TRIGGER = re.compile(_TRIGGER), re.compile(rf"\W{_TRIGGER}")
_ARTICLE = re.compile(r"\s+(?:the\s+)?")
_WORD = re.compile(r"[^\s()]+")
# A collective name in prose: a capital, two to four words, none of them "the" or "of": "Russian state television".
_FEW_PLAIN_WORDS = re.compile(r"(?!The\b|A\b|An\b)[A-Z][\w\-]*(?: (?!of\b|the\b|that\b)[\w\-&]+){1,3}")
_LEAD = re.compile(r"\s{0,3}(?:on|of|in|dated|for)?\s{0,3}")
_BEGINS_NAME = re.compile(r"\W*[A-ZÀ-ÞА-Я0-9]|\w+[.-]\w")
_MAX_WORDS = 6
_BACK = 90
_MAX_TRIGGERS = 400


def find_attributions(
    text: str, taken: Sequence[tuple[int, int]], lookup: Lookup
) -> Iterator[tuple[int, int, list[CitedSource]]]:
    """Yield the attributions in a paragraph as (start, end, sources), outside the spans of citations (`taken`).

    Only known and collective names ("Russian radio") count, as any noun may report or say in prose. At most 400 verbs
    of a paragraph are tried.
    """
    starts = [start for start, _ in taken]
    last_end = 0
    for trigger in islice(_triggers(text), _MAX_TRIGGERS):
        read = _after(text, trigger, lookup) if trigger["before"] else _before(text, trigger, lookup, last_end)
        if read is None or read[0] < last_end or _is_taken(read[0], read[1], taken, starts):
            continue
        yield read
        last_end = read[1]


def _triggers(text: str) -> Iterator[re.Match[str]]:
    """Yield the verbs and words that a name may precede or follow; each is the match's only group."""
    if first := _FIRST_TRIGGER.match(text):
        yield first
    yield from _LATER_TRIGGER.finditer(text)


def _is_taken(start: int, end: int, taken: Sequence[tuple[int, int]], starts: list[int]) -> bool:
    index = bisect_right(starts, end) - 1
    return index >= 0 and taken[index][1] > start


def _before(text: str, trigger: re.Match[str], lookup: Lookup, floor: int) -> tuple[int, int, list[CitedSource]] | None:
    """Read "Interfax reported June 1": the name before the verb and the day after it."""
    verb = trigger.start("verb")
    words = list(_WORD.finditer(text, max(floor, verb - _BACK), verb))[-_MAX_WORDS:]
    names = {first.start(): text[first.start() : verb].rstrip(" ,") for first in words if _BEGINS_NAME.match(first[0])}
    for is_source in (_is_exactly, _is_source):
        for start, name in names.items():
            if is_source(name, lookup):
                days = _days_at(text, trigger.end())
                return start, days.end if days else trigger.end(), _cited(name, start, days)
    return None


def _after(text: str, trigger: re.Match[str], lookup: Lookup) -> tuple[int, int, list[CitedSource]] | None:
    """Read "told Interfax on March 10": the name and the day after the words."""
    begin = end_of_match(_ARTICLE, text, trigger.end())
    words = list(_WORD.finditer(text, begin, begin + _BACK))[:_MAX_WORDS]
    if not words or not _BEGINS_NAME.match(words[0][0]):
        return None
    for last in reversed(words):
        name = text[begin : last.end()].rstrip(" ,.;:")
        if _is_source(name, lookup):
            end = begin + len(name)
            days = _days_at(text, end)
            return trigger.start("before"), days.end if days else end, _cited(name, begin, days)
    return None


def _is_exactly(name: str, lookup: Lookup) -> bool:
    return bool(name) and lookup.known.slug_of(name) is not None and lookup.known.trusts_in_prose(name)


def _is_source(name: str, lookup: Lookup) -> bool:
    if not name or name.endswith((".", "!", "?")):
        return False
    if lookup.known.trusts_in_prose(name):
        return True
    return _FEW_PLAIN_WORDS.fullmatch(name) is not None and is_collective(name)


def _days_at(text: str, place: int) -> CitedDays | None:
    """Return the days at an offset, with or without "on" before them."""
    start = end_of_match(_LEAD, text, place)
    match = DAYS.match(text, start, start + 80)
    if match is None or match.lastgroup not in ("month_first", "day_first", "numeric", "iso"):
        return None
    return days_from_match(match)


def _cited(name: str, start: int, days: CitedDays | None) -> list[CitedSource]:
    confidence = 0.4 if days else 0.2
    return [
        CitedSource(
            name, start, start + len(name), [days] if days else [], known=not is_address(name), confidence=confidence
        )
    ]
