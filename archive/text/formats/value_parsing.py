"""Value parsing for other systems' data: dates with times, several names in a cell, and filling gaps from them."""

from __future__ import annotations

import re

from archive.text.headers.bylines import split_names
from archive.text.headers.header_fields import Head
from archive.text.names.personal_names import family_and_given

_ISO = re.compile(r"(\d{4})[-/](\d{2})(?:[-/](\d{2}))?(?:[T ]\d{1,2}:\d{2}.*)?")
_COMPACT = re.compile(r"(\d{4})(\d{2})(\d{2})")
_MAIL = re.compile(r"[A-Za-z]{3},\s+(\d{1,2}\s+[A-Za-z]{3}\s+\d{4})\s+\d{1,2}:\d{2}.*")
_FIELDS = ("publication", "volume", "number", "date", "title", "authors", "topics", "url", "standfirst", "caption",
           "language")  # fmt: skip


def date_only(text: str) -> str:
    """Return a date without its time, in a form that `archive.text.dates` reads; other texts unchanged.

    "2004-10-01T02:00:00Z", "2004/10/01", "20041001" → "2004-10-01"; "Fri, 01 Oct 2004 02:00:00 +0000" → "01 Oct
    2004".
    """
    text = " ".join(text.split())
    if match := _ISO.fullmatch(text) or _COMPACT.fullmatch(text):
        return "-".join(part for part in match.groups() if part)
    return match[1] if (match := _MAIL.fullmatch(text)) else text


def names_in_cell(text: str) -> list[str]:
    """Split the names in one cell, in order, with given names first.

    "Anna Vale and Ivo Marsh", "Anna Vale; Ivo Marsh", "Vale, Anna; Marsh, Ivo" → the same two; "Vale, Anna" → one.
    """
    pieces = [" ".join(piece.split()) for piece in re.split(r"[;|\n]", text) if piece.strip()]
    inverted = all(piece.count(",") == 1 for piece in pieces)
    single = len(pieces) == 1 and all(len(part.split()) == 1 for part in pieces[0].split(","))
    if pieces and inverted and (len(pieces) > 1 or single):
        return [" ".join(reversed(family_and_given(piece))).strip() for piece in pieces]
    return split_names(text) if len(pieces) == 1 else pieces


def fill_gaps(head: Head, spare: Head) -> None:
    """Fill the empty fields of a head from another, and add all of the other's problems and statements."""
    for name in _FIELDS:
        present = getattr(head, name)
        if present is None or present in ("", []):
            setattr(head, name, getattr(spare, name))
    head.problems.extend(spare.problems)
    head.statements.extend(spare.statements)
    head.notes.extend(spare.notes)
