"""Days as citations print them."""

import pytest

from archive.text.citations.dates.days import find_days


def days(text):
    """Every group of days in a text: the text as printed, and (year, month, day) of each."""
    return [
        (found.text, [(day.year, day.month, day.day) for day in found.days]) for found in find_days(text, 0, len(text))
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("June 3", [(None, 6, 3)]),
        ("June 28 and July 2, 5", [(None, 6, 28), (None, 7, 2), (None, 7, 5)]),
        ("28 June-2 July", [(None, 6, 28), (None, 7, 2)]),
        ("28, 29 June", [(None, 6, 29)]),
        ("4 and 5 June 2003", [(2003, 6, 4), (2003, 6, 5)]),
        ("June 28ff", [(None, 6, 28)]),
        ("June, 3", [(None, 6, 3)]),
        ("Febuary 3", [(None, 2, 3)]),
        ("Sepember 3", [(None, 9, 3)]),
        ("March/April 2004", [(2004, 3, None), (2004, 4, None)]),
        ("March–April", [(None, 3, None), (None, 4, None)]),
        ("December/January 2004", [(2003, 12, None), (2004, 1, None)]),
        ("Winter 2003/04", [(2003, None, None)]),
        ("spring 2003", [(2003, None, None)]),
        ("3.7.03", [(2003, 7, 3)]),
        ("3 May 04", [(2004, 5, 3)]),
        ("3-4 May 96", [(1996, 5, 3), (1996, 5, 4)]),
        ("1 May, 02 May", [(None, 5, 1), (None, 5, 2)]),
        ("Aprıl 3", [(None, 4, 3)]),
    ],
)
def test_days_are_read(text, expected):
    ((_, read),) = days(text)
    assert read == expected


@pytest.mark.parametrize(
    ("text", "printed"),
    [
        ("NTV, June 3, 18:00", ["June 3"]),
        ("NTV, June 3, 8:30 p.m.", ["June 3"]),
        ("NTV, June 3, 1900 Moscow time", ["June 3"]),
        ("NTV, June 3, 2000 GMT", ["June 3"]),
        ("NTV, 28, 29 June", ["28, 29 June"]),
        ("Channel 5, 29 June", ["29 June"]),
        ("Channel 5 June 29", ["June 29"]),
        ("NTV, June 3, 5 Kanal, June 4", ["June 3", "June 4"]),
        ("Zarya, 2003, No. 3", ["2003"]),
        ("June, 3 Kanal", ["June"]),
        ("falling in the winter", []),
    ],
)
def test_times_of_day_and_numbers_in_names_are_no_days(text, printed):
    assert [found for found, _ in days(text)] == printed
