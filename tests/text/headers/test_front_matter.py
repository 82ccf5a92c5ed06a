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


@pytest.mark.parametrize(
    ("text", "values"),
    [
        (
            "---\ntitle: Ferries: the third day\ndate:\t2013-06-07\n---",
            {"title": ["Ferries: the third day"], "date": ["2013-06-07"]},
        ),
        ("---\ntitle: a: b\ntags:\n- x: y\n- z\n---", {"title": ["a: b"], "tags": ["x: y", "z"]}),
        ("---\n# note\ntitle: a: b\ntags: [x, 'y']\n---", {"title": ["a: b"], "tags": ["x", "y"]}),
    ],
)
def test_lines_that_are_no_yaml_are_read_one_by_one(text, values):
    front = read(text)
    assert front.values == values
    (problem,) = front.problems
    assert (problem.severity, problem.line is not None) == ("warning", True)
    assert "no YAML" in problem.reason


def test_entity_bombs_stay_small():
    bomb = "---\na: &a [x, x]\nb: &b [*a, *a]\nc: [*b, *b]\n---"
    assert [problem.severity for problem in read(bomb).problems] == ["error"]


FORMS = [
    ('+++\ntitle = "Harbour"\ndate = 2013-06-07T21:02:13+02:00\ndraft = false\ntags = ["a", "b"]\n+++\nText.',
     {"title": ["Harbour"], "date": ["2013-06-07T21:02:13+02:00"], "draft": ["false"], "tags": ["a", "b"]}),
    ('+++\ntitle = "Harbour"\n[taxonomies]\ntags = ["a"]\n[extra]\nauthor = "Anna Vale"\n+++\nText.',
     {"title": ["Harbour"], "tags": ["a"], "author": ["Anna Vale"]}),
    ('{\n  "title": "Harbour",\n  "weight": 3,\n  "tags": ["a"]\n}\n\nText.',
     {"title": ["Harbour"], "weight": ["3"], "tags": ["a"]}),
    ("---\ntitle: Harbour\nauthors:\n  - name: Anna Vale\n    url: x\n  - name: Ivo Marsh\n---\nText.",
     {"title": ["Harbour"], "authors": ["Anna Vale", "Ivo Marsh"]}),
    ("---\n---\nText.", {}),
]  # fmt: skip


@pytest.mark.parametrize(("text", "values"), FORMS)
def test_the_forms_of_site_generators(text, values):
    front = read(text)
    assert (front.values, front.problems, front.nested) == (values, [], [])
    assert text.split("\n")[front.next_line :][-1] == "Text."


def test_nested_values_are_named_and_nothing_else():
    front = read("---\ntitle: Harbour\nresources:\n  - src: a.jpg\n    title: A\nseo: {a: 1, b: {c: 2}}\n---\nText.")
    assert (front.values, front.nested, front.problems) == ({"title": ["Harbour"]}, ["resources", "seo"], [])


def test_lines_of_metadata_without_fences():
    text = "Title: Harbour\nDate: 2010-12-03 10:20\nSlug: harbour\n\nText."
    front = read_front_matter(text.split("\n"), plain=True)
    assert (front.values["slug"], front.next_line) == (["harbour"], 3)
    assert read(text) is None


@pytest.mark.parametrize("text", ["+++\ntitle = \n+++\nText.", "---\na: &x [1]\nb: *x\n---\nText."])
def test_broken_and_self_referring_blocks_are_errors(text):
    (problem,) = read(text).problems
    assert (problem.severity, problem.remedy != "") == ("error", True)


@pytest.mark.parametrize("text", ["{ a brace begins this text }\n", "+++\nno keys here\n+++", "{}\nText."])
def test_other_beginnings_are_text(text):
    assert read(text) is None
