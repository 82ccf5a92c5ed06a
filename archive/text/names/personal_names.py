"""Personal names: split into family name and given names, for sorting authors and for citations."""

from __future__ import annotations

from archive.text.names.author_terms import is_surely_body
from archive.text.names.normalisation import fold

# In lower case these belong to the family name: "Jan van der Meer". Capitalised, they count as given names.
PARTICLES = frozenset({
    "af", "al", "ben", "bin", "d'", "da", "de", "del", "della", "den", "der", "di", "dos", "du", "el", "ibn", "la",
    "le", "ten", "ter", "van", "vom", "von", "y", "zu", "zum", "zur",
})  # fmt: skip
SUFFIXES = frozenset({"jr", "sr", "ii", "iii", "iv"})


def family_and_given(name: str) -> tuple[str, str]:
    """Split a name as signed into family name and the rest.

    "Vladimir Socor" → ("Socor", "Vladimir"); "Jan van der Meer" → ("van der Meer", "Jan"); "Socor, Vladimir" is split
    at its comma; "John Daly Jr." → ("Daly", "John Jr."); a single word, "Staff", and a body,
    "Sarnel Basin Commission", are all family name.
    """
    if is_surely_body(name):
        return name.strip(), ""
    family, comma, given = (part.strip() for part in name.partition(","))
    words = family.split()
    if comma and given and not _is_suffix(given):
        return family, given
    tail = [given] if comma and given else []
    while len(words) > 1 and _is_suffix(words[-1]):
        tail.insert(0, words.pop())
    start = max(len(words) - 1, 0)
    while start > 1 and words[start - 1] in PARTICLES:
        start -= 1
    return " ".join(words[start:]), " ".join([*words[:start], *tail])


def _is_suffix(word: str) -> bool:
    return word.strip(".").lower() in SUFFIXES


def sort_key(name: str) -> str:
    """Return the sort key of a name, family name first, folded: "Élise de la Tour" → "de la tour, elise"."""
    family, given = family_and_given(name)
    return fold(f"{family}, {given}" if given else family)
