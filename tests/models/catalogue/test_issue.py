"""Issues: order, dates, addresses, neighbours."""

import datetime

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError

from archive.models import Issue
from archive.text.dates import PartialDate, Precision
from tests.factories import IssueFactory, PublicationFactory

pytestmark = pytest.mark.django_db


def numbered(publication, *numbers, **values):
    return [
        IssueFactory(publication=publication, number=number, date=None, date_precision="", **values)
        for number in numbers
    ]


def test_numbers_stand_in_natural_order():
    publication = PublicationFactory()
    numbered(publication, "10", "Supplement", "9", "3–4", "3")
    assert [issue.number for issue in publication.issues.all()] == ["3", "3–4", "9", "10", "Supplement"]


def test_printed_dates_come_before_numbers():
    publication = PublicationFactory()
    later = IssueFactory(publication=publication, number="1", date=datetime.date(2004, 12, 1))
    earlier = IssueFactory(publication=publication, number="2", date=datetime.date(2004, 11, 1))
    assert list(publication.issues.all()) == [earlier, later]


def test_inferred_dates_do_not_reorder_numbers():
    publication = PublicationFactory()
    first, second = numbered(publication, "116", "117")
    first.set_date(PartialDate(datetime.date(2004, 10, 28), Precision.INFERRED))
    first.save()
    second.set_date(PartialDate(datetime.date(2004, 10, 27), Precision.INFERRED))
    second.save()
    assert list(publication.issues.all()) == [first, second]


def test_issues_without_a_year_are_counted_first():
    publication = PublicationFactory(first_year=None)
    numbered(publication, "1", volume=None)
    IssueFactory(publication=publication, number="2", date=datetime.date(2004, 12, 1))
    assert [row["year"] for row in publication.issues.all().counted_by_year()] == [None, 2004]


def test_volume_gives_the_year():
    publication = PublicationFactory(first_year=2004)
    (issue,) = numbered(publication, "1", volume=3)
    assert issue.year == 2006


def test_one_number_once_a_volume():
    publication = PublicationFactory()
    IssueFactory(publication=publication, number="7")
    with pytest.raises(IntegrityError):
        IssueFactory(publication=publication, number="7")


def test_form_hears_of_a_number_with_the_same_address():
    publication = PublicationFactory()
    IssueFactory(publication=publication, number="3–4")
    with pytest.raises(ValidationError, match="same address"):
        Issue(publication=publication, volume=1, number="3-4").full_clean()


def test_form_takes_an_issue_with_the_address_that_it_has():
    issue = IssueFactory(number="3–4")
    issue.number = "3-4"
    issue.full_clean()


def test_newest_of_each_publication():
    one, other = PublicationFactory(), PublicationFactory()
    _, middle, last = numbered(one, "1", "2", "3")
    (single,) = numbered(other, "1")
    assert set(Issue.objects.newest_of_each_publication(2)) == {middle, last, single}


def test_date_needs_a_precision_in_the_database():
    issue = IssueFactory()
    with pytest.raises(IntegrityError):
        Issue._base_manager.filter(pk=issue.pk).update(date_precision="")


def test_nearest_issue_before():
    publication = PublicationFactory()
    _, middle, last = numbered(publication, "1", "2", "3")
    assert Issue.objects.before(last).first() == middle


def test_nearest_issue_after():
    publication = PublicationFactory()
    first, middle, _ = numbered(publication, "1", "2", "3")
    assert Issue.objects.after(first).first() == middle


def test_issues_of_other_publications_are_no_neighbours():
    IssueFactory()
    assert not Issue.objects.after(IssueFactory()).exists()


def test_month_leaves_out_issues_known_to_the_year_only():
    issue = IssueFactory(date=datetime.date(2004, 1, 1), date_precision=Precision.YEAR.value)
    assert issue not in Issue.objects.in_month(2004, 1)


@pytest.mark.parametrize(
    ("number", "designation"),
    [("115", "Vol. 1, No. 115"), ("3–4", "Vol. 1, No. 3–4"), ("Supplement", "Vol. 1, Supplement")],
)
def test_designation(number, designation):
    assert Issue(volume=1, number=number).designation == designation
