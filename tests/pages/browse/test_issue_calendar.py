"""A publication's run as a calendar."""

import datetime
import re
import xml.etree.ElementTree as ET

import pytest

from archive.models import Status
from archive.pages.browse.issue_calendar import issue_calendar_of
from tests.factories import ArticleFactory, PublicationFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def letter():
    return PublicationFactory(title="Harbour Letter", slug="letter")


def piece(publication, *date, precision="day", **kwargs):
    day = datetime.date(*date) if date else None
    return ArticleFactory(
        issue__publication=publication, issue__date=day, issue__date_precision=precision if day else "", **kwargs
    )


def links(publication) -> dict[str, str]:
    """What the picture's cells mean, with their addresses."""
    return {
        title: href
        for href, title in re.findall(r'<a href="([^"]*)"><title>([^<]*)', issue_calendar_of(publication).picture)
    }


def test_the_picture_is_well_formed(letter):
    piece(letter, 2004, 10, 4, issue__number="A & <B>")
    assert ET.fromstring(issue_calendar_of(letter).picture).tag == "svg"  # noqa: S314 (our own picture)


def test_a_month_of_several_issues_leads_to_the_month(letter):
    piece(letter, 2004, 10, 4)
    piece(letter, 2004, 10, 5)
    assert links(letter) == {"October 2004: 2 issues": "/letter/2004/10/"}


def test_a_month_of_one_issue_leads_to_the_issue(letter):
    article = piece(letter, 2004, 10, 4, issue__number="7")
    assert links(letter) == {"Vol. 1, No. 7, October 2004": article.issue.get_absolute_url()}


def test_issues_known_to_the_year_stand_in_a_column_of_their_own(letter):
    piece(letter, 2004, 1, 1, precision="year", issue__number="7")
    assert list(links(letter)) == ["Vol. 1, No. 7, 2004, month unknown"]


def test_inferred_dates_are_told(letter):
    piece(letter, 2004, 10, 4, precision="inferred", issue__number="7")
    assert list(links(letter)) == ["Vol. 1, No. 7, October 2004, date inferred"]


def test_a_gap_is_drawn_within_the_run_only(letter):
    piece(letter, 2004, 10, 4)
    piece(letter, 2005, 1, 4)
    assert issue_calendar_of(letter).picture.count('class="gap"') == 2


def test_a_year_without_issues_has_its_row(letter):
    piece(letter, 2003, 12, 4)
    piece(letter, 2005, 1, 4)
    assert ">2004</text>" in issue_calendar_of(letter).picture


def test_drafts_leave_no_trace(letter):
    piece(letter, 2004, 10, 4)
    piece(letter, 2004, 11, 4, status=Status.DRAFT)
    assert issue_calendar_of(letter).issues == 1
    assert len(links(letter)) == 1


def test_a_long_run_is_drawn_by_decades(letter):
    piece(letter, 1901, 10, 4)
    piece(letter, 1999, 10, 4)
    assert links(letter) == {"1901: 1 issue": "/letter/1901/", "1999: 1 issue": "/letter/1999/"}
    assert ">1900s</text>" in issue_calendar_of(letter).picture


@pytest.mark.parametrize(("last", "row"), [(1999, "1999"), (2000, "2000s")])
def test_forty_years_have_a_row_each_and_more_a_row_a_decade(letter, last, row):
    piece(letter, 1960, 10, 4)
    piece(letter, last, 10, 4)
    assert f">{row}</text>" in issue_calendar_of(letter).picture


def test_years_without_any_known_date_draw_nothing():
    publication = PublicationFactory(first_year=None)
    piece(publication)
    assert issue_calendar_of(publication).picture == ""


def test_the_table_says_what_the_picture_does(letter):
    piece(letter, 2004, 10, 4)
    piece(letter, 2004, 10, 5, precision="inferred")
    piece(letter, 2004, 1, 1, precision="year")
    assert [(line.label, line.issues) for line in issue_calendar_of(letter).table] == [
        ("2004, month unknown", "1 issue"),
        ("October 2004", "2 issues, 1 of them by inference"),
    ]


def test_it_takes_one_query(letter, django_assert_num_queries):
    for month in range(1, 12):
        piece(letter, 2004, month, 4)
    with django_assert_num_queries(1):
        issue_calendar_of(letter)
