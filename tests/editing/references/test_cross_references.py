"""Which issue a reference with a day means: printed days, printed months, inferred days, and when none is sure."""

from __future__ import annotations

import datetime

import pytest

from archive.editing.references.cross_references import resolve, resolve_in
from archive.models import CrossReference, Publication
from archive.text.dates import Precision
from tests.derivation import derive
from tests.factories import ArticleFactory, IssueFactory, PublicationFactory

pytestmark = pytest.mark.django_db

DAY = datetime.date(2004, 5, 23)
NEW_YEAR = datetime.date(2005, 1, 1)
MAY = datetime.date(2004, 5, 1), datetime.date(2004, 5, 31)


@pytest.fixture
def publication():
    return PublicationFactory(frequency="daily")


def issue(publication, number: str, day: str | None, precision: Precision | str):
    date = datetime.date.fromisoformat(day) if day else None
    return IssueFactory(publication=publication, number=number, date=date, date_precision=precision)


@pytest.mark.parametrize(
    ("frequency", "issues", "expected"),
    [
        ("daily", [("15", "2004-05-23", "day"), ("16", "2004-05-24", "day")], "15"),
        ("daily", [("16", "2004-05-24", "day")], None),
        ("monthly", [("5", "2004-05-01", "month"), ("6", "2004-06-01", "month")], "5"),
        ("biweekly", [("9", "2004-05-01", "month"), ("10", "2004-05-01", "month")], None),
        ("daily", [("15", "2004-05-23", "day"), ("5", "2004-05-01", "month")], "15"),
        ("weekly", [("20", "2004-05-17", "week"), ("21", "2004-05-24", "week")], "20"),
        ("weekly", [("20", "2004-05-17", "week"), ("5", "2004-05-01", "month")], "20"),
        # The issue of a day is the one that cites up to the day before.
        ("daily", [("14", "2004-05-21", "inferred"), ("15", "2004-05-22", "inferred")], "15"),
        ("daily", [("15", "2004-05-22", "inferred"), ("16", "2004-05-23", "inferred")], "15"),
        ("daily", [("14", "2004-05-20", "inferred")], "14"),
        ("daily", [("14", "2004-05-19", "inferred")], None),
        ("weekly", [("14", "2004-05-18", "inferred")], "14"),
        ("daily", [("15", "2004-05-22", "inferred"), ("16", "2004-05-22", "inferred")], None),
        ("daily", [("16", "2004-05-24", "inferred")], None),
        ("daily", [("15", "2004-05-22", "inferred"), ("99", "2004-05-23", "day")], "99"),
        ("daily", [("1", "2004-01-01", "year")], None),
    ],
)  # fmt: skip
def test_the_issue_that_is_meant(publication, frequency, issues, expected):
    publication.frequency = frequency
    publication.save()
    made = {number: issue(publication, number, day, precision) for number, day, precision in issues}
    found = resolve(publication, DAY, DAY, citing_id=0)
    assert found == (made[expected].pk if expected else None)


@pytest.mark.parametrize(
    ("issues", "expected"),
    [
        ([("5", "2004-05-01", "month"), ("6", "2004-06-01", "month")], "5"),
        ([("5", "2004-05-17", "day")], "5"),
        ([("5", "2004-05-01", "day"), ("6", "2004-05-08", "day")], None),
        ([("5", "2004-05-03", "inferred")], None),
        ([("5", "2004-06-01", "day")], None),
    ],
)
def test_a_month_means_the_one_issue_of_it(publication, issues, expected):
    made = {number: issue(publication, number, day, precision) for number, day, precision in issues}
    assert resolve(publication, *MAY, citing_id=0) == (made[expected].pk if expected else None)


def test_a_month_is_ambiguous_again_when_a_second_issue_of_it_arrives(publication):
    first = issue(publication, "5", "2004-05-20", "day")
    reference = CrossReference.objects.create(
        article=ArticleFactory(), raw="(see it)", publication=publication, first_day=MAY[0], last_day=MAY[1],
        paragraph=1, issue=first,
    )  # fmt: skip
    resolve_in(publication, *(issue(publication, "6", "2004-05-27", "day").date,) * 2)
    reference.refresh_from_db()
    assert reference.issue is None


def test_an_inferred_date_is_found_across_new_year(publication):
    made = issue(publication, "1", "2004-12-31", "inferred")
    assert resolve(publication, NEW_YEAR, NEW_YEAR, citing_id=0) == made.pk


def test_the_citing_issue_is_never_meant(publication):
    made = issue(publication, "15", "2004-05-22", "inferred")
    assert resolve(publication, DAY, DAY, citing_id=made.pk) is None


def test_without_day_or_publication_none_is_meant(publication):
    assert resolve(publication, None, None, citing_id=0) is None
    assert resolve(None, DAY, DAY, citing_id=0) is None


def test_a_surer_issue_takes_over_when_it_arrives(publication):
    guessed = issue(publication, "14", "2004-05-22", "inferred")
    reference = CrossReference.objects.create(
        article=ArticleFactory(), raw="(see it)", publication=publication, first_day=DAY, last_day=DAY, paragraph=1,
        issue=guessed,
    )  # fmt: skip
    printed = issue(publication, "15", "2004-05-23", "day")
    assert resolve_in(publication, printed.date, printed.date) == 1
    reference.refresh_from_db()
    assert reference.issue == printed


def test_an_issue_whose_date_moves_away_is_meant_no_longer(publication):
    moved = issue(publication, "15", "2004-05-23", "day")
    reference = CrossReference.objects.create(
        article=ArticleFactory(), raw="(see it)", publication=publication, first_day=DAY, last_day=DAY, paragraph=1,
        issue=moved,
    )  # fmt: skip
    moved.date = datetime.date(2004, 6, 1)
    moved.save()
    reference.refresh_from_db()
    assert reference.issue is None


def test_a_new_publication_adopts_the_references_that_name_it():
    PublicationFactory(title="Eurasia Daily Monitor")
    article = ArticleFactory(paragraphs=["It was told before (see Prism, May 23)."])
    derive(article)
    assert CrossReference.objects.get().publication is None
    prism = Publication.objects.create(title="Prism")
    assert CrossReference.objects.get().publication == prism
