"""Report of what was cut of a page: only where the loss is unusual, so that a person looks where it matters."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import takewhile

from archive.text.formats.web_pages.page_pieces import Piece
from archive.text.problems import Problem

MAX_NAMED = 4  # parts that a report quotes, by their first words
FIRST_WORDS = 80  # characters
UNUSUAL_SHARE = 0.25  # of the text that was kept, in paragraphs cut

REMEDY = "Compare with the page, and add by hand what belongs to the article."

# What visitors wrote below the article, and what is known not to be text, is usually cut.
_USUAL = re.compile(r"comment|respond|disqus|cookie|consent|footer|newsletter|subscri|related|teaser|card|promo", re.I)
_USUAL_TAGS = frozenset(("footer", "nav", "form", "dialog"))


def unusual_cuts(pieces: Sequence[Piece], chosen: Sequence[Piece], used: Sequence[Piece]) -> Iterator[Problem]:
    """Yield a warning where headings or paragraphs were cut between those of the article, or much of the text.

    Navigation, forms, lists of links and comments are cut of almost every page, and not told; nor are headings without
    a paragraph below, such as "Share this story". `used` are the pieces that became fields, such as the title.
    """
    taken = {piece.number for piece in (*chosen, *used)}
    cut = [each for each in pieces if each.number not in taken and not _is_usual(each)]
    prose = [piece for piece in chosen if piece.is_prose()]
    within = [each for each in cut if prose and prose[0].number < each.number < prose[-1].number]
    paragraphs = [each for each in within if each.is_paragraph()]
    headings = [each for each in within if each.is_heading and _is_above(each, paragraphs, pieces)]
    beside = [each for each in cut if each.is_paragraph()]
    share = sum(len(each.text) for each in beside) / max(1, sum(len(each.text) for each in chosen))
    if paragraphs or headings:
        what = " and ".join(filter(None, (_counted(len(headings), "heading"), _counted(len(paragraphs), "paragraph"))))
        yield Problem(None, f"Cut from within the article: {what} ({_quoted([*headings, *paragraphs])}).", REMEDY)
    elif share > UNUSUAL_SHARE:
        what = f"Cut as parts of the page: paragraphs with {share:.0%} as much text as was kept ({_quoted(beside)})."
        yield Problem(None, what, REMEDY)


def _is_above(heading: Piece, paragraphs: Sequence[Piece], pieces: Sequence[Piece]) -> bool:
    """Return whether one of the paragraphs stands below a heading, before the next heading."""
    below = takewhile(lambda each: not each.is_heading, pieces[heading.number + 1 :])
    numbers = {each.number for each in paragraphs}
    return any(each.number in numbers for each in below)


def _is_usual(piece: Piece) -> bool:
    """Return whether a piece is of the parts that almost every page has around its article."""
    if piece.linked >= 0.5 * len(piece.text):
        return True
    around = [piece.holder, *piece.holder.iterancestors()]
    return any(each.tag in _USUAL_TAGS for each in around) or any(
        _USUAL.search(f"{each.get('class', '')} {each.get('id', '')}"[:300])
        for each in around
        if each.tag not in ("html", "body", "main", "article")
    )


def _counted(count: int, what: str) -> str:
    return f"{count} {what}{'s' if count > 1 else ''}" if count else ""


def _quoted(pieces: list[Piece]) -> str:
    shown = "; ".join(f"“{_first_words(piece.text)}”" for piece in pieces[:MAX_NAMED])
    return f"{shown}; and {len(pieces) - MAX_NAMED} more" if len(pieces) > MAX_NAMED else shown


def _first_words(text: str) -> str:
    return text if len(text) <= FIRST_WORDS else f"{text[:FIRST_WORDS].rsplit(' ', 1)[0]}…"
