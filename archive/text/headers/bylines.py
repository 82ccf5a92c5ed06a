"""By-lines: recognising a line that names the authors."""

from __future__ import annotations

import re

from archive.text.names.author_lists import read_author_list
from archive.text.names.author_terms import DEGREES, ROLES
from archive.text.names.found_names import AuthorList
from archive.text.names.name_tokens import is_suffix, is_whole_name

MAX_NAME = 120  # characters of one author's name
MAX_BYLINE = 300  # characters of a line

_BY = re.compile(
    r"(?:(?:by|written by|compiled by|author)s?\s*:?"
    r"|(?:autor(?:en|es)?|auteurs?|autor[ei]|text[eo]?|tekst|forfatter|författare|автор[ыи]?|текст)\s*:)\s+(?=[^\W\d_])",
    re.I,
)
# "By" of other languages is also a preposition, so that only whole names may follow it.
_FOREIGN_BY = re.compile(r"(?:von|por|par|door)\s+(?=[^\W\d_])", re.I)
# Where a name was signed: "By Anna Vale in Tesk".
_CAPITALISED = r"[^\W\d_a-z][\w.'’-]*"
_PLACE = re.compile(
    rf",?\s+(?:in|reporting from|from)\s+({_CAPITALISED}(?:,?\s{_CAPITALISED}){{0,3}}?)(?=\s*(?:,|;|&|$|\sand\s))"
    rf"|(?<=\w\w),\s+({_CAPITALISED})$"
)
_NAME = re.compile(r"[^\W\d_“\"][\w.’'`ʻʼ“”\"()-]*(?:\s+[\w.’'`ʻʼ“”\"()-]+){0,6}")
_PARTICLES = frozenset(
    ("de", "del", "della", "der", "den", "di", "da", "du", "la", "le", "van", "von", "bin", "ibn", "al", "el", "y")
)


def read_byline(line: str) -> AuthorList | None:
    """Read a line with a by-line's label, "By Anna Vale in Tesk and Ivo Marsh" → two names; None for other lines.

    The names must look like names, so "By the river …" is not a by-line.
    """
    foreign = _FOREIGN_BY.match(line)
    match = _BY.match(line) or foreign
    if match is None or len(line) > MAX_BYLINE:
        return None
    signed = line[match.end() :]
    places = _places(signed)
    found = read_author_list(_without(signed, places))
    for place in places:
        found.doubt(f"“{(place[1] or place[2])[:60]}” in the by-line was taken for a place, and left out.")
    if foreign and not all(map(is_whole_name, found.names)):
        return None
    return found if found.names and all(map(_is_name, found.names)) else None


def _places(signed: str) -> list[re.Match[str]]:
    """Return where the names were signed: "in Tesk" behind any of them, ", Tesk" behind a whole name at the end."""
    return [
        match
        for match in _PLACE.finditer(signed)
        if match[1]
        or (is_whole_name(re.split(r",|\s(?:and|und)\s", signed[: match.start()])[-1]) and not _is_part(match[2]))
    ]


def _is_part(word: str) -> bool:
    """Return whether a word behind a name's comma may be a part of it: "Jr.", "PhD"."""
    return is_suffix(word) or word.casefold().replace(".", "") in DEGREES or word.casefold() in ROLES


def _without(text: str, matches: list[re.Match[str]]) -> str:
    for match in reversed(matches):
        text = text[: match.start()] + text[match.end() :]
    return text


def _is_name(text: str) -> bool:
    words = [word for word in text.replace(",", " ").split() if word.lower() not in _PARTICLES]
    return (
        bool(_NAME.fullmatch(text.replace(",", "")))
        and 0 < len(words) <= 6
        and all(word[0].isupper() or word[0] in "“\"'(" or not word[0].isalpha() for word in words)
    )
