"""Front matter."""

import pytest

from archive.text.headers.front_matter import read_front_matter


def read(text):
    return read_front_matter(text.split("\n"))


def test_values_stay_text_and_lists_stay_lists():
    front = read(
        "---\nTitle: 'Toll: doubled'\nissue: 010\ndate: 2004-10-01\nTopics:\n  - tolls\n  - ferries\nurl:\n---\nText."
    )
    assert front.values == {
        "title": ["Toll: doubled"],
        "issue": ["010"],
        "date": ["2004-10-01"],
        "topics": ["tolls", "ferries"],
        "url": [],
    }
    assert front.lines["date"] == 4
    assert front.next_line == 9
    assert front.problems == []


@pytest.mark.parametrize(
    "text", ["", "Text.", "---\nText without keys.\n---", "---\ntitle: never ended", "----\na: b\n----"]
)
def test_no_front_matter(text):
    assert read(text) is None


@pytest.mark.parametrize(
    ("text", "line", "reason"),
    [
        ("---\ntitle: a\nurl: 'b\n---", 3, "no YAML"),
        ("---\ntitle: a: b\n---", 2, "no YAML"),
        ("---\nvolume:\n  one: 1\n---", 2, "“volume” in the front matter is a table."),
        ("---\na: " + "[" * 9_000 + "\n---", 1, "too long"),
        ("---\na: " + "x" * 20_001 + "\n---", 1, "too long"),
        ("---\na:\n" + " - " * 3_000 + "x\n---", None, ""),
    ],
)
def test_what_is_wrong_is_an_error_with_its_line(text, line, reason):
    (problem, *_) = read(text).problems
    assert problem.severity == "error"
    assert reason in problem.reason
    assert line is None or problem.line == line


def test_entity_bombs_stay_small():
    bomb = "---\na: &a [x, x]\nb: &b [*a, *a]\nc: [*b, *b]\n---"
    assert [problem.severity for problem in read(bomb).problems] == ["error"]
