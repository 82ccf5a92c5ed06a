"""Long lists of names from A to Z: where each letter begins among their pages."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Letter:
    """A letter of the alphabet of names, with the address of its first name."""

    letter: str
    address: str


def letters_of(initials: Sequence[str], page_size: int, kept: str = "") -> list[Letter]:
    """Where each letter begins among all names in order; `kept` is what the addresses keep: "kind=agency&"."""
    first_at: dict[str, int] = {}
    for place, initial in enumerate(initials):
        first_at.setdefault(initial, place)
    return [
        Letter(letter, f"?{kept}page={place // page_size + 1}#letter-{letter}") for letter, place in first_at.items()
    ]
