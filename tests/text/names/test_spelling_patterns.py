"""A pattern finds every text in which a name may stand, in any spelling."""

from __future__ import annotations

import pytest

from archive.text.names.source_names import folded_name, load_authority, respelled
from archive.text.names.spelling_patterns import pattern_of_names


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


def test_all_that_one_key_stands_for_is_found():
    """Whatever two names of the authority file read alike, each is found by the other's pattern."""
    alike: dict[str, list[str]] = {}
    for outlet in load_authority():
        for name in outlet.names:
            alike.setdefault(respelled(folded_name(name)), []).append(name)
    missed = [
        (name, other)
        for names in alike.values()
        for name in names
        for other in names
        if not pattern_of_names([name]).search(other)
    ]
    assert missed == []
