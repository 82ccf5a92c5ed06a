"""The title of a saved web page's article: what it prints, what its metadata say, and the title of its window."""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass
from itertools import islice

from lxml.html import HtmlElement

from archive.text.formats.web_pages.page_facts import PageFacts
from archive.text.formats.web_pages.page_pieces import block_text
from archive.text.names.normalisation import fold

MIN_ALIKE = 0.5  # the share of its words that a heading has in common with the title of which it is a variant
MAX_HEADINGS = 60
MAX_TITLE = 400  # characters of a heading that may be a title
MAX_PARTS = 12  # of a window's title

_BETWEEN = re.compile(r"\s+[|–—·•:»«/@-]+\s+|\s*[|｜]\s*|(?<=\w)_(?=\w)|:\s+|\s::\s")
_SITE_BEHIND = re.compile(r"\s+[|–—·•»-]\s+|\s*[|｜]\s*")
_MARKS = "¶# \u200b"  # of links to a heading itself
_WORDS = re.compile(r"\w+")


@dataclass(frozen=True, slots=True)
class Title:
    """Title of a page: its text, and the element that prints it, if there is one."""

    element: HtmlElement | None = None
    text: str = ""


def page_title(body: HtmlElement, facts: PageFacts, publications: Collection[str] = ()) -> Title:
    """Weigh a page's headings, the titles in its metadata, and its window's title ("Ferries stand – Quay Paper").

    A heading that repeats one of the others, or is a variant of it, is the title as printed. Without such a heading
    it is the title in the metadata; and without that, the only <h1>, or the window's title if that says more. The
    name of the site is never the title: that which the metadata or `publications` name, or which stands after the
    title in the window's.
    """
    sites = {_key(name) for name in [*facts.sites, *publications] if name}
    described = [title for title in facts.titles if _key(title) not in sites]
    mastheads = sites | {_key(name) for name in _probable_sites(facts.window_title)} - {
        _key(each) for each in described
    }
    headings = [each for each in _headings(body) if each.key not in mastheads]
    printed = _repeated(headings, [*described, facts.window_title])
    if printed is None:
        printed = _variant([each for each in headings if each.is_first], [*described, facts.window_title][:3])
    if printed is not None:
        return Title(printed.element, printed.text)
    names = [*facts.sites, *publications]
    return _unprinted(headings, described, without_site(facts.window_title, names), names)


@dataclass(frozen=True, slots=True)
class _Heading:
    element: HtmlElement
    text: str
    key: str

    @property
    def is_first(self) -> bool:
        return bool(self.element.tag == "h1")


def _headings(body: HtmlElement) -> list[_Heading]:
    """Return the headings that may be a title, of the first level first."""
    elements = [*islice(body.iter("h1"), MAX_HEADINGS), *islice(body.iter("h2", "h3"), MAX_HEADINGS)]
    texts = [(each, block_text(each).strip(_MARKS)) for each in elements]
    return [_Heading(each, text, _key(text)) for each, text in texts if 0 < len(text) <= MAX_TITLE]


def _repeated(headings: list[_Heading], titles: list[str]) -> _Heading | None:
    """Return the first heading that is one of the titles, or all but the name of the site of one; <h1> first."""
    for title in titles:
        for forms in ([title], *_without_an_end(title)):
            wanted = {_key(form) for form in forms} - {""}
            for heading in headings:
                if heading.key in wanted:
                    return heading
    return None


def _without_an_end(title: str) -> tuple[list[str], list[str]]:
    """Return a title without what is probably its site's name, and without what is hardly that.

    The name stands behind a dash or bar, "Ferries stand – Quay Paper", and before a colon, "Quay Paper: Ferries stand".
    """
    likely, unlikely = [], []
    for match in islice(_BETWEEN.finditer(title), MAX_PARTS):
        before, behind = title[: match.start()], title[match.end() :]
        is_colon = match[0].strip() == ":"
        likely.append(behind if is_colon else before)
        unlikely.append(before if is_colon else behind)
    return likely, unlikely


def _probable_sites(title: str) -> list[str]:
    """Return what is probably the name of the site in a window's title: the side where it stands, if no longer."""
    sides = zip(*_without_an_end(title), strict=True)
    return [site for rest, site in sides if len(_key(site).split()) <= len(_key(rest).split())]


def _variant(headings: list[_Heading], titles: list[str]) -> _Heading | None:
    """Return the first heading that has most words of a title, though not as it stands there."""
    for heading in headings:
        mine = set(heading.key.split())
        for title in titles:
            theirs = set(_key(title).split())
            if len(mine) > 1 and len(mine & theirs) > MIN_ALIKE * min(len(mine), len(theirs)):
                return heading
    return None


def _unprinted(headings: list[_Heading], described: list[str], window: str, sites: list[str]) -> Title:
    """Return the title of a page of which no heading repeats its metadata."""
    if described:
        return Title(None, without_site(described[0], sites))
    *_, last = [None, *_SITE_BEHIND.finditer(window)]
    before = window[: last.start()].strip() if last else ""
    text = before if len(_key(before).split()) > 1 else window
    firsts = [each for each in headings if each.is_first]
    is_window_site = _key(text) in {_key(site) for site in sites}
    if len(firsts) == 1 and (is_window_site or len(firsts[0].key.split()) >= min(3, len(_key(text).split()))):
        return Title(firsts[0].element, firsts[0].text)
    return Title(None, "" if is_window_site else text)


def without_site(title: str, sites: list[str]) -> str:
    """Return a title without the name of its site at an end: "Ferries stand | Quay Paper" → "Ferries stand"."""
    known = {_key(site) for site in sites if site}
    for match in _BETWEEN.finditer(title):
        before, behind = title[: match.start()].strip(), title[match.end() :].strip()
        if before and _key(behind) in known:
            return before
        if behind and _key(before) in known:
            return behind
    return title


def _key(text: str) -> str:
    return " ".join(_WORDS.findall(fold(text[: 2 * MAX_TITLE]))) or text.strip()
