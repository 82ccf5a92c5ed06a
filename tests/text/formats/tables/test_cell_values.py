"""Cells as spreadsheets write them."""

import pytest

from archive.text.formats.tables.cell_values import cell_date, cell_number, cell_volume


@pytest.mark.parametrize(
    ("text", "date"),
    [
        ("44196", "2020-12-31"),
        ("44196.75", "2020-12-31"),
        ("31-Dec-20", "2020-12-31"),
        ("1 May 98", "1998-05-01"),
        ("31-Dec-2020", "2020-12-31"),
        ("Dec-20", "2020-12"),
        ("31/12/20", "2020-12-31"),
        ("12/31/20", "2020-12-31"),
        ("31.12.2020", "2020-12-31"),
        ("3.4.2020", "2020-04-03"),
        ("3/4/20", "3/4/20"),
        ("31-Feb-20", "31-Feb-20"),
        ("2020", "2020"),
        ("99999", "99999"),
        ("2020-12-31 00:00:00", "2020-12-31"),
        ("May 3, 2003", "May 3, 2003"),
    ],
)
def test_dates(text, date):
    assert cell_date(text) == date


@pytest.mark.parametrize(
    ("text", "volume"), [("Vol. 5", "5"), ("5.0", "5"), ("Band IX", "IX"), ("volume 12", "12"), ("Volga", "Volga")]
)
def test_volumes(text, volume):
    assert cell_volume(text) == volume


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("No. 3–4", "3–4"),
        ("Issue 7.0", "7"),
        ("#12", "12"),
        ("№ 5", "5"),
        ("November", "November"),
        ("Spring", "Spring"),
    ],
)
def test_numbers(text, number):
    assert cell_number(text) == number
