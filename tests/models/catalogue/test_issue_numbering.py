"""Issues without a volume, a number, or both: address, designation, order."""

from __future__ import annotations

import datetime

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from archive.models import Issue, SlugRedirect
from archive.text.numbering.habits import Numbering
from tests.factories import IssueFactory, PublicationFactory

pytestmark = pytest.mark.django_db
DAY = datetime.date(2013, 6, 7)


@pytest.fixture
def publication():
    return PublicationFactory(title="Harbour Letter", first_year=None)


KINDS = [
    # volume, number, date, precision → address, designation, is a date said beside it
    (1, "115", DAY, "day", "v1/i115", "Vol. 1, No. 115", True),
    (None, "45", DAY, "day", "n45", "No. 45", True),
    (None, "Supplement", None, "", "nsupplement", "Supplement", False),
    (None, "", DAY, "day", "2013/06/07", "7 June 2013", False),
    (None, "", DAY, "week", "2013/w23", "Week of 3 June 2013", False),
    (None, "", DAY, "month", "2013/06", "June 2013", False),
    (2, "", DAY, "year", "v2", "Vol. 2", True),
    (2013, "4", DAY, "year", "v2013/i4", "2013, No. 4", False),
    (2013, "4", DAY, "month", "v2013/i4", "2013, No. 4", True),
    (0, "3", None, "", "v0/i3", "Vol. 0, No. 3", False),
]


@pytest.mark.parametrize(("volume", "number", "date", "precision", "path", "designation", "dated"), KINDS)
def test_an_issue_goes_by_what_it_has(publication, volume, number, date, precision, path, designation, dated):
    issue = IssueFactory(publication=publication, volume=volume, number=number, date=date, date_precision=precision)
    issue.refresh_from_db()
    assert issue.get_absolute_url() == f"/harbour-letter/{path}/"
    assert issue.designation == designation
    assert bool(issue.date_beside) is dated


def test_an_issue_needs_something_to_go_by(publication):
    with pytest.raises(ValidationError, match="one of these is its address"):
        Issue(publication=publication).full_clean()
    with pytest.raises(IntegrityError), transaction.atomic():
        Issue(publication=publication, date=DAY, date_precision="year").save()


def test_two_issues_of_a_day_are_refused_in_words(publication):
    IssueFactory(publication=publication, volume=None, number="", date=DAY)
    with pytest.raises(ValidationError, match="7 June 2013 has this date"):
        Issue(publication=publication, date=DAY, date_precision="day").full_clean()


def test_a_week_begins_on_monday(publication):
    issue = IssueFactory(publication=publication, volume=None, number="", date=DAY, date_precision="week")
    assert (issue.date, issue.sort_date) == (datetime.date(2013, 6, 3), datetime.date(2013, 6, 3))
    assert issue.last_day == "2013-06-09"


def test_another_day_is_another_address_and_the_old_one_redirects(publication):
    issue = IssueFactory(publication=publication, volume=None, number="", date=DAY)
    issue = Issue.objects.get(pk=issue.pk)
    issue.date = datetime.date(2013, 6, 8)
    issue.save()
    assert issue.get_absolute_url() == "/harbour-letter/2013/06/08/"
    assert SlugRedirect.target("issue", "2013/06/07", scope_id=publication.pk) == issue.pk


def test_a_volume_that_is_a_year_gives_the_year(publication):
    assert IssueFactory(publication=publication, volume=2013, number="4", date=None, date_precision="").year == 2013


def test_a_run_of_mixed_habits_is_in_order_and_walked_both_ways(publication):
    day = datetime.date
    made = [
        IssueFactory(publication=publication, volume=1, number="9", date=day(2012, 1, 1)),
        IssueFactory(publication=publication, volume=1, number="10", date=day(2012, 1, 1)),
        IssueFactory(publication=publication, volume=None, number="45", date=day(2013, 1, 1)),
        IssueFactory(publication=publication, volume=2, number="1", date=day(2013, 1, 1)),
        IssueFactory(publication=publication, volume=None, number="", date=day(2014, 1, 1)),
    ]
    run = list(Issue.objects.of(publication).order_by_run())
    assert run == made
    assert list(Issue.objects.before(made[3])) == [made[2], made[1], made[0]]
    assert list(Issue.objects.after(made[1])) == made[2:]
    assert list(Issue.objects.of(publication).latest_first()) == made[::-1]


@pytest.mark.parametrize("numbering", list(Numbering))
def test_issues_by_another_habit_are_found(publication, numbering):
    by_habit = {
        Numbering.VOLUME_AND_NUMBER: {"volume": 1, "number": "1"},
        Numbering.NUMBER: {"volume": None, "number": "1"},
        Numbering.VOLUME: {"volume": 1, "number": ""},
        Numbering.YEAR: {"volume": 2013, "number": "1"},
        Numbering.DATE: {"volume": None, "number": "", "date_precision": "day"},
        Numbering.WEEK: {"volume": None, "number": "", "date_precision": "week"},
        Numbering.MONTH: {"volume": None, "number": "", "date_precision": "month"},
    }
    for habit, facts in by_habit.items():
        IssueFactory(publication=publication, **{"date": DAY, **facts}, title=habit.value)
    others = set(Issue.objects.of(publication).not_by_habit(numbering).values_list("title", flat=True))
    as_years = {Numbering.YEAR} if numbering is Numbering.VOLUME_AND_NUMBER else set()
    assert others == set(Numbering) - {numbering} - as_years


def test_volumes_are_counted_without_what_has_none(publication):
    IssueFactory(publication=publication, volume=None, number="45")
    IssueFactory(publication=publication, volume=3, number="")
    assert [row["volume"] for row in Issue.objects.of(publication).counted_by_volume()] == [3]


@pytest.mark.parametrize(
    ("monday", "address", "month"),
    [
        (datetime.date(2013, 12, 30), "2014/w01", (2014, 1)),
        (datetime.date(2015, 12, 28), "2015/w53", (2015, 12)),
        (datetime.date(2013, 7, 29), "2013/w31", (2013, 8)),
    ],
)
def test_a_week_is_listed_under_the_year_and_month_of_its_thursday(publication, monday, address, month):
    issue = IssueFactory(publication=publication, volume=None, number="", date=monday, date_precision="week")
    issue.refresh_from_db()
    assert (issue.path, issue.year, issue.sort_date) == (address, month[0], monday)
    assert list(Issue.objects.in_month(*month)) == [issue]
    assert [(row["year"], row["month"]) for row in Issue.objects.counted_by_month()] == [month]
    assert (issue.calendar_day.year, issue.calendar_day.month) == month
