"""Whole names of persons, written in another order or with initials."""

from __future__ import annotations

import pytest

from archive.text.names.variants.name_matching import has_words, is_name_of, name_in_order, words_of_name


@pytest.mark.parametrize(
    ("name", "ordered"),
    [
        ("John Smith", "john smith"),
        ("Smith, John", "john smith"),
        ("Smith, John Robert", "john robert smith"),
        ("Smith J", "j smith"),
        ("Smith J. R.", "j r smith"),
        ("J.R. Smith", "j r smith"),
        ("John R. Smith", "john r smith"),
        ("Smith, Jr.", "smith jr"),
        ("de la Cruz, Ana", "ana de la cruz"),
        ("O’Brien, Mary", "mary obrien"),
        ("Smith,", "smith"),
        ("J", "j"),
        ("–", ""),
    ],
)
def test_given_names_come_first(name, ordered):
    assert " ".join(word.form for word in name_in_order(name)) == ordered


@pytest.mark.parametrize(
    ("asked", "name", "meant"),
    [
        ("Smith, John", "John Robert Smith", True),
        ("John Smith", "John Robert Smith", True),
        ("J. Smith", "John Robert Smith", True),
        ("Smith J", "John Robert Smith", True),
        ("Smith, J. R.", "John Robert Smith", True),
        ("R. Smith", "John Robert Smith", True),
        ("John Smith", "John Smith, Jr.", True),
        ("Halvan, Sergei", "Sergey Halvan", True),
        ("Ю. Орлов", "Yuri Orlov", True),
        ("Smith, John", "Smith, John Robert", True),
        ("Smith, Jane", "John Robert Smith", False),
        ("John Robert", "John Robert Smith", False),
        ("K. Smith", "John Robert Smith", False),
        ("Robert John Smith", "John Robert Smith", False),
        ("John Robert Smith", "John Smith", False),
        ("Smith", "John Robert Smith", False),
        ("J.", "John Robert Smith", False),
    ],
)
def test_who_is_meant(asked, name, meant):
    assert is_name_of(name_in_order(name), name_in_order(asked), spellings=True) is meant


def test_spellings_can_be_left_out():
    name = words_of_name("Sergey Halvan")
    assert has_words(name, words_of_name("Sergei"), spellings=True)
    assert not has_words(name, words_of_name("Sergei"), spellings=False)
    assert not is_name_of(name, name_in_order("Halvan, Sergei"), spellings=False)
    assert is_name_of(name, name_in_order("Halvan, Sergey"), spellings=False)
