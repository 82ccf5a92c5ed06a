"""Head of a page's article in elements of its own: by-line, date and standfirst between its title and its text."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import zip_longest

from lxml.html import HtmlElement

from archive.text.dates import PartialDate
from archive.text.formats.head_elements import BYLINE, DATE, MAX_LINE, MAX_STANDFIRST, STANDFIRST
from archive.text.formats.web_pages.page_dates import read_page_date
from archive.text.formats.web_pages.page_facts import PageFacts
from archive.text.formats.web_pages.page_pieces import PageText, Piece
from archive.text.headers.bylines import read_byline
from archive.text.names.author_lists import read_author_list
from archive.text.names.found_names import AuthorList
from archive.text.names.name_tokens import is_whole_name

MAX_LINKED_AUTHORS = 4
ABOVE_TITLE, BELOW_FIRST = 6, 2  # pieces that the head reaches above the title, and into the text

_MODIFIED = re.compile(r"modif|updat|comment", re.I)
_LABEL = re.compile(
    r"\W*(?:(?:(?:written|posted|published|words|text|posts|articles|(?:view |see )?all posts) by|by|authors?"
    r"|(?:geschrieben |verfasst |(?:zeige )?alle beiträge |ein beitrag )?von|autor(?:in|en|es|a)?|text|tekst"
    r"|автор|текст"
    r"|authors?|(?:publié |écrit |voir tous les articles )?par|auteure?s?|(?:publicado |escrito )?por|door|scritto da"
    r"|skrevet a[fv]|skriven av|opracowanie)(?=\W|\Z))?\W*",
    re.I,
)
_OTHER_BY = re.compile(r"(?:af|av|di|da)\s+(?=[^\W\d_])", re.I)  # which may begin a name too
_PARENTHESIS = re.compile(r"\s*\([^)]*\)?")
_QUOTED = re.compile(r"quote|comment|reply|related|recommend", re.I)  # whose authors are not those of the article
# Pages of a site about those who write for it: "/author/anna-vale/", "/by/anna-vale".
_PROFILE = re.compile(
    r"/(?:authors?|autor(?:en|es|i)?|auteurs?|by|people|profil(?:e|es)?|contributors?|writers?|staff|editors?|redaktion"
    r"|redacteurs?|journalists?|columnists?|signataires?|reporters?)/[^/?#]+/?(?:[?#]|\Z)",
    re.I,
)
# What parts a line such as "Anna Vale | 4.3.2020 16:52" and "Von Ivo Marsh am 3. Mai 2013".
_PARTING = re.compile(r"\s*[|/·•]\s*|\s[–—-]\s|,?\s+(?:am|on|le|el|den|dnia|at)\s+(?=\d|[A-Z][a-z]+ \d)|\s*,\s*(?=\d)")
# Words of an office, which pages write behind a name: "Anna Vale, Staff Writer".
_OFFICE = re.compile(
    r"\b(?:staff|editor|editors|reporter|correspondent|writer|contributor|columnist|senior|follow|profile|twitter|email"
    r"|published|updated|posted|share|min read|view all|stories|feed|more|subscribe|photograph\w*|illustrat\w*)\b",
    re.I,
)
_DEGREE = re.compile(r"[A-Z]{2,4}|Ph\.?D\.?|[A-Z]\.[A-Z]\.(?:[A-Z]\.)?")
_FIGURES = re.compile(r"\d|@|https?:")


@dataclass(slots=True)
class HeadElements:
    """What elements of a page's head say, and `used`: those that are no part of the text any more."""

    authors: list[str] = field(default_factory=list)
    date: PartialDate | None = None
    standfirst: str = ""
    language: str = ""
    used: list[HtmlElement] = field(default_factory=list)


def read_head_elements(
    text: PageText, main: HtmlElement, title: HtmlElement | None, chosen: list[Piece], language: str = ""
) -> HeadElements:
    """Read by-line, date and standfirst from elements named so, by class, rel or itemprop, and from <time>.

    The head reaches from a few lines above the title to the first paragraphs of the text. A by-line at its end is
    read where the head has none, and so is a date, if there is only one; a <time> elsewhere, in a sidebar say, is
    not. `language` is the page's, by which dates in figures are read.
    """
    found = HeadElements(language=language)
    first = chosen[0].number if chosen else 0
    own = text.inside(title) if title is not None else text.inside(main)
    start = min(own[0].number - ABOVE_TITLE if own else 0, first)
    for element in _elements_of(text.pieces[max(0, start) : first + BELOW_FIRST + 1], title):
        _take(element, found)
    within = [*_elements_of([piece for piece in text.inside(main) if not piece.is_boilerplate], title)]
    for element in within:
        if not found.authors and _is_byline(element):
            _take_byline(element, found)
    found.date = found.date or _only_date(within, language)
    if not found.authors:
        found.authors = _linked_authors(text) or _profiled(text.pieces[max(0, start) : first + 1])
    return found


