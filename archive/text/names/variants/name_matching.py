"""Matching of whole personal names: "Smith, John", "J. Smith" and "Smith J" mean John Robert Smith."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from archive.text.names.normalisation import fold_word
from archive.text.names.variants.name_keys import name_keys
from archive.text.names.variants.transliteration import latin_readings

_WORD = re.compile(r"[^\W_]+(?:['’ʼʹ`]?[^\W_]+)*")
# What follows a family name and a comma without being a given name: "Smith, Jr."
_SUFFIXES = frozenset(("jr", "sr", "ii", "iii", "iv", "phd", "md"))


@dataclass(frozen=True, slots=True)
class NameWord:
    """A word of a name: its folded form, the keys of its spellings, and its readings in Latin letters."""

    form: str
    keys: frozenset[str]
    readings: tuple[str, ...]

    @property
    def is_initial(self) -> bool:
        """Return whether it is one letter: J., Ю."""
        return len(self.form) == 1 and self.form.isalpha()


NameWords = tuple[NameWord, ...]


def words_of_name(name: str) -> NameWords:
    """Return the words of a name in their order: "J.R. Smith" → J, R, Smith; "–" → none."""
    return tuple(
        NameWord(fold_word(word), name_keys(word), tuple(filter(None, latin_readings(word))))
        for word in _WORD.findall(name)
    )


def name_in_order(name: str) -> NameWords:
    """Return the words of a personal name, given names first.

    "Smith, John" → John, Smith; "Smith J" and "Smith J. R." → J, (R,) Smith; "Smith, Jr." and "J. Smith" stay.
    """
    family, comma, given = name.partition(",")
    first, last = words_of_name(family), words_of_name(given)
    if comma and first and last:
        return first + last if last[0].form in _SUFFIXES else last + first
    words = first + last
    place = next((at for at, word in enumerate(words) if not word.is_initial), len(words))
    initials = next((at for at, word in enumerate(words[place:], place) if word.is_initial), len(words))
    if place == 0 and initials < len(words) and all(word.is_initial for word in words[initials:]):
        return words[initials:] + words[:initials]
    return words


def has_words(name: NameWords, asked: NameWords, *, spellings: bool) -> bool:
    """Return whether the words are side by side in a name, in this order; with `spellings` in any spelling."""
    return any(
        all(_equal(name[at + place], word, spellings=spellings) for place, word in enumerate(asked))
        for at in range(len(name) - len(asked) + 1)
    )


def is_name_of(name: NameWords, asked: NameWords, *, spellings: bool) -> bool:
    """Return whether a personal name is meant, both with given names first: words of it in its order, the last one its
    own, and initials for given names.

    John Robert Smith is meant by John Smith, J. Smith and J. R. Smith; not by Robert Jones, nor by J. alone.
    """
    if len(asked) < 2 or len(name) < len(asked) or asked[-1].is_initial:
        return False
    family = _without_suffixes(name)
    if not family or not _equal(family[-1], asked[-1], spellings=spellings):
        return False
    rest: Sequence[NameWord] = family[:-1]
    for word in asked[:-1]:
        place = next((at for at, one in enumerate(rest) if _meets(one, word, spellings=spellings)), None)
        if place is None:
            return False
        rest = rest[place + 1 :]
    return True


def _without_suffixes(name: NameWords) -> NameWords:
    return tuple(word for word in name if word.form not in _SUFFIXES)


def _equal(word: NameWord, asked: NameWord, *, spellings: bool) -> bool:
    if spellings and not word.keys.isdisjoint(asked.keys):
        return True
    return word.form == asked.form


def _meets(word: NameWord, asked: NameWord, *, spellings: bool) -> bool:
    if not asked.is_initial:
        return _equal(word, asked, spellings=spellings)
    return word.form.startswith(asked.form) or (
        spellings and any(one.startswith(initial) for one in word.readings for initial in asked.readings)
    )
