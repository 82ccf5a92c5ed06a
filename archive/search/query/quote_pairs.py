"""Pairs of quotation marks: finds the closing mark of an opening one, by the conventions of several languages."""

from __future__ import annotations

import re

from archive.text.names.normalisation import DOUBLE_QUOTES

_ANY_QUOTE = re.compile(f"[{DOUBLE_QUOTES}]")
# English “…”, German „…“ and »…«, Swedish ”…”, French and Russian «…», East Asian 〝…〟.
_CLOSERS = {"“": "”", "„": "“”", "‟": "”", "”": "”", "«": "»", "»": "«»", "〝": "〞〟"}


def closing_quote(text: str, start: int) -> int:
    """Return the position of the mark that closes the double quotation mark at `start`; -1 for none.

    The conventional partner comes first: `“a "b" c”` is one quotation. Without it, the next mark of any kind closes:
    `“a"`. A straight mark is closed by the next straight one, or by a curly one that closes nothing else: `"a”`.
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
