"""By-lines: recognising a line that names the authors."""

from __future__ import annotations

import re

from archive.text.names.author_lists import AuthorList, read_author_list

MAX_NAME = 120  # characters of one author's name
MAX_BYLINE = 300  # characters of a line

_BY = re.compile(r"(?:by|written by|compiled by|author)s?\s*:?\s+(?=[^\W\d_])", re.I)
_NAME = re.compile(r"[^\W\d_“\"][\w.’'`ʻʼ“”\"()-]*(?:\s+[\w.’'`ʻʼ“”\"()-]+){0,6}")
_PARTICLES = frozenset(
    ("de", "del", "della", "der", "den", "di", "da", "du", "la", "le", "van", "von", "bin", "ibn", "al", "el", "y")
)


def read_byline(line: str) -> AuthorList | None:
    """Read a line with a by-line's label, "By Anna Vale and Ivo Marsh" → two names; None for other lines.

    The names must look like names, so "By the river …" is not a by-line.
    """
    match = _BY.match(line)
    if not match or len(line) > MAX_BYLINE:
        return None
    found = read_author_list(line[match.end() :])
    return found if found.names and all(map(_is_name, found.names)) else None


def _is_name(text: str) -> bool:
    words = [word for word in text.replace(",", " ").split() if word.lower() not in _PARTICLES]
    return (
        bool(_NAME.fullmatch(text.replace(",", "")))
        and 0 < len(words) <= 6
        and all(word[0].isupper() or word[0] in "“\"'(" or not word[0].isalpha() for word in words)
    )
