"""Splits text into sentences, so that a snippet begins and ends with one."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

# Abbreviations whose full stop does not end a sentence before another word. Those that often do ("etc.", "Inc.",
# "a.m.") are decided by the capital letter that follows.
_ABBREVIATION = re.compile(
    r"""
    mr|mrs|ms|dr|prof|gen|col|lt|maj|capt|cpt|sgt|adm|brig|cdr|sen|rep|gov|pres|amb|rev|hon|st|ste|messrs|mt|ft
    |no|nos|vol|vols|pp|p|ed|eds|trans|fig|figs|cf|vs|viz|al|approx|ca|c|art|sec|para|ch
    |nr|bd|jg|bzw|ca|г|гг|стр|ул|тыс|млн|млрд|р|см|им|напр|mme|mlle|sra|srta|núm|tzv|např
    |jan|feb|mar|apr|jun|jul|aug|sept|sep|oct|nov|dec|e\.g|i\.e
    """,
    re.IGNORECASE | re.VERBOSE,
)
# After U.S. and similar, only a word that is rare within sentences begins a new one.
_OPENER = re.compile(
    r"""
    the|a|an|this|that|these|those|he|she|it|they|we|i|in|on|at|but|and|yet|however|although|while|when|if|as|after
    |before|since|for|to|there|his|her|its|their|our|no|not|what|who|why|how|such|some|many|most|both|one
    """,
    re.IGNORECASE | re.VERBOSE,
)
_CLOSERS = "\"'”’“»›«)]"
# Full stops of Chinese and Japanese stand without a space. Those of Arabic, Urdu, Hindi, Armenian, Khmer and Burmese
# end nothing but sentences.
_WIDE_STOPS = "。！？｡"
_OTHER_STOPS = "؟۔।॥։។။"
# Every border begins with one letter of a set, after which the group says how it goes on: looking for a set takes a
# tenth of the time of trying four expressions at each letter.
_BORDER = re.compile(
    rf"""
    [.!?…\n{_WIDE_STOPS}{_OTHER_STOPS}](?:
    (?<=[.!?…])(?<![.!?…]{{2}})[.!?…]*[{re.escape(_CLOSERS)}]*\s+(?=[^a-zа-яёіїєґўα-ωά-ώ\s])
    |(?<=\n)\s*\n\s*
    |(?<=[{_WIDE_STOPS}])[{_WIDE_STOPS}]*[」』”’）】]*\s*(?=\S)
    |(?<=[{_OTHER_STOPS}])[{_OTHER_STOPS}]*[{re.escape(_CLOSERS)}]*\s+(?=\S)
    )
    """,
    re.VERBOSE,
)
_WORD_BACKWARDS = re.compile(r"[\w.]*")
_NEXT_WORD = re.compile(r"[\"'“‘«\[]*(\w+)")
_DOTTED = re.compile(r"(?:[^\W\d_]\.)+[^\W\d_]")

# A parenthesis longer than this was never closed.
_MAX_ASIDE = 400
_MAX_WORD = 31


def each_sentence(text: str) -> Iterator[tuple[int, int]]:
    """Yield the sentences of a text as (start, end) pairs, in order, without the space between; together they cover it.

    A full stop ends no sentence after an initial (V. Socor), a title or abbreviation (Gen., No., Oct.), nor within
    parentheses; after U.S. and similar only before a usual first word. A citation in parentheses belongs to the
    sentence before it. Sentences are computed lazily.
    """
    start = 0
    for border in _BORDER.finditer(text):
        if _ends_sentence(text, start, border):
            end = start + len(text[start : border.end()].rstrip())
            if end > start:
                yield start, end
            start = border.end()
    end = len(text.rstrip())
    if end > start:
        yield start, end


def sentence_spans(text: str) -> list[tuple[int, int]]:
    """Return all of them."""
    return list(each_sentence(text))


def _ends_sentence(text: str, start: int, border: re.Match[str]) -> bool:
    if border.group().isspace():
        return True
    if border.end() == len(text) or text[border.end()] == "(" or _within_parentheses(text, start, border.end()):
        return False
    if not border.group().startswith(".") or border.group().startswith(".."):
        return True
    word = _word_before(text, start, border.start())
    if _is_abbreviation(word):
        return word.casefold() == "no" and not text[border.end()].isdigit()
    if (len(word) == 1 and word.isupper()) or _DOTTED.fullmatch(word):
        following = _NEXT_WORD.match(text, border.end())
        return len(word) > 1 and following is not None and _OPENER.fullmatch(following[1]) is not None
    return True


def _word_before(text: str, start: int, end: int) -> str:
    """Return the word that ends at a place, with the full stops in it: "in the U.S" → "U.S"; its last 31 letters."""
    backwards = _WORD_BACKWARDS.match(text[max(start, end - _MAX_WORD) : end][::-1])
    return backwards.group()[::-1].lstrip("._") if backwards else ""


@lru_cache(maxsize=1 << 14)
def _is_abbreviation(word: str) -> bool:
    return _ABBREVIATION.fullmatch(word) is not None


def _within_parentheses(text: str, start: int, end: int) -> bool:
    start = max(start, end - _MAX_ASIDE)
    return text.rfind("(", start, end) > text.rfind(")", start, end)
