"""A second opinion on what a page's article is, by trafilatura (https://trafilatura.readthedocs.io), and on its date.

The date is searched by htmldate (https://htmldate.readthedocs.io), which trafilatura uses too.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Iterable, Iterator
from copy import deepcopy

from lxml.html import HtmlElement

from archive.text.dates import PartialDate
from archive.text.formats.web_pages.page_dates import read_page_date
from archive.text.formats.web_pages.page_pieces import PageText

# Beyond these it takes seconds, and pages of articles do not come near.
MAX_ELEMENTS = 10_000
MAX_CHARACTERS = 400_000
RUN = 3  # words
MIN_FOUND = (
    0.5  # of the characters in a page's paragraphs; its fallbacks take as long as its rules, and rarely find more
)
MIN_SHARE = 0.6  # of a piece's runs of words

# It logs each page in which it finds nothing, which is an answer here, and no fault.
logging.getLogger("trafilatura").setLevel(logging.CRITICAL)
logging.getLogger("htmldate").setLevel(logging.CRITICAL)

_WORD = re.compile(r"\w+")


def take_second_opinion(page: HtmlElement, text: PageText) -> bool:
    """Mark the pieces of a page that trafilatura takes for its article's; return whether it has an opinion.

    It returns text of its own making, without the page's elements, so pieces are found in it by their words. Pages
    beyond the bounds, and those in which it finds nothing, get none.
    """
    if sum(len(piece.text) for piece in text.pieces) > MAX_CHARACTERS or _count(page) > MAX_ELEMENTS:
        return False
    lines, runs = _words_of(_extracted(page, text).split("\n"))
    for piece in text.pieces:
        words = _words(piece.text)
        mine = [*_runs(words)]
        whole = " ".join(words) in lines
        piece.is_seconded = bool(words) and (
            whole or (len(mine) > 0 and sum(run in runs for run in mine) >= MIN_SHARE * len(mine))
        )
    text.measure()
    return bool(runs)


def _extracted(page: HtmlElement, text: PageText) -> str:
    """Return what it takes for the article, with its fallbacks only where the rules find little of the paragraphs."""
    found = _by_rules(page, fast=True)
    prose = sum(len(piece.text) for piece in text.pieces if piece.is_paragraph())
    return found if len(found) >= MIN_FOUND * prose else _by_rules(page, fast=False)


def _by_rules(page: HtmlElement, *, fast: bool) -> str:
    # Imported here, as it takes a third of a second to start, which no other command and no page should wait for.
    from trafilatura import bare_extraction

    found = bare_extraction(deepcopy(page), fast=fast, include_comments=False, with_metadata=False)
    text = getattr(found, "text", None)
    return text if isinstance(text, str) else ""


def searched_date(page: HtmlElement) -> PartialDate | None:
    """Search a whole page, its metadata and text, for the day when it appeared; None for none, and beyond the bounds.

    Of pages whose date neither their metadata nor elements tell it finds half, and is wrong about a quarter.
    """
    # Imported here, as trafilatura is.
    from htmldate import find_date

    if _count(page) > MAX_ELEMENTS:
        return None
    found = find_date(deepcopy(page), extensive_search=False, original_date=True)
    return read_page_date(found) if found else None


def _count(page: HtmlElement) -> int:
    return sum(1 for _ in page.iter())


def _words_of(lines: Iterable[str]) -> tuple[set[str], set[tuple[str, ...]]]:
    """Return the lines of a text by their words, and all runs of words in it."""
    found, all_words = set(), []
    for line in lines:
        words = _words(line)
        found.add(" ".join(words))
        all_words += words
    return found, set(_runs(all_words))


def _words(text: str) -> list[str]:
    return _WORD.findall(text.lower())


def _runs(words: list[str]) -> Iterator[tuple[str, ...]]:
    return (tuple(words[at : at + RUN]) for at in range(len(words) - RUN + 1))
