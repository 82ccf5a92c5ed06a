"""The head of a text as it is gathered."""

import pytest

from archive.text.headers.header_fields import Head, read_label
from archive.text.headers.publication_facts import PublicationNames


@pytest.fixture
def head():
    return Head(PublicationNames())


@pytest.mark.parametrize(
    ("line", "label"),
    [
        ("Author: Anna Vale", ("authors", "Anna Vale")),
        ("By:", ("authors", "")),
        ("TOPICS : tolls", ("topics", "tolls")),
        ("URL: https://ford.example/", ("url", "https://ford.example/")),
        ("Автор: Анна Вале", ("authors", "Анна Вале")),
        ("Titel : Die Fähren", ("title", "Die Fähren")),
        ("Mots clés: ports", ("topics", "ports")),
        ("التاريخ: 7 يونيو 2013", ("date", "7 يونيو 2013")),
        ("Data: what the ministry counted", None),
        ("Zvolna: the toll", None),
        ("link://x", None),
        ("no label", None),
    ],
)
def test_labels(line, label):
    assert read_label(line) == label


def test_an_empty_label_changes_nothing(head):
    assert head.take_line(1, "By:")
    assert (head.authors, head.problems) == ([], [])


def test_what_was_said_first_stands_and_a_difference_is_told(head):
    head.take_line(1, "Volume: 3")
    head.take_line(2, "Volume: III")
    head.take_line(3, "Volume: 4")
    assert head.volume == 3
    assert [problem.line for problem in head.problems] == [3]


@pytest.mark.parametrize(
    "line",
    ["Date: soon", "Volume: many", "URL: javascript:alert(1)", "Language: the valley's own", f"Title: {'x' * 5_001}"],
)
def test_values_of_the_wrong_kind_are_told(head, line):
    assert head.take_line(7, line)
    assert [(problem.line, problem.severity) for problem in head.problems] == [(7, "warning")]


def test_authors_and_topics_have_bounds(head):
    head.take_authors([f"Anna Vale {n}" for n in range(1_005)], 1)
    head.take_line(2, "Topics: " + ", ".join(f"toll{n}" for n in range(55)))
    assert (len(head.authors), len(head.topics), len(head.problems)) == (1_000, 50, 6)


@pytest.mark.parametrize("nobody", ["", " ", "\u200b", "\u00a0\n"])
def test_a_name_of_nothing_visible_is_no_author_and_no_topic(head, nobody):
    head.take_authors([nobody, "Anna Vale"], 1)
    head.take_field("topics", ["tolls", nobody], 1)
    assert (head.authors, head.topics) == (["Anna Vale"], ["tolls"])
