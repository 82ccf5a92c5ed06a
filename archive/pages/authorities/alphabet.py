"""Letter navigation of long lists of names: the page on which each letter begins."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Letter:
    """A letter with the address of its first name."""

    letter: str
    address: str


def letters_of(initials: Sequence[str], page_size: int, kept: str = "") -> list[Letter]:
    """Return the page on which each letter begins; `kept` is the rest of the query string: "kind=agency&"."""
    first_at: dict[str, int] = {}
    for place, initial in enumerate(initials):
        first_at.setdefault(initial, place)
    return [
        Letter(letter, f"?{kept}page={place // page_size + 1}#letter-{letter}") for letter, place in first_at.items()
    ]
