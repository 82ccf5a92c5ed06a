"""Duplicate keys: names that probably mean the same share a key, for a person to judge.

The keys favour recall over precision: whoever merges checks the candidates.
"""

from __future__ import annotations

import re

from archive.text.names.normalisation import fold
from archive.text.names.source_names import folded_name, respelled
from archive.text.names.variants.name_keys import name_key

_WORD = re.compile(r"[^\W\d_]+(?:['’ʼ][^\W\d_]+)*")
_TITLES = frozenset(("jr", "sr", "dr", "prof", "mr", "mrs", "ms", "phd", "md"))
_GENERIC = """
    agency agencies news newspaper daily weekly magazine journal television tv radio channel station website site web
    online portal service wire press the
"""
_GENERIC_WORDS = frozenset(_GENERIC.split())
_BRACKETS = re.compile(r"\s*[\[(].*")
_ENDING = re.compile(r"(?<=[a-z]{3})(?:ies|y|es|s)$")


def author_keys(name: str) -> frozenset[str]:
    """Return the keys of an author's name: its words in any order and spelling, and surname with first initial.

    "Sergey Ivanov", "Ivanov, Sergei" and "Sergei A. Ivanov" share a key, as do "S. Ivanov" and "Sergei Ivanov"; "S.
    Ivanov" and "Sergei Petrov" do not. A name of one word has only the key of that word.
    """
    last, comma, first = name.partition(",")
    words = [word for word in _WORD.findall(f"{first} {last}" if comma else name) if fold(word) not in _TITLES]
    whole = [word for word in words if len(word) > 1]
    if not whole:
        return frozenset()
    found = set()
    if len(whole) > 1 or len(words) == 1:
        found.add(" ".join(sorted(filter(None, map(name_key, whole)))))
    if len(words) > 1 and len(words[-1]) > 1:
        given = name_key(words[0]) or fold(words[0])
        found.add(f"{given[:1]}. {name_key(words[-1])}")
    return frozenset(found - {""})


def source_keys(name: str) -> frozenset[str]:
    """Return the keys of a source's name: respelled, and the same without generic words, place, blanks and domain.

    "Kommersant Daily", "Komersant" and "kommersant.ru" share a key; a name of generic words only has one.
    """
    folded = folded_name(name)
    if not folded:
        return frozenset()
    found = {respelled(folded)}
    bare = _BRACKETS.sub("", folded)
    bare = re.sub(r"\.(?:[a-z]{2,4}|[a-z]{2,3}\.[a-z]{2})(?:/.*)?$", "", bare)
    words = [word for word in bare.split() if word not in _GENERIC_WORDS]
    if words:
        found.add("".join(_plainly(word) for word in words))
    return frozenset(found)


def topic_keys(name: str) -> frozenset[str]:
    """Return the key of a topic's name: its words in any order, without endings of number, blanks and signs.

    "Oil & gas", "gas and oil" and "Oil–gas" share it, as do "Election" and "elections".
    """
    words = [word for word in _WORD.findall(fold(name)) if word not in ("and", "the", "of", "in")]
    return frozenset({" ".join(sorted(_ENDING.sub("", word) for word in words))}) if words else frozenset()


def _plainly(word: str) -> str:
    """Respell a word of a host name as if it were an ordinary word."""
    return respelled(word.replace(".", ""))
