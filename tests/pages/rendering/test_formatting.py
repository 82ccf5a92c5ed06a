"""Dates, numbers and lists in words."""

import datetime

import pytest

from archive.pages.rendering.formatting import counted, date_in_words, machine_date, names_in_words, span_in_words
from archive.text.dates import PartialDate, Precision

DAY = datetime.date(2004, 10, 26)


@pytest.mark.parametrize(
    ("date", "words", "machine"),
    [
        (PartialDate(DAY, Precision.DAY), "26 October 2004", "2004-10-26"),
        (PartialDate(DAY, Precision.DAY, "Oct. 26, 2004"), "26 October 2004", "2004-10-26"),
        (PartialDate(DAY, Precision.INFERRED), "on or after 26 October 2004 (inferred)", "2004-10-26"),
        (PartialDate(DAY.replace(day=1), Precision.MONTH), "October 2004", "2004-10"),
        (PartialDate(DAY.replace(day=1), Precision.MONTH, "Autumn 2004"), "Autumn 2004", "2004-10"),
        (PartialDate(DAY.replace(day=1), Precision.MONTH, "Oct 2004"), "October 2004", "2004-10"),
        (PartialDate(datetime.date(2004, 1, 1), Precision.YEAR), "2004", "2004"),
        (PartialDate(datetime.date(2004, 1, 1), Precision.YEAR, "2004/05"), "2004/05", "2004"),
    ],
)
def test_dates(date, words, machine):
    assert (date_in_words(date), machine_date(date)) == (words, machine)


def test_a_day_with_its_weekday():
    assert date_in_words(PartialDate(DAY, Precision.DAY), weekday=True) == "Tuesday, 26 October 2004"


def test_no_date_is_no_words():
    assert date_in_words(None) == ""


@pytest.mark.parametrize(("number", "words"), [(0, "0 issues"), (1, "1 issue"), (1204, "1,204 issues")])
def test_counted(number, words):
    assert counted(number, "issue") == words


@pytest.mark.parametrize(
    ("names", "words"), [([], ""), (["A"], "A"), (["A", "B"], "A and B"), (["A", "B", "C"], "A, B and C")]
)
def test_names(names, words):
    assert names_in_words(names) == words


@pytest.mark.parametrize(
    ("first", "last", "words"), [(1996, 2008, "1996–2008"), (1996, 1996, "1996"), (None, None, "")]
)
def test_spans(first, last, words):
    assert span_in_words(first, last) == words
