"""Authors and years: "(Vale 1999, 12; Brod 2001a, 4)", "(Vale & Brod, 1999: 12–14)", "Vale et al. (1999, 12)"."""

from __future__ import annotations

import re
from collections.abc import Iterator

from archive.text.citations.dates.days import CitedDay, CitedDays
from archive.text.citations.forms.candidates import Candidate, Strength
from archive.text.citations.names.unknown_names import is_person, is_place
from archive.text.citations.names.word_classes import EVENTS, GLOSSES, NO_AUTHORS, POINTERS, WEEKDAYS
from archive.text.citations.reading_context import CitedSource, Lookup
from archive.text.citations.style import Form
from archive.text.dates import MONTH_NUMBERS
from archive.text.names.normalisation import fold

_LETTERS = r"[^\W\d_]"
_PARTICLE = r"(?:[Vv]an|[Vv]on|[Dd]e[rnl]?|[Dd][ia]|[Ll][ae]|[ae]l)"
_SURNAME = rf"(?:{_PARTICLE}[\s\-])*(?=[^\W\da-z_]){_LETTERS}[\w’'.\-]*"
_AUTHORS = (
    rf"{_SURNAME}(?:\s(?:(?:of|for|on|the|des|für)\s){{0,2}}{_SURNAME}){{0,4}}(?:,\s{_SURNAME}){{0,4}}"
    rf"(?:,?\s(?:and|&|und|et|y|e|i)\s{_SURNAME}(?:\s{_SURNAME})?)?(?:,?\s(?:et\s+al\.?|and\s+others|u\.\s?a\.))?"
)
_YEAR = r"(?:1[5-9]|20)\d\d[a-h]?(?![\w/])"
_PAGE_LABEL = r"(?:(?:pp?|ch|chap|vol|sec|S|s|n|fn|fig|table)\.?\s*|§+\s*)"
_PAGES = rf"(?:\s*[,:]\s*{_PAGE_LABEL}?[ivxl\d][\divxl]{{0,4}}(?:\s*[-–]\s*[ivxl\d]{{1,5}})?(?:ff?\.?)?)"
_LEAD = r"(?:(?:see|cf\.?|e\.g\.,?|also|in|compare|as in|vgl\.|siehe|voir|cit(?:ed|\.)\s+in)\s+)*"
_ITEM = re.compile(
    rf"\s*{_LEAD}(?P<authors>{_AUTHORS}(?:\s\d{{4}}(?=\s\d{{4}}))?),?\s+(?:\[\d{{4}}\]\s)?(?P<year>{_YEAR})(?:(?:\s*[,/]\s*|\s+and\s+|[-–]){_YEAR})*(?P<pages>{_PAGES}+)?\s*\.?\s*"
)
_YEARS_ALONE = re.compile(rf"\s*(?P<year>{_YEAR})(?:\s*,\s*{_YEAR})*(?P<pages>{_PAGES}+)?\s*")
_BEFORE = re.compile(
    rf"(?:(?<=\s)|^)(?P<authors>{_SURNAME}(?:,?\s(?:and|&)\s{_SURNAME})?(?:\set\sal\.?)?)(?:['’]s)?\s?\Z"
)
# What an author does in a work: "Brod (2001) argues".
_ARGUES = re.compile(
    r"\s(?:also\s|has\s|have\s)?(?:argues?|argued|shows?|showed|shown|notes?|noted|finds?|found|suggests?|suggested|claims?|claimed|"
    r"counts?|counted|estimates?|estimated|describes?|described|concludes?|concluded|observes?|observed|writes?|points?\sout)\b"
)
_SEVERAL = re.compile(r"\s(?:and|&|und|et|y|e|i)\s|et\s+al|,\s")
_SEGMENT = re.compile(r"[^;]+")
_MAX_LENGTH, _BACK = 500, 60


def read_author_years(text: str, start: int, end: int, lookup: Lookup) -> Iterator[Candidate]:
    """Yield the citation in a parenthesis of authors and years; `start` and `end` include the parentheses.

    It is sure or clear if pages, other works or second authors show that a year is a work's: "(Tesk 1999)" is not, and
    "(Olympics 1996)" is none.
    """
    if end - start > _MAX_LENGTH:
        return
    cited: list[CitedSource] = []
    signs = 0
    for segment in _SEGMENT.finditer(text, start + 1, end - 1):
        item = _ITEM.fullmatch(text, segment.start(), segment.end())
        if item is None:
            more = _YEARS_ALONE.fullmatch(text, segment.start(), segment.end())
            if more is None or not cited:
                return
            continue
        if not _may_be_authors(item["authors"]):
            return
        signs += bool(item["pages"]) + bool(_SEVERAL.search(item["authors"])) + item["year"][-1].isalpha()
        cited.append(_work(item, text))
    if cited:
        yield Candidate(Form.AUTHOR_YEAR, start, end, cited, _strength(len(cited), signs))


def _strength(works: int, signs: int) -> Strength:
    """Return how sure a parenthesis is by its works and its signs: pages and second authors."""
    if works > 1 and (signs or works > 2):
        return Strength.SURE
    return Strength.CLEAR if signs or works > 1 else Strength.WEAK


def read_authors_before(text: str, start: int, end: int, lookup: Lookup) -> Iterator[Candidate]:
    """Yield "Vale (1999, 12)": with a page it is clear, else an echo: a year after a name is as often a person's."""
    years = _YEARS_ALONE.fullmatch(text, start + 1, end - 1)
    if years is None:
        return
    before = _BEFORE.search(text, max(0, start - _BACK, text.rfind("\n", 0, start) + 1), start)
    if before is None or not _may_be_authors(before["authors"]):
        return
    name = before["authors"]
    days = _year(years, text)
    source = CitedSource(name, before.start("authors"), before.end("authors"), [days], confidence=0.5)
    is_work = years["pages"] or _ARGUES.match(text, end)
    strength = Strength.CLEAR if is_work and not is_person(name) else Strength.ECHO
    yield Candidate(Form.AUTHOR_YEAR, before.start("authors"), end, [source], strength)


def _work(item: re.Match[str], text: str) -> CitedSource:
    return CitedSource(item["authors"], item.start("authors"), item.end("authors"), [_year(item, text)], confidence=0.7)


def _year(match: re.Match[str], text: str) -> CitedDays:
    start, end = match.span("year")
    return CitedDays(match["year"], start, end, [CitedDay(None, None, int(text[start : start + 4]))])


def _may_be_authors(authors: str) -> bool:
    """Return whether words are authors or an institution, and not a place, an event or a thing that has a year."""
    words = [word.strip(".,’'") for word in fold(authors).split()]
    if is_place(authors) or words[0] in NO_AUTHORS or words[-1] in NO_AUTHORS:
        return False
    if words[0] in GLOSSES or words[0] in POINTERS:
        return False
    return not any(word in EVENTS or word in WEEKDAYS or word in MONTH_NUMBERS for word in words)
