"""Roman numerals."""

import pytest

from archive.text.numbering.roman import roman_number


@pytest.mark.parametrize(
    ("text", "number"),
    [("I", 1), ("IV", 4), ("ix", 9), ("XVIII", 18), ("XL", 40), ("MCMXCIX", 1999), ("", None), ("IIII", None),
     ("VX", None),     ("Civil", None), ("12", None), ("M" * 50, None)],
)  # fmt: skip
def test_roman_numbers(text, number):
    assert roman_number(text) == number