def _only_date(elements: list[HtmlElement], language: str) -> PartialDate | None:
    """Return the date of elements named so, if all of them have the same one."""
    read = [_date_of(each, _words(each), language) for each in elements if _is_date(each)]
    found = {date.first: date for date in read if date}
    return next(iter(found.values())) if len(found) == 1 else None


def _linked_authors(text: PageText) -> list[str]:
    """Return the names in a page's links with rel="author", if they are so few that they are of one article."""
    links = (each for piece in text.pieces if not piece.is_boilerplate for each in piece.holder.iter("a"))
    names = [name for link in links if _is_author_link(link) for name in byline_names(link)]
    return list(dict.fromkeys(names)) if len(set(names)) <= MAX_LINKED_AUTHORS else []


def _profiled(pieces: list[Piece]) -> list[str]:
    """Return the names in links of the head to pages about authors, few as above."""
    links = [link for piece in pieces for link in piece.holder.iter("a") if _PROFILE.search(link.get("href") or "")]
    names = dict.fromkeys(name for link in links for name in _names_in(_words(link)) if is_whole_name(name))
    return [*names] if len(names) <= MAX_LINKED_AUTHORS else []


def _is_author_link(element: HtmlElement) -> bool:
    return "author" in (element.get("rel") or "").split()


def _elements_of(pieces: list[Piece], title: HtmlElement | None) -> Iterator[HtmlElement]:
    """Yield the elements that hold pieces, and those around and inside them, outermost first, none twice."""
    seen: set[HtmlElement] = set() if title is None else {title, *title.iterancestors()}
    for piece in pieces:
        for element in (*reversed([*piece.holder.iterancestors()][:4]), *piece.holder.iter()):
            if element not in seen and isinstance(element.tag, str):
                seen.add(element)
                yield element


def _take(element: HtmlElement, found: HeadElements) -> None:
    if any(used in (element, *element.iterancestors()) for used in found.used):
        return
    words = _words(element)
    name = f"{element.get('class', '')} {element.get('itemprop', '')}"
    if not words or len(words) > MAX_STANDFIRST:
        return
    if STANDFIRST.search(name) and not found.standfirst:
        found.standfirst = words
        found.used.append(element)
    elif len(words) <= MAX_LINE and _is_byline(element):
        _take_byline(element, found)
    elif len(words) <= MAX_LINE and _is_date(element):
        _take_date(element, words, found)


def _is_date(element: HtmlElement) -> bool:
    name = f"{element.get('class', '')} {element.get('itemprop', '')}"
    return (element.tag == "time" or DATE.search(name) is not None) and not _MODIFIED.search(name)


def _date_of(element: HtmlElement, words: str, language: str) -> PartialDate | None:
    return read_page_date(element.get("datetime") or "") or read_page_date(words, language)


def _is_byline(element: HtmlElement) -> bool:
    name = f"{element.get('class', '')} {element.get('itemprop', '')}"
    return (BYLINE.search(name) is not None and not _QUOTED.search(name)) or _is_author_link(element)


def _take_byline(element: HtmlElement, found: HeadElements) -> None:
    names = byline_names(element)
    if not names:
        return
    if not found.date:
        for each in element.iter("time"):
            _take_date(each, _words(each), found)
    found.authors += [name for name in names if name not in found.authors]
    found.used.append(element)


def byline_names(element: HtmlElement) -> list[str]:
    """Return the names in a by-line's element, without offices, accounts and dates that stand beside them.

    "By <a>Anna Vale</a> and <a>Ivo Marsh</a>, Staff Writers" → two; [] where what stands first is no name.
    """
    links = [_words(each) for each in element.iter() if isinstance(each.tag, str) and _is_author_link(each)]
    if links := [words for words in links if words and not (_OFFICE.search(words) or _FIGURES.search(words))]:
        return list(dict.fromkeys(name for words in links for name in _listed(words)))
    names: list[str] = []
    for piece in _pieces(element):
        read = _names_in(piece)
        if not read and names:
            break
        names += [name for name in read if name not in names]
    return names


