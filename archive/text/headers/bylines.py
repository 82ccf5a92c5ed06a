"""By-lines: parsing authors' names from a line."""

from __future__ import annotations

import re

MAX_NAME = 120  # characters of one author's name

_BY = re.compile(r"(?:by|written by|compiled by|author)s?\s*:?\s+(?=[^\W\d_])", re.I)
_SUFFIX = re.compile(r",\s*(?=(?:Jr|Sr|II|III|IV|PhD|Ph\.D|MD|M\.D|Esq)\b\.?)")
_JOINT = re.compile(r"\s*(?:;|\||\s&\s|,?\s+and\s+|,?\s+with\s+|,)\s*")
_NAME = re.compile(r"[^\W\d_“\"][\w.’'`ʻʼ“”\"()-]*(?:\s+[\w.’'`ʻʼ“”\"()-]+){0,6}")
_PARTICLES = frozenset(
    ("de", "del", "della", "der", "den", "di", "da", "du", "la", "le", "van", "von", "bin", "ibn", "al", "el", "y")
)


def read_byline(line: str) -> list[str] | None:
    """Read a line with a by-line's label, "By Anna Vale and Ivo Marsh" → two names; None for other lines.

    The names must look like names, so "By the river …" is not a by-line.
    """
    match = _BY.match(line)
    if not match or len(line) > 300:
        return None
    names = split_names(line[match.end() :])
    return names if names and all(map(_is_name, names)) else None


def split_names(text: str) -> list[str]:
    """Split a list of names, in order and without duplicates: "Anna Vale, Ivo Marsh, Jr., and Lea Oak" → three."""
    guarded = _SUFFIX.sub("\x00", " ".join(text.split()))
    names = [name.replace("\x00", ", ").strip(" .,;*") for name in _JOINT.split(guarded)]
    names = [f"{name}." if re.search(r"\b(?:Jr|Sr)$", name) else name for name in names]
    return list(dict.fromkeys(name for name in names if name))


def _is_name(text: str) -> bool:
    words = [word for word in text.replace(",", " ").split() if word.lower() not in _PARTICLES]
    return (
        bool(_NAME.fullmatch(text.replace(",", "")))
        and 0 < len(words) <= 6
        and all(word[0].isupper() or word[0] in "“\"'(" or not word[0].isalpha() for word in words)
    )
