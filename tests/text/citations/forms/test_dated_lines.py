"""Citations without parentheses: lines with a date and a page, and dispatches with their language."""

import pytest

from tests.text.citations.reading import names_and_days, reading

LINES = [
    ("It froze.|Radio Tesk 12 May 1999, 27", ["Radio Tesk 1999-05-12"]),
    ("It froze. Tesk Times, 13 May 1999, p. 5", ["Tesk Times 1999-05-13"]),
    ("It froze.|1. Tesk Times, 13 May 1999", ["Tesk Times 1999-05-13"]),
    ("It froze.|Lamm 13 May 1999, 4|It thawed.|Zarya 14 May 1999, 2", ["Lamm 1999-05-13", "Zarya 1999-05-14"]),
    ("Radio Tesk, 12 May 1999|It froze.", []),
    ("It froze.|The treaty of 12 May 1999", []),
    ("It froze.|See Article 5 of the law, p. 3", []),
]
MONITORED = [
    ("It froze.|Minsk LNB in English 1012 GMT 14 Feb 99", ["LNB 1999-02-14"]),
    ("It froze.|Tesk Radio Tide Network in Czech 1100 GMT 4 Jan 99", ["Radio Tide Network 1999-01-04"]),
    ("It froze. [Tesk LNB in Russian, 4 Mar]", ["LNB 1999-03-04"]),
    ("It froze.|Ministers in English 1012 times", []),
]
PRESS_REVIEWS = [
    ("It froze. – Tesk Times, 5 May", ["Tesk Times 1999-05-05"]),
    ("It froze. — Tesk Times, May 5.", ["Tesk Times 1999-05-05"]),
    ("Tesk Times, 5 May: It froze.", ["Tesk Times 1999-05-05"]),
    ("He left. – By car, June 11", []),
    ("Lamm, 5 May: It froze.", []),
    ("Agenda, 9 June: none.", []),
]
BRACKETS = [
    ("It froze. [Lamm News, 3 June, pages 4 and 5]", ["Lamm News 1999-06-03"]),
    ("It froze. [March 22, 1999, Harbor Review]", ["Harbor Review 1999-03-22"]),
    ("He said it [in March] and left.", []),
]


@pytest.mark.parametrize(("text", "expected"), [*LINES, *MONITORED, *PRESS_REVIEWS, *BRACKETS])
def test_lines_and_brackets(text, expected):
    assert names_and_days(text) == expected


def test_a_line_begins_where_its_name_does():
    citation = reading("It froze. Tesk Times, 13 May 1999, p. 5").citations[0]
    assert citation.raw == "Tesk Times, 13 May 1999, p. 5"
