"""Tags and filters of the pages' templates."""

from __future__ import annotations

import datetime

import pytest
from django.template import Context, Template
from django.urls import set_script_prefix

from archive.models import Issue
from archive.pages.rendering.template_tags import date_of, full_date_of


def shown(text: str, **context: object) -> str:
    return Template(text).render(Context(context))


def test_an_address_is_the_maps():
    assert shown("{% address 'volume' slug volume %}", slug="harbour-letter", volume=1) == "/harbour-letter/v1/"


def test_an_address_has_the_prefix_of_its_request():
    shown("{% address 'topics' %}")
    set_script_prefix("/old-site/")
    try:
        assert shown("{% address 'topics' %}") == "/old-site/topics/"
    finally:
        set_script_prefix("/")


def test_an_asset_is_one_of_the_sites_own_files():
    assert shown("{% asset 'site.css' %}").endswith("/static/backfile/site.css")


@pytest.mark.parametrize(
    ("issue", "expected"),
    [
        (Issue(), ""),
        (
            Issue(date=datetime.date(2004, 10, 26), date_precision="day"),
            '<time datetime="2004-10-26">26 October 2004</time>',
        ),
        (
            Issue(date=datetime.date(2004, 10, 1), date_precision="year", date_text="<b>Autumn</b>"),
            '<time datetime="2004">&lt;b&gt;Autumn&lt;/b&gt;</time>',
        ),
    ],
)
def test_a_date_is_a_time_element(issue, expected):
    assert shown("{{ issue|date_of }}", issue=issue) == date_of(issue) == expected


def test_a_full_date_has_its_weekday():
    issue = Issue(date=datetime.date(2004, 10, 26), date_precision="day")
    assert full_date_of(issue) == '<time datetime="2004-10-26">Tuesday, 26 October 2004</time>'
