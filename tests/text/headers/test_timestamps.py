"""Dates and moments as other programs write them."""

import datetime

import pytest

from archive.text.headers.timestamps import is_future, read_timestamp

UTC = datetime.UTC
MOMENTS = [
    ("2004-10-01T02:00:00Z", datetime.datetime(2004, 10, 1, 2, tzinfo=UTC)),
    ("2004-10-01T02:00:00.000+00:00", datetime.datetime(2004, 10, 1, 2, tzinfo=UTC)),
    ("2004-10-01 02:00:00 +0200", datetime.datetime(2004, 10, 1, 0, tzinfo=UTC)),
    ("Fri, 01 Oct 2004 02:00:00 +0000", datetime.datetime(2004, 10, 1, 2, tzinfo=UTC)),
    ("1096596000", datetime.datetime(2004, 10, 1, 2, tzinfo=UTC)),
    ("1096596000000", datetime.datetime(2004, 10, 1, 2, tzinfo=UTC)),
]
DAYS = [
    ("2004-10-01", (2004, 10, 1)),
    ('"2004-10-01"', (2004, 10, 1)),
    ("20041001", (2004, 10, 1)),
    ("2004/10/01 08:00", (2004, 10, 1)),
    ("October 1, 2004", (2004, 10, 1)),
    ("October 2004", (2004, 10, 1)),
    ("2004", (2004, 1, 1)),
    ("9999-12-31", (9998, 12, 31)),  # which every zone can show
    ("0001-01-01", (2, 1, 1)),
]
NO_MOMENTS = ["", "soon", "0000-00-00 00:00:00", "2004-13-45", "12 months", "1", "true", "99/99/9999"]


@pytest.mark.parametrize(("text", "moment"), MOMENTS)
def test_moments_with_a_zone(text, moment):
    assert read_timestamp(text) == moment


@pytest.mark.parametrize(("text", "day"), DAYS)
def test_days(text, day):
    assert read_timestamp(text).timetuple()[:3] == day


@pytest.mark.parametrize("text", NO_MOMENTS)
def test_other_text_is_no_moment(text):
    assert read_timestamp(text) is None
    assert not is_future(text)


def test_the_future_begins_behind_the_tolerance():
    now = datetime.datetime.now(UTC)
    in_an_hour = (now + datetime.timedelta(hours=1)).isoformat()
    assert is_future(in_an_hour)
    assert not is_future(in_an_hour, tolerance=datetime.timedelta(hours=2))
    assert not is_future((now - datetime.timedelta(hours=1)).isoformat())
