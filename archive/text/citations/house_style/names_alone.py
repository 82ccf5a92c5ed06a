"""Known names without a day, "(Kosovo Online, TV Pink, Blic)", distinguished from glosses of the words before them."""

from __future__ import annotations

import re

from archive.text.citations.house_style.unparenthesised import words_before
from archive.text.citations.names.name_pieces import (
    CREDIT,
    SOURCE_LABEL,
    Piece,
    is_noise,
    split_list,
    split_names,
    without_place,
)
from archive.text.citations.names.unknown_names import is_place, may_be_name
from archive.text.citations.names.word_classes import OUTLET_KINDS
from archive.text.citations.reading_context import CitedSource, Lookup
from archive.text.names.normalisation import fold

_NOT_READ = re.compile(r"^\d|\s\d{1,2}$")
_MAY_BE_NAMES = re.compile(r"\s*[A-ZÀ-ÞА-Я0-9]")
_SENTENCE_ENDS = re.compile(r"[ \t]*(?:[.!?;]|$)", re.MULTILINE)


def read_names_alone(text: str, start: int, end: int, lookup: Lookup) -> list[CitedSource]:
    """Read known names without a day: "(Kosovo Online, TV Pink, Blic)", "(2, Noviye Izvestia, 2, Gazeta, 2)".

    All of the list is accepted or none. An unknown name that begins or ends with a digit is an unreadable day
    ("Kommersant, 3 lammulya"). A name after a full stop or at a line's end is a citation; one after its own long form
    or in mid-sentence is a gloss.
    """
    if not _MAY_BE_NAMES.match(text, start + 1) or end - start < 4:
        return []
    if CREDIT.match(text, start + 1, end - 1) or SOURCE_LABEL.match(text, start + 1, end - 1):
        return []
    split = split_list(text, start + 1, end - 1)
    pieces = [name for piece in split for name in split_names(piece, lookup.known)]
    names = [piece for piece in pieces if not is_noise(piece.text)]
    paged = len(names) < len(pieces)
    names = [without_place(piece, lookup.known) for piece in names if len(names) == 1 or not is_place(piece.text)]
    names = [piece for piece in names if lookup.known.recognises(piece.text) or not _NOT_READ.search(piece.text)]
    if not names:
        return []
    sure = [piece for piece in names if lookup.known.trusts_in_prose(piece.text)]
    if len(names) == 1:
        believed = bool(sure) or _with_place(names[0].text, lookup)
    else:
        known = [piece for piece in names if lookup.known.recognises(piece.text)]
        believed = bool(sure) and 2 * len(known) >= len(names) and all(may_be_name(piece.text) for piece in names)
    if not believed or (not paged and not _closes(text, start, end, names)):
        return []
    return [CitedSource(piece.text, piece.start, piece.end, known=True, confidence=0.5) for piece in names]


def _closes(text: str, start: int, end: int, names: list[Piece]) -> bool:
    """Return whether names alone are in the position of a citation, and do not abbreviate the words before them."""
    ends_headline = text[end : end + 1] in ("", "\n")
    if not _SENTENCE_ENDS.match(text, end) or is_gloss_of_words(text, start, names, ends_headline):
        return False
    behind_full_stop = text[max(0, start - 3) : start].rstrip().endswith((".", "!", "?", "”", '"'))
    abbreviation = len(names) == 1 and names[0].text.isupper() and names[0].text.isalpha()
    return behind_full_stop or not abbreviation or not text[end : end + 1].strip()


def _with_place(name: str, lookup: Lookup) -> bool:
    """Return whether a text is a known name followed by a place: "N1 Sarajevo"."""
    words = name.split(" ")
    return len(words) == 2 and words[1][:1].isupper() and lookup.known.trusts_in_prose(words[0])


def is_gloss_of_words(text: str, start: int, names: list[Piece], ends_headline: bool) -> bool:
    """Return whether a lone name abbreviates the words before it: "the Associated Press (AP)".

    After a headline, a line without a full stop, it may stand behind any name: "Council meets Petar Lammic (K92)".
    """
    if len(names) > 1:
        return False
    words = words_before(text, max(0, start - 120), start)
    if not words:
        return False
    capitals = "".join(word.group()[0] for word in words if word.group()[0].isupper())
    letters = re.sub(r"[^A-Z]", "", names[0].text)
    spelled_out = len(letters) > 1 and capitals.endswith(letters)
    last = words[-1].group()
    proper = not ends_headline and last[:1].isupper() and len(words) > 1 and words[-2].group()[:1].isupper()
    return spelled_out or proper or fold(last) in OUTLET_KINDS
