"""Names with dates or pages and no comma between: "(Radio Tesk 12 May 1993, 27; Zarya p. 5)", "(Tesk: LNB, May 3)"."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from archive.text.citations.dates.days import CitedDays, find_days
from archive.text.citations.dates.foreign_days import first_days
from archive.text.citations.forms.candidates import Candidate, Strength, confidence_of, name_strength
from archive.text.citations.names.name_pieces import Piece, is_noise, split_pieces, without_connectives
from archive.text.citations.names.outlet_names import reads_like_outlet
from archive.text.citations.names.unknown_names import is_person, is_place
from archive.text.citations.reading_context import CitedSource, Lookup
from archive.text.citations.style import Form

_MAX_LENGTH = 400
_PAGE = r"(?:(?:pp?|pgs?|pages?|S|s|str|sid|с|стр)\.?\s*)?[A-Z]?\d{1,5}(?:\s*(?:[-–]|and|und|et|y|и)\s*\d{1,5})?"
_LOCATOR = re.compile(
    rf"(?:\s*[,:]\s*|\s+(?=pp?\b|pages?\b))"
    rf"(?:{_PAGE}(?:\s*[,&]\s*{_PAGE})*|(?:para|sec|ch|col)s?\.?\s*\d+(?:[.\-–]\d+)*)\.?\s*",
    re.IGNORECASE,
)
_LABELLED_PAGE = re.compile(
    r"\s*[,:]?\s+(?:pp?|pgs?|pages?|S|str|с|стр)\.?\s*[A-Z]?\d{1,4}(?:\s*[-–,]\s*\d{1,4})*\.?\s*$"
)
_NUMERIC = re.compile(r"(?:\d{1,2}[-–])?\d{1,4}[./\-]\d{1,2}[./\-]\d{1,4}")
_REPEATED = re.compile(r"\s*(?:ibid|idem|op\.\s?cit)\b\.?[^;]*", re.IGNORECASE)
_PLACE_AND_COLON = re.compile(r"\s*[A-ZÀ-ÞА-Я][\w.'’\- ]{1,28}:\s+(?=\S)")
# "(14.02.07)" and nothing else; and the run of words before it that may be a name: "Die Zeit (14.02.07)".
_NUMERIC_ALONE = re.compile(r"\s*(?:\d{1,2}[-–])?\d{1,2}([./\-])\d{1,2}\1(?:\d{4}|\d{2})\s*")
_WORD = r"[\w’'\-]+(?:\.[\w’'\-]+)*"
_LATER_WORD = rf"(?:(?=[A-ZÀ-ÞА-Я0-9]){_WORD}|of|de|da|do|del|der|di|la|le|el|i)"
_RUN_BEFORE = re.compile(rf"(?:(?<=\s)|^)(?P<name>(?=[A-ZÀ-ÞА-Я]){_WORD}(?:\s{_LATER_WORD}){{0,5}})\s?\Z")
# "Lamm newspaper (14.02.07)", "Lamm news agency (May 3)".
_KIND_BEFORE = re.compile(
    r"\s(?:(?P<kept>(?:official\s)?(?:news\sagency|agency|television|radio|TV|channel|press\sagency))|"
    r"(?P<paper>newspapers?|daily|dailies|weekly|papers?)|magazine|web\s?site|portal)\s?\Z"
)
_REPORTS_AFTER = re.compile(
    r"\s?(?:also\s)?(?:reports?|reported|writes?|wrote|says?|said|cites?|cited|quotes?|quoted|argues?|argued|claims?|claimed|"
    r"publish(?:es|ed)|broadcasts?|carries|carried|refers|referred|comments?|commented|notes|noted|covers)\b"
)
_ACCORDING = re.compile(
    r"(?:[Aa]ccording\sto|[Aa]s\sreported\s(?:by|in)|reported\s(?:by|in)|[Ss]peaking\sto|told|[Ww]rit(?:ing|es?)\sin|wrote\sin|"
    r"[Ii]nterview(?:ed)?\s(?:with|in|by|to)|quoted\s(?:by|in)|published\s(?:by|in)|carried\sby|appeared\sin)"
    r"\s(?:[a-z]+\s){0,3}\Z"
)
# "Ada, Liman and Sahil (13.06.08)": the names before the last one.
_NAMES_BEFORE = re.compile(
    r"(?:(?<=\s)|^)(?P<names>(?=[A-ZÀ-ÞА-Я])[\w’'\-]+(?:\s(?=[A-ZÀ-ÞА-Я])[\w’'\-]+){0,2}"
    r"(?:,\s(?=[A-ZÀ-ÞА-Я])[\w’'\-]+(?:\s(?=[A-ZÀ-ÞА-Я])[\w’'\-]+){0,2}){0,4}),?\s(?:and|&|und|et|ve|y|и)\s\Z"
)
_FIRST_WORDS = re.compile(
    r"(?:The|Illegal|Official|Local|Independent|Private|In|As|By|From|And|But|According to|Im|In der|Dans|Selon|Laut)"
    r"\s+(?=[A-ZÀ-ÞА-Я])"
)
# "Turkish Sabah newspaper": whose it is, and no part of its name.
_PEOPLE = re.compile(
    r"(?:[A-Z][a-z]{2,10}(?:ish|ese|ian|ean)|Greek|French|German|Dutch|Czech|Slovak|Serb|Croat|Arab)\s+(?=[A-ZÀ-Þ])"
)
_CAPITALISED = re.compile(r"[A-ZÀ-ÞА-Я][\w’'\-]*(?:\s[A-ZÀ-ÞА-Я][\w’'\-]*){0,3}")
_BACK, _SENTENCE = 120, 400


@dataclass(slots=True)
class Item:
    """One segment, a name with a date or a page: its sources, how sure they are, and what stood beside the names."""

    cited: list[CitedSource]
    strength: Strength
    days: CitedDays | None
    is_paged: bool


def read_dated_names(text: str, start: int, end: int, lookup: Lookup) -> Iterator[Candidate]:
    """Yield the citation in a parenthesis if every part between semicolons is a name with a date or a page.

    Handled: "(Radio Tesk 12 May 1993, 27)", "(Zarya 13 May 1993; LNB, p. 4)", "(Kerpress 14.02.07)", "(dpa, 3. Mai)",
    "(Tesk: Kerpress, May 3)". "(Battle of Tesk 12 May 1993)" is weak: no page, and no outlet.
    """
    if end - start > _MAX_LENGTH:
        return
    begin = start + 1
    if place := _PLACE_AND_COLON.match(text, begin, end - 1):
        begin = place.end()
    items: list[Item] = []
    for segment in re.finditer(r"[^;]+", text[begin : end - 1]):
        first, last = begin + segment.start(), begin + segment.end()
        if _REPEATED.fullmatch(text, first, last):
            continue
        item = read_item(text, first, last, lookup)
        if item is None:
            return
        if item.cited:
            items.append(item)
    if not items:
        return
    cited = [one for item in items for one in item.cited]
    if place and min(item.strength for item in items) is not Strength.SURE:
        return
    yield Candidate(_form_of(items, bool(place)), start, end, cited, _strength_of(items))


def _form_of(items: list[Item], has_place: bool) -> Form:
    if has_place:
        return Form.PLACE_FIRST
    return Form.NUMERIC_DATES if all(item.days and _is_numeric(item.days) for item in items) else Form.PAGES


def _strength_of(items: list[Item]) -> Strength:
    """Several items with pages, or one of them known, are sure together; else the weakest of them counts."""
    if len(items) > 1 and all(item.is_paged and item.strength >= Strength.CLEAR for item in items):
        return Strength.SURE
    if len(items) > 1 and any(item.cited[0].known for item in items):
        return Strength.SURE
    return min(item.strength for item in items)


def _is_numeric(days: CitedDays) -> bool:
    return _NUMERIC.fullmatch(days.text) is not None


def read_item(text: str, start: int, end: int, lookup: Lookup) -> Item | None:
    """Read names, then days, a page or both: "Radio Tesk 12 May 1993, 27", "Zarya, p. 5"; None for other text."""
    days = first_days(text, start, end)
    if days is None:
        page = _LABELLED_PAGE.search(text, start, end)
        return _item(text, start, page.start(), None, True, lookup) if page else None
    after = text[days.end : end].strip(" .")
    locator = _LOCATOR.fullmatch(text, days.end, end)
    if (after and not locator) or not (days.to_the_day or (days.has_month and days.has_year and locator)):
        return None
    return _item(text, start, days.start, days, locator is not None, lookup)


def _item(text: str, start: int, end: int, days: CitedDays | None, is_paged: bool, lookup: Lookup) -> Item | None:
    """Return the names before a date or page as one item, without persons; None where one of them is no name."""
    cited: list[CitedSource] = []
    strength = Strength.SURE
    for piece in map(_bare, split_pieces(text, start, end)):
        if is_noise(piece.text) or not piece.text or (cited and is_place(piece.text)) or is_person(piece.text):
            continue
        name = name_strength(piece.text, lookup)
        if name is None:
            return None
        if piece.start > 0 and text[piece.start - 1] in _QUOTES:
            name = Strength.SURE
        strength = min(strength, _with_evidence(name, days, is_paged, has_comma=_COMMA.search(text, start, end)))
        confidence = confidence_of(piece.text, name, lookup)
        known = lookup.known.recognises(piece.text)
        one = CitedSource(
            piece.text, piece.start, piece.end, [days] if days else [], known=known, confidence=confidence
        )
        cited.append(one)
    return Item(cited, strength, days, is_paged)


def _bare(piece: Piece) -> Piece:
    return without_connectives(piece) if piece.text else piece


_QUOTES = "«„“"
_COMMA = re.compile(r",\s?\Z")


def _with_evidence(name: Strength, days: CitedDays | None, is_paged: bool, has_comma: object) -> Strength:
    """Return the strength of a name with what stands beside it: a page, a date to the year, numbers, a comma.

    With a comma, "(El Faro, 3 de mayo)", it is the house style in another language.
    """
    if name is Strength.SURE or days is None:
        return name
    if (is_paged and days.has_year) or _is_numeric(days) or has_comma:
        return Strength.CLEAR
    return Strength.WEAK


def read_before_date(text: str, start: int, end: int, lookup: Lookup) -> Iterator[Candidate]:
    """Yield "Tesk Anzeiger (14.02.07)": a date alone after a name; in words, "Radio Tesk (May 3)", after an outlet's.

    `start` and `end` are the parenthesis'. A known name before it is read in every style.
    """
    days = next(find_days(text, start + 1, end - 1), None)
    line = text.rfind("\n", 0, start) + 1
    floor = max(line, start - _BACK)
    kind = _KIND_BEFORE.search(text, floor, start)
    run = _RUN_BEFORE.search(text, floor, kind.start() if kind else start)
    if days is None or run is None or days.text != text[start + 1 : end - 1].strip():
        return
    is_line = run.start() == line and text[end : end + 1] in ("", "\n") and days.has_year
    first = run.start("name")
    if leading := _FIRST_WORDS.match(text, first, run.end("name")):
        first = leading.end()
    if kind and kind["paper"] and (people := _PEOPLE.match(text, first, run.end("name"))):
        first = people.end()
    name = text[first : run.end("name")]
    strength = name_strength(name, lookup)
    if strength is None or name.endswith(".") or not days.to_the_day:
        return
    if kind and kind["kept"]:  # "Lamm news agency" is its name, "Lamm newspaper" is what it is
        name = text[first : kind.end("kept")]
    in_numbers = _NUMERIC_ALONE.fullmatch(text, start + 1, end - 1) is not None
    reports = kind is not None or _reports(text, floor, first, end)
    if not (is_line or in_numbers or reads_like_outlet(name) or kind):
        return
    if reports and (in_numbers or kind):
        strength = Strength.SURE
    others = _names_before(text, floor, first, lookup) if in_numbers else []
    if others:
        strength = max(strength, *(sure for _, sure in others))
    pieces = [*(piece for piece, _ in others), Piece(name, first, first + len(name))]
    cited = [
        CitedSource(one.text, one.start, one.end, [days], confidence=confidence_of(one.text, strength, lookup))
        for one in pieces
    ]
    yield Candidate(Form.NUMERIC_DATES if in_numbers else Form.PAGES, pieces[0].start, end, cited, strength)


def _names_before(text: str, floor: int, first: int, lookup: Lookup) -> list[tuple[Piece, Strength]]:
    """Return the names that share the days of the name at `first`, "Ada, Liman and" before it; [] for other words."""
    listed = _NAMES_BEFORE.search(text, floor, first)
    if listed is None:
        return []
    found = []
    for piece in split_pieces(text, *listed.span("names")):
        strength = name_strength(piece.text, lookup)
        if strength is None:
            return []
        found.append((piece, strength))
    return found


def _reports(text: str, floor: int, first: int, end: int) -> bool:
    """Return whether what is named reports: "According to Lamm (14.02.07)", "Lamm (14.02.07) writes"."""
    return _REPORTS_AFTER.match(text, end) is not None or _ACCORDING.search(text, floor, first) is not None


def read_in_sentence(text: str, start: int, end: int, lookup: Lookup) -> Iterator[Candidate]:
    """Yield a full date alone, with or without a page, that ends a sentence which names one outlet.

    "According to Radio Tesk, the ice is thin (12 May 1993, 27)." A sentence with a known source that reports is read
    in every style.
    """
    days = next(find_days(text, start + 1, end - 1), None)
    if days is None or text[start + 1 : days.start].strip() or not (days.to_the_day and days.has_year):
        return
    locator = _LOCATOR.fullmatch(text, days.end, end - 1)
    if (text[days.end : end - 1].strip() and not locator) or text[end : end + 1] not in ("", ".", "\n", ";"):
        return
    floor = max(0, start - _SENTENCE, text.rfind("\n", 0, start) + 1, text.rfind(")", 0, start) + 1)
    floor = max(floor, text.rfind(". ", floor, start) + 1)
    outlets = [
        Piece(name.group(), name.start(), name.end())
        for name in _CAPITALISED.finditer(text, floor, start)
        if lookup.known.trusts_in_prose(name.group()) or reads_like_outlet(name.group())
    ]
    if len(outlets) == 1:
        name = outlets[0]
        cited = CitedSource(name.text, name.start, name.end, [days], known=True, confidence=0.5)
        form = Form.NUMERIC_DATES if _is_numeric(days) else Form.PAGES
        yield Candidate(form, start, end, [cited], Strength.SURE if locator else Strength.CLEAR)


def read_after_reporting(text: str, start: int, end: int, lookup: Lookup) -> Iterator[Candidate]:
    """Yield "Kerpress wrote (March 30–April 2)": days alone, after an outlet's name and a verb of reporting."""
    days = next(find_days(text, start + 1, end - 1), None)
    if days is None or not days.to_the_day or days.text != text[start + 1 : end - 1].strip():
        return
    verb = _REPORTING.search(text, max(0, start - _BACK), start)
    if verb is None:
        return
    name = verb["name"]
    first = verb.start("name")
    if leading := _FIRST_WORDS.match(text, first, verb.end("name")):
        first, name = leading.end(), text[leading.end() : verb.end("name")]
    for begin in [0, *(blank.end() for blank in re.finditer(r"\s", name))]:
        part = name[begin:]
        if lookup.known.trusts_in_prose(part) or reads_like_outlet(part):
            confidence = 0.8 if lookup.known.recognises(part) else 0.6
            at = first + begin
            cited = CitedSource(part, at, at + len(part), [days], known=True, confidence=confidence)
            yield Candidate(Form.PAGES, start, end, [cited], Strength.SURE)
            return
    if _ABBREVIATION.fullmatch(name) and not lookup.known.recognises(name) and not is_place(name):
        cited = CitedSource(name, first, first + len(name), [days], confidence=0.5)
        yield Candidate(Form.PAGES, start, end, [cited], Strength.CLEAR)


_ABBREVIATION = re.compile(r"[A-ZÀ-ÞА-Я]{3,5}")
_REPORTING = re.compile(
    r"(?:(?<=\s)|^)(?P<name>[A-ZÀ-ÞА-Я0-9][\w’'.\-]*(?:\s[\w’'.\-]+){0,4}?)\s(?:has\s|had\s|also\s)?"
    r"(?:wrote|writes|reported|reports|said|says|noted|notes|claimed|claims|commented|published|announced|quoted|quotes|"
    r"put\sit|carried|observed|asked|argued|argues|added|cited|cites|revealed|stated|told)(?:\s(?:him|her|them|it))?"
    r"(?:\s(?:on|in|via|at)\s(?:its|their|the)\s(?:own\s)?(?:(?:news\s)?web\s?(?:site|page)|site|blog|page|channel|account|"
    r"front\spage|pages))?(?:\s(?:on|that|in))?\s?\Z"
)
