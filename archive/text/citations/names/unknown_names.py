"""Classifier of unknown names: whether a text reads like a source's name, or is a gloss, event, person or place."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

from archive.text.citations.names.word_classes import (
    EVENTS,
    GLOSSES,
    NAMED_AFTER_PERSONS,
    NUMBERED,
    OFFICES,
    OWN,
    OWN_WORK,
    PLACES,
    VERBS,
    WEEKDAYS,
)
from archive.text.dates import MONTH_NUMBERS
from archive.text.names.normalisation import fold
from archive.text.names.source_names import is_collective
from archive.text.names.word_lists import read_word_list

_GIVEN_NAMES = read_word_list("given_names.txt")
_MAY_JOIN_PLACES = re.compile(r"[&/\-]| (?:and|i{1,3}|iv|\d)\b")
_BETWEEN_PLACES = re.compile(r" and | & |/|(?<=\w)-(?=\w)")
_NUMERAL = re.compile(r"[ \-](?:i{1,3}|iv|\d)$")
# Bills and flights: "HR 12", "BA 117".
_NUMBERED_UNIT = re.compile(r"(?:H\.? ?R|S\.? ?B|A\.? ?B|P\.? ?L|S)\.? \d+|[A-Z]{2} ?\d{3,4}")
_SYMBOLS = re.compile(r"[?=%$€£<>{}|~^\\]|\d{5,}")
_LOWER_START = re.compile(r"[a-z]{1,3}(?:[-’'][A-Z]|[A-Z])")
_HOST = re.compile(r"[a-z][\w\-]*(?:\.[\w\-]+)*\.[a-z]{2,}(?:/\S*)?")
# "Treaty of Zvolna", "Law on the Police", "Decree No. 1300", "Resolution 1244": words that follow an event's noun.
_MATTER = frozenset(["of", "on", "in", "at", "for", "between", "with", "against", "to", "no", "nos", "number"])
# "25 percent", "3.5 million tons"; but "5 Kanal", "168 Zham".
_AMOUNT = re.compile(r"[\d.,]+ (?!channel|kanal)[a-z]")
_MAX_NAME = 90
_MAX_WORDS = 10
_MAX_WORDS_OF_A_PERSON = 4


def may_be_name(text: str) -> bool:
    """Return whether a piece that is no known source reads like the name of one.

    "Zarya Vostoka" and "local media" do; "the third since 1992", "NATO summit", "Treaty of Minsk", "Victory Day",
    "Tuesday", "Boris Nemtsov" and "President Putin" do not.
    """
    words = [bare for word in fold(text[: _MAX_NAME + 1]).split() if (bare := word.strip("\"',;:!()[]"))]
    if not words or len(text) > _MAX_NAME or len(words) > _MAX_WORDS or _SYMBOLS.search(text):
        return False
    if is_own_work(words) or _NUMBERED_UNIT.fullmatch(text):
        return False
    if len(text) < 2 or not any(character.isalpha() for character in text) or _AMOUNT.match(text):
        return False
    first = text[4:] if text.startswith(("the ", "The ")) else text
    if first[:1].islower() and not _LOWER_START.match(first) and not _HOST.fullmatch(first):
        return is_collective(first.partition(" of ")[0]) and not VERBS.intersection(words)
    return not (_is_gloss(words) or _is_event(words) or is_place(text) or (is_person(text) and not is_collective(text)))


def is_own_work(words: Sequence[str]) -> bool:
    """Return whether folded words are an author's own research: "our interviews", "personal communication"."""
    if not OWN.isdisjoint(words[:2]):
        return True
    heads = {word for word, following in pairwise(words) if following in ("with", "by", "of", "to")}
    return not OWN_WORK.isdisjoint({words[0], words[-1], *heads})


def _is_gloss(words: list[str]) -> bool:
    return (
        words[0] in GLOSSES
        or words[0] in WEEKDAYS
        or words[-1] in WEEKDAYS
        or (len(words) == 1 and words[0].rstrip(".") in MONTH_NUMBERS)
        or (len(words) == 2 and words[0] in NUMBERED and words[1][0].isdigit() and len(words[1]) < 5)
        or (len(words) == 2 and words[0] in ("group", "figure", "table", "round", "project") and len(words[1]) < 4)
        or not VERBS.isdisjoint(words)
    )


def _is_event(words: list[str]) -> bool:
    """Return whether the words are an event, with or without its subject after it."""
    if words[-1].rstrip(".") in EVENTS or words[0] == "operation":
        return True
    return any(
        word in EVENTS and (following.rstrip(".") in _MATTER or following[0].isdigit() or following[0] == "№")
        for word, following in pairwise(words)
    )


def is_place(text: str) -> bool:
    """Return whether a piece is a city or country, as printed after an agency's name ("Interfax, Moscow, June 3").

    Also two of them joined, and one with a numeral, for an agreement made there: "Minsk II", "Geneva-2".
    """
    folded = fold(text)
    if folded in PLACES:
        return True
    if not _MAY_JOIN_PLACES.search(folded):
        return False
    parts = _BETWEEN_PLACES.split(folded)
    return all(part.strip() in PLACES for part in parts) or _NUMERAL.sub("", folded) in PLACES


def is_person(text: str) -> bool:
    """Return whether a piece is a person's name, by its given name or an office: "Boris Nemtsov", "President Putin"."""
    words = [word.strip("\"',;:!()[]") for word in fold(text[: _MAX_NAME + 1]).split()]
    if not 1 < len(words) <= _MAX_WORDS_OF_A_PERSON or not text[:1].isupper() or words[-1] in NAMED_AFTER_PERSONS:
        return False
    if words[0].split("-")[0] in _GIVEN_NAMES or words[0] in _GIVEN_NAMES:
        return True
    return any(word.rstrip(".") in OFFICES for word in words[:-1]) and not _MATTER.intersection(words)
