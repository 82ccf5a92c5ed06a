"""Dates as pages write them."""

import pytest

from archive.text.formats.web_pages.page_dates import read_page_date


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("2019-04-15T06:18:00-0700", "2019-04-15"),
        ("2019-04-15T23:18:00+00:00", "2019-04-15"),
        ("2019-04-15 06:18:00 UTC", "2019-04-15"),
        ("2019/04/15 6:18", "2019-04-15"),
        ("2019.04.15", "2019-04-15"),
        ("20190415", "2019-04-15"),
        ("20190415061800", "2019-04-15"),
        ("Tue, 13 Dec 2016 22:33:06 +0000", "2016-12-13"),
        ("Mon Aug 03 12:45:00 EDT 2015", "2015-08-03"),
        ("Published: Dec. 22, 2016, 6:47 p.m.", "2016-12-22"),
        ("December 16th 2016", "2016-12-16"),
        ("Posted on 3 Oct 2016", "2016-10-03"),
        ("2019年2月13日（水） 9時", "2019-02-13"),
        ("Ana Brod2017-03-01 14:27:02", "2017-03-01"),
        ('\\"2022-10-25T08:00:00-0400\\"', "2022-10-25"),
        ("2004", "2004-01-01"),
    ],
)
def test_dates(text, day):
    date = read_page_date(text)
    assert date is not None
    assert date.first.isoformat() == day


@pytest.mark.parametrize(
    "text", ["", "11/8/2004", "yesterday", "8 hours ago", "2019-13-45", "1570606202", "9" * 500, "Room 2016-12-221"]
)
def test_no_dates(text):
    assert read_page_date(text) is None
