"""Patterns of names: find the texts in which a name may stand in any spelling, before they are read again.

A pattern finds too much rather than too little: reading decides what a name means.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache

from archive.text.names.normalisation import fold
from archive.text.names.source_names import folded_name, respelled

# Letters whose spelling differs by habit ("Izvestia", "Izvestiya", "Kommersant", "Komersant"), see `respelled`.
_UNSTABLE = "aeiouyj"
_VARIANTS = {"h": "kh", "s": "sz", "z": "sz"}
_LAST_FOLDED = 0x2200  # beyond lie symbols and scripts without case or accents
_AT_START, _AT_END = r"(?<![^\W_].)", r"(?![^\W\d_])"
_MARKS = "'’\u0300-\u036f\\-"  # accents and signs that may stand between letters


def pattern_of_names(names: Iterable[str], *, of_last_word: bool = False) -> re.Pattern[str] | None:
    """Return a pattern that finds every text in which one of the names may stand; None for no names.

    It looks for the longest word of each name (or, `of_last_word`, its last one, for names of which texts may lose the
    beginning): "Krasnaya zvezda" is found as "Krasnaia Zvezda", «красная» only for a name in that script.
    """
    words = {_word(name, of_last_word=of_last_word) for name in names} - {""}
    if not words:
        return None
    # Case is in the classes, which Python searches three times as fast as it does with IGNORECASE.
    parts = "|".join(sorted(_spellings(word) for word in words))
    return re.compile(parts)


def _word(name: str, *, of_last_word: bool) -> str:
    words = folded_name(name).split()
    if not words:
        return ""
    return words[-1] if of_last_word else max(words, key=_weight)


def _weight(word: str) -> tuple[bool, int]:
    return word != "and", len(word)  # "&" is folded to it


def _spellings(word: str) -> str:
    key = word if "." in word else respelled(word)
    stable = re.sub(rf"[{_UNSTABLE}]+", "", key)
    if len(stable) < 2 or "." in word or len(word) < 4:
        first, *others = (_folding_to(letter) for letter in word)
        return first + _AT_START + f"[{_MARKS}]*".join(["", *others]) + _AT_END
    between = f"(?:{_folding_to(_UNSTABLE)}|[{_MARKS}]){{0,9}}"
    if key[0] not in _UNSTABLE:
        first, stable = _consonant(stable[0]), stable[1:]
        begin = _folding_to(_VARIANTS.get(key[0], key[0]) + ("k" if key[0] == "x" else ""))
        begin = f"{begin}{_AT_START}(?:{first})?"
    else:
        begin = f"{_folding_to(_UNSTABLE)}{_AT_START}"
    return begin + between + between.join(_consonant(letter) for letter in stable) + between + _AT_END


def _consonant(letter: str) -> str:
    if letter == "x":
        return f"(?:{_folding_to('x')}|{_folding_to('k')}{_folding_to('s')})"
    return f"{_folding_to(_VARIANTS.get(letter, letter))}{{1,4}}"


def _folding_to(letters: str) -> str:
    """Return a class of the characters that `fold` makes one of the letters of, or several letters (æ, ß)."""
    characters = {*letters, *letters.upper(), *_ligatures()}
    for letter in letters:
        characters |= _unfolded().get(letter, set())
    return f"[{''.join(re.escape(one) for one in sorted(characters))}]"


@cache
def _unfolded() -> dict[str, set[str]]:
    """Return, for every letter, the other characters that are folded to it: {"e": {"É", "ę", …}, …}."""
    characters: dict[str, set[str]] = {}
    for code in range(0x80, _LAST_FOLDED):
        folded = fold(chr(code))
        if folded != chr(code):
            characters.setdefault(folded, set()).add(chr(code))
    return {letter: found for letter, found in characters.items() if len(letter) == 1}


@cache
def _ligatures() -> frozenset[str]:
    """Return the characters of Latin script that are folded to several letters."""
    return frozenset(chr(code) for code in range(0xC0, 0x250) if len(fold(chr(code))) > 1)
