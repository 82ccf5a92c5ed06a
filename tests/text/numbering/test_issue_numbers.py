"""Issue numbers: their order, their addresses, what they cover."""

import random
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive.text.numbering.issue_numbers import (
    MAX_KEY_LENGTH,
    MAX_SLUG_LENGTH,
    natural_key,
    number_slug,
    numbers_covered,
)

IN_ORDER = ["1", "2a", "3", "3–4", "4", "5", "9", "10", "10a", "11–12", "99", "100", "115", "Extra", "Special 2",
            "Special 10", "Supplement"]  # fmt: skip


def test_natural_order():
    shuffled = random.Random(7).sample(IN_ORDER, len(IN_ORDER))
    assert sorted(shuffled, key=natural_key) == IN_ORDER


@pytest.mark.parametrize(
    ("one", "other"),
    [("3–4", "3-4"), ("3–4", "3 / 4"), ("3–4", "3 and 4"), ("5A", "5a"), ("１２", "12"), ("010", "10"), ("No. 5", "5"),
     ("#5", "5"), ("III", "3"), ("Supplément", "supplement"), (" 5 ", "5")],
)  # fmt: skip
def test_the_same_number(one, other):
    assert natural_key(one) == natural_key(other)


@given(st.integers(0, 10**9), st.integers(0, 10**9))
def test_figures_sort_as_numbers(one, other):
    assert (natural_key(str(one)) < natural_key(str(other))) == (one < other)


@given(st.text(max_size=400))
def test_keys_and_slugs_are_bounded(number):
    assert 0 < len(natural_key(number)) <= MAX_KEY_LENGTH
    assert re.fullmatch(rf"[a-z0-9_-]{{1,{MAX_SLUG_LENGTH}}}", number_slug(number))


@pytest.mark.parametrize(
    ("number", "slug"),
    [("115", "115"), ("3–4", "3-4"), ("3/4", "3-4"), ("Supplement", "supplement"),
     ("Special Issue 2", "special-issue-2"), ("1.5", "1_5"), ("Hors série", "hors-serie"), ("Лето", "leto")],
)  # fmt: skip
def test_slugs(number, slug):
    assert number_slug(number) == slug


def test_signs_only_get_a_code_each():
    assert number_slug("*") != number_slug("†")


@pytest.mark.parametrize(
    ("number", "covered"),
    [
        ("115", [115]),
        ("3–4", [3, 4]),
        ("11/13", [11, 12, 13]),
        ("Supplement", []),
        ("5a", []),
        ("9-3", [9]),
        ("1-61", list(range(1, 62))),
        ("1-62", [1]),
        ("1-9999", [1]),
    ],
)
def test_covered(number, covered):
    assert list(numbers_covered(number)) == covered
