"""Reader of citations that are not whole parentheses: a name before one, or an unmatched one.

"the daily Lietuvos Rytas (July 20)", "(RTR, Ekho Moskvy, July... MORE". Mostly known names count only.
"""

from __future__ import annotations

import re

from archive.text.citations.dates.days import CitedDays, find_days
from archive.text.citations.house_style.attributions import find_attributions
from archive.text.citations.house_style.parse_parenthesis import read_inside
from archive.text.citations.names.name_pieces import (
    NUMBERED,
    Piece,
    host_of,
    is_address,
    split_pieces,
)
from archive.text.citations.names.unknown_names import may_be_name
from archive.text.citations.reading_context import CitedSource, Lookup

_MAX_WORDS_BEFORE = 8
_WORD = re.compile(r"[^\s()]+")
_BREAK = re.compile(r"[.!?;:,”\"»]+$")
_WEEKDAY_BEFORE = re.compile(r"(?:day|week|weekend|month|year)\W*$", re.IGNORECASE)
# Nouns that announce an outlet's name: "the Lithuanian daily Lietuvos Rytas (July 20)".
_ANNOUNCED = re.compile(
    r"(?:^|.*\W)(?:daily|newspaper|paper|weekly|magazine|agency|website|site|portal|channel|station|radio|television|broadcaster|"
    r"journal|outlet|tabloid|-based)\s+(?P<name>[A-ZÀ-Þ]\w[\w’'.\-]*(?:\s+[\w’'.\-]+){0,4})\s*$"
)
# "Zarya newspaper (14.02.07)": what it is, and no part of its name, as "Lamm news agency" is.
_KIND_OF_PAPER = re.compile(r"\s+(?:newspaper|paper|daily|weekly|magazine|web\s?site|portal)$")
_VERB_AFTER = re.compile(
    r"\s+(?:has\s+|had\s+|also\s+)?(?:wrote|writes|reported|reports|said|says|noted|notes|carried|claimed|quoted|quotes|cited|cites|"
    r"added|argued|announced|published|told)(?:\s.{0,60})?$"
)
_TEASER = re.compile(r"\.\.\.\s*(?:MORE\b|$)|…\s*(?:MORE\b|$)", re.MULTILINE)
_ENDS_A_NAME = re.compile(r"[\w.’”\"\])]\s{0,2}\Z")
_MAX_CUT_OFF = 80  # characters after the first day, in a text that is cut off in a list of citations
_HAS_DIGIT = re.compile(r"\d")
_LISTED = re.compile(r"\s*\d{1,3}\.\s")


def read_name_before(text: str, start: int, end: int, lookup: Lookup) -> tuple[int, list[CitedSource]] | None:
    """Read a parenthesis with a name before it: "Lietuvos Rytas (July 20)", "Reuters (5/27/2004)", "Vek(no. 34)".

    Return the offset where the citation starts, and its sources; None for a gloss.
    """
    if not 3 < end - start < 60 or not _HAS_DIGIT.search(text, start, end):
        return None
    if not _ENDS_A_NAME.search(text, max(0, start - 3), start):
        return None
    days = list(find_days(text, start + 1, end - 1))
    inside = text[start + 1 : end - 1].strip()
    if days and (len(days) != 1 or days[0].text != inside):
        return None
    if not days and not NUMBERED.fullmatch(inside):
        return None
    line = max(text.rfind("\n", 0, start) + 1, start - 200)
    if house := _own_title_before(text, line, start, lookup):
        return house.start, [
            CitedSource(house.text, house.start, house.end, days, publication=lookup.own_titles.titles_of(house.text))
        ]
    name = _known_before(text, line, start, lookup)
    confidence, known = 0.85, True
    if name is None and not days:
        name = _known_before(text, line, start, lookup, numbered=True)
    if name is None and days and days[0].to_the_day:
        name = _announced_before(text, line, start) or _listed_before(text, line, start, end)
        confidence, known = 0.6, False
    if name is None:
        return _sentence_before(text, line, start, end, days, lookup)
    return name.start, [CitedSource(name.text, name.start, name.end, days, known=known, confidence=confidence)]


def words_before(text: str, line: int, start: int) -> list[re.Match[str]]:
    """Return the last words before an offset, back to the last parenthesis or break of the sentence or list."""
    line = max(line, text.rfind("(", line, start) + 1, text.rfind(")", line, start) + 1)
    words = list(_WORD.finditer(text, line, start))[-_MAX_WORDS_BEFORE:]
    for index in range(len(words) - 1, -1, -1):
        if _BREAK.search(words[index].group()):
            return words[index + 1 :]
    return words


def _own_title_before(text: str, line: int, start: int, lookup: Lookup) -> Piece | None:
    """Return an own periodical's abbreviation or longer title, not one plain word ("the Monitor")."""
    for first in words_before(text, line, start):
        title = text[first.start() : start].rstrip()
        if lookup.own_titles.titles_of(title) and (
            title.isupper() or " " in title.removeprefix("the ").removeprefix("The ")
        ):
            return Piece(title, first.start(), first.start() + len(title))
    return None


