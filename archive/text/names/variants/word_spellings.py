"""Spellings of words: other ways in which one word is written, and the words that signs hold together.

British and American spellings and irregular plurals are listed in `word_spellings.toml`; verbs in -ise and -yse and
plurals in -men follow rules here. A spelling that no text has is found nowhere, so that rules may make too many.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Iterator
from functools import lru_cache
from importlib import resources
from itertools import chain
from typing import Any

from archive.text.names.normalisation import APOSTROPHES, fold_word
from archive.text.names.word_lists import read_word_list

_RULES = (
    (re.compile(r"(.{3,})is(e|es|ed|ing|er|ers|ation|ations|ational|able)\Z"), r"\1iz\2"),
    (re.compile(r"(.{3,})iz(e|es|ed|ing|er|ers|ation|ations|ational|able)\Z"), r"\1is\2"),
    (re.compile(r"(.{3,})ys(e|es|ed|ing|er|ers)\Z"), r"\1yz\2"),
    (re.compile(r"(.{3,})yz(e|es|ed|ing|er|ers)\Z"), r"\1ys\2"),
    # fishermen, policewomen; Yemen and omen are shorter
    (re.compile(r"(.{3,})men\Z"), r"\1man"),
    (re.compile(r"(.{3,})man\Z"), r"\1men"),
)
_THOUSANDS = re.compile(r"[0-9]{1,3}(?:,[0-9]{3})+\Z")
_PLAIN_NUMBER = re.compile(r"[1-9][0-9]{3,14}\Z")
_LAST_YEAR = 2999  # a number of four digits up to it is read as a year, which no text prints with a comma
_HYPHEN = "-‐‑"
_LETTERS = r"[^\W\d_]+"
_COMPOUND = rf"{_LETTERS}(?:[{_HYPHEN}]{_LETTERS})+"
_DOTTED = r"(?:[^\W\d_]\.){2,}|(?:[^\W\d_]\.)+[^\W\d_](?![\w])"
SIGNED = r"(?<![^\W_])[A-Za-z](?:\+\+|#)(?![\w+#])|(?<![\w.])\.(?:NET|Net|net)(?!\w)"
"""Words of which signs are a part: C++, C#, F#, .NET."""
_SIGNED_WORD = re.compile(SIGNED)
_CAPITALS = r"[A-Z]{2,4}"
_JOINED = re.compile(rf"(?<![\w.]){_DOTTED}|(?<!\w)(?:{_COMPOUND}|{_CAPITALS})(?!\w)")
_O_NAME = re.compile(rf"(o)[{re.escape(APOSTROPHES)}](\w{{3,}})\Z", re.I)
_NO_SIGNS = str.maketrans("", "", f".{_HYPHEN}")
_SIGN_NAMES = str.maketrans({"+": "plus", "#": "sharp", ".": "dot"})
MAX_JOINED = 40
_FUNCTION_WORDS = read_word_list("function_words.txt")


@lru_cache(maxsize=1 << 12)
def other_spellings(word: str) -> tuple[str, ...]:
    """Return the other spellings of a word, "" none: as words, or as words that stand side by side.

    "harbours" → ("harbors",); "organise" → ("organize",); "children" → ("child",); "co-operation" → ("cooperation",);
    "1000000" → ("1,000,000",); "1,000,000" → ("1000000",); "O'Brien" → ("O Brien",); "ferry" → ().
    """
    if _THOUSANDS.match(word):
        return (word.replace(",", ""),)
    if _PLAIN_NUMBER.match(word):
        return (f"{int(word):,}",) if int(word) > _LAST_YEAR else ()
    if apart := _O_NAME.match(word):
        return (" ".join(apart.groups()),)
    form = fold_word(word)
    if re.fullmatch(_COMPOUND, word):
        return (fold_word(word.translate(_NO_SIGNS)),)
    made = (pattern.sub(spelling, form) for pattern, spelling in _RULES if pattern.match(form))
    return tuple(dict.fromkeys(other for other in chain(_LISTED.get(form, ()), made) if other != form))


def joined_forms(text: str) -> Iterator[tuple[str, int, int]]:
    """Yield the words of a text that signs hold together, as if written without, each with its range in the text.

    "co-operation" → "cooperation"; "U.S." → "us". Capitals that are a function word in small letters are an
    abbreviation ("US" → "us"); others are found as names.
    """
    for match in _JOINED.finditer(text):
        word = match.group()
        if len(word) <= MAX_JOINED and (form := _joined(word)) and (not word.isalpha() or form in _FUNCTION_WORDS):
            yield form, match.start(), match.end()


@lru_cache(maxsize=1 << 14)
def _joined(word: str) -> str:
    return fold_word(word.translate(_NO_SIGNS))


def joined_form(word: str) -> str:
    """Return the form under which a word is found where signs hold it together in print, "" for none.

    "cooperation" → "cooperation"; "U.S.", "US" → "us"; "us", a word of its own, → "".
    """
    form = _joined(word) if re.fullmatch(_DOTTED, word) else fold_word(word)
    if not form.isalnum() or len(form) < 2 or (word == word.lower() and form in _FUNCTION_WORDS and word.isalpha()):
        return ""
    return form


def signs_in_words(text: str) -> str:
    """Return a text with words of which signs are a part in letters: "C++ and .net" → "Cplusplus and dotnet"."""
    if "++" in text or "#" in text or ".net" in text or ".N" in text:  # looking for these is all that most texts cost
        return _SIGNED_WORD.sub(lambda found: found.group().translate(_SIGN_NAMES), text)
    return text


def _read_spellings() -> dict[str, tuple[str, ...]]:
    """Map every listed word to its other spellings."""
    text = resources.files("archive.text").joinpath("word_spellings.toml").read_text(encoding="utf-8")
    found: dict[str, dict[str, None]] = {}
    for group in _groups(tomllib.loads(text)):
        for word in group:
            found.setdefault(word, {}).update(dict.fromkeys(other for other in group if other != word))
    return {word: tuple(others) for word, others in found.items()}


def _groups(listed: dict[str, Any]) -> Iterable[list[str]]:
    for rule in listed["endings"]:
        for stem in rule["words"]:
            for further in rule["further"]:
                yield [f"{stem}{rule['british']}{further}", f"{stem}{rule['american']}{further}"]
    for pair in listed["pairs"]["words"]:
        yield pair
        yield [f"{word}s" for word in pair]
    for groups in listed["groups"].values():
        yield from groups


_LISTED = _read_spellings()
