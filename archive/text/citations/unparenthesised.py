"""Reader of citations that are not whole parentheses: a name before one, an unmatched one, or none at all.

"the daily Lietuvos Rytas (July 20)", "(Koha)", "(RTR, Ekho Moskvy, July... MORE", "MOSCOW (AFP) –", at a line's end
"…, Interfax, April 29, 2002" and "–A commentator on the Polit.ru website, October 6." Mostly known names count only.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice

from archive.text.citations.attributions import find_attributions
from archive.text.citations.days import CitedDays, find_days
from archive.text.citations.house_titles import SEE
from archive.text.citations.name_pieces import (
    CREDIT,
    NUMBERED,
    SOURCE_LABEL,
    Piece,
    host_of,
    is_address,
    is_noise,
    split_list,
    split_names,
    split_pieces,
    without_place,
)
from archive.text.citations.parse_parenthesis import read_inside
from archive.text.citations.reading_context import CitedSource, Lookup
from archive.text.citations.unknown_names import is_place, may_be_name
from archive.text.citations.word_classes import OUTLET_KINDS
from archive.text.names.normalisation import fold

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
_DATELINE = re.compile(
    r"\s*[A-Z][A-Z .,'’\-]{2,40}(?:,\s+[A-Z][a-z]+\.?(?:\s+\d{1,2})?)*\s+\((?P<name>[^()\n]{2,40})\)\s*(?=[-–—])"
)
_ENDS_IN_NUMBER = re.compile(r"\d\.?$")
_MAX_SEES = 100
_ENDS_A_NAME = re.compile(r"[\w.’”\"\])]\s{0,2}\Z")
_MAX_CUT_OFF = 80  # characters after the first day, in a text that is cut off in a list of citations
_HAS_DIGIT = re.compile(r"\d")
_NOT_READ = re.compile(r"^\d|\s\d{1,2}$")
_MAY_BE_NAMES = re.compile(r"\s*[A-ZÀ-ÞА-Я0-9]")
_LISTED = re.compile(r"\s*\d{1,3}\.\s")
_SENTENCE_ENDS = re.compile(r"[ \t]*(?:[.!?;]|$)", re.MULTILINE)
_DASH = re.compile(r"(?:^|[\s”\"»])(?:[–—]|--?\s?)(?=\s?[A-Z])")
_KIND_AFTER = re.compile(
    r"\s+(?:web\s?site|site|newspaper|news agency|agency|daily|weekly|magazine|television|radio|portal|channel)$"
)


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
    if house := _house_before(text, line, start, lookup):
        return house.start, [
            CitedSource(house.text, house.start, house.end, days, publication=lookup.house.titles_of(house.text))
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


def _words_before(text: str, line: int, start: int) -> list[re.Match[str]]:
    """Return the last words before an offset, back to the last parenthesis or break of the sentence or list."""
    line = max(line, text.rfind("(", line, start) + 1, text.rfind(")", line, start) + 1)
    words = list(_WORD.finditer(text, line, start))[-_MAX_WORDS_BEFORE:]
    for index in range(len(words) - 1, -1, -1):
        if _BREAK.search(words[index].group()):
            return words[index + 1 :]
    return words


def _house_before(text: str, line: int, start: int, lookup: Lookup) -> Piece | None:
    """Return an own periodical's abbreviation or longer title, not one plain word ("the Monitor")."""
    for first in _words_before(text, line, start):
        title = text[first.start() : start].rstrip()
        if lookup.house.titles_of(title) and (
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
    for first in _words_before(text, line, start):
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


def read_names_alone(text: str, start: int, end: int, lookup: Lookup) -> list[CitedSource]:
    """Read known names without a day: "(Kosovo Online, TV Pink, Blic)", "(2, Noviye Izvestia, 2, Gazeta, 2)".

    All of the list is accepted or none. An unknown name that begins or ends with a digit is an unreadable day
    ("Kommersant, 3 lammulya"). A name after a full stop or at a line's end is a citation; one after its own long form
    or in mid-sentence is a gloss.
    """
    if not _MAY_BE_NAMES.match(text, start + 1) or end - start < 4:
        return []
    if CREDIT.match(text, start + 1, end - 1) or SOURCE_LABEL.match(text, start + 1, end - 1):
        return []
    split = split_list(text, start + 1, end - 1)
    pieces = [name for piece in split for name in split_names(piece, lookup.known)]
    names = [piece for piece in pieces if not is_noise(piece.text)]
    paged = len(names) < len(pieces)
    names = [without_place(piece, lookup.known) for piece in names if len(names) == 1 or not is_place(piece.text)]
    names = [piece for piece in names if lookup.known.recognises(piece.text) or not _NOT_READ.search(piece.text)]
    if not names:
        return []
    sure = [piece for piece in names if lookup.known.trusts_in_prose(piece.text)]
    if len(names) == 1:
        believed = bool(sure) or _with_place(names[0].text, lookup)
    else:
        known = [piece for piece in names if lookup.known.recognises(piece.text)]
        believed = bool(sure) and 2 * len(known) >= len(names) and all(may_be_name(piece.text) for piece in names)
    if not believed or (not paged and not _closes(text, start, end, names)):
        return []
    return [CitedSource(piece.text, piece.start, piece.end, known=True, confidence=0.5) for piece in names]


def _closes(text: str, start: int, end: int, names: list[Piece]) -> bool:
    """Return whether names alone are in the position of a citation, and do not abbreviate the words before them."""
    ends_headline = text[end : end + 1] in ("", "\n")
    if not _SENTENCE_ENDS.match(text, end) or is_gloss_of_words(text, start, names, ends_headline):
        return False
    behind_full_stop = text[max(0, start - 3) : start].rstrip().endswith((".", "!", "?", "”", '"'))
    abbreviation = len(names) == 1 and names[0].text.isupper() and names[0].text.isalpha()
    return behind_full_stop or not abbreviation or not text[end : end + 1].strip()


def _with_place(name: str, lookup: Lookup) -> bool:
    """Return whether a text is a known name followed by a place: "N1 Sarajevo"."""
    words = name.split(" ")
    return len(words) == 2 and words[1][:1].isupper() and lookup.known.trusts_in_prose(words[0])


def is_gloss_of_words(text: str, start: int, names: list[Piece], ends_headline: bool) -> bool:
    """Return whether a lone name abbreviates the words before it: "the Associated Press (AP)".

    After a headline, a line without a full stop, it may stand behind any name: "Council meets Petar Lammic (K92)".
    """
    if len(names) > 1:
        return False
    words = _words_before(text, max(0, start - 120), start)
    if not words:
        return False
    capitals = "".join(word.group()[0] for word in words if word.group()[0].isupper())
    letters = re.sub(r"[^A-Z]", "", names[0].text)
    spelled_out = len(letters) > 1 and capitals.endswith(letters)
    last = words[-1].group()
    proper = not ends_headline and last[:1].isupper() and len(words) > 1 and words[-2].group()[:1].isupper()
    return spelled_out or proper or fold(last) in OUTLET_KINDS


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


def read_line_ends(text: str, lookup: Lookup) -> Iterator[tuple[int, int, list[CitedSource]]]:
    """Yield (start, end, sources) for lines that end in a source and a full date, and attributions after a dash."""
    begin = 0
    for line in text.split("\n"):
        end = begin + len(line.rstrip())
        if line and (found := _read_line_end(text, begin, end, lookup)):
            yield found
        begin += len(line) + 1


def _read_line_end(text: str, begin: int, end: int, lookup: Lookup) -> tuple[int, int, list[CitedSource]] | None:
    if not _ENDS_IN_NUMBER.search(text, max(begin, end - 3), end):
        return None
    stop = end - 1 if text[end - 1] == "." else end
    tail = max(begin, end - 160)
    days = next(reversed(list(find_days(text, tail, stop))), None)
    if days is None or days.end != stop or not days.to_the_day:
        return None
    piece = split_pieces(text, tail, days.start)[-2:]
    name = next((one for one in reversed(piece) if one.text), None)
    if name is None or "," not in text[name.end : days.start] or "(" in text[name.end : days.start]:
        return None
    if dash := _last_dash(text, tail, name.end):
        return _behind_dash(text, dash, stop, name, days, lookup)
    listed = _LISTED.match(text, begin) is not None
    if stop < end or not days.has_year or name.start == begin:
        return None
    if not (lookup.known.recognises(name.text) or (listed and may_be_name(name.text))):
        return None
    return name.start, stop, [CitedSource(name.text, name.start, name.end, [days], known=True, confidence=0.6)]


def _last_dash(text: str, begin: int, end: int) -> int | None:
    dashes = list(_DASH.finditer(text, begin, end))
    return dashes[-1].end() if dashes else None


def _behind_dash(
    text: str, dash: int, stop: int, piece: Piece, days: CitedDays, lookup: Lookup
) -> tuple[int, int, list[CitedSource]] | None:
    """Read "–Aleksandr Burtin in a commentary on the Polit.ru website, October 6." """
    kind = _KIND_AFTER.search(text[piece.start : piece.end])
    end = piece.start + kind.start() if kind else piece.end
    for word in _WORD.finditer(text, max(piece.start, dash), end):
        name = text[word.start() : end]
        if lookup.known.trusts_in_prose(name) or is_address(name):
            cited = CitedSource(name, word.start(), end, [days], known=True, confidence=0.6)
            return dash, stop, [cited]
    return None


def read_see(text: str, lookup: Lookup) -> Iterator[tuple[int, int, list[CitedSource]]]:
    """Yield references to own issues outside parentheses: "For background, see the Monitor, October 28." """
    folded = text.casefold()
    if "see" not in folded and "cf." not in folded:
        return  # most paragraphs; the expression takes ten times as long to find out
    for see in islice(SEE.finditer(text), _MAX_SEES):
        days = next(find_days(text, see.end(), see.end() + 80), None)
        if days is not None and lookup.house.titles_of(text[see.end() : days.start].strip(" ,")):
            yield see.start(), days.end, read_inside(text, see.start(), days.end, lookup)


def read_dateline(text: str, lookup: Lookup) -> tuple[int, int, list[CitedSource]] | None:
    """Read the agency in the dateline of a reprint: "MOSCOW (AFP) –"; None for other text."""
    match = _DATELINE.match(text)
    if match is None or not lookup.known.recognises(match["name"]):
        return None
    cited = CitedSource(match["name"], match.start("name"), match.end("name"), known=True, confidence=0.5)
    return len(text) - len(text.lstrip()), match.end("name") + 1, [cited]
