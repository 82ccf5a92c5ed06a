"""Pictures drawn on the server."""

import re
import xml.etree.ElementTree as ET

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive.pages.rendering.charts import axis, bars, curve, shade

counts = st.dictionaries(st.integers(1600, 2200), st.integers(1, 10_000), min_size=1, max_size=40)


def parsed(picture: str) -> ET.Element:
    return ET.fromstring(picture)  # noqa: S314 (our own picture)


def numbers(picture: str) -> list[float]:
    return [float(number) for path in re.findall(r' d="([^"]*)"', picture) for number in re.findall(r"[\d.]+", path)]


@given(counts)
def test_a_curve_is_well_formed_and_stays_in_its_box(counts):
    picture = curve(counts, min(counts), max(counts), "Issues <a year>")
    parsed(picture)
    xs_and_ys = numbers(picture)
    assert max(xs_and_ys[0::2]) <= 480
    assert max(xs_and_ys[1::2]) <= 56


@given(counts)
def test_bars_are_well_formed(counts):
    parsed(bars(counts, "Articles", {year: f"/{year}/" for year in counts}))


def test_no_counts_draw_no_bars():
    assert bars({}, "Articles") == ""


def test_bars_with_links_are_a_group_and_without_are_a_picture():
    assert 'role="group"' in bars({2004: 1}, "Articles", {2004: "/2004/"})
    assert 'role="img"' in bars({2004: 1}, "Articles")


def test_curves_share_an_axis():
    early = curve({1996: 1}, 1996, 2005, "")
    late = curve({2005: 1}, 1996, 2005, "")
    assert max(numbers(early)[0::2]) < min(numbers(late)[0::2])


@given(st.integers(1600, 2200), st.integers(0, 600))
def test_an_axis_has_few_ticks(first, length):
    assert len(parsed(axis(first, first + length)).findall("text")) <= 8


@pytest.mark.parametrize(
    ("number", "highest", "expected"), [(0, 5, 0), (1, 20, 1), (10, 20, 2), (20, 20, 4), (1, 1, 3)]
)
def test_shade(number, highest, expected):
    assert shade(number, highest) == expected


def test_what_a_picture_means_is_escaped():
    assert "<b>" not in bars({2004: 1}, "<b>")


def test_pictures_have_no_styles():
    assert "style=" not in curve({2004: 1}, 2004, 2004, "x") + bars({2004: 1}, "x")
