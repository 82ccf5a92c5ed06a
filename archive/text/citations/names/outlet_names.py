"""Unknown names that read like an outlet's by themselves: "Harbor Review", "Radio Tesk", "Kerpress", "tesk24.lm"."""

from __future__ import annotations

import re

from archive.text.names.normalisation import fold
from archive.text.names.word_lists import read_word_list

_OUTLET_WORDS = read_word_list("outlet_words.txt")
_OUTLET_ENDING = re.compile(
    r"\w{2,20}?(?:press|presse|pres|news|inform|infos?|fax|media|radio|tv|online|zeitung|blatt|blad(?:et)?|posten|gazeta|"
    r"telegraf|пресс|прес|информ|інформ|новости)"
)
_ABBREVIATION = re.compile(r"[A-ZÀ-ÞА-Я]{3,7}")
# Plain words with such an ending.
_PLAIN = frozenset(
    ("express", "impress", "compress", "depress", "oppress", "suppress", "cypress", "empress", "telefax", "halifax")
)
_MAX_LENGTH = 60
_HOST = re.compile(r"[\w\-]+(?:\.[\w\-]+)*\.[a-z]{2,6}", re.IGNORECASE)


def reads_like_outlet(name: str) -> bool:
    """Return whether a name that begins with a capital has an outlet's first or last word, or an outlet's ending.

    >>> [reads_like_outlet(name) for name in ("HARBOR REVIEW", "Radio Tesk", "Kerpress", "Victory Park")]
    [True, True, True, False]
    """
    if len(name) > _MAX_LENGTH or not name or not (name[0].isupper() or name[0].isdigit() or _HOST.fullmatch(name)):
        return False
    if has_outlet_word(name):
        return True
    last = fold(name).rpartition(" ")[2].rstrip(".")
    return (_OUTLET_ENDING.fullmatch(last) is not None and last not in _PLAIN) or _HOST.fullmatch(name) is not None


def is_outlet_or_abbreviation(name: str) -> bool:
    """Return whether a name reads like an outlet's or is in three to seven capitals, as agencies' are: "LNB"."""
    return reads_like_outlet(name) or _ABBREVIATION.fullmatch(name) is not None


def has_outlet_word(name: str) -> bool:
    """Return whether the first or last of several words is one of outlets' names: "Radio Tesk", "Tesk Times"."""
    words = [word for word in fold(name).split() if word not in ("the", "de", "of")]
    return len(words) > 1 and (words[0] in _OUTLET_WORDS or words[-1] in _OUTLET_WORDS)


def is_in_capitals(name: str) -> bool:
    """Return whether a name of several words or letters is printed in capitals: "HARBOR REVIEW", "ZARYA"."""
    letters = [character for character in name if character.isalpha()]
    return len(letters) > 3 and all(character.isupper() for character in letters)