def _listed(words: str) -> list[str]:
    return people_named(words).names


def people_named(words: str) -> AuthorList:
    """Return the names in a list of authors, without its label: "Written by Anna Vale, Ivo Marsh" → two."""
    words = _PARENTHESIS.sub("", _LABEL.sub("", words, count=1))
    unlabelled = _OTHER_BY.sub("", words, count=1) if _OTHER_BY.match(words) else words
    return read_author_list(unlabelled if len(unlabelled.split()) > 1 else words)


def _pieces(element: HtmlElement) -> list[str]:
    texts = [" ".join(text.split()) for text in element.itertext()]
    return [text for text in texts if text.strip(" |·•,–—-:/&")]


def _names_in(piece: str) -> list[str]:
    """Return the names in a piece of a by-line up to the first that is an office, an account or a figure."""
    names: list[str] = []
    for name in _listed(piece):
        if names and _DEGREE.fullmatch(name):
            continue
        if _OFFICE.search(name) or _FIGURES.search(name) or read_byline(f"By {name}") is None:
            break
        names.append(name)
    return names


def _take_date(element: HtmlElement, words: str, found: HeadElements) -> None:
    date = _date_of(element, words, found.language)
    if date is None or element.getparent() is None:
        return
    found.date = found.date or date
    if date.first == found.date.first and _stands_alone(element):
        found.used.append(element)


def _stands_alone(element: HtmlElement) -> bool:
    """Return whether an element has no other text in its line, or it is a short line."""
    parent = element.getparent()
    return parent is None or len(_words(parent)) <= MAX_LINE


def _words(element: HtmlElement) -> str:
    return " ".join(" ".join(element.itertext()).split())


_URL_DATE = re.compile(r"/((?:19|20)\d{2})[/-](\d{1,2})[/-](\d{1,2})(?:[/-]|\Z)")


def date_around(text: PageText, chosen: list[Piece], facts: PageFacts) -> PartialDate | None:
    """Return the date in a short line above the text, "Posted on May 30, 2003", or in the page's own address."""
    for piece in _lines_above(text, chosen):
        if date := read_page_date(piece.text, facts.first("language")):
            return date
    match = _URL_DATE.search(facts.first("url"))
    return read_page_date("-".join(match.groups())) if match else None


def authors_around(text: PageText, chosen: list[Piece], facts: PageFacts) -> list[str]:
    """Return the names in a by-line above the text or at its foot, "By Anna Vale", or in a line with the date."""
    above = _lines_above(text, chosen)
    found = next(filter(None, map(read_byline, (piece.text for piece in (*above, *_lines_below(text, chosen))))), None)
    return found.names if found else _dated_names([piece.text for piece in above], " ".join(facts.titles))


def _dated_names(lines: list[str], titles: str) -> list[str]:
    """Return the name that shares its line with a date, "Anna Vale | 4.3.2020", or stands in the line above one."""
    for line, below in zip_longest(lines, lines[1:], fillvalue=""):
        first, *rest = _PARTING.split(line, maxsplit=1)
        if not any(map(read_page_date, rest or [below])):
            continue
        if signed := read_byline(first):
            return signed.names
        if first not in titles and is_whole_name(first) and _names_in(first) == [first]:
            return [first]
    return []


def _lines_below(text: PageText, chosen: list[Piece]) -> list[Piece]:
    """Return the last lines of the text, and those right behind it, for a by-line at its foot."""
    last = chosen[-1].number if chosen else 0
    lines = text.pieces[max(0, last - BELOW_FIRST) : last + 1 + BELOW_FIRST]
    return [piece for piece in lines if len(piece.text) <= MAX_LINE and not piece.is_boilerplate]


def _lines_above(text: PageText, chosen: list[Piece]) -> list[Piece]:
    """Return the short lines right above the text, which were not chosen for it."""
    prose = [piece.number for piece in chosen if piece.is_prose()]
    first = prose[0] if prose else 0
    lines = text.pieces[max(0, first - 2 * ABOVE_TITLE) : first]
    return [piece for piece in lines if len(piece.text) <= MAX_LINE and not piece.is_boilerplate]
