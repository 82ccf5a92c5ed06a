"""Addresses of rows."""

import pytest
from django.urls import NoReverseMatch, set_script_prefix

from archive.models.common.url_cache import cached_reverse, cached_reverse_below, cached_reverse_of_number


def test_it_is_the_maps():
    assert cached_reverse("article", "harbour-letter", "v1/i115", "ferries") == "/harbour-letter/v1/i115/ferries/"


def test_an_articles_stands_below_its_issues():
    issue = ("harbour-letter", "v1/i3-4")
    assert cached_reverse_below(cached_reverse("issue", *issue), "ferries") == cached_reverse(
        "article", *issue, "ferries"
    )


def test_it_is_another_below_another_prefix():
    cached_reverse("source", "interfax")
    set_script_prefix("/old-site/")
    try:
        assert cached_reverse("source", "interfax") == "/old-site/sources/interfax/"
    finally:
        set_script_prefix("/")


def test_that_of_a_number_is_the_maps():
    assert cached_reverse_of_number("permanent", 4711) == cached_reverse("permanent", 4711) == "/a/4711/"
    set_script_prefix("/old-site/")
    try:
        assert cached_reverse_of_number("permanent", 10) == "/old-site/a/10/"
    finally:
        set_script_prefix("/")


def test_what_cannot_be_an_address_is_none():
    with pytest.raises(NoReverseMatch):
        cached_reverse("source", "no slug")
