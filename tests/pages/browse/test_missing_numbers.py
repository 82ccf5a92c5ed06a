"""Numbers that are not held."""

import pytest

from archive.pages.browse.missing_numbers import missing_numbers


@pytest.mark.parametrize(
    ("numbers", "missing"),
    [
        ([], []),
        (["1", "2", "3"], []),
        (["1", "2", "5–6", "9"], ["3–4", "7–8"]),
        (["115"], []),
        (["1", "Supplement", "3"], ["2"]),
        (["20041026", "20041101"], []),
        ([str(n) for n in range(1, 200, 2)], [str(n) for n in range(2, 81, 2)]),
    ],
)
def test_missing_numbers(numbers, missing):
    assert missing_numbers(numbers) == missing
