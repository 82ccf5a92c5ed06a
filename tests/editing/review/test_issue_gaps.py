"""What is odd in a run: missing numbers, numbers held twice, dates out of order, and what an editor set aside."""

import datetime

import pytest

from archive.editing.review.issue_gaps import anomalies
from archive.models import DismissedWarning, Issue, WarningKind
from tests.factories import IssueFactory, PublicationFactory

pytestmark = pytest.mark.django_db
DAY = datetime.date(2004, 10, 1)


@pytest.fixture
def publication():
    return PublicationFactory()


@pytest.fixture
def run(publication):
    """`run({1: ["1", "3–4"]})` makes the issues of its volumes a day apart."""

    def make(volumes: dict[int, list[str]]):
        for volume, numbers in volumes.items():
            for place, number in enumerate(numbers):
                date = DAY.replace(year=2003 + volume) + datetime.timedelta(days=place)
                IssueFactory(publication=publication, volume=volume, number=number, date=date)

    return make


def keys(kind: WarningKind) -> list[str]:
    return [oddity.key for oddity in anomalies() if oddity.kind == kind]


@pytest.mark.parametrize(
    ("volumes", "expected"),
    [
        ({1: ["1", "2", "3"]}, []),
        ({1: ["1", "2", "4"]}, ["v1:3-3"]),
        ({1: ["1", "2", "7", "9"]}, ["v1:3-6", "v1:8-8"]),
        ({1: ["1", "3–4", "5"]}, ["v1:2-2"]),
        ({1: ["1", "2/3", "4"]}, []),
        ({1: ["2", "3"]}, ["v1:1-1"]),
        ({1: ["1", "2", "Supplement", "3"]}, []),
        ({1: ["1", "2", "2a", "3"]}, []),
        ({1: ["1", "2"], 2: ["1", "3"]}, ["v2:2-2"]),
        ({1: ["1", "2"], 2: ["2", "3"]}, ["v2:1-1"]),
        # Numbers that run on through the volumes.
        ({1: ["51", "52"], 2: ["53", "54"]}, []),
        ({1: ["51", "52"], 2: ["54", "55"], 3: ["56"]}, ["v2:53-53"]),
        ({1: ["51", "53"], 2: ["54", "55"]}, ["v1:52-52"]),
        ({1: ["Supplement"]}, []),
        # A year taken for a number costs no memory.
        ({1: ["1", "999999"]}, ["v1:2-999998"]),
    ],
)
def test_missing_numbers(run, volumes, expected):
    run(volumes)
    assert keys(WarningKind.MISSING) == expected


def test_missing_numbers_name_their_neighbours(run):
    run({1: ["1", "4"]})
    assert [issue.number for issue in anomalies()[0].issues] == ["1", "4"]


@pytest.mark.parametrize(
    ("numbers", "expected"),
    [
        (["1", "2", "3"], []),
        (["1", "2–3", "3"], ["v1:2–3+3"]),
        (["1", "2", "02"], ["v1:2+02"]),
        (["1–4", "2", "3"], ["v1:1–4+2", "v1:1–4+3"]),
        (["1", "1a"], []),
    ],
)
def test_numbers_held_twice(run, numbers, expected):
    run({1: numbers})
    assert keys(WarningKind.DOUBLE) == expected


@pytest.mark.parametrize(
    ("days", "expected"),
    [
        ([1, 2, 3], []),
        ([1, 1, 2], []),
        ([1, 20, 3, 4], ["v1:2@2004-10-20"]),
        ([10, 11, 2, 12], ["v1:3@2004-10-02"]),
    ],
)
def test_dates_out_of_order(publication, days, expected):
    for number, day in enumerate(days, start=1):
        IssueFactory(publication=publication, number=str(number), date=datetime.date(2004, 10, day))
    assert keys(WarningKind.DISORDER) == expected


def test_inferred_date_is_out_of_no_order(publication):
    for number, (day, precision) in enumerate([(1, "day"), (20, "inferred"), (3, "day")], start=1):
        IssueFactory(
            publication=publication, number=str(number), date=datetime.date(2004, 10, day), date_precision=precision
        )
    assert keys(WarningKind.DISORDER) == []


def test_volume_before_an_earlier_volume_is_out_of_order(publication):
    for volume, number, year in [(1, "1", 2004), (1, "2", 2004), (2, "1", 2003), (3, "1", 2006)]:
        IssueFactory(publication=publication, volume=volume, number=number, date=DAY.replace(year=year))
    assert keys(WarningKind.DISORDER) == ["v2:1@2003-10-01"]


def test_what_is_so_is_left_out(run, publication):
    run({1: ["1", "3"]})
    DismissedWarning.objects.create(kind=WarningKind.MISSING, row_id=publication.pk, key="v1:2-2")
    assert anomalies() == []


def test_of_a_span_the_rest_is_shown(run, publication):
    run({1: ["1", "9"]})
    for key in ("v1:4-5", "v1:7-7"):
        DismissedWarning.objects.create(kind=WarningKind.MISSING, row_id=publication.pk, key=key)
    assert keys(WarningKind.MISSING) == ["v1:2-3", "v1:6-6", "v1:8-8"]


def test_what_was_so_stays_so_when_its_span_shrinks(run, publication):
    run({1: ["1", "9"]})
    DismissedWarning.objects.create(kind=WarningKind.MISSING, row_id=publication.pk, key="v1:2-8")
    IssueFactory(publication=publication, number="5", date=DAY)
    assert keys(WarningKind.MISSING) == []


def test_a_new_date_is_shown_again(publication):
    for number, day in enumerate([1, 20, 3, 4], start=1):
        IssueFactory(publication=publication, number=str(number), date=datetime.date(2004, 10, day))
    DismissedWarning.objects.create(kind=WarningKind.DISORDER, row_id=publication.pk, key="v1:2@2004-10-20")
    assert keys(WarningKind.DISORDER) == []
    Issue.objects.filter(number="2").update(date=datetime.date(2004, 10, 21))
    assert keys(WarningKind.DISORDER) == ["v1:2@2004-10-21"]


def test_of_another_publication_nothing_is_set_aside(run, publication):
    run({1: ["1", "3"]})
    DismissedWarning.objects.create(kind=WarningKind.MISSING, row_id=publication.pk + 1, key="v1:2-2")
    assert keys(WarningKind.MISSING) == ["v1:2-2"]


def test_two_queries_for_any_number_of_publications(run, django_assert_num_queries):
    run({1: ["1", "3"], 2: ["1"]})
    IssueFactory.create_batch(5)
    with django_assert_num_queries(2):
        anomalies()
