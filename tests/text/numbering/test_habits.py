"""Numbering habits: the place of a text, and the addresses of issues."""

from __future__ import annotations

import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive.text.dates import PartialDate, Precision, read_date
from archive.text.numbering.habits import (
    NoPlace,
    Numbering,
    Stated,
    candidate_places,
    issue_path,
    options_for,
    place_of,
    read_numbering,
    volume_in_words,
)


@pytest.mark.parametrize(
    ("text", "numbering"),
    [
        ("date", "date"),
        ("Date alone", "date"),
        ("day", "date"),
        ("week", "week"),
        ("Weekly", "week"),
        ("date alone: an issue a month", "month"),
        ("volume-number", "volume-number"),
        ("volume and issue", "volume-number"),
        ("number", "number"),
        ("Number alone", "number"),
        ("volume", "volume"),
        ("volume without issue", "volume"),
        ("volume without issues", "volume"),
        ("year", "year"),
        ("year as volume", "year"),
        ("fortnight", None),
        ("", None),
    ],
)
def test_a_habit_is_read_by_its_names(text, numbering):
    assert read_numbering(text) == numbering


def test_every_habit_is_read_by_its_own_name_and_label():
    for numbering in Numbering:
        assert read_numbering(numbering.value) is numbering
        assert read_numbering(numbering.label) is numbering


PLACES = [
    # habit, volume, number, date → address, volume, number, date of the issue
    ("volume-number", 1, "115", "2004-10-26", "v1/i115", "2004-10-26"),
    ("volume-number", 1, "3–4", None, "v1/i3-4", None),
    ("number", None, "45", "June 2013", "n45", "2013-06-01"),
    ("number", 3, "45", None, "n45", None),
    ("number", None, "Supplement", None, "nsupplement", None),
    ("date", None, "", "2013-06-07", "2013/06/07", "2013-06-07"),
    ("date", 3, "45", "2013-06-07", "2013/06/07", "2013-06-07"),
    ("week", None, "", "2013-06-07", "2013/w23", "2013-06-03"),
    ("week", None, "", "2012-12-31", "2013/w01", "2012-12-31"),
    ("month", None, "", "2013-06-07", "2013/06", "2013-06-01"),
    ("month", None, "", "June 2013", "2013/06", "2013-06-01"),
    ("volume", 2, "", "2020-05-04", "v2", "2020-01-01"),
    ("volume", 2, "17", None, "v2", None),
    ("year", None, "4", "May 2013", "v2013/i4", "2013-05-01"),
    ("year", 2013, "4", None, "v2013/i4", None),
    ("year", 12, "4", "2013", "v2013/i4", "2013-01-01"),
]


@pytest.mark.parametrize(("numbering", "volume", "number", "date", "path", "dated"), PLACES)
def test_a_text_has_its_place_by_the_habit(numbering, volume, number, date, path, dated):
    place = place_of(Stated(volume, number, read_date(date) if date else None), Numbering(numbering))
    assert place.path == path
    assert (place.date and place.date.first.isoformat()) == dated


@pytest.mark.parametrize(
    ("numbering", "volume", "number", "date", "reason"),
    [
        ("volume-number", None, "115", "2004-10-26", "The header names no volume."),
        ("volume-number", 1, "", "2004-10-26", "The header names no issue."),
        ("number", 3, "", "2013-06-07", "The text names no issue."),
        ("date", 3, "45", None, "The text has no date."),
        ("date", None, "", "June 2013", "Its date, “June 2013”, names no day."),
        ("week", None, "", "2013", "Its date, “2013”, names no day."),
        ("month", None, "", "2013", "Its date, “2013”, names no month."),
        ("volume", None, "3", "2013", "The text names no volume."),
        ("year", None, "4", None, "The text names no year."),
        ("year", 2013, "", None, "The text names no issue."),
    ],
)
def test_a_text_that_says_too_little_has_none(numbering, volume, number, date, reason):
    with pytest.raises(NoPlace) as missing:
        place_of(Stated(volume, number, read_date(date) if date else None), Numbering(numbering))
    assert missing.value.reason == reason
    assert missing.value.remedy


def test_a_volume_without_issues_is_a_place_for_what_says_that_it_has_none():
    stated = Stated(2, "", read_date("2020"), is_continuous=True)
    assert place_of(stated, Numbering.VOLUME_AND_NUMBER).path == "v2"


@pytest.mark.parametrize(
    ("numbering", "left_out"),
    [
        ("volume-number", ""),
        ("number", "volume 3"),
        ("date", "volume 3 and issue 45"),
        ("volume", "issue 45"),
        ("year", "volume 3"),
    ],
)
def test_what_the_habit_has_no_place_for_is_named(numbering, left_out):
    assert place_of(Stated(3, "45", read_date("2013-06-07")), Numbering(numbering)).left_out == left_out


@pytest.mark.parametrize(
    ("stated", "paths"),
    [
        (Stated(3, "45", read_date("2013-06-07")), ["v3/i45"]),
        (Stated(None, "45"), ["n45"]),
        (Stated(3), ["v3"]),
        (Stated(None, "", read_date("2013-06-07")), ["2013/06/07", "2013/w23", "2013/06"]),
        (Stated(None, "", read_date("2013-06")), ["2013/06"]),
        (Stated(), []),
    ],
)
def test_issues_by_other_habits_that_a_text_may_mean(stated, paths):
    assert [place.path for place in candidate_places(stated)] == paths


@given(st.dates(min_value=datetime.date(1600, 1, 1), max_value=datetime.date(2200, 12, 31)))
def test_the_week_of_a_day_holds_it(day):
    place = place_of(Stated(date=PartialDate(day, Precision.DAY)), Numbering.WEEK)
    assert place.date is not None
    assert place.date.first <= day <= place.date.last
    assert place.date.first.weekday() == 0


@pytest.mark.parametrize("precision", [Precision.YEAR, Precision.INFERRED])
def test_a_date_that_is_no_day_week_or_month_is_no_address(precision):
    assert issue_path(None, "", datetime.date(2013, 6, 7), precision) == ""


@pytest.mark.parametrize(("volume", "shown"), [(None, ""), (0, "Vol. 0"), (12, "Vol. 12"), (2013, "2013")])
def test_a_volume_in_words(volume, shown):
    assert volume_in_words(volume) == shown


@pytest.mark.parametrize(
    ("date", "path"), [("2016-02-16", "2016/02/16"), ("February 2016", "2016/02"), ("2016", None), (None, None)]
)
def test_an_article_in_no_issue_and_no_volume_has_its_date(date, path):
    stated = Stated(None, "", read_date(date) if date else None, is_continuous=True)
    if path:
        assert place_of(stated, Numbering.VOLUME_AND_NUMBER).path == path
    else:
        with pytest.raises(NoPlace):
            place_of(stated, Numbering.VOLUME_AND_NUMBER)


@pytest.mark.parametrize(
    ("volume", "number", "date", "options"),
    [
        (2, "", None, "--numbering volume"),
        (None, "45", "2013-06-07", "--numbering number"),
        (None, "", "2013-06-07", "--numbering date"),
        (None, "", "June 2013", "--numbering month"),
        (None, "", "2013", "--numbering volume --volume 2013"),
        (None, "", None, "--volume 1 --issue 1"),
    ],
)
def test_an_import_takes_a_text_by_options(volume, number, date, options):
    assert options_for(Stated(volume, number, read_date(date) if date else None)) == options
