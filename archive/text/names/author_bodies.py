"""Bodies in a list of authors: "Ministry of Ports, Roads and Canals" is one, whatever separates its words."""

from __future__ import annotations

import re

from archive.text.names.author_terms import BODY_LINKS, is_body
from archive.text.names.found_names import AuthorList
from archive.text.names.name_tokens import finished, is_person

_COMMA = re.compile(r"\s*[,，،]\s*")
_AND = re.compile(r"^and\s+|^&\s*", re.I)


def _words(text: str) -> list[str]:
    return [word.strip(".,()“”\"'").casefold() for word in text.split()]


def read_body(piece: str, found: AuthorList) -> bool:
    """Read a piece that names a body; return False where people and bodies can be distinguished by commas."""
    tokens = [_AND.sub("", token) for token in _COMMA.split(piece)]
    first_body = next((place for place, token in enumerate(tokens) if is_body(token)), len(tokens))
    people = tokens[:first_body]
    if first_body == len(tokens) or any(not is_person(token) for token in people):
        return False
    rest = tokens[first_body:]
    if len(rest) == 1 and not people:
        _add_one_or_two(rest[0], piece, found)
        return True
    for person in people:
        found.add(finished(person))
    _add_bodies(rest, _COMMA.split(piece)[first_body:], found)
    return True


def _add_one_or_two(text: str, piece: str, found: AuthorList) -> None:
    """Add "Harbour Institute and Ports Agency" as two bodies, "Ministry of Ports and Canals" as one."""
    left, _, right = text.partition(" and ")
    are_two = not _enumerates(text) if is_body(left) else is_person(left)
    if are_two and is_body(right):
        found.add(finished(left))
        found.add(finished(right))
        return
    if is_body(left) and is_person(right) and not is_body(right):
        found.doubt(f"“{text[:80]}” was read as the name of one body.")
    found.add(finished(piece))


def _enumerates(text: str) -> bool:
    """Return whether a body is named by what it is for: "Ministry of Ports", in which "and" joins nouns."""
    return any(word in BODY_LINKS for word in _words(text))


def _add_bodies(tokens: list[str], printed: list[str], found: AuthorList) -> None:
    """Add bodies and people that commas separate; what a body is for stays with it.

    `tokens` are the `printed` ones without an "and" at their beginning.
    """
    body = [tokens[0]]
    last_and = max((place for place, token in enumerate(printed) if " and " in f" {token} "), default=0)
    for place, (plain, token) in enumerate(zip(tokens[1:], printed[1:], strict=True), start=1):
        is_within = _enumerates(body[0]) and place <= last_and
        if is_body(plain) or (is_person(plain) and not is_within):
            found.add(finished(", ".join(body)))
            body = [plain]
        else:
            if is_person(plain):
                found.doubt(f"“{', '.join(printed)[:80]}” was read as the name of one body.")
            body.append(token)
    found.add(finished(", ".join(body)))
