"""By-lines."""

import pytest

from archive.text.headers.bylines import read_byline


@pytest.mark.parametrize(
    ("line", "names"),
    [
        ("By Anna Vale", ["Anna Vale"]),
        ("BY ANNA VALE", ["ANNA VALE"]),
        ("By: Anna Vale and Ivo Marsh", ["Anna Vale", "Ivo Marsh"]),
        ("by Anna Vale, Ivo Marsh, and Lea de la Oak", ["Anna Vale", "Ivo Marsh", "Lea de la Oak"]),
        ("Compiled by Anna Vale", ["Anna Vale"]),
        ("By “Sadji”", None),
        ("By the river nobody slept.", None),
        ("By Monday the ferry had sunk and the toll was paid.", None),
        ("By:", None),
        ("Anna Vale", None),
    ],
)
def test_bylines(line, names):
    found = read_byline(line)
    assert (found and found.names) == names


@pytest.mark.parametrize(
    ("line", "names"),
    [
        ("By Anna Vale in Tesk", ["Anna Vale"]),
        ("By Anna Vale in Tesk and Ivo Marsh in New Hask", ["Anna Vale", "Ivo Marsh"]),
        ("By Anna Vale, Tesk", ["Anna Vale"]),
    ],
)
def test_a_place_in_a_byline_is_told(line, names):
    found = read_byline(line)
    assert found.names == names
    assert "taken for a place" in " ".join(found.doubts)


@pytest.mark.parametrize(
    ("line", "names"),
    [
        ("Von Anna Vale und Ivo Marsh", ["Anna Vale", "Ivo Marsh"]),
        ("Por Ana Vale", ["Ana Vale"]),
        ("Автор: Анна Вале", ["Анна Вале"]),
        ("Text: Anna Vale", ["Anna Vale"]),
        ("By Anna Vale, Jr.", ["Anna Vale, Jr."]),
    ],
)
def test_bylines_of_other_languages(line, names):
    assert read_byline(line).names == names


@pytest.mark.parametrize("line", ["Von Menschen und Tieren", "Por favor", "Von Tesk", "By the river in Tesk"])
def test_sentences_that_are_no_byline(line):
    assert read_byline(line) is None
