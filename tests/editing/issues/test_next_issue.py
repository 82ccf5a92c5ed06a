"""The issue that is likely to follow an issue."""

from __future__ import annotations

import datetime

import pytest

from archive.editing.issues.next_issue import proposed_after
from archive.text.dates import Precision
from tests.factories import IssueFactory, PublicationFactory

pytestmark = pytest.mark.django_db
day = datetime.date


def proposed(frequency="", first_year=2004, **values):
    publication = PublicationFactory(frequency=frequency, first_year=first_year)
    return proposed_after(IssueFactory(publication=publication, **values))


@pytest.mark.parametrize(
    ("frequency", "date", "following"),
    [
        ("daily", day(2004, 10, 1), day(2004, 10, 4)),  # a Friday, a Monday
        ("weekdays", day(2004, 10, 5), day(2004, 10, 6)),
        ("Weekly", day(2004, 10, 5), day(2004, 10, 12)),
        ("biweekly", day(2004, 10, 5), day(2004, 10, 19)),
        ("monthly", day(2004, 1, 31), day(2004, 2, 29)),
        ("quarterly", day(2004, 11, 15), day(2005, 2, 15)),
        ("annual", day(2004, 2, 29), day(2005, 2, 28)),
        ("now and then", day(2004, 10, 5), None),
    ],
)
def test_date_follows_the_frequency(frequency, date, following):
    assert proposed(frequency, date=date).date == following


def test_number_follows_the_number():
    assert proposed("weekly", number="115", date=day(2004, 3, 2)).number == "116"


def test_a_double_number_counts_for_two():
    assert proposed("monthly", number="3–4", date=day(2004, 3, 2)).number == "5"


def test_a_number_that_counts_nothing_leads_to_none():
    assert proposed("monthly", number="Supplement", date=day(2004, 3, 2)).number == ""


def test_a_new_year_begins_a_volume_and_its_numbers():
    following = proposed("weekly", volume=1, number="52", date=day(2004, 12, 28))
    assert (following.volume, following.number, following.date) == (2, "1", day(2005, 1, 4))


def test_numbers_run_on_where_they_did():
    publication = PublicationFactory(frequency="weekly", first_year=2003)
    IssueFactory(publication=publication, volume=1, number="52", date=day(2003, 12, 30))
    last = IssueFactory(publication=publication, volume=2, number="104", date=day(2004, 12, 28))
    IssueFactory(publication=publication, volume=2, number="53", date=day(2004, 1, 6))
    following = proposed_after(last)
    assert (following.volume, following.number) == (3, "105")


def test_volumes_that_are_no_years_go_on_over_new_year():
    following = proposed("weekly", first_year=None, volume=4, number="52", date=day(2004, 12, 28))
    assert (following.volume, following.number) == (4, "53")


def test_volumes_are_years_where_the_last_one_was():
    publication = PublicationFactory(frequency="weekly", first_year=None)
    IssueFactory(publication=publication, volume=3, number="51", date=day(2003, 12, 30))
    last = IssueFactory(publication=publication, volume=4, number="52", date=day(2004, 12, 28))
    assert proposed_after(last).volume == 5


def test_without_a_frequency_the_run_tells():
    publication = PublicationFactory(frequency="")
    for week in range(4):
        last = IssueFactory(
            publication=publication, number=str(week + 1), date=day(2004, 10, 5) + datetime.timedelta(weeks=week)
        )
    following = proposed_after(last)
    assert (following.date, following.because) == (day(2004, 11, 2), "the last issues lie 7 days apart")


def test_a_month_follows_a_month():
    following = proposed("monthly", date=day(2004, 12, 1), date_precision=Precision.MONTH.value)
    assert (following.date, following.precision) == (day(2005, 1, 1), Precision.MONTH)


def test_an_inferred_date_leads_to_none():
    assert proposed("weekly", date_precision=Precision.INFERRED.value).date is None


def test_the_end_of_time_leads_to_none():
    assert proposed("weekly", date=day.max).date is None


def test_few_queries(django_assert_max_num_queries):
    issue = IssueFactory(date=day(2004, 12, 31))
    with django_assert_max_num_queries(3):
        proposed_after(issue)


@pytest.mark.parametrize(
    ("numbering", "issue", "frequency", "expected"),
    [
        # what stands → volume, number, date of the next
        ("number", (None, "45", day(2013, 6, 7)), "monthly", (None, "46", day(2013, 7, 7))),
        ("number", (None, "3–4", None), "", (None, "5", None)),
        ("date", (None, "", day(2013, 6, 7)), "weekdays", (None, "", day(2013, 6, 10))),
        ("date", (None, "", day(2013, 6, 7)), "", (None, "", None)),
        ("week", (None, "", day(2013, 6, 3)), "", (None, "", day(2013, 6, 10))),
        ("month", (None, "", day(2013, 12, 1)), "", (None, "", day(2014, 1, 1))),
        ("volume", (2, "", day(2013, 1, 1)), "", (3, "", None)),
        ("year", (2013, "4", day(2013, 10, 1)), "quarterly", (2014, "1", day(2014, 1, 1))),
        ("year", (2013, "3", day(2013, 7, 1)), "quarterly", (2013, "4", day(2013, 10, 1))),
    ],
)
def test_the_next_follows_the_habit(numbering, issue, frequency, expected):
    precisions = {"week": "week", "month": "month", "volume": "year"}
    volume, number, date = issue
    publication = PublicationFactory(frequency=frequency, first_year=None, numbering=numbering)
    precision = precisions.get(numbering, "day") if date else ""
    made = IssueFactory(publication=publication, volume=volume, number=number, date=date, date_precision=precision)
    following = proposed_after(made)
    assert (following.volume, following.number, following.date) == expected
