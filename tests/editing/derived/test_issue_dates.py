"""Which printed date an issue takes, and which cannot be its own."""

from __future__ import annotations

import pytest

from archive.editing.derived.issue_dates import apply_printed_date, contradicts
from archive.models import Issue
from archive.text.dates import PartialDate, Precision, read_date


def dated(standing: str) -> Issue:
    """An issue with a date as printed, "~" in front of an inferred one, "" for none."""
    date = read_date(standing.removeprefix("~"))
    if date and standing.startswith("~"):
        date = PartialDate(date.first, Precision.INFERRED)
    issue = Issue(volume=1, number="5")
    issue.set_date(date)
    return issue


@pytest.mark.parametrize(
    ("standing", "printed", "expected"),
    [
        ("June 2, 2004", "June 1, 2004", True),
        ("June 2, 2004", "June 2, 2004", False),
        ("June 2, 2004", "June 3, 2004", True),
        ("June 2004", "May 31, 2004", True),
        ("June 2004", "June 1, 2004", False),
        ("June 2004", "June 30, 2004", False),
        ("June 2004", "July 1, 2004", True),
        ("June 30, 2004", "June 2004", False),
        ("July 1, 2004", "June 2004", True),
        ("2004", "December 31, 2004", False),
        ("2004", "January 2005", True),
        ("~June 2, 2004", "June 9, 2004", False),
        ("", "June 9, 2004", False),
    ],
)
def test_a_printed_date_that_cannot_be_the_issues_contradicts_it(standing, printed, expected):
    assert contradicts(dated(standing), read_date(printed)) == expected


@pytest.mark.parametrize(
    ("standing", "printed", "expected"),
    [
        ("", "2004", True),
        ("~June 2, 2004", "2004", True),
        ("2004", "June 2004", True),
        ("June 2004", "June 2, 2004", True),
        ("June 2, 2004", "June 3, 2004", False),
        ("June 2004", "July 2004", False),
        ("June 2, 2004", "June 2004", False),
    ],
)
def test_what_is_known_better_is_taken(standing, printed, expected):
    issue = dated(standing)
    assert apply_printed_date(issue, read_date(printed)) == expected
    assert issue.date == read_date(printed if expected else standing).first
