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
        ("5. April 2017", "2017-04-05"),
        ("Hask, 2. Dezember 2021, 11:40 Uhr", "2021-12-02"),
        ("jeudi 13 juin 2019", "2019-06-13"),
        ("Publicado el 3 de mayo de 2019", "2019-05-03"),
        ("14 Gennaio 2020", "2020-01-14"),
        ("3 мая 2007 г.", "2007-05-03"),
        ("06.12.2022", "2022-12-06"),
        ("Stand: 3.11.2023 18:00 Uhr", "2023-11-03"),
    ],
)
def test_dates(text, day):
    date = read_page_date(text)
    assert date is not None
    assert date.first.isoformat() == day


@pytest.mark.parametrize(
    "text",
    ["", "11/8/2004", "yesterday", "8 hours ago", "2019-13-45", "1570606202", "9" * 500, "Room 2016-12-221",
     "13.13.2023", "1.2.3.2004"],
)  # fmt: skip
def test_no_dates(text):
    assert read_page_date(text) is None


@pytest.mark.parametrize(
    ("language", "day"),
    [("es", "2022-05-11"), ("fr-FR", "2022-05-11"), ("en-GB", "2022-05-11"), ("pt_BR", "2022-05-11"),
     ("en", None), ("en-US", None), ("", None)],
)  # fmt: skip
def test_figures_are_read_in_the_order_of_the_pages_language(language, day):
    date = read_page_date("Actualizado 11/05/2022", language)
    assert (date.first.isoformat() if date else None) == day
