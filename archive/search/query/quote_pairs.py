"""Pairs quotation marks: which mark closes the one that opened, in the habits of several languages."""

from __future__ import annotations

import re

from archive.text.names.normalisation import DOUBLE_QUOTES

_ANY_QUOTE = re.compile(f"[{DOUBLE_QUOTES}]")
# English “…”, German „…“ and »…«, Swedish ”…”, French and Russian «…», East Asian 〝…〟.
_CLOSERS = {"“": "”", "„": "“”", "‟": "”", "”": "”", "«": "»", "»": "«»", "〝": "〞〟"}


def closing_quote(text: str, start: int) -> int:
    """The place of the mark that closes the double quotation mark at start; -1 where nothing does.

    The fellow by custom comes first: `“a "b" c”` is one quotation. Where it is wanting, the next mark of any kind will
    do: `“a"`. A straight mark is closed by the next straight one, or by a curly one that closes nothing else: `"a”`.
    """
    fellows = _CLOSERS.get(text[start])
    close = _straight_close(text, start) if fellows is None else _first_of(fellows, text, start + 1)
    if close < 0 and (following := _ANY_QUOTE.search(text, start + 1)):
        return following.start()
    return close


def _straight_close(text: str, start: int) -> int:
    alike = text.find(text[start], start + 1)
    curly = _first_of("”»", text, start + 1)
    opened = _first_of("“„«", text, start + 1)
    curly_closes_it = curly >= 0 and (alike < 0 or curly < alike) and not 0 <= opened < curly
    return curly if curly_closes_it else alike


def _first_of(characters: str, text: str, start: int) -> int:
    return min((found for character in characters if (found := text.find(character, start)) >= 0), default=-1)