def _sentence_before(
    text: str, line: int, start: int, end: int, days: list[CitedDays], lookup: Lookup
) -> tuple[int, list[CitedSource]] | None:
    """Read a full date at the end of a sentence in which a source reports: "AP reported that … (16 Nov. 1999)." """
    if not days or not (days[0].has_year and days[0].to_the_day) or not re.match(r"\s*(?:[.;]|$)", text[end : end + 3]):
        return None
    sentence = max(line, text.rfind(". ", line, start) + 1)
    for _, _, cited in find_attributions(text[sentence:start], [], lookup):
        first = cited[0].start + sentence
        return start, [CitedSource(cited[0].name, first, first + len(cited[0].name), days, known=True, confidence=0.5)]
    return None


def _known_before(text: str, line: int, start: int, lookup: Lookup, numbered: bool = False) -> Piece | None:
    """Return the longest known name that ends at an offset; an issue's number after it makes a plain word a name."""
    if _WEEKDAY_BEFORE.search(text, max(line, start - 12), start):
        return None
    before = ""
    for first in words_before(text, line, start):
        name = text[first.start() : start].rstrip()
        # At the end of a longer unknown name, such as "Zarya Kurier", a plain word is not a name.
        alone = numbered and name[0].isupper() and not before[:1].isupper()
        before = first.group()
        if lookup.known.trusts_in_prose(name) or (alone and lookup.known.recognises(name)):
            bare = _KIND_OF_PAPER.sub("", name)
            name = bare if lookup.known.slug_of(bare) else name
            return Piece(name, first.start(), first.start() + len(name))
    return None


def _announced_before(text: str, line: int, start: int) -> Piece | None:
    match = _ANNOUNCED.match(text[line:start])
    name = _KIND_OF_PAPER.sub("", _VERB_AFTER.sub("", match["name"].rstrip())) if match else ""
    if match is None or not may_be_name(name):
        return None
    first = line + match.start("name")
    return Piece(name, first, first + len(name))


def _listed_before(text: str, line: int, start: int, end: int) -> Piece | None:
    """Return the last item of a contents line: "2. Russia, U.S. to Sign Agreement, Zarya News (5/27/2004)"."""
    if not _LISTED.match(text, line) or text[end : end + 200].split("\n", 1)[0].strip():
        return None
    piece = split_pieces(text, line, start)[-1]
    return piece if piece.text and may_be_name(piece.text) and piece.start > line + 4 else None


def read_never_closed(text: str, start: int, end: int, lookup: Lookup) -> tuple[int, list[CitedSource]] | None:
    """Read an unmatched "(" at `start` that ends before `end`: cut off by a teaser or the text's end, or not closed.

    "(RTR, Ekho Moskvy, July... MORE", "(www.akipress.kg,... MORE", "(AP, June 3. The next", "(June 4, 2012, WBUR,
    by". Return the offset where the citation ends, and its sources; None for other text.
    """
    end = min(end, start + 300)
    teaser = _TEASER.search(text, start, end)
    last = teaser.start() if teaser else end
    days = next(find_days(text, start + 1, last), None)
    if days is not None:
        if days.start == start + 1:
            return _date_first(text, days, last, lookup)
        goes_on = text[days.end : days.end + 1] == ";" and last - days.end < _MAX_CUT_OFF
        reached = last if goes_on else days.end
        cited = read_inside(text, start + 1, reached, lookup)
        cut_off = teaser if reached == last or not days.to_the_day else None
        return (cut_off.end() if cut_off else reached, _lowered(cited)) if cited else None
    if teaser is None and end < len(text):
        return None
    stop = teaser.end() if teaser else end
    names = [piece for piece in split_pieces(text, start + 1, last) if piece.text]
    cited = [_without_day(piece) for piece in names if _sure(piece, lookup)]
    return (stop, cited) if cited and len(cited) >= len(names) - 1 and _sure(names[0], lookup) else None


def _without_day(piece: Piece) -> CitedSource:
    bare = "/" not in piece.text
    name, url = (piece.text, None) if bare else (host_of(piece.text), piece.text)
    return CitedSource(name, piece.start, piece.end, url=url, known=True, confidence=0.5)


def _sure(piece: Piece, lookup: Lookup) -> bool:
    return lookup.known.trusts_in_prose(piece.text) or is_address(piece.text)


def _date_first(text: str, days: CitedDays, last: int, lookup: Lookup) -> tuple[int, list[CitedSource]] | None:
    names = [piece for piece in split_pieces(text, days.end, last)[1:2] if lookup.known.recognises(piece.text)]
    if not names:
        return None
    return names[0].end, [CitedSource(names[0].text, names[0].start, names[0].end, [days], known=True, confidence=0.5)]


def _lowered(cited: list[CitedSource]) -> list[CitedSource]:
    for one in cited:
        one.confidence = min(one.confidence, 0.6)
    return cited


def read_never_opened(text: str, place: int, line: int, lookup: Lookup) -> tuple[int, list[CitedSource]] | None:
    """Read an unmatched ")" at `place`, after a known name: "… so it said, Interfax, June 3)"; None for other text."""
    begin = max(line, place - 120)
    days = list(find_days(text, begin, place))
    if not days or days[-1].end != place:
        return None
    name = _known_before(text, begin, len(text[: days[-1].start].rstrip(" ,")), lookup)
    if name is None:
        return None
    return name.start, [CitedSource(name.text, name.start, name.end, [days[-1]], known=True, confidence=0.6)]
