"""Issues without a printed date stand between their neighbours by number, whatever changes about those."""

from __future__ import annotations

import datetime

import pytest

from archive.editing.change_set import change_set
from archive.models import Issue
from archive.text.dates import Precision
from tests.factories import PublicationFactory

DAY = datetime.timedelta(days=1)
FIRST = datetime.date(2004, 1, 5)


@pytest.fixture
def publication(db):
    return PublicationFactory(title="Quay Letter", first_year=2004)


def made(publication, *numbers: str, volume: int | None = 1) -> dict[str, Issue]:
    """Make issues a week apart by their place; those in brackets have no date: "1", "(2)"."""
    issues = {}
    for place, number in enumerate(numbers):
        date = None if number.startswith("(") else FIRST + 7 * place * DAY
        name = number.strip("()")
        with change_set():
            issues[name] = Issue(publication=publication, volume=volume, number=name, date=date)
            issues[name].save()
    return issues


def order(publication) -> list[str]:
    return [issue.number for issue in Issue.objects.of(publication).order_by_run()]


@pytest.mark.parametrize(
    "numbers",
    [
        ("1", "(2)", "3"),
        ("(1)", "2", "3"),
        ("1", "2", "(3)"),
        ("1", "(2)", "(3)", "4"),
        ("8", "(9)", "10", "(11)", "12"),
        ("1", "(2–3)", "4", "(Supplement)"),
        ("(1)", "(2)", "(10)"),
    ],
)
def test_numbers_decide_where_a_date_is_missing(publication, numbers):
    made(publication, *numbers)
    assert order(publication) == [number.strip("()") for number in numbers]


def test_dated_neighbours_that_come_later_are_found(publication):
    made(publication, "(2)")
    made(publication, "1", "3")
    assert order(publication) == ["1", "2", "3"]


def test_a_neighbour_that_moves_takes_it_along(publication):
    issues = made(publication, "1", "(2)", "3")
    with change_set():
        issues["1"].date = datetime.date(2004, 3, 1)
        issues["1"].save()
    issues["2"].refresh_from_db()
    assert issues["2"].sort_date == datetime.date(2004, 3, 1)


def test_an_inferred_date_is_no_place(publication):
    issues = made(publication, "1", "(2)", "3")
    with change_set():
        issues["2"].date, issues["2"].date_precision = datetime.date(2004, 12, 30), Precision.INFERRED
        issues["2"].save()
    assert order(publication) == ["1", "2", "3"]


def test_volumes_keep_apart(publication):
    made(publication, "1", "2")
    made(publication, "(1)", "(2)", volume=2)
    assert [(issue.volume, issue.number) for issue in Issue.objects.of(publication).order_by_run()] == [
        (1, "1"), (1, "2"), (2, "1"), (2, "2"),
    ]  # fmt: skip


def test_previous_and_next_follow(publication):
    issues = made(publication, "1", "(2)", "3")
    for issue in issues.values():
        issue.refresh_from_db()
    assert Issue.objects.after(issues["1"]).first() == issues["2"]
    assert Issue.objects.before(issues["3"]).first() == issues["2"]
