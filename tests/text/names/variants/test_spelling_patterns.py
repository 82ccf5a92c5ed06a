"""A pattern finds every text in which a name may stand, in any spelling."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

import pytest

from archive.text.names.source_names import folded_name, load_authority, respelled
from archive.text.names.variants.spelling_patterns import pattern_of_names


@pytest.mark.parametrize(
    ("name", "text", "found"),
    [
        ("Krasnaya zvezda", "(Krasnaia Zvezda, October 23)", True),
        ("Krasnaya zvezda", "(KRASNAJA ZVEZDA)", True),
        ("Kommersant", "Komersánt’s", True),
        ("Khalq Sozi", "Halq Sozi", True),
        ("Zëri", "(Zeri, May 4)", True),
        ("Известия", "«Известия»", True),
        ("Известия", "Izvestia", False),
        ("K92", "(K92)", True),
        ("K92", "AK921", False),
        ("The Day", "those days", False),
        ("kremlin.ru", "www.kremlin.ru", True),
        ("AK&M", "(AK & M, May 4)", True),
        ("Harbour Wire", "The ferries sailed.", False),
    ],
)
def test_a_name_is_found_in_its_spellings(name, text, found):
    assert bool(pattern_of_names([name]).search(text)) is found


def test_a_title_is_found_by_its_last_word():
    assert pattern_of_names(["Chechnya Weekly"], of_last_word=True).search("( Weekly, March 20)")


def test_no_names_have_no_pattern():
    assert pattern_of_names([]) is None
    assert pattern_of_names(["", "…"]) is None or not pattern_of_names(["", "…"]).search("The ferries sailed.")


def missed(names: Iterable[str]) -> list[tuple[str, str]]:
    """Names of the authority file that are read alike, of which one is not found by the other's pattern."""
    alike: dict[str, list[str]] = {}
    for name in names:
        alike.setdefault(respelled(folded_name(name)), []).append(name)
    return [
        (name, other)
        for group in alike.values()
        for name, pattern in zip(group, (pattern_of_names([name]) for name in group), strict=True)
        for other in group
        if not pattern.search(other)
    ]


NAMES = [name for outlet in load_authority() for name in outlet.names]
TIMES = Counter(respelled(folded_name(name)) for name in NAMES)


def test_names_that_are_read_alike_find_one_another():
    assert missed(name for name in NAMES if TIMES[respelled(folded_name(name))] > 1) == []


def test_a_name_finds_itself():
    assert missed(NAMES[::25]) == []


@pytest.mark.slow  # to compile three thousand patterns takes half a minute
def test_every_name_finds_itself_and_those_that_are_read_alike():
    assert missed(NAMES) == []
