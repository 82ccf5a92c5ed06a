"""The days that citations cite, in words."""

import datetime

import pytest

from archive.models import Citation
from archive.pages.rendering.citation_dates import CitedDays, cited_days


@pytest.mark.parametrize(
    ("first", "last", "precision", "printed", "words", "machine", "around"),
    [
        ("2004-10-23", "2004-10-23", "day", "October 23", "23 October 2004", "2004-10-23", "2004-10-18..2004-10-24"),
        ("0001-01-01", "0001-01-01", "day", "", "1 January 1", "0001-01-01", "0001-01-01..0001-01-07"),
        ("9999-12-31", "9999-12-31", "day", "", "31 December 9999", "9999-12-31", "9999-12-27..9999-12-31"),
        ("2006-04-19", "2006-04-20", "day", "April 19 & 20", "19–20 April 2006", "", "2006-04-19..2006-04-20"),
        ("2002-07-18", "2002-07-20", "day", "July 18 through 20", "18–20 July 2002", "", "2002-07-18..2002-07-20"),
        ("2002-06-28", "2002-07-02", "day", "June 28-July 2", "28 June – 2 July 2002", "", "2002-06-28..2002-07-02"),
        (
            "2002-12-30",
            "2003-01-02",
            "day",
            "December 30 – January 2",
            "30 December 2002 – 2 January 2003",
            "",
            "2002-12-30..2003-01-02",
        ),
        ("2004-10-18", "2004-10-28", "day", "October 18, 28", "October 18, 28, 2004", "", "2004-10-18..2004-10-28"),
        (
            "2004-10-18",
            "2004-10-28",
            "day",
            "October 18, 28, 2004",
            "October 18, 28, 2004",
            "",
            "2004-10-18..2004-10-28",
        ),
        ("2004-07-09", "2004-07-11", "day", "", "9–11 July 2004", "", "2004-07-09..2004-07-11"),
        ("2004-10-01", "2004-10-31", "month", "October", "October 2004", "2004-10", "2004-10"),
        ("2004-03-01", "2004-04-30", "month", "March, April", "March – April 2004", "", "2004-03-01..2004-04-30"),
        (
            "2004-12-01",
            "2005-01-31",
            "month",
            "December, January",
            "December 2004 – January 2005",
            "",
            "2004-12-01..2005-01-31",
        ),
        ("2004-01-01", "2004-12-31", "year", "2004", "2004", "2004", "2004"),
        ("2004-01-01", "2005-12-31", "year", "2004, 2005", "2004–2005", "", "2004-01-01..2005-12-31"),
    ],
)
def test_days_are_said_as_far_as_they_are_known(first, last, precision, printed, words, machine, around):
    citation = Citation(
        first_day=datetime.date.fromisoformat(first),
        last_day=datetime.date.fromisoformat(last),
        precision=precision,
        date_text=printed,
    )
    assert cited_days(citation) == CitedDays(words, machine, around)


def test_a_day_whose_year_is_not_known_stands_as_printed():
    assert cited_days(Citation(date_text="October 23")) == CitedDays("October 23")


def test_a_citation_without_a_day_has_none():
    assert cited_days(Citation()) is None
