"""Which readers and which answers take compression."""

import gzip

import pytest

from archive.pages.caching.compression import SHORTEST, compressed, expanded, is_worth_it, takes_gzip

TEXT = b"The ferries lay idle. " * 200


@pytest.mark.parametrize(
    ("accepted", "takes"),
    [
        ("", False),
        ("gzip", True),
        ("GZIP", True),
        ("gzip, deflate, br", True),
        ("br,gzip;q=0.5", True),
        ("br", False),
        ("identity", False),
        ("gzip;q=0", False),
        ("gzip; q=0.000", False),
        ("gzip;q=0.001", True),
        ("x-gzip2", False),
        ("," * 8000 + "gzip", False),
    ],
)
def test_who_takes_it(accepted, takes):
    assert takes_gzip(accepted) is takes


@pytest.mark.parametrize(
    ("content_type", "worth_it"),
    [
        ("text/html; charset=utf-8", True),
        ("application/atom+xml; charset=utf-8", True),
        ("application/json", True),
        ("application/vnd.citationstyles.csl+json", True),
        ("image/svg+xml", True),
        ("application/epub+zip", False),
        ("image/png", False),
        ("", False),
    ],
)
def test_what_gets_smaller(content_type, worth_it):
    assert is_worth_it(content_type, SHORTEST) is worth_it


def test_what_is_short_is_left():
    assert not is_worth_it("text/html", SHORTEST - 1)


def test_others_read_it():
    assert gzip.decompress(compressed(TEXT)) == TEXT


def test_it_comes_back():
    assert expanded(compressed(TEXT)) == TEXT


def test_the_same_page_is_the_same_file():
    assert compressed(TEXT) == compressed(TEXT)
