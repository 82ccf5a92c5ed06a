"""Series told by titles."""

import pytest

from archive.text.numbering.series import Series, read_series


@pytest.mark.parametrize(
    ("title", "series"),
    [
        ("Long Road (Part One)", Series("long road", 1)),
        ("LONG ROAD (PART TWO)", Series("long road", 2)),
        ("Long Road, Part 2", Series("long road", 2)),
        ("Long Road: Part Two of Three", Series("long road", 2, 3)),
        ("Long Road — Part III", Series("long road", 3)),
        ("Long Road (Part 1 of 2)", Series("long road", 1, 2)),
        ("Long Road (2/3)", Series("long road", 2, 3)),
        ("Long Road (Second Part)", Series("long road", 2)),
        ("Part Two: Long Road", Series("long road", 2)),
        ("Long Road, Part I: Beginnings", Series("long road", 1)),
        ("Long Road (Part One): Beginnings", Series("long road", 1)),
        ("“Long Road” [Part 1]", Series("long road", 1)),
        ("Route de l’Été (Part One)", Series("route de l'ete", 1)),
        ("Why Parts Matter", None),
        ("Taking Part in the Harvest", None),
        ("Part One", None),
        ("Long Road (Part 3 of 2)", None),
        ("Long Road (Part Zero)", None),
        ("Ferry Sold (1999)", None),
        ("", None),
    ],
)
def test_series(title, series):
    assert read_series(title) == series
